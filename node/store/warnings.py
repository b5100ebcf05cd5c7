"""Warnings above every page: the one that stands, and those before it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from node.model.warning import Level, PageWarning
from node.store.rows import Database, Row, Tell, moment, moment_or_none, us, us_or_none


class Warnings:
    def __init__(self, db: Database, tell: Tell) -> None:
        self._db = db
        self._tell = tell

    async def add(self, made: PageWarning) -> None:
        """It takes the place of the one that stands."""
        await self._db.run("UPDATE warnings SET cleared_at = ? WHERE cleared_at IS NULL", us(made.created_at))
        await self._db.run(
            "INSERT INTO warnings (id, level, text_de, text_en, link, created_at, ends_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            made.id,
            made.level.value,
            made.text_de,
            made.text_en,
            made.link,
            us(made.created_at),
            us_or_none(made.ends_at),
        )
        self._tell("warning")

    async def standing(self, now: datetime) -> PageWarning | None:
        row = await self._db.row("SELECT * FROM warnings ORDER BY id DESC LIMIT 1")
        found = None if row is None else _to_warning(row)
        return found if found is not None and found.stands_at(now) else None

    async def by_ids(self, ids: Iterable[int]) -> dict[int, PageWarning]:
        rows = await self._db.rows(f"SELECT * FROM warnings WHERE {self._db.among('id')}", self._db.listed(set(ids)))
        return {row["id"]: _to_warning(row) for row in rows}

    async def clear(self, now: datetime) -> None:
        await self._db.run("UPDATE warnings SET cleared_at = ? WHERE cleared_at IS NULL", us(now))
        self._tell("warning")

    async def all(self) -> Sequence[PageWarning]:
        """Newest first."""
        rows = await self._db.rows("SELECT * FROM warnings ORDER BY id DESC LIMIT 100")
        return [_to_warning(row) for row in rows]


def _to_warning(row: Row) -> PageWarning:
    return PageWarning(
        id=row["id"],
        level=Level(row["level"]),
        text_de=row["text_de"],
        text_en=row["text_en"],
        link=row["link"],
        created_at=moment(row["created_at"]),
        ends_at=moment_or_none(row["ends_at"]),
        cleared_at=moment_or_none(row["cleared_at"]),
    )
