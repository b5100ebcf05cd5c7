"""Whether the pages a profile links to link back to it with `rel="me"`: then both have the same owner, and the line gets its
mark (row 92).

profile changed ──> a job looks at the new links ──> marked, and looked at again a month later
                                  └──> away: tried again; no link back: not marked, or no longer
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from node.context import Context
from node.errors import Problem, Unreachable
from node.federation.pages import find_backlinks
from node.jobs.worker import Work, enqueue
from node.model.account import Account, ProfileField
from node.store.database import Tx
from node.text.backlinks import only_link

LOOK: Final = "backlinks"
AGAIN: Final = timedelta(days=31)
"""Never in the same month: the job that is running has the name of the month in which it was queued."""

_SECONDS: Final = 20.0


def backlink_works(node: Context) -> Mapping[str, Work]:
    """Kind of job to what does it."""
    return {LOOK: partial(_look, node)}


async def look_soon(tx: Tx, account: Account) -> None:
    """In the transaction that changes the profile."""
    if any(only_link(each.value) for each in account.fields):
        await enqueue(tx, LOOK, {"account": str(account.id)})


async def _look(node: Context, args: dict[str, str]) -> None:
    """Raises Unreachable where a page is away: the worker tries again, and the marks stay as they were meanwhile."""
    account = await node.store.read(lambda tx: tx.accounts.find(int(args["account"])))
    if account is None or account.is_gone or not account.is_local:
        return
    await node.hosts.refresh()
    found: dict[str, bool] = {}
    away: Unreachable | None = None
    for link in {only_link(each.value) for each in account.fields} - {""}:
        try:
            found[link] = await _links_back(node, account, link)
        except Unreachable as problem:
            away = problem
    await node.store.write(_mark, account.id, found, node.clock())
    if away is not None:
        raise away


async def _links_back(node: Context, account: Account, link: str) -> bool:
    """What must not be asked, or says a final no, does not."""
    if node.addresses.is_ours(link):
        return False
    try:
        found = await find_backlinks(node.client, node.hosts, link, seconds=_SECONDS)
    except Unreachable:
        raise
    except Problem:
        return False
    own = {address.rstrip("/") for address in (account.url, account.uri) if address}
    return any(each.rstrip("/") in own for each in found)


async def _mark(tx: Tx, account_id: int, found: Mapping[str, bool], now: datetime) -> None:
    account = await tx.accounts.find(account_id)
    if account is None or account.is_gone:
        return
    changed = replace(account, fields=tuple(_marked(each, found, now) for each in account.fields))
    if changed != account:
        await tx.accounts.save(changed)
    if any(each.verified_at is not None for each in changed.fields):
        await enqueue(
            tx, LOOK, {"account": str(account_id)}, key=f"{LOOK} {account_id} {now:%Y-%m}", due_at=now + AGAIN
        )


def _marked(field: ProfileField, found: Mapping[str, bool], now: datetime) -> ProfileField:
    """Since when a link has been known to be both ways stays."""
    links_back = found.get(only_link(field.value))
    if links_back is None:
        return field
    return replace(field, verified_at=(field.verified_at or now) if links_back else None)
