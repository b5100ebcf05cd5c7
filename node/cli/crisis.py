"""`allmende crisis`: what was published at once in a crisis, and still has to be looked at by somebody else (row 112)."""

from collections.abc import Mapping, Sequence
from typing import Final

from node.cli.account import find_account
from node.cli.command import Act, Answer, Ask, table
from node.cli.parser import Parser
from node.cli.perform import acts
from node.context import Context
from node.model.account import Account
from node.model.crisis import CrisisReview
from node.store.database import Tx

_MOST: Final = 200


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    listing = commands.add(
        "reviews",
        "zeigt, was eilig veröffentlicht wurde und auf eine Prüfung wartet",
        "list what was published urgently and waits for its review",
    )
    listing.option("--channel", metavar="NAME", default="", help=say("nur dieses Kanals", "of this channel only"))
    listing.option("--all", action="store_true", help=say("auch geprüftes", "also what was reviewed"))
    acts(listing, "crisis reviews", show_reviews)


async def show_reviews(node: Context, ask: Ask) -> Answer:
    """The oldest first; where it is, and not what it says."""
    say, name = ask.say, ask.text("channel")
    found, accounts, logins = await node.store.read(_load, node.config.account_domain, name, ask.flag("all"))
    rows = [
        (
            "ID",
            say("SEIT", "SINCE"),
            say("KANAL", "CHANNEL"),
            say("WAS", "WHAT"),
            say("VON", "BY"),
            say("STAND", "STATE"),
        )
    ]
    for each in found:
        at = each.made_at.astimezone(node.config.node.timezone)
        account = accounts.get(each.account_id)
        rows.append(
            (
                str(each.id),
                f"{at:%Y-%m-%d %H:%M}",
                "-" if account is None else account.name,
                f"{each.subject.value} {each.subject_id}",
                logins.get(each.login_id or 0, "-"),
                say("wartet", "waits") if each.judgement is None else each.judgement.value,
            )
        )
    return Answer(table(rows))


async def _load(
    tx: Tx,
    domain: str,
    name: str,
    with_judged: bool,  # noqa: FBT001  # handed on as it was asked
) -> tuple[Sequence[CrisisReview], Mapping[int, Account], Mapping[int, str]]:
    only = [(await find_account(tx, name, domain)).id] if name else None
    found = [*await tx.crisis.open(only, limit=_MOST)]
    if with_judged:
        found += await tx.crisis.judged(only, limit=_MOST)
    found.sort(key=lambda each: each.id)
    accounts = await tx.accounts.by_ids({each.account_id for each in found})
    logins = await tx.logins.by_ids({each.login_id for each in found if each.login_id is not None})
    return found, accounts, {number: login.email for number, login in logins.items()}


ACTS: Mapping[str, Act] = {"crisis reviews": show_reviews}
