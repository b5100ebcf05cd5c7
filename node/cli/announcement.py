"""`allmende announcement`: what those who run the node tell everybody who is logged in."""

from collections.abc import Mapping

from node.cli.command import Act, Answer, Ask, table
from node.cli.parser import Parser
from node.cli.perform import acts
from node.cli.times import shown, time_of
from node.context import Context
from node.errors import Invalid
from node.model.account import Actor
from node.outbox.announcements import Notice, all_announcements, announce, withdraw
from node.text.fold import excerpt


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    adding = commands.add("add", "kündigt etwas an", "announce something")
    adding.argument("text", metavar="TEXT", help=say("in Markdown", "in Markdown"))
    when = say("wie 2026-03-01 oder 2026-03-01T18:00", "as 2026-03-01 or 2026-03-01T18:00")
    adding.option("--starts", metavar="TIME", default="", help=when)
    adding.option("--ends", metavar="TIME", default="", help=say("danach nicht mehr gezeigt", "no longer shown then"))
    adding.option("--all-day", action="store_true", help=say("nur die Tage zählen", "only the days count"))
    acts(adding, "announcement add", add)
    acts(commands.add("list", "zeigt alle", "list them all"), "announcement list", show_all)
    deleting = commands.add("delete", "nimmt eine zurück", "take one back")
    deleting.argument("id", metavar="ID")
    acts(deleting, "announcement delete", delete)


async def add(node: Context, ask: Ask) -> Answer:
    notice = Notice(
        text=ask.text("text"),
        starts_at=time_of(node, ask, "starts"),
        ends_at=time_of(node, ask, "ends"),
        all_day=ask.flag("all_day"),
    )
    made = await announce(node, Actor(node.itself), notice)
    return Answer([ask.say(f"Ankündigung {made.id}", f"announcement {made.id}")])


async def show_all(node: Context, ask: Ask) -> Answer:
    rows = [("ID", ask.say("BEGINN", "STARTS"), ask.say("ENDE", "ENDS"), "TEXT")]
    rows += [
        (str(each.id), shown(node, each.starts_at), shown(node, each.ends_at), excerpt(each.text, 60))
        for each in await all_announcements(node)
    ]
    return Answer(table(rows))


async def delete(node: Context, ask: Ask) -> Answer:
    text = ask.text("id")
    if not (text.isascii() and text.isdecimal()):
        raise Invalid(ask.say("eine Nummer, wie „list“ sie zeigt", "a number as 'list' shows it"))
    await withdraw(node, Actor(node.itself), int(text))
    return Answer([ask.say(f"Ankündigung {text} ist zurückgenommen", f"announcement {text} is taken back")])


ACTS: Mapping[str, Act] = {
    "announcement add": add,
    "announcement list": show_all,
    "announcement delete": delete,
}
