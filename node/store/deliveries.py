"""Copies of activities on their way to inboxes (decision 0010).

waiting ──> done      the other side took it, or it was dropped because its object is deleted
   │  └───> waiting   later, after a failure
   ├──────> refused   a final no
   └──────> dead      7 days old, or its host is dead
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from node.model.activity import Delivery, State
from node.store.rows import Database, Row, Tell, moment, us


def _to_delivery(row: Row) -> Delivery:
    return Delivery(
        id=row["id"],
        inbox=row["inbox"],
        host=row["host"],
        activity_id=row["activity_id"],
        received_id=row["received_id"],
        signer_id=row["signer_id"],
        about=row["about"],
        queued_at=moment(row["queued_at"]),
        tries=row["tries"],
        state=State(row["state"]),
        due_at=moment(row["due_at"]),
        last_error=row["last_error"],
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one host."""

    host: str
    count: int
    oldest: datetime
    last_error: str


class Deliveries:
    def __init__(self, db: Database, tell: Tell) -> None:
        self._db = db
        self._tell = tell

    async def add(self, deliveries: Sequence[Delivery]) -> None:
        await self._db.run_many(
            "INSERT INTO deliveries (id, inbox, host, activity_id, received_id, signer_id, about, queued_at, due_at,"
            " urgent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, EXISTS (SELECT 1 FROM urgent WHERE about = ?))",
            [
                (
                    each.id,
                    each.inbox,
                    each.host,
                    each.activity_id,
                    each.received_id,
                    each.signer_id,
                    each.about,
                    us(each.queued_at),
                    us(each.due_at or each.queued_at),
                    each.about,
                )
                for each in deliveries
            ],
        )
        if deliveries:
            self._tell("deliveries")

    async def hurry(self, about: str, now: datetime) -> None:
        """What is queued about this object from now on goes before everything else."""
        await self._db.run(
            "INSERT INTO urgent (about, since) VALUES (?, ?) ON CONFLICT (about) DO NOTHING", about, us(now)
        )
        self._tell("urgent")

    async def lease_hosts(self, now: datetime, leased_until: datetime, *, limit: int) -> Sequence[str]:
        """Take hosts that something is due for and nobody serves: where it is urgent first, then those waiting longest.
        One process at a time serves a host, so that each inbox has one delivery in flight."""
        rows = await self._db.rows(
            "SELECT d.host FROM deliveries d LEFT JOIN hosts h ON h.name = d.host"
            " WHERE d.state = 'waiting' AND d.due_at <= ? AND COALESCE(h.leased_until, 0) <= ?"
            " AND COALESCE(h.retry_at, 0) <= ? GROUP BY d.host"
            " ORDER BY MIN(CASE WHEN d.urgent THEN 0 ELSE 1 END), MIN(d.id) LIMIT ?",
            us(now),
            us(now),
            us(now),
            limit,
        )
        names = [row["host"] for row in rows]
        if not names:
            return names
        await self._db.run_many(
            "INSERT INTO hosts (name) VALUES (?) ON CONFLICT (name) DO NOTHING", [(name,) for name in sorted(names)]
        )
        taken = await self._db.rows(
            "UPDATE hosts SET leased_until = ? WHERE name IN (SELECT name FROM hosts WHERE"
            f" {self._db.among_texts('name')} AND leased_until <= ? ORDER BY name {self._db.skip_locked}) RETURNING name",
            us(leased_until),
            self._db.listed(names),
            us(now),
        )
        return [row["name"] for row in taken]

    async def renew_hosts(self, names: Iterable[str], leased_until: datetime) -> None:
        await self._db.run(
            f"UPDATE hosts SET leased_until = ? WHERE {self._db.among_texts('name')}",
            us(leased_until),
            self._db.listed(list(names)),
        )

    async def release_hosts(self, names: Iterable[str]) -> None:
        await self._db.run(
            f"UPDATE hosts SET leased_until = 0 WHERE {self._db.among_texts('name')}",
            self._db.listed(list(names)),
        )

    async def release_all_hosts(self) -> None:
        """At the start of the only process: what a crash left in somebody's hands is free again."""
        await self._db.run("UPDATE hosts SET leased_until = 0 WHERE leased_until > 0")

    async def due(self, hosts: Iterable[str], now: datetime, *, limit: int = 1_000) -> Sequence[Delivery]:
        """What may go out now to these hosts, the urgent before the rest, oldest first; not what comes after an
        unfinished one about the same object to the same inbox."""
        rows = await self._db.rows(
            f"SELECT d.* FROM deliveries d WHERE d.state = 'waiting' AND {self._db.among_texts('d.host')}"
            " AND d.due_at <= ? AND NOT EXISTS (SELECT 1 FROM deliveries e WHERE e.state = 'waiting'"
            " AND e.about = d.about AND e.inbox = d.inbox AND e.id < d.id AND e.due_at > ?)"
            " ORDER BY CASE WHEN d.urgent THEN 0 ELSE 1 END, d.id LIMIT ?",
            self._db.listed(list(hosts)),
            us(now),
            us(now),
            limit,
        )
        return [_to_delivery(row) for row in rows]

    async def end(self, delivery_ids: Sequence[int], state: State, why: str, now: datetime) -> None:
        await self._db.run(
            "UPDATE deliveries SET state = ?, last_error = ?, ended_at = ?, tries = tries + 1"
            f" WHERE {self._db.among('id')}",
            state.value,
            why,
            us(now),
            self._db.listed(delivery_ids),
        )

    async def again(self, delivery_id: int, due_at: datetime, why: str) -> None:
        await self._db.run(
            "UPDATE deliveries SET due_at = ?, last_error = ?, tries = tries + 1 WHERE id = ?",
            us(due_at),
            why,
            delivery_id,
        )

    async def give_up_host(self, host: str, why: str, now: datetime) -> int:
        """Nothing waits for this host any longer. Returns how many deliveries ended so."""
        return await self._db.run(
            "UPDATE deliveries SET state = 'dead', last_error = ?, ended_at = ? WHERE host = ? AND state = 'waiting'",
            why,
            us(now),
            host,
        )

    async def drop_about(self, about: str, now: datetime) -> int:
        """The object is deleted: what still waits about it need not arrive."""
        return await self._db.run(
            "UPDATE deliveries SET state = 'done', last_error = 'dropped: its object was deleted', ended_at = ?"
            " WHERE about = ? AND state = 'waiting'",
            us(now),
            about,
        )

    async def retry(self, now: datetime, *, delivery_id: int | None = None, host: str | None = None) -> int:
        """An operator wants ended ones tried once more, and waiting ones at once. Returns how many."""
        where, value = ("id = ?", delivery_id) if delivery_id is not None else ("host = ?", host)
        changed = await self._db.run(
            "UPDATE deliveries SET state = 'waiting', due_at = ?, queued_at = ?, ended_at = NULL"
            f" WHERE {where} AND state IN ('waiting', 'refused', 'dead')",
            us(now),
            us(now),
            value,
        )
        self._tell("deliveries")
        return changed

    async def next_due(self) -> datetime | None:
        """When the next delivery that waits for its retry, or its host's, is due."""
        found = await self._db.value(
            "SELECT MIN(CASE WHEN COALESCE(h.retry_at, 0) > d.due_at THEN h.retry_at ELSE d.due_at END)"
            " FROM deliveries d LEFT JOIN hosts h ON h.name = d.host WHERE d.state = 'waiting'"
        )
        return None if found is None else moment(found)

    async def waiting(self, *, limit: int = 100) -> Sequence[Waiting]:
        """Per host what waits, most first."""
        rows = await self._db.rows(
            "SELECT host, COUNT(*) AS n, MIN(queued_at) AS oldest, MAX(last_error) AS why FROM deliveries"
            " WHERE state = 'waiting' GROUP BY host ORDER BY COUNT(*) DESC, host LIMIT ?",
            limit,
        )
        return [Waiting(row["host"], row["n"], moment(row["oldest"]), row["why"]) for row in rows]

    async def in_state(self, state: State, *, limit: int = 100) -> Sequence[Delivery]:
        rows = await self._db.rows(
            "SELECT * FROM deliveries WHERE state = ? ORDER BY id DESC LIMIT ?", state.value, limit
        )
        return [_to_delivery(row) for row in rows]

    async def of_activity(self, activity_id: int, *, limit: int = 1_000) -> Sequence[Delivery]:
        rows = await self._db.rows(
            "SELECT * FROM deliveries WHERE activity_id = ? ORDER BY host, id LIMIT ?", activity_id, limit
        )
        return [_to_delivery(row) for row in rows]

    async def of_received(self, received_id: int, *, limit: int = 1_000) -> Sequence[Delivery]:
        rows = await self._db.rows(
            "SELECT * FROM deliveries WHERE received_id = ? ORDER BY host, id LIMIT ?", received_id, limit
        )
        return [_to_delivery(row) for row in rows]

    async def counts(self) -> dict[State, int]:
        rows = await self._db.rows("SELECT state, COUNT(*) AS n FROM deliveries GROUP BY state")
        return {State(row["state"]): row["n"] for row in rows}

    async def count_since(self, after_id: int) -> int:
        return int(await self._db.value("SELECT COUNT(*) FROM deliveries WHERE id > ?", after_id))

    async def prune(self, before: datetime) -> int:
        """Forget those that ended before then."""
        await self._db.run("DELETE FROM urgent WHERE since < ?", us(before))
        return await self._db.run("DELETE FROM deliveries WHERE state <> 'waiting' AND ended_at < ?", us(before))
