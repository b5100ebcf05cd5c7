"""Those who moderate decide about an account, here or elsewhere. Every measure can be taken back (but for deleting), is
noted with who took it, and is told to whom it concerns, without who took it (T-141).

none       a warning
sensitive  its media are marked as sensitive for everybody else
disable    nobody logs in for it any longer, sessions and tokens end
silence    only who follows it, or looks for it, meets what it posts (`Account.is_limited`)
suspend    nobody reads it, nobody acts for it, nothing of it is taken in
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from node.context import Context
from node.errors import Forbidden, NotFound, Unprocessable
from node.jobs.worker import enqueue
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.login import Role
from node.model.moderation import Measure, Strike
from node.moderation.office import NOT_ALLOWED, require_office, subordinate
from node.outbox.acting import note
from node.outbox.delete import erase_account
from node.outbox.warning import WARN
from node.store.database import Tx
from node.text.html import tidy
from node.timelines.notify import notify_warned

MOST_CHARACTERS: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """`text` is for whom it concerns. `report_id`: the complaint it answers; all others about the account are resolved
    with it, unless it is only a warning."""

    measure: Measure
    text: str = ""
    report_id: int | None = None
    by_mail: bool = False


async def decide(node: Context, by: Actor, account_id: int, decision: Decision) -> Strike:
    """Raises NotFound for the account or the report, Forbidden where it is not theirs to decide, Unprocessable."""
    text = tidy(decision.text).strip()
    if len(text) > MOST_CHARACTERS:
        raise Unprocessable(f"a reason has at most {MOST_CHARACTERS} characters")
    return await node.store.write(_decide, by, account_id, replace(decision, text=text))


async def enable(node: Context, by: Actor, account_id: int) -> None:
    """Those who may act for it can log in again. Raises NotFound, Forbidden."""
    await node.store.write(_take_back, by, account_id, Measure.DISABLE)


async def unsensitize(node: Context, by: Actor, account_id: int) -> None:
    await node.store.write(_take_back, by, account_id, Measure.SENSITIVE)


async def unsilence(node: Context, by: Actor, account_id: int) -> None:
    await node.store.write(_take_back, by, account_id, Measure.SILENCE)


async def unsuspend(node: Context, by: Actor, account_id: int) -> None:
    """Raises Forbidden where it is not suspended, too."""
    await node.store.write(_unsuspend, by, account_id)


async def suspend_silently(node: Context, by: Actor, account_id: int) -> None:
    """The same as the measure, without a word to anybody: for the operator at the command line."""
    await node.store.write(_suspend_silently, by, account_id)


async def delete_suspended(node: Context, by: Actor, account_id: int) -> None:
    """All that is stored of a suspended account goes for good: one of ours says so to other servers, one from elsewhere
    is wiped here. Raises NotFound, and Forbidden where it is not suspended."""
    await node.store.write(_delete, node, by, account_id)


async def _decide(tx: Tx, by: Actor, account_id: int, decision: Decision) -> Strike:
    account = await subordinate(tx, by, account_id)
    post_ids = await _post_ids(tx, account, decision.report_id)
    if not account.is_local and decision.measure is Measure.DISABLE:
        raise Unprocessable("nobody logs in here for an account from elsewhere")
    strike = Strike(
        id=tx.ids.new(),
        account_id=account.id,
        measure=decision.measure,
        text=decision.text,
        post_ids=post_ids,
        report_id=decision.report_id,
        created_at=tx.now,
    )
    await tx.strikes.add(strike)
    await notify_warned(tx, account, strike.id)  # before it is gone
    if decision.by_mail and account.is_local:
        await enqueue(tx, WARN, {"strike": str(strike.id)})
    await _TAKEN[decision.measure](tx, account)
    await note(tx, by, _DEEDS[decision.measure], account.uri)
    await _resolve(tx, by, account, decision)
    return strike


async def _post_ids(tx: Tx, account: Account, report_id: int | None) -> tuple[int, ...]:
    if report_id is None:
        return ()
    report = await tx.reports.find(report_id)
    if report is None or report.target_id != account.id:
        raise NotFound("Record not found")
    return report.post_ids


async def _resolve(tx: Tx, by: Actor, account: Account, decision: Decision) -> None:
    if decision.measure is not Measure.NONE:
        await tx.reports.resolve_all(account.id, by_id=by.account.id, now=tx.now)
        return
    report = None if decision.report_id is None else await tx.reports.find(decision.report_id)
    if report is not None and report.resolved_at is None:
        await tx.reports.save(replace(report, resolved_at=tx.now, resolved_by_id=by.account.id), tx.now)


async def _warn(_tx: Tx, _account: Account) -> None:
    """The word is all."""


async def _sensitize(tx: Tx, account: Account) -> None:
    await tx.accounts.save(replace(account, sensitized_at=account.sensitized_at or tx.now))
    tx.tell("author", account.id)


async def _silence(tx: Tx, account: Account) -> None:
    await tx.accounts.save(replace(account, silenced_at=account.silenced_at or tx.now))
    await tx.deletions.hide([account.id], tx.now)


async def _disable(tx: Tx, account: Account) -> None:
    for login in await tx.logins.of_account(account.id, tx.now):
        await tx.logins.disable(login.id, tx.now)
    tx.tell("account", account.id)


async def _suspend(tx: Tx, account: Account) -> None:
    await tx.accounts.save(replace(account, suspended_at=account.suspended_at or tx.now))
    await tx.deletions.hide([account.id], tx.now)
    await _end_connections(tx, account)


async def _end_connections(tx: Tx, account: Account) -> None:
    """Open streams ask again whether they may go on."""
    for login in await tx.logins.of_account(account.id, tx.now):
        tx.tell("login", login.id)


_TAKEN: Final[Mapping[Measure, Callable[[Tx, Account], Awaitable[None]]]] = MappingProxyType(
    {
        Measure.NONE: _warn,
        Measure.SENSITIVE: _sensitize,
        Measure.DISABLE: _disable,
        Measure.SILENCE: _silence,
        Measure.SUSPEND: _suspend,
    }
)
_DEEDS: Final[Mapping[Measure, Deed]] = MappingProxyType(
    {
        Measure.NONE: Deed.WARN,
        Measure.SENSITIVE: Deed.SENSITIZE,
        Measure.DISABLE: Deed.DISABLE,
        Measure.SILENCE: Deed.SILENCE,
        Measure.SUSPEND: Deed.SUSPEND,
    }
)


async def _take_back(tx: Tx, by: Actor, account_id: int, measure: Measure) -> None:
    """Nothing happens where it was not so."""
    account = await subordinate(tx, by, account_id)
    match measure:
        case Measure.SENSITIVE if account.sensitized_at is not None:
            await tx.accounts.save(replace(account, sensitized_at=None))
            tx.tell("author", account.id)
            await note(tx, by, Deed.UNSENSITIZE, account.uri)
        case Measure.SILENCE if account.silenced_at is not None:
            await tx.accounts.save(replace(account, silenced_at=None))
            await tx.deletions.show([account.id])
            tx.tell("shown")
            await note(tx, by, Deed.UNSILENCE, account.uri)
        case Measure.DISABLE if account.is_local:
            disabled = [each for each in await tx.logins.of_account(account.id, tx.now) if each.disabled_at is not None]
            for login in disabled:
                await tx.logins.enable(login.id)
            if disabled:
                await note(tx, by, Deed.ENABLE, account.uri)


async def _unsuspend(tx: Tx, by: Actor, account_id: int) -> None:
    account = await subordinate(tx, by, account_id)
    if account.suspended_at is None:
        raise Forbidden(NOT_ALLOWED)
    await tx.accounts.save(replace(account, suspended_at=None))
    await tx.deletions.show([account.id])
    tx.tell("shown")
    await note(tx, by, Deed.UNSUSPEND, account.uri)


async def _suspend_silently(tx: Tx, by: Actor, account_id: int) -> None:
    account = await subordinate(tx, by, account_id)
    await _suspend(tx, account)
    await note(tx, by, Deed.SUSPEND, account.uri)


async def _delete(tx: Tx, node: Context, by: Actor, account_id: int) -> None:
    await require_office(tx, by, Role.ADMIN)
    account = await subordinate(tx, by, account_id)
    if account.suspended_at is None:
        raise Forbidden(NOT_ALLOWED)
    await erase_account(tx, node.addresses, account)
    await note(tx, by, Deed.DELETE, account.uri)
