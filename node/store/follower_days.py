"""How many followers each account of ours won and lost, by day, server and cause: counts only, nobody is named.

All of an account's rows together are how many follow it. What is older than anybody needs is added up in its rows of day 0.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from node.model.follow import Cause
from node.store.rows import Database
from node.store.state import State

BEFORE = 0
"""The day of what was before."""
_SINCE = "followers.counted_since"  # in the node's state: a day


@dataclass(frozen=True, slots=True)
class Turnover:
    """`total` is how many follow at the end of it."""

    gained: int = 0
    lost: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class HostTurnover:
    """`host` is empty for this node; `is_dead`: nothing has reached the server for a week."""

    host: str
    turnover: Turnover
    is_dead: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """One row as it is stored; `number` is below 0 for followers that were lost."""

    day: int
    host: str
    cause: Cause
    number: int


class FollowerDays:
    def __init__(self, db: Database, state: State, today: Callable[[], int]) -> None:
        self._db = db
        self._state = state
        self._today = today

    async def begin(self) -> None:
        """From today on all is counted, unless it has been already."""
        await self._state.settle(_SINCE, str(self._today()))

    async def since(self) -> int:
        """The first day that is known."""
        return int(await self._state.find(_SINCE) or self._today())

    async def count(self, follower_id: int, followed_id: int, cause: Cause, by: int) -> None:
        """In the transaction that changes it. Of accounts elsewhere nothing is counted."""
        await self._db.run(
            "INSERT INTO follower_days (account_id, day, host, cause, number)"
            " SELECT ours.id, ?, a.host, ?, ? FROM accounts ours JOIN accounts a ON a.id = ?"
            " WHERE ours.id = ? AND ours.host = '' ON CONFLICT (account_id, day, host, cause)"
            " DO UPDATE SET number = follower_days.number + excluded.number",
            self._today(),
            cause.value,
            by,
            follower_id,
            followed_id,
        )

    async def total(self, account_id: int, *, before: int) -> int:
        """How many followed before that day began."""
        sql = "SELECT SUM(number) FROM follower_days WHERE account_id = ? AND day < ?"
        return int(await self._db.value(sql, account_id, before) or 0)

    async def by_day(self, account_id: int, first: int, last: int) -> Mapping[int, tuple[int, int]]:
        """How many were won and lost on each day on which something changed."""
        rows = await self._db.rows(
            f"SELECT day, {_GAINED} AS gained, {_LOST} AS lost FROM follower_days"
            " WHERE account_id = ? AND day >= ? AND day <= ? GROUP BY day ORDER BY day",
            account_id,
            first,
            last,
        )
        return {row["day"]: (int(row["gained"]), int(row["lost"])) for row in rows}

    async def by_host(self, account_id: int, first: int, last: int, *, limit: int) -> Sequence[HostTurnover]:
        """Where followers are, or were within these days; where most are first."""
        rows = await self._db.rows(
            f"SELECT d.*, CASE WHEN h.dead_at IS NULL THEN 0 ELSE 1 END AS is_dead FROM (SELECT host,"
            f" {_GAINED_SINCE} AS gained, {_LOST_SINCE} AS lost, SUM(number) AS total FROM follower_days"
            " WHERE account_id = ? AND day <= ? GROUP BY host) d LEFT JOIN hosts h ON h.name = d.host"
            " WHERE d.total <> 0 OR d.gained > 0 OR d.lost > 0"
            " ORDER BY d.total DESC, d.gained DESC, d.lost DESC, d.host LIMIT ?",
            first,
            first,
            account_id,
            last,
            limit,
        )
        return [
            HostTurnover(
                row["host"],
                Turnover(int(row["gained"]), int(row["lost"]), int(row["total"])),
                bool(row["is_dead"]),
            )
            for row in rows
        ]

    async def by_cause(self, account_id: int, first: int, last: int) -> Mapping[Cause, int]:
        """How many were won or lost for each."""
        rows = await self._db.rows(
            "SELECT cause, SUM(number) AS number FROM follower_days"
            " WHERE account_id = ? AND day >= ? AND day <= ? GROUP BY cause",
            account_id,
            first,
            last,
        )
        return {Cause(row["cause"]): abs(int(row["number"])) for row in rows}

    async def rows(self, account_id: int, first: int, last: int, *, limit: int) -> Sequence[Counted]:
        found = await self._db.rows(
            "SELECT day, host, cause, number FROM follower_days WHERE account_id = ? AND day >= ? AND day <= ?"
            " ORDER BY day, host, cause LIMIT ?",
            account_id,
            first,
            last,
            limit,
        )
        return [Counted(row["day"], row["host"], Cause(row["cause"]), row["number"]) for row in found]

    async def add_up(self, last: int) -> None:
        """What happened until that day is known no longer by day and cause, only what came of it; servers where nobody
        follows any more are forgotten."""
        await self._db.run(
            "INSERT INTO follower_days (account_id, day, host, cause, number)"
            " SELECT account_id, ?, host, ?, SUM(number) FROM follower_days WHERE day > ? AND day <= ?"
            " GROUP BY account_id, host ON CONFLICT (account_id, day, host, cause)"
            " DO UPDATE SET number = follower_days.number + excluded.number",
            BEFORE,
            Cause.BEFORE.value,
            BEFORE,
            last,
        )
        await self._db.run("DELETE FROM follower_days WHERE day > ? AND day <= ?", BEFORE, last)
        await self._db.run("DELETE FROM follower_days WHERE day = ? AND number = 0", BEFORE)
        if await self.since() <= last:
            await self._state.put(_SINCE, str(last + 1))


_GAINED = "SUM(CASE WHEN number > 0 THEN number ELSE 0 END)"
_LOST = "SUM(CASE WHEN number < 0 THEN -number ELSE 0 END)"
_GAINED_SINCE = "SUM(CASE WHEN day >= ? AND number > 0 THEN number ELSE 0 END)"
_LOST_SINCE = "SUM(CASE WHEN day >= ? AND number < 0 THEN -number ELSE 0 END)"
