"""Every version of the texts by which somebody may be judged: the netiquette and the terms, of the node and of channels."""

from collections.abc import Sequence
from datetime import date

from node.model.rule import DocumentVersion
from node.store.rows import Database, Now, Row, moment, us


class Versions:
    def __init__(self, db: Database, now: Now) -> None:
        self._db = db
        self._now = now

    async def add(self, document: str, channel: str, content: str, effective_on: date | None) -> int:
        """Returns its number. Nothing is kept that says the same as the one before."""
        newest = await self.newest(document, channel)
        if newest is not None and (newest.content, newest.effective_on) == (content, effective_on):
            return newest.number
        number = 1 if newest is None else newest.number + 1
        await self._db.run(
            "INSERT INTO document_versions (document, channel, number, content, created_at, effective_on)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            document,
            channel,
            number,
            content,
            us(self._now()),
            None if effective_on is None else effective_on.isoformat(),
        )
        return number

    async def newest(self, document: str, channel: str) -> DocumentVersion | None:
        row = await self._db.row(
            "SELECT * FROM document_versions WHERE document = ? AND channel = ? ORDER BY number DESC LIMIT 1",
            document,
            channel,
        )
        return None if row is None else _to_version(row)

    async def numbers(self, document: str) -> dict[str, int]:
        """The newest of each channel that has one of its own; of the node itself under the empty name."""
        rows = await self._db.rows(
            "SELECT channel, MAX(number) AS newest FROM document_versions WHERE document = ? GROUP BY channel", document
        )
        return {row["channel"]: row["newest"] for row in rows}

    async def find(self, document: str, channel: str, number: int) -> DocumentVersion | None:
        row = await self._db.row(
            "SELECT * FROM document_versions WHERE document = ? AND channel = ? AND number = ?",
            document,
            channel,
            number,
        )
        return None if row is None else _to_version(row)

    async def all(self, document: str, channel: str) -> Sequence[DocumentVersion]:
        """The newest first."""
        rows = await self._db.rows(
            "SELECT * FROM document_versions WHERE document = ? AND channel = ? ORDER BY number DESC LIMIT 500",
            document,
            channel,
        )
        return [_to_version(row) for row in rows]


def _to_version(row: Row) -> DocumentVersion:
    day = row["effective_on"]
    return DocumentVersion(
        number=row["number"],
        content=row["content"],
        created_at=moment(row["created_at"]),
        effective_on=None if day is None else date.fromisoformat(day),
    )
