"""Those who moderate work through what was reported: whose it is, what it is about, whether it is done."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from node.context import Context
from node.errors import NotFound, Unprocessable
from node.model.account import Actor
from node.model.act import Deed
from node.model.report import Report, ReportNote
from node.moderation.office import require_office
from node.outbox.acting import note
from node.outbox.report import CATEGORIES
from node.outbox.texts import known_rules
from node.store.database import Tx
from node.text.html import tidy

_MOST_CHARACTERS: Final = 2_000


async def classify(
    node: Context, by: Actor, report_id: int, *, category: str | None = None, rule_ids: Sequence[int] | None = None
) -> Report:
    """What is None stays as it is. Raises NotFound, Forbidden, Unprocessable for a category or rule there is not."""
    if category is not None and category not in CATEGORIES:
        raise Unprocessable(f"a report is about one of: {', '.join(CATEGORIES)}")
    return await node.store.write(_classify, by, report_id, category, rule_ids)


async def assign(node: Context, by: Actor, report_id: int) -> Report:
    """It is theirs now."""
    return await node.store.write(_assign, by, report_id, by.account.id)


async def unassign(node: Context, by: Actor, report_id: int) -> Report:
    return await node.store.write(_assign, by, report_id, None)


async def resolve(node: Context, by: Actor, report_id: int) -> Report:
    """Nothing more is done about it. It stays as it was resolved first."""
    return await node.store.write(_resolve, by, report_id)


async def reopen(node: Context, by: Actor, report_id: int) -> Report:
    return await node.store.write(_reopen, by, report_id)


async def add_note(node: Context, by: Actor, report_id: int, text: str) -> ReportNote:
    """For the others who moderate. Raises NotFound, Forbidden, Unprocessable for a text that is empty or too long."""
    text = tidy(text).strip()
    if not text or len(text) > _MOST_CHARACTERS:
        raise Unprocessable(f"a note has 1 to {_MOST_CHARACTERS} characters")
    return await node.store.write(_add_note, by, report_id, text)


async def _add_note(tx: Tx, by: Actor, report_id: int, text: str) -> ReportNote:
    report = await find_report(tx, by, report_id)
    made = ReportNote(id=tx.ids.new(), report_id=report.id, account_id=by.account.id, text=text, created_at=tx.now)
    await tx.reports.add_note(made)
    await note(tx, by, Deed.REMARK, report.uri)
    return made


async def find_report(tx: Tx, by: Actor, report_id: int) -> Report:
    """Raises Forbidden; NotFound also for one about themselves: who complained is not for them to know (T-141)."""
    await require_office(tx, by)
    report = await tx.reports.find(report_id)
    if report is None or report.target_id in await own_accounts(tx, by):
        raise NotFound("Record not found")
    return report


async def own_accounts(tx: Tx, by: Actor) -> Sequence[int]:
    """All that who acts may act for."""
    return () if by.login_id is None else await tx.logins.account_ids(by.login_id, tx.now, even_crisis=True)


async def _changed(tx: Tx, by: Actor, report: Report, changed: Report, deed: Deed) -> Report:
    if changed == report:
        return report
    await note(tx, by, deed, report.uri)
    return await tx.reports.save(changed, tx.now)


async def _classify(tx: Tx, by: Actor, report_id: int, category: str | None, rule_ids: Sequence[int] | None) -> Report:
    report = await find_report(tx, by, report_id)
    category = category or report.category
    rules = report.rule_ids if rule_ids is None else await known_rules(tx, rule_ids)
    changed = replace(report, category=category, rule_ids=rules if category == "violation" else ())
    return await _changed(tx, by, report, changed, Deed.CLASSIFY)


async def _assign(tx: Tx, by: Actor, report_id: int, to: int | None) -> Report:
    report = await find_report(tx, by, report_id)
    deed = Deed.UNASSIGN if to is None else Deed.ASSIGN
    return await _changed(tx, by, report, replace(report, assigned_id=to), deed)


async def _resolve(tx: Tx, by: Actor, report_id: int) -> Report:
    report = await find_report(tx, by, report_id)
    if report.resolved_at is not None:
        return report
    changed = replace(report, resolved_at=tx.now, resolved_by_id=by.account.id)
    return await _changed(tx, by, report, changed, Deed.RESOLVE)


async def _reopen(tx: Tx, by: Actor, report_id: int) -> Report:
    report = await find_report(tx, by, report_id)
    changed = replace(report, resolved_at=None, resolved_by_id=None)
    return await _changed(tx, by, report, changed, Deed.REOPEN)
