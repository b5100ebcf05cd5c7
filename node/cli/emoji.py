"""`allmende emoji`: emoji of the node's own."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from node.cli.command import Act, Answer, Ask, table
from node.cli.parser import Parser
from node.cli.perform import acts
from node.cli.words import Say
from node.context import Context
from node.model.account import Actor
from node.outbox.emojis import add_emoji, remove_emoji


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    adding = commands.add("add", "nimmt ein Bild als Emoji auf", "take a picture as an emoji")
    adding.argument("name", metavar="NAME", help=say("ohne Doppelpunkte", "without colons"))
    adding.argument(
        "picture", metavar="FILE", help=say("PNG, GIF oder WebP, bis 256 KiB", "PNG, GIF or WebP, up to 256 KiB")
    )
    adding.option(
        "--category", metavar="TEXT", default="", help=say("unter welcher Überschrift", "under which heading")
    )
    acts(adding, "emoji add", add, prepare=_whole_path)
    acts(commands.add("list", "zeigt die eigenen", "list the node's own"), "emoji list", show_all)
    removing = commands.add("remove", "nimmt eines weg", "take one away")
    removing.argument("name", metavar="NAME")
    acts(removing, "emoji remove", remove)


def _whole_path(options: argparse.Namespace, _say: Say) -> None:
    """The server that runs stands in another folder."""
    options.picture = str(Path(options.picture).resolve())


async def add(node: Context, ask: Ask) -> Answer:
    made = await add_emoji(node, Actor(node.itself), _name(ask), Path(ask.text("picture")), ask.text("category"))
    return Answer([f":{made.name}: {node.addresses.media(made.file)}"])


async def show_all(node: Context, ask: Ask) -> Answer:
    rows = [("NAME", ask.say("RUBRIK", "CATEGORY"), ask.say("DATEI", "FILE"))]
    rows += [(each.name, each.category, each.file) for each in await node.store.read(lambda tx: tx.emojis.all())]
    return Answer(table(rows))


async def remove(node: Context, ask: Ask) -> Answer:
    name = _name(ask)
    await remove_emoji(node, Actor(node.itself), name)
    return Answer([ask.say(f":{name}: gibt es nicht mehr", f":{name}: is gone")])


def _name(ask: Ask) -> str:
    return ask.text("name").strip(":")


ACTS: Mapping[str, Act] = {"emoji add": add, "emoji list": show_all, "emoji remove": remove}
