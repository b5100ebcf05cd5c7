"""`allmende acts`: who did what here, and when (M16). How long that is known says `moderation.keep_acts_months`."""

from collections.abc import Mapping, Sequence

from node.cli.account import find_account
from node.cli.command import Act as Command, Answer, Ask, table
from node.cli.parser import Parser
from node.cli.perform import acts
from node.context import Context
from node.errors import Invalid
from node.model.account import Account
from node.model.act import Act
from node.model.login import Login
from node.store.database import Tx

_MOST = 10_000


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    listing = commands.add("list", "zeigt, wer was getan hat, das Neueste zuerst", "list who did what, newest first")
    listing.option("--account", metavar="NAME", help=say("nur für dieses Konto", "for this account only"))
    listing.option("--limit", metavar="NUMBER", default="100", help=say("höchstens so viele", "at most as many"))
    acts(listing, "acts list", show_all)


async def show_all(node: Context, ask: Ask) -> Answer:
    """Times are those of the node's time zone. The command line and the node itself have no person."""
    say, limit = ask.say, ask.text("limit") or "100"
    if not limit.isdecimal() or not 1 <= int(limit[:9]) <= _MOST:
        raise Invalid(say(f"--limit ist eine Zahl bis {_MOST}", f"--limit is a number up to {_MOST}"))
    found, accounts, logins = await node.store.read(
        _found, ask.text("account"), node.addresses.account_domain, int(limit)
    )
    rows = [
        (say("WANN", "WHEN"), say("WER", "WHO"), say("KONTO", "ACCOUNT"), say("WAS", "WHAT"), say("WORAN", "TO WHAT"))
    ]
    for act in found:
        at = act.at.astimezone(node.config.node.timezone)
        login = None if act.login_id is None else logins.get(act.login_id)
        account = accounts.get(act.account_id)
        rows.append(
            (
                f"{at:%Y-%m-%d %H:%M:%S}",
                "-" if act.login_id is None else str(act.login_id) if login is None else login.email,
                str(act.account_id) if account is None else account.handle,
                act.kind.value,
                act.object_uri,
            )
        )
    return Answer(table(rows))


async def _found(
    tx: Tx, name: str, domain: str, limit: int
) -> tuple[Sequence[Act], Mapping[int, Account], Mapping[int, Login]]:
    if name:
        account = await find_account(tx, name, domain)
        found = await tx.acts.of_account(account.id, limit=limit)
    else:
        found = await tx.acts.all(limit=limit)
    accounts = await tx.accounts.by_ids({act.account_id for act in found})
    return found, accounts, await tx.logins.by_ids({act.login_id for act in found if act.login_id is not None})


ACTS: Mapping[str, Command] = {"acts list": show_all}
