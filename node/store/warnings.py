"""Warnings above every page: the one that stands, and those before it. Exercises have their own place, so that none ends
what is meant in earnest."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from node.errors import NotFound
from node.model.warning import Category, Level, PageWarning
from node.store.rows import Database, Row, Tell, moment, moment_or_none, us, us_or_none

_WARNING: Final = (
    "SELECT w.*, EXISTS (SELECT 1 FROM warnings n WHERE n.replaces_id = w.id) AS is_replaced FROM warnings w"
)


class Warnings:
    def __init__(self, db: Database, tell: Tell) -> None:
        self._db = db
        self._tell = tell

    async def add(self, made: PageWarning) -> None:
        """It takes the place of the one that stands."""
        await self._end(made.created_at, exercise=made.is_exercise)
        await self._db.run(
            "INSERT INTO warnings (id, level, text_de, text_en, link, created_at, ends_at, category, event,"
            " instruction_de, instruction_en, is_exercise, account_id, replaces_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            made.id,
            made.level.value,
            made.text_de,
            made.text_en,
            made.link,
            us(made.created_at),
            us_or_none(made.ends_at),
            made.category.value,
            made.event,
            made.instruction_de,
            made.instruction_en,
            made.is_exercise,
            made.account_id or None,
            made.replaces_id or None,
        )
        self._tell("warning")

    async def standing(self, now: datetime, *, exercise: bool = False) -> PageWarning | None:
        row = await self._db.row(f"{_WARNING} WHERE w.is_exercise = ? ORDER BY w.id DESC LIMIT 1", exercise)
        found = None if row is None else _to_warning(row)
        return found if found is not None and found.stands_at(now) else None

    async def get(self, number: int) -> PageWarning:
        """Raises NotFound."""
        row = await self._db.row(f"{_WARNING} WHERE w.id = ?", number)
        if row is None:
            raise NotFound("there is no such warning")
        return _to_warning(row)

    async def by_ids(self, ids: Iterable[int]) -> dict[int, PageWarning]:
        rows = await self._db.rows(f"{_WARNING} WHERE {self._db.among('w.id')}", self._db.listed(set(ids)))
        return {row["id"]: _to_warning(row) for row in rows}

    async def clear(self, now: datetime, *, exercise: bool = False) -> None:
        await self._end(now, exercise=exercise)
        self._tell("warning")

    async def all(self) -> Sequence[PageWarning]:
        """Newest first."""
        return [_to_warning(row) for row in await self._db.rows(f"{_WARNING} ORDER BY w.id DESC LIMIT 100")]

    async def earnest(self, *, limit: int) -> Sequence[PageWarning]:
        """Those that are no exercise, newest first."""
        rows = await self._db.rows(f"{_WARNING} WHERE NOT w.is_exercise ORDER BY w.id DESC LIMIT ?", limit)
        return [_to_warning(row) for row in rows]

    async def _end(self, now: datetime, *, exercise: bool) -> None:
        await self._db.run(
            "UPDATE warnings SET cleared_at = ? WHERE cleared_at IS NULL AND is_exercise = ?", us(now), exercise
        )


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
        category=Category(row["category"]),
        event=row["event"],
        instruction_de=row["instruction_de"],
        instruction_en=row["instruction_en"],
        is_exercise=bool(row["is_exercise"]),
        account_id=row["account_id"] or 0,
        replaces_id=row["replaces_id"] or 0,
        is_replaced=bool(row["is_replaced"]),
    )
