"""The command line: which commands there are, and what a person sees when one fails.

Only the module of the noun that was typed is loaded; `allmende --help` loads none.
"""

import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import node
from node.cli.parser import Fill, Parser
from node.cli.words import Say, language_of
from node.errors import Problem

NOUNS = (
    ("init", "richtet einen neuen Knoten ein", "set up a new node"),
    ("serve", "startet den Server", "run the server"),
    ("dev", "startet zwei Vorführstädte, die miteinander sprechen", "run two demonstration towns that talk"),
    ("migrate", "bringt die Datenbank auf den Stand des Programms", "bring the database up to date"),
    ("account", "Konten anlegen, zeigen, sperren, löschen", "create, show, suspend and delete accounts"),
    ("channel", "Kanäle anlegen und durch ihre Phasen führen", "found channels and lead them through their phases"),
    ("post", "veröffentlicht einen Beitrag", "publish a post"),
    ("host", "andere Server zeigen und blockieren", "list and block other servers"),
    ("report", "was gemeldet wurde", "what was reported"),
    ("hindrance", "Barrieren, die jemand gemeldet hat", "barriers that somebody reported"),
    ("subscription", "Beiträge per E-Mail: wie viele, Adresse löschen", "posts by e-mail: how many, erase an address"),
    ("guest", "Antworten von Menschen ohne Konto", "replies of people without an account"),
    ("link", "Kurzlinks ohne Zählung", "short links that count nobody"),
    ("rule", "die Regeln des Knotens", "the rules of the node"),
    (
        "text",
        "was der Knoten über sich sagt: Datenschutz, Bedingungen",
        "what the node says about itself: privacy, terms",
    ),
    ("pack", "Vorlagen für Beiträge und Antworten weitergeben", "give templates of posts and answers to others"),
    ("acts", "wer was getan hat", "who did what"),
    ("media", "was Dateien belegen, und aufräumen", "what files take, and sweeping"),
    ("jobs", "was wartet und was gescheitert ist", "what waits and what has failed"),
    ("activity", "erklärt und probiert Aktivitäten", "explain and rehearse activities"),
    ("connector", "Kopien auf anderen Plattformen, fremde Feeds", "copies on other platforms, feeds of elsewhere"),
    ("album", "Bilder öffentlicher Beiträge, zu Reihen geordnet", "pictures of public posts, put in order"),
    ("case", "Fragen, um die sich Kanäle kümmern", "questions that channels deal with"),
    ("event", "was mit angekündigten Terminen geschieht", "what happens with announced events"),
    ("emoji", "eigene Emoji", "emoji of the node's own"),
    ("suggestion", "wen der Knoten vorschlägt", "whom the node suggests"),
    ("crisis", "was in einer Krise veröffentlicht wurde", "what was published in a crisis"),
    ("warning", "Warnung über allen Seiten", "the warning above every page"),
    ("announcement", "kündigt allen hier etwas an", "tell everybody here something"),
    ("disclosure", "was Behörden verlangten, und was sie bekamen", "what authorities asked for, and what they got"),
    ("member", "wer Mitglied der Genossenschaft ist", "who is a member of the cooperative"),
    ("motion", "Anträge der Mitglieder und ihre Abstimmungen", "motions of the members and their ballots"),
    ("ballot", "zählt eine Abstimmung nach", "count a ballot anew"),
    ("easy", "prüft einen Text in Leichter Sprache", "check a text in Leichte Sprache"),
    ("verify", "prüft, ob ein Beitrag echt ist", "check whether a post is genuine"),
    ("check", "prüft, was ein Betreiber zu erfüllen hat", "check what an operator has to fulfil"),
    ("tenant", "weitere Knoten dieser Installation", "further nodes of this installation"),
    ("database", "zieht in eine andere Datenbank um", "move to another database"),
)
"""Each is a module `node.cli.NAME` with `define(parser)`; the words follow "allmende NAME"."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. 0 done, 1 it failed and says why, 2 mistyped."""
    say = Say(language_of(os.environ))
    parser = _parser(say)
    options = parser.parse_args(argv)
    if not hasattr(options, "run"):
        parser.print_help(sys.stderr)
        return 2
    try:
        code: int = options.run(options, say)
        sys.stdout.flush()
    except Problem as problem:
        return _failed(problem.reason)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `allmende jobs list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _failed(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}")
    return code


def _failed(reason: str) -> int:
    print(f"allmende: {reason}", file=sys.stderr)
    return 1


def _parser(say: Say) -> Parser:
    parser = Parser(
        say,
        prog="allmende",
        description=say(
            "Ein Knoten des Fediverse für Verwaltungen, Vereine und Genossenschaften.",
            "A node of the Fediverse for public administrations, associations and cooperatives.",
        ),
        epilog=say(
            "Jeder Befehl hat eine eigene Hilfe: allmende account create --help.",
            "Each command has its own help: allmende account create --help.",
        ),
    )
    parser.option(
        "--config",
        metavar="PATH",
        type=Path,
        help=say(
            "Einstellungen (sonst $ALLMENDE_CONFIG, sonst ./config.toml)",
            "settings (else $ALLMENDE_CONFIG, else ./config.toml)",
        ),
    )
    parser.option(
        "--version",
        action="version",
        version=f"allmende {node.__version__}",
        help=say("zeigt die Version", "show the version"),
    )
    commands = parser.commands(say("Befehle", "commands"))
    for name, german, english in NOUNS:
        commands.add(name, german, english, fill=_load(name))
    return parser


def _load(name: str) -> Fill:
    def fill(parser: Parser) -> None:
        module: Any = importlib.import_module(f"node.cli.{name}")
        module.define(parser)

    return fill
