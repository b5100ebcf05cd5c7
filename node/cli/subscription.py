"""`allmende subscription`: how many have a channel's posts by e-mail, and an address that is to be erased (S03, M23)."""

from collections.abc import Mapping, Sequence

from node.cli.command import Act, Answer, Ask, table
from node.cli.parser import Parser
from node.cli.perform import acts
from node.context import Context
from node.model.account import Account
from node.model.email import check_email
from node.store.database import Tx


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    listing = commands.add("list", "zeigt, wie viele welchen Kanal abonniert haben", "list how many have which channel")
    acts(listing, "subscription list", show_all)
    erasing = commands.add("erase", "löscht eine Adresse mit allen Abonnements", "erase an address with all it has")
    erasing.argument("email", metavar="ADRESSE")
    acts(erasing, "subscription erase", erase)


async def show_all(node: Context, ask: Ask) -> Answer:
    """Counts only: addresses are nobody's business here either."""
    say = ask.say
    rows = [(say("KANAL", "CHANNEL"), say("BESTÄTIGT", "CONFIRMED"), say("WARTET", "WAITING"))]
    rows += [
        (account.handle, str(confirmed), str(waiting))
        for account, confirmed, waiting in await node.store.read(_counted)
    ]
    return Answer(table(rows))


async def erase(node: Context, ask: Ask) -> Answer:
    """For somebody who has lost every letter with the link. Says also when there was none."""
    email = check_email(ask.text("email"))
    count = await node.store.write(lambda tx: tx.subscriptions.forget_email(email))
    return Answer([ask.say(f"gelöscht: {count} Abonnements", f"erased: {count} subscriptions")])


async def _counted(tx: Tx) -> Sequence[tuple[Account, int, int]]:
    counts = await tx.subscriptions.counts()
    accounts = await tx.accounts.by_ids(counts)
    found = [(accounts[number], *counts[number]) for number in counts if number in accounts]
    return sorted(found, key=lambda each: each[0].handle)


ACTS: Mapping[str, Act] = {"subscription list": show_all, "subscription erase": erase}
