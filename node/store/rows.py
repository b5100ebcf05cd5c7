"""What a table family sees of an engine, and the conversions between columns and values."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol, TypeAlias

import msgspec

from node.model.slice import Slice

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_DAY = EPOCH.toordinal()
_MICROSECOND = timedelta(microseconds=1)

Row: TypeAlias = Mapping[str, Any]
Tell: TypeAlias = Callable[..., None]
Now: TypeAlias = Callable[[], datetime]


class Database(Protocol):
    """SQL with `?` for parameters. Lists of values go in as one parameter: `among` writes the condition for it."""

    @property
    def skip_locked(self) -> str:
        """What a SELECT of rows to claim ends with, so that two processes do not claim the same."""

    @property
    def join_in_order(self) -> str:
        """A join whose left side is gone through first, where the engine takes orders."""

    async def rows(self, sql: str, *params: Any) -> Sequence[Row]: ...

    async def row(self, sql: str, *params: Any) -> Row | None: ...

    async def value(self, sql: str, *params: Any) -> Any:
        """The first column of the first row, or None."""

    async def run(self, sql: str, *params: Any) -> int:
        """How many rows were changed."""

    async def run_many(self, sql: str, params: Iterable[Sequence[Any]]) -> None: ...

    async def in_turn(self, key: str) -> None:
        """Whoever names the same key waits until this transaction has ended, in whichever process. On SQLite all do."""

    def among(self, column: str) -> str:
        """`column` is one of the whole numbers in the parameter made by `listed`."""

    def among_texts(self, column: str) -> str:
        """`column` is one of the texts in the parameter made by `listed`."""

    def listed(self, values: Iterable[int] | Iterable[str]) -> Any: ...


def cut(column: str, piece: Slice) -> str:
    """The condition and order by which `column` is cut; its parameters are `bounds`, its rows go through
    `newest_first`."""
    return f"{column} < ? AND {column} > ? ORDER BY {column} {'ASC' if piece.upwards else 'DESC'} LIMIT ?"


def bounds(piece: Slice) -> tuple[int, int, int]:
    return piece.before, piece.after, piece.limit


def newest_first(rows: Sequence[Row], piece: Slice) -> Sequence[Row]:
    return rows[::-1] if piece.upwards else rows


def us(moment: datetime) -> int:
    """A time as a column holds it: microseconds since 1970."""
    return (moment - EPOCH) // _MICROSECOND


def us_or_none(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - EPOCH) // _MICROSECOND


def moment(value: int) -> datetime:
    return EPOCH + timedelta(microseconds=value)


def moment_or_none(value: int | None) -> datetime | None:
    return None if value is None else EPOCH + timedelta(microseconds=value)


def day_of(value: date) -> int:
    """A day as a column holds it: days since 1970."""
    return value.toordinal() - _FIRST_DAY


def date_of(day: int) -> date:
    return date.fromordinal(day + _FIRST_DAY)


def to_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def from_json(text: str) -> Any:
    return msgspec.json.decode(text)
