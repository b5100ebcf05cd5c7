"""What readers wrote who were stopped by a barrier: open until somebody answers, and due within a month."""

from collections.abc import Sequence
from datetime import datetime

from node.errors import NotFound
from node.model.hindrance import Hindrance
from node.store.rows import Database, Row, moment, moment_or_none, us


class Hindrances:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, made: Hindrance) -> None:
        await self._db.run(
            "INSERT INTO hindrances (id, reference, channel, page, text, email, created_at, due_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            made.id,
            made.reference,
            made.channel,
            made.page,
            made.text,
            made.email,
            us(made.created_at),
            us(made.due_at),
        )

    async def get(self, reference: str) -> Hindrance:
        """Raises NotFound."""
        row = await self._db.row("SELECT * FROM hindrances WHERE reference = ?", reference)
        if row is None:
            raise NotFound("there is no report of a barrier with this reference")
        return _to_hindrance(row)

    async def open(self) -> Sequence[Hindrance]:
        """What is due first comes first."""
        rows = await self._db.rows("SELECT * FROM hindrances WHERE closed_at IS NULL ORDER BY due_at, id LIMIT 500")
        return [_to_hindrance(row) for row in rows]

    async def count_overdue(self, now: datetime) -> int:
        return int(
            await self._db.value("SELECT COUNT(*) FROM hindrances WHERE closed_at IS NULL AND due_at < ?", us(now))
        )

    async def count(self) -> tuple[int, int]:
        """How many there are, and how many of them are answered."""
        row = await self._db.row("SELECT COUNT(*) AS reported, COUNT(closed_at) AS answered FROM hindrances")
        return (0, 0) if row is None else (int(row["reported"]), int(row["answered"]))

    async def close(self, reference: str, answer: str, now: datetime) -> None:
        """The address is no longer needed."""
        await self._db.run(
            "UPDATE hindrances SET closed_at = ?, answer = ?, email = '' WHERE reference = ?",
            us(now),
            answer,
            reference,
        )

    async def prune(self, before: datetime) -> int:
        """Forget what was answered before then."""
        return await self._db.run("DELETE FROM hindrances WHERE closed_at < ?", us(before))


def _to_hindrance(row: Row) -> Hindrance:
    return Hindrance(
        id=row["id"],
        reference=row["reference"],
        channel=row["channel"],
        page=row["page"],
        text=row["text"],
        email=row["email"],
        created_at=moment(row["created_at"]),
        due_at=moment(row["due_at"]),
        closed_at=moment_or_none(row["closed_at"]),
        answer=row["answer"],
    )
