"""Complaints about accounts and posts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from node.model.report import Report, ReportNote
from node.model.slice import Slice
from node.store.rows import (
    Database,
    Row,
    bounds,
    cut,
    from_json,
    moment,
    moment_or_none,
    newest_first,
    to_json,
    us,
    us_or_none,
)


def _to_report(row: Row) -> Report:
    return Report(
        id=row["id"],
        reporter_id=row["reporter_id"],
        target_id=row["target_id"],
        post_ids=tuple(from_json(row["post_ids"])),
        comment=row["comment"],
        uri=row["uri"],
        forwarded=bool(row["forwarded"]),
        created_at=moment(row["created_at"]),
        resolved_at=moment_or_none(row["resolved_at"]),
        category=row["category"],
        rule_ids=tuple(from_json(row["rule_ids"])),
        collection_ids=tuple(from_json(row["collection_ids"])),
        assigned_id=row["assigned_id"],
        resolved_by_id=row["resolved_by_id"],
        updated_at=moment_or_none(row["updated_at"]),
    )


class Reports:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, report: Report) -> bool:
        return bool(
            await self._db.run(
                "INSERT INTO reports (id, reporter_id, target_id, post_ids, comment, uri, forwarded, created_at,"
                " category, rule_ids, collection_ids) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (uri) DO NOTHING",
                report.id,
                report.reporter_id,
                report.target_id,
                to_json(report.post_ids),
                report.comment,
                report.uri,
                report.forwarded,
                us(report.created_at),
                report.category,
                to_json(report.rule_ids),
                to_json(report.collection_ids),
            )
        )

    async def latest_by(self, reporter_ids: Iterable[int], *, not_about: Iterable[int] = ()) -> dict[int, Report]:
        """The latest of each of them, but about none of these."""
        rows = await self._db.rows(
            f"SELECT * FROM reports WHERE id IN (SELECT MAX(id) FROM reports WHERE {self._db.among('reporter_id')}"
            f" AND NOT ({self._db.among('target_id')}) GROUP BY reporter_id)",
            self._db.listed(set(reporter_ids)),
            self._db.listed(set(not_about)),
        )
        return {row["reporter_id"]: _to_report(row) for row in rows}

    async def find(self, report_id: int) -> Report | None:
        row = await self._db.row("SELECT * FROM reports WHERE id = ?", report_id)
        return None if row is None else _to_report(row)

    async def page(
        self,
        piece: Slice,
        *,
        resolved: bool,
        reporter_id: int | None = None,
        target_id: int | None = None,
        not_about: Iterable[int] = (),
    ) -> Sequence[Report]:
        """Newest first: those that are resolved, or those that are not; by somebody, about somebody, but about none of
        these."""
        among = [
            (column, number)
            for column, number in (("reporter_id", reporter_id), ("target_id", target_id))
            if number is not None
        ]
        rows = await self._db.rows(
            f"SELECT * FROM reports WHERE resolved_at IS {'NOT NULL' if resolved else 'NULL'}"
            + "".join(f" AND {column} = ?" for column, _ in among)
            + f" AND NOT ({self._db.among('target_id')}) AND {cut('id', piece)}",
            *(number for _, number in among),
            self._db.listed(set(not_about)),
            *bounds(piece),
        )
        return [_to_report(row) for row in newest_first(rows, piece)]

    async def open(self, *, limit: int = 40) -> Sequence[Report]:
        """Those nobody has decided about yet, newest first."""
        return await self.page(Slice(limit=limit), resolved=False)

    async def save(self, report: Report, now: datetime) -> Report:
        """Store what those who moderate change of it."""
        changed = replace(report, updated_at=now)
        await self._db.run(
            "UPDATE reports SET category = ?, rule_ids = ?, assigned_id = ?, resolved_at = ?, resolved_by_id = ?,"
            " updated_at = ? WHERE id = ?",
            changed.category,
            to_json(changed.rule_ids),
            changed.assigned_id,
            us_or_none(changed.resolved_at),
            changed.resolved_by_id,
            us(now),
            changed.id,
        )
        return changed

    async def add_note(self, note: ReportNote) -> None:
        await self._db.run(
            "INSERT INTO report_notes (id, report_id, account_id, text, created_at) VALUES (?, ?, ?, ?, ?)",
            note.id,
            note.report_id,
            note.account_id,
            note.text,
            us(note.created_at),
        )

    async def notes(self, report_id: int) -> Sequence[ReportNote]:
        """Oldest first."""
        rows = await self._db.rows("SELECT * FROM report_notes WHERE report_id = ? ORDER BY id LIMIT 500", report_id)
        return [
            ReportNote(
                id=row["id"],
                report_id=row["report_id"],
                account_id=row["account_id"],
                text=row["text"],
                created_at=moment(row["created_at"]),
            )
            for row in rows
        ]

    async def resolve_all(self, target_id: int, *, by_id: int, now: datetime) -> int:
        """Every complaint about the account that is still open. Returns how many that were."""
        return await self._db.run(
            "UPDATE reports SET resolved_at = ?, resolved_by_id = ?, updated_at = ?"
            " WHERE target_id = ? AND resolved_at IS NULL",
            us(now),
            by_id,
            us(now),
            target_id,
        )
