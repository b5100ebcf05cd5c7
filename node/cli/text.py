"""`allmende text`: what the node says about itself at length, in Markdown."""

import argparse
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from node.cli.command import Act, Answer, Ask
from node.cli.parser import Parser
from node.cli.perform import acts
from node.cli.words import Say
from node.context import Context
from node.errors import Invalid
from node.model.account import Actor
from node.outbox.texts import TEXTS, find_text, remove_text, set_text


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    setting = commands.add("set", "schreibt einen Text", "write a text")
    _name(setting)
    setting.argument(
        "file", metavar="FILE", help=say("Markdown; - liest die Eingabe", "Markdown; - reads standard input")
    )
    setting.option(
        "--from",
        dest="effective_on",
        metavar="DATE",
        help=say("ab wann Nutzungsbedingungen gelten (2026-03-01)", "from when on terms hold (2026-03-01)"),
    )
    _where(setting)
    acts(setting, "text set", write, prepare=_read_file)
    showing = commands.add("show", "zeigt einen Text, wie er geschrieben wurde", "show a text as it was written")
    _name(showing)
    _where(showing)
    acts(showing, "text show", show)
    removing = commands.add("remove", "nimmt einen Text zurück", "take a text back")
    _name(removing)
    _where(removing)
    acts(removing, "text remove", remove)


def _name(parser: Parser) -> None:
    parser.argument("name", metavar="NAME", choices=TEXTS, help=", ".join(TEXTS))


def _where(parser: Parser) -> None:
    say = parser.say
    parser.option(
        "--language",
        metavar="TAG",
        default="",
        help=say("nicht in der des Knotens: de oder en", "not in the node's own: de or en"),
    )
    parser.option("--channel", metavar="NAME", default="", help=say("nur für diesen Kanal", "for this channel only"))


def _read_file(options: argparse.Namespace, _say: Say) -> None:
    """The server may run elsewhere in the file system."""
    options.file = sys.stdin.read() if options.file == "-" else Path(options.file).read_text(encoding="utf-8")


async def write(node: Context, ask: Ask) -> Answer:
    day = ask.text("effective_on")
    try:
        effective_on = date.fromisoformat(day) if day else None
    except ValueError:
        raise Invalid(ask.say(f"{day} ist kein Tag wie 2026-03-01", f"{day} is no day such as 2026-03-01")) from None
    name = ask.text("name")
    await set_text(node, Actor(node.itself), name, ask.text("file"), effective_on=effective_on, **_place(ask))
    return Answer([ask.say(f"{name} ist geschrieben", f"{name} is written")])


async def show(node: Context, ask: Ask) -> Answer:
    place = _place(ask)
    if place["language"] == node.config.node.language:
        place["language"] = ""
    found = await node.store.read(lambda tx: find_text(tx, ask.text("name"), **place))
    return Answer([] if found is None else found.source.splitlines())


async def remove(node: Context, ask: Ask) -> Answer:
    name = ask.text("name")
    await remove_text(node, Actor(node.itself), name, **_place(ask))
    return Answer([ask.say(f"{name} ist zurückgenommen", f"{name} is taken back")])


def _place(ask: Ask) -> dict[str, str]:
    return {"language": ask.text("language"), "channel": ask.text("channel")}


ACTS: Mapping[str, Act] = {"text set": write, "text show": show, "text remove": remove}
