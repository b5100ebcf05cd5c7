"""`allmende link`: short addresses of this node that lead elsewhere, without counting anybody (S15)."""

from collections.abc import Mapping

from node.cli.command import Act, Answer, Ask, table
from node.cli.parser import Parser
from node.cli.perform import acts
from node.context import Context
from node.model.account import Actor
from node.outbox.shortlinks import put_link, remove_link


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    adding = commands.add(
        "add", "legt einen Kurzlink an oder ändert sein Ziel", "add a short link, or change its target"
    )
    adding.argument("name", metavar="NAME")
    adding.argument("target", metavar=say("ZIEL", "TARGET"))
    acts(adding, "link add", add)
    acts(commands.add("list", "zeigt alle Kurzlinks", "list all short links"), "link list", show_all)
    removing = commands.add("remove", "entfernt einen Kurzlink", "remove a short link")
    removing.argument("name", metavar="NAME")
    acts(removing, "link remove", remove)


async def add(node: Context, ask: Ask) -> Answer:
    address = await put_link(node, Actor(node.itself), ask.text("name"), ask.text("target"))
    return Answer(
        [ask.say(f"{address} führt jetzt zu {ask.text('target')}", f"{address} leads to {ask.text('target')}")]
    )


async def show_all(node: Context, ask: Ask) -> Answer:
    found = await node.store.read(lambda tx: tx.shortlinks.page())
    rows = [(ask.say("ADRESSE", "ADDRESS"), ask.say("SEIT", "SINCE"), ask.say("ZIEL", "TARGET"))]
    for each in found:
        at = each.created_at.astimezone(node.config.node.timezone)
        rows.append((f"{node.config.origin}/l/{each.name}", f"{at:%Y-%m-%d}", each.target))
    return Answer(table(rows))


async def remove(node: Context, ask: Ask) -> Answer:
    await remove_link(node, Actor(node.itself), ask.text("name"))
    return Answer([ask.say("der Kurzlink ist entfernt", "the short link has been removed")])


ACTS: Mapping[str, Act] = {"link add": add, "link list": show_all, "link remove": remove}
