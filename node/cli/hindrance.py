"""`allmende hindrance`: what readers wrote who were stopped by a barrier, and what was done about it."""

from collections.abc import Mapping

from node.cli.command import Act, Answer, Ask, table
from node.cli.parser import Parser
from node.cli.perform import acts
from node.context import Context
from node.model.account import Actor
from node.outbox.hindrances import close_hindrance


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    listing = commands.add("list", "zeigt offene Meldungen von Barrieren", "list open reports of barriers")
    acts(listing, "hindrance list", show_all)
    showing = commands.add("show", "zeigt eine Meldung ganz", "show a report in full")
    showing.argument("reference", metavar="REFERENCE")
    acts(showing, "hindrance show", show)
    closing = commands.add("close", "schließt eine beantwortete Meldung", "close a report that was answered")
    closing.argument("reference", metavar="REFERENCE")
    closing.argument("answer", metavar="TEXT", help=say("was getan wurde", "what was done"))
    acts(closing, "hindrance close", close)


async def show_all(node: Context, ask: Ask) -> Answer:
    """What is due first comes first."""
    say = ask.say
    rows = [(say("ZEICHEN", "REFERENCE"), say("BIS", "DUE"), say("KANAL", "CHANNEL"), say("WORTE", "WORDS"))]
    for found in await node.store.read(lambda tx: tx.hindrances.open()):
        due = found.due_at.astimezone(node.config.node.timezone)
        rows.append((found.reference, f"{due:%Y-%m-%d}", found.channel, " ".join(found.text.split())[:60]))
    return Answer(table(rows))


async def show(node: Context, ask: Ask) -> Answer:
    say, zone = ask.say, node.config.node.timezone
    found = await node.store.read(lambda tx: tx.hindrances.get(ask.text("reference").upper()))
    fields = [
        (say("Meldung", "report"), found.reference),
        (say("am", "at"), f"{found.created_at.astimezone(zone):%Y-%m-%d %H:%M}"),
        (say("Antwort bis", "answer due"), f"{found.due_at.astimezone(zone):%Y-%m-%d}"),
        (say("Kanal", "channel"), found.channel),
        (say("Seite", "page"), found.page),
        (say("Antwort an", "answer to"), found.email),
        (say("erledigt", "closed"), found.answer),
    ]
    lines = [f"{name}: {value}" for name, value in fields if value]
    return Answer([*lines, "", *found.text.splitlines()])


async def close(node: Context, ask: Ask) -> Answer:
    """The address of who wrote is forgotten then."""
    reference = ask.text("reference").upper()
    await close_hindrance(node, Actor(node.itself), reference, ask.text("answer"))
    return Answer([ask.say(f"{reference} ist erledigt", f"{reference} is closed")])


ACTS: Mapping[str, Act] = {"hindrance list": show_all, "hindrance show": show, "hindrance close": close}
