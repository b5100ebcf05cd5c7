"""`allmende suggestion`: whom the node suggests to everybody here."""

from collections.abc import Mapping

from node.cli.command import Act, Answer, Ask, table
from node.cli.parser import Parser
from node.cli.perform import acts
from node.context import Context
from node.errors import NotFound
from node.model.account import Account, Actor
from node.outbox.suggestions import feature, unfeature


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    for name, german, english, act in (
        ("add", "schlägt ein Konto allen vor", "suggest an account to everybody", add),
        ("remove", "schlägt es nicht mehr vor", "no longer suggest it", remove),
    ):
        command = commands.add(name, german, english)
        command.argument("handle", metavar="HANDLE", help=say("Name oder Name@Server", "name or name@server"))
        acts(command, f"suggestion {name}", act)
    acts(commands.add("list", "zeigt die Vorschläge", "list them"), "suggestion list", show_all)


async def add(node: Context, ask: Ask) -> Answer:
    account = await _account(node, ask)
    await feature(node, Actor(node.itself), account.id)
    return Answer([ask.say(f"{account.handle} wird vorgeschlagen", f"{account.handle} is suggested")])


async def remove(node: Context, ask: Ask) -> Answer:
    account = await _account(node, ask)
    await unfeature(node, Actor(node.itself), account.id)
    return Answer([ask.say(f"{account.handle} wird nicht mehr vorgeschlagen", f"{account.handle} is not suggested")])


async def show_all(node: Context, ask: Ask) -> Answer:
    found = await node.store.read(lambda tx: tx.suggestions.featured())
    return Answer(table([("HANDLE", ask.say("NAME", "NAME")), *((each.handle, each.shown_name) for each in found)]))


async def _account(node: Context, ask: Ask) -> Account:
    """One that is known here. Raises NotFound."""
    name, _, host = ask.text("handle").removeprefix("@").partition("@")
    home = None if not host or host.lower() in node.addresses.domains else host.lower()
    found = await node.store.read(lambda tx: tx.accounts.find_by_handle(name, home))
    if found is None or found.is_gone:
        raise NotFound(ask.say("dieses Konto ist hier nicht bekannt", "this account is not known here"))
    return found


ACTS: Mapping[str, Act] = {"suggestion add": add, "suggestion remove": remove, "suggestion list": show_all}
