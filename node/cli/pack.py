"""`allmende pack`: templates of posts, answers and sheets in one file, from one node to another (row 48)."""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from node.cli.command import Act, Answer, Ask, table
from node.cli.parser import Parser
from node.cli.perform import acts
from node.cli.words import Say
from node.context import Context
from node.errors import Invalid
from node.model.account import Actor
from node.model.template import Compared, Pack, Standing, TemplateKind
from node.outbox.templates.pack import MOST_BYTES, pack_name, read_pack, write_pack
from node.outbox.templates.take_over import compare, our_pack, own_pack, take_over

_OURS: Final = "starter"
_STANDINGS: Final = {
    Standing.NEW: ("neu", "new"),
    Standing.CHANGED: ("ändert sich", "changes"),
    Standing.SAME: ("gleich", "same"),
}


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    exporting = commands.add("export", "schreibt alle Vorlagen in eine Datei", "write all templates into a file")
    exporting.argument("file", metavar="FILE", help=say("- schreibt sie auf den Bildschirm", "- prints them"))
    acts(exporting, "pack export", export, prepare=_whole_path)
    importing = commands.add("import", "übernimmt ein Paket", "take a pack over")
    _file(importing)
    importing.option(
        "--dry-run", action="store_true", help=say("sagt nur, was sich ändern würde", "only tell what would change")
    )
    acts(importing, "pack import", bring, prepare=_read_file)
    checking = commands.add("check", "prüft ein Paket, ohne einen Knoten", "check a pack, without a node")
    _file(checking)
    checking.set_defaults(run=_check)


def _file(parser: Parser) -> None:
    parser.argument(
        "file",
        metavar="FILE",
        help=parser.say(
            "JSON; - liest die Eingabe, starter ist das mitgelieferte Paket",
            "JSON; - reads standard input, starter is the pack that comes with the program",
        ),
    )


def _whole_path(options: argparse.Namespace, _say: Say) -> None:
    if options.file != "-":
        options.file = str(Path(options.file).absolute())  # a server that does it stands elsewhere


def _read_file(options: argparse.Namespace, say: Say) -> None:
    """The server that may do the work reads no files of ours. Raises Invalid for what is no text, or too much."""
    options.document = ""
    if options.file == _OURS:
        return
    with sys.stdin.buffer if options.file == "-" else Path(options.file).open("rb") as file:
        document = file.read(MOST_BYTES + 1)
    try:
        options.document = document.decode()
    except UnicodeDecodeError as error:
        raise Invalid(say(f"{options.file} ist kein lesbarer Text", f"{options.file} is no readable text")) from error


def _check(options: argparse.Namespace, say: Say) -> int:
    _read_file(options, say)
    pack = _pack(options.document)
    counts = {kind: sum(each.kind is kind for each in pack.templates) for kind in TemplateKind}
    print(
        say(
            f"in Ordnung: {pack.title} ({pack.name}), Beiträge: {counts[TemplateKind.POST]},"
            f" Antworten: {counts[TemplateKind.ANSWER]}, Steckbriefe: {counts[TemplateKind.SHEET]}",
            f"in order: {pack.title} ({pack.name}), posts: {counts[TemplateKind.POST]},"
            f" answers: {counts[TemplateKind.ANSWER]}, sheets: {counts[TemplateKind.SHEET]}",
        )
    )
    return 0


async def export(node: Context, ask: Ask) -> Answer:
    """Raises Invalid when there is nothing to give."""
    name, title = pack_name(node.config.host), node.config.node.title
    pack = await node.store.read(lambda tx: own_pack(tx, name, title))
    if not pack.templates:
        raise Invalid(ask.say("hier gibt es keine Vorlagen", "there are no templates here"))
    document, file = write_pack(pack), ask.text("file")
    if file == "-":
        return Answer(document.decode().splitlines())
    await asyncio.to_thread(Path(file).write_bytes, document)
    count = len(pack.templates)
    return Answer([ask.say(f"{count} Vorlagen in {file}", f"{count} templates in {file}")])


async def bring(node: Context, ask: Ask) -> Answer:
    """Raises Unprocessable for what is no pack, with the place that is wrong; then nothing was taken over."""
    pack = _pack(ask.text("document"))
    compared = await node.store.read(lambda tx: compare(tx, pack))
    lines = _told(compared, ask.say)
    if ask.flag("dry_run"):
        return Answer([*lines, ask.say("nichts ist geändert (--dry-run)", "nothing is changed (--dry-run)")])
    taken = await take_over(node, Actor(node.itself), pack)
    return Answer([*lines, ask.say(f"{len(taken)} Vorlagen sind übernommen", f"{len(taken)} templates are taken over")])


def _pack(document: str) -> Pack:
    return read_pack(document.encode()) if document else our_pack()


def _told(compared: Sequence[Compared], say: Say) -> Sequence[str]:
    rows = [(say("STAND", "STATE"), say("ART", "KIND"), "KEY", "NAME")]
    rows += [
        (say(*_STANDINGS[each.standing]), each.template.kind.value, each.template.key, each.template.name)
        for each in compared
    ]
    return table(rows)


ACTS: Mapping[str, Act] = {"pack export": export, "pack import": bring}
