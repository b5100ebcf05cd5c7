"""Other servers: what we decided about them, and how they answered.

Whoever changes a decision has its accounts marked (`node/outbox/hosts.py`); here it is only written down. Tells `host`.
"""

from collections.abc import Sequence
from datetime import datetime

from node.model.host import Allowed, Decision, Host, Policy
from node.model.ids import Ids
from node.model.slice import Slice
from node.store.rows import (
    Database,
    Now,
    Row,
    Tell,
    bounds,
    cut,
    moment,
    moment_or_none,
    newest_first,
    us,
)


def _to_host(row: Row) -> Host:
    return Host(
        name=row["name"],
        decision=Decision(
            policy=Policy(row["policy"]),
            reason=row["reason"],
            public_reason=row["public_reason"],
            rejects_media=bool(row["rejects_media"]),
            rejects_reports=bool(row["rejects_reports"]),
            obfuscated=bool(row["obfuscated"]),
            id=row["policy_id"] or 0,
            at=moment_or_none(row["policy_at"]),
        ),
        failing_since=moment_or_none(row["failing_since"]),
        failures=row["failures"],
        retry_at=moment_or_none(row["retry_at"]),
        last_success_at=moment_or_none(row["last_success_at"]),
        last_error=row["last_error"],
        dead_at=moment_or_none(row["dead_at"]),
        signs=row["signs"],
    )


def _to_allowed(row: Row) -> Allowed:
    return Allowed(id=row["id"], host=row["host"], created_at=moment(row["created_at"]))


class Hosts:
    def __init__(self, db: Database, tell: Tell, ids: Ids, now: Now) -> None:
        self._db = db
        self._tell = tell
        self._ids = ids
        self._now = now

    async def find(self, name: str) -> Host | None:
        row = await self._db.row("SELECT * FROM hosts WHERE name = ?", name)
        return None if row is None else _to_host(row)

    async def set_policy(
        self,
        name: str,
        policy: Policy,
        public_reason: str = "",
        *,
        reason: str = "",
        rejects_media: bool = False,
        rejects_reports: bool = False,
        obfuscated: bool = False,
    ) -> None:
        """A decision keeps its id and its moment for as long as there is one; `OPEN` is none."""
        decided = policy is not Policy.OPEN
        await self._db.run(
            "INSERT INTO hosts (name, policy, public_reason, reason, rejects_media, rejects_reports, obfuscated,"
            " policy_id, policy_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET"
            " policy = excluded.policy, public_reason = excluded.public_reason, reason = excluded.reason,"
            " rejects_media = excluded.rejects_media, rejects_reports = excluded.rejects_reports,"
            " obfuscated = excluded.obfuscated,"
            " policy_id = CASE WHEN excluded.policy = 'open' THEN NULL ELSE COALESCE(hosts.policy_id, excluded.policy_id) END,"
            " policy_at = CASE WHEN excluded.policy = 'open' THEN NULL ELSE COALESCE(hosts.policy_at, excluded.policy_at) END",
            name,
            policy.value,
            public_reason,
            reason,
            rejects_media,
            rejects_reports,
            obfuscated,
            self._ids.new() if decided else None,
            us(self._now()) if decided else None,
        )
        self._tell("host", name)

    async def find_decided(self, policy_id: int) -> Host | None:
        row = await self._db.row("SELECT * FROM hosts WHERE policy_id = ?", policy_id)
        return None if row is None else _to_host(row)

    async def decided(self) -> Sequence[Host]:
        """Every host about which something is decided."""
        rows = await self._db.rows("SELECT * FROM hosts WHERE policy <> 'open' ORDER BY name")
        return [_to_host(row) for row in rows]

    async def decided_page(self, piece: Slice) -> Sequence[Host]:
        """The same in pages, the latest decision first."""
        rows = await self._db.rows(
            f"SELECT * FROM hosts WHERE policy_id IS NOT NULL AND {cut('policy_id', piece)}", *bounds(piece)
        )
        return [_to_host(row) for row in newest_first(rows, piece)]

    async def allow(self, host: str) -> Allowed:
        """The one there is, when there is one."""
        await self._db.run(
            "INSERT INTO host_allows (id, host, created_at) VALUES (?, ?, ?) ON CONFLICT (host) DO NOTHING",
            self._ids.new(),
            host,
            us(self._now()),
        )
        row = await self._db.row("SELECT * FROM host_allows WHERE host = ?", host)
        if row is None:  # pragma: no cover  # it has just been put there
            raise RuntimeError("the host was not stored")
        self._tell("host", host)
        return _to_allowed(row)

    async def find_allowed(self, allow_id: int) -> Allowed | None:
        row = await self._db.row("SELECT * FROM host_allows WHERE id = ?", allow_id)
        return None if row is None else _to_allowed(row)

    async def allowed_page(self, piece: Slice) -> Sequence[Allowed]:
        rows = await self._db.rows(f"SELECT * FROM host_allows WHERE {cut('id', piece)}", *bounds(piece))
        return [_to_allowed(row) for row in newest_first(rows, piece)]

    async def allowed(self) -> Sequence[str]:
        return [row["host"] for row in await self._db.rows("SELECT host FROM host_allows ORDER BY host")]

    async def disallow(self, allow_id: int) -> None:
        host = await self._db.value("DELETE FROM host_allows WHERE id = ? RETURNING host", allow_id)
        if host is not None:
            self._tell("host", host)

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
