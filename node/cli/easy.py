"""`allmende easy`: what in a text could be hard for readers of Leichte Sprache (A19, BITV 2.0 annex 2); before it is published,
and for texts of elsewhere."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from node.cli.parser import Parser
from node.cli.words import GERMAN, Say
from node.errors import Invalid
from node.i18n.translate import Translator, load_catalogs
from node.text.easy import Remark, remarks


def define(parser: Parser) -> None:
    say = parser.say
    parser.argument(
        "file",
        metavar="FILE",
        help=say("Text; - liest die Eingabe", "text; - reads standard input"),
    )
    parser.epilog = say(
        "Endet mit 1, wenn etwas schwer sein könnte. Es sind Hinweise: Prüfen lassen Sie Texte von Menschen, die sie brauchen.",
        "Ends with 1 when something could be hard. These are hints: have texts checked by people who need them.",
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, say: Say) -> int:
    try:
        text = sys.stdin.read() if options.file == "-" else Path(options.file).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Invalid(say(f"{options.file} ist kein Text", f"{options.file} is not text")) from error
    found = remarks(text)
    for line in in_words(found, say):
        print(line)
    return 1 if found else 0


def in_words(found: Sequence[Remark], say: Say) -> Sequence[str]:
    words = Translator("de" if say.language == GERMAN else "en", load_catalogs())
    if not found:
        return [words.t("easy.lint.good")]
    return [
        words.t(f"easy.lint.{each.rule.value}", word=each.word, text=each.sentence, length=each.count) for each in found
    ]
