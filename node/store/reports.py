"""Complaints about accounts and posts."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from node.model.ids import HIGHEST
from node.model.report import Report
from node.store.rows import Database, Row, from_json, moment, moment_or_none, to_json, us


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
    )


class Reports:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, report: Report) -> bool:
        return bool(
            await self._db.run(
                "INSERT INTO reports (id, reporter_id, target_id, post_ids, comment, uri, forwarded, created_at,"
                " category) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (uri) DO NOTHING",
                report.id,
                report.reporter_id,
                report.target_id,
                to_json(report.post_ids),
                report.comment,
                report.uri,
                report.forwarded,
                us(report.created_at),
                report.category,
            )
        )

    async def latest_by(self, reporter_ids: Iterable[int]) -> dict[int, Report]:
        """The latest of each of them."""
        rows = await self._db.rows(
            f"SELECT * FROM reports WHERE id IN (SELECT MAX(id) FROM reports WHERE {self._db.among('reporter_id')}"
            " GROUP BY reporter_id)",
            self._db.listed(set(reporter_ids)),
        )
        return {row["reporter_id"]: _to_report(row) for row in rows}

    async def open(self, *, before: int = HIGHEST, limit: int = 40) -> Sequence[Report]:
        rows = await self._db.rows(
            "SELECT * FROM reports WHERE resolved_at IS NULL AND id < ? ORDER BY id DESC LIMIT ?", before, limit
        )
        return [_to_report(row) for row in rows]

    async def resolve(self, report_id: int, now: datetime) -> bool:
        return bool(
            await self._db.run(
                "UPDATE reports SET resolved_at = ? WHERE id = ? AND resolved_at IS NULL", us(now), report_id
            )
        )
