"""Other servers: what we decided about them, and how they answered."""

from collections.abc import Sequence
from datetime import datetime

from node.model.host import Host, Policy
from node.store.rows import Database, Row, Tell, moment_or_none, us, us_or_none


def _to_host(row: Row) -> Host:
    return Host(
        name=row["name"],
        policy=Policy(row["policy"]),
        reason=row["reason"],
        failing_since=moment_or_none(row["failing_since"]),
        failures=row["failures"],
        retry_at=moment_or_none(row["retry_at"]),
        last_success_at=moment_or_none(row["last_success_at"]),
        last_error=row["last_error"],
        dead_at=moment_or_none(row["dead_at"]),
        signs=row["signs"],
    )


class Hosts:
    def __init__(self, db: Database, tell: Tell) -> None:
        self._db = db
        self._tell = tell

    async def find(self, name: str) -> Host | None:
        row = await self._db.row("SELECT * FROM hosts WHERE name = ?", name)
        return None if row is None else _to_host(row)

    async def set_policy(self, name: str, policy: Policy, reason: str = "") -> None:
        await self._db.run(
            "INSERT INTO hosts (name, policy, reason) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET policy = excluded.policy, reason = excluded.reason",
            name,
            policy.value,
            reason,
        )
        self._tell("host", name)

    async def blocked(self) -> Sequence[Host]:
        rows = await self._db.rows("SELECT * FROM hosts WHERE policy = 'blocked' ORDER BY name")
        return [_to_host(row) for row in rows]

    async def troubled(self) -> Sequence[Host]:
        """Hosts that fail or are dead."""
        rows = await self._db.rows("SELECT * FROM hosts WHERE failing_since IS NOT NULL ORDER BY name")
        return [_to_host(row) for row in rows]

    async def all(self, *, after: str = "", limit: int = 200) -> Sequence[Host]:
        rows = await self._db.rows("SELECT * FROM hosts WHERE name > ? ORDER BY name LIMIT ?", after, limit)
        return [_to_host(row) for row in rows]

    async def failed(self, name: str, *, why: str, retry_at: datetime, now: datetime) -> Host:
        """Note a failure; returns what is now known of the host."""
        row = await self._db.row(
            "INSERT INTO hosts (name, failing_since, failures, retry_at, last_error) VALUES (?, ?, 1, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET failing_since = COALESCE(hosts.failing_since, excluded.failing_since),"
            " failures = hosts.failures + 1, retry_at = excluded.retry_at, last_error = excluded.last_error RETURNING *",
            name,
            us(now),
            us(retry_at),
            why,
        )
        self._tell("host", name)
        if row is None:  # pragma: no cover  # an upsert with RETURNING always returns its row
            raise RuntimeError("the host was not stored")
        return _to_host(row)

    async def died(self, name: str, now: datetime) -> None:
        await self._db.run("UPDATE hosts SET dead_at = ? WHERE name = ?", us(now), name)
        self._tell("host", name)

    async def alive(self, name: str, now: datetime) -> bool:
        """It answered, or sent something: whatever failed before is forgotten. Returns whether something had."""
        changed = await self._db.run(
            "UPDATE hosts SET failing_since = NULL, failures = 0, retry_at = NULL, dead_at = NULL, last_success_at = ?"
            " WHERE name = ? AND failing_since IS NOT NULL",
            us(now),
            name,
        )
        if changed:
            self._tell("host", name)
            self._tell("deliveries")
        return bool(changed)

    async def try_again(self, name: str) -> None:
        """An operator wants it asked at once, whatever failed before."""
        await self._db.run("UPDATE hosts SET retry_at = NULL, dead_at = NULL WHERE name = ?", name)
        self._tell("host", name)

    async def dead(self) -> set[str]:
        rows = await self._db.rows("SELECT name FROM hosts WHERE dead_at IS NOT NULL")
        return {row["name"] for row in rows}

    async def set_signs(self, name: str, signs: str) -> None:
        """Which signature scheme its server took."""
        await self._db.run(
            "INSERT INTO hosts (name, signs) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET signs = excluded.signs",
            name,
            signs,
        )

    async def put(self, host: Host) -> None:
        """Store everything known of it (copying a node, tests)."""
        await self._db.run(
            "INSERT INTO hosts (name, policy, reason, failing_since, failures, retry_at, last_success_at, last_error,"
            " dead_at, signs) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING",
            host.name,
            host.policy.value,
            host.reason,
            us_or_none(host.failing_since),
            host.failures,
            us_or_none(host.retry_at),
            us_or_none(host.last_success_at),
            host.last_error,
            us_or_none(host.dead_at),
            host.signs,
        )
