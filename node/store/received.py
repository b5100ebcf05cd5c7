"""Activities taken in: kept as received until they are acted on, and their outcome for a while after."""

from collections.abc import Collection, Sequence
from datetime import datetime

from node.model.activity import Received, State
from node.store.rows import Database, Row, moment, us


def _to_received(row: Row) -> Received:
    return Received(
        id=row["id"],
        uri=row["uri"],
        kind=row["kind"],
        signer_uri=row["signer_uri"],
        body=row["body"],
        received_at=moment(row["received_at"]),
        state=State(row["state"]),
        outcome=row["outcome"],
        tries=row["tries"],
    )


class ReceivedActivities:
    """An id reserves nothing for others: the same id from another signer is another row (THREATS, CVE-2026-33869)."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, received: Received, *, leased_until: datetime) -> bool:
        """Keep it; whoever keeps it works on it until `leased_until`. False when it is known."""
        return bool(
            await self._db.run(
                "INSERT INTO received (id, uri, kind, signer_uri, body, received_at, due_at, leased_until)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (uri, signer_uri) DO NOTHING",
                received.id,
                received.uri,
                received.kind,
                received.signer_uri,
                received.body,
                us(received.received_at),
                us(received.received_at),
                us(leased_until),
            )
        )

    async def claim(self, now: datetime, leased_until: datetime, *, limit: int = 64) -> Sequence[Received]:
        """Take what is due and nobody works on, oldest first."""
        rows = await self._db.rows(
            "UPDATE received SET leased_until = ? WHERE id IN (SELECT id FROM received WHERE state = 'waiting'"
            f" AND due_at <= ? AND leased_until <= ? ORDER BY id LIMIT ? {self._db.skip_locked}) RETURNING *",
            us(leased_until),
            us(now),
            us(now),
            limit,
        )
        return sorted((_to_received(row) for row in rows), key=lambda received: received.id)

    async def let_go(self, ids: Collection[int], due_at: datetime) -> None:
        """Whoever took these could not finish: they are due again then, and need not wait for the end of their lease."""
        await self._db.run(
            f"UPDATE received SET leased_until = 0, due_at = ? WHERE {self._db.among('id')} AND state = 'waiting'",
            us(due_at),
            self._db.listed(ids),
        )

    async def in_turn(self, actor_uri: str) -> None:
        """What one actor did is acted on one after the other: a Delete and its Create, in two processes at the same moment,
        would else not see each other."""
        await self._db.in_turn(actor_uri)

    async def release_all(self) -> None:
        """At the start of the only process: what a crash left in somebody's hands is free again."""
        await self._db.run("UPDATE received SET leased_until = 0 WHERE state = 'waiting' AND leased_until > 0")

    async def end(self, received_id: int, state: State, outcome: str) -> None:
        await self._db.run(
            "UPDATE received SET state = ?, outcome = ?, leased_until = 0, tries = tries + 1 WHERE id = ?",
            state.value,
            outcome,
            received_id,
        )

    async def again(self, received_id: int, due_at: datetime, why: str) -> None:
        await self._db.run(
            "UPDATE received SET due_at = ?, outcome = ?, leased_until = 0, tries = tries + 1 WHERE id = ?",
            us(due_at),
            why,
            received_id,
        )

    async def retry(self, received_id: int, now: datetime) -> bool:
        """An operator wants it tried once more."""
        return bool(
            await self._db.run(
                "UPDATE received SET state = 'waiting', due_at = ?, tries = 0, leased_until = 0"
                " WHERE id = ? AND state <> 'waiting'",
                us(now),
                received_id,
            )
        )

    async def find(self, received_id: int) -> Received | None:
        row = await self._db.row("SELECT * FROM received WHERE id = ?", received_id)
        return None if row is None else _to_received(row)

    async def find_by(self, uri: str, signer_uri: str) -> Received | None:
        row = await self._db.row("SELECT * FROM received WHERE uri = ? AND signer_uri = ?", uri, signer_uri)
        return None if row is None else _to_received(row)

    async def set_aside(self, uri: str, signer_uri: str) -> None:
        """That signer may use the id again (it was undone, or names something else now); what came first stays to be
        looked at, as `uri#number`."""
        await self._db.run(
            "UPDATE received SET uri = uri || '#' || id WHERE uri = ? AND signer_uri = ?", uri, signer_uri
        )

    async def find_by_uri(self, uri: str) -> Sequence[Received]:
        rows = await self._db.rows("SELECT * FROM received WHERE uri = ? ORDER BY id", uri)
        return [_to_received(row) for row in rows]

    async def in_state(self, state: State, *, limit: int = 100) -> Sequence[Received]:
        rows = await self._db.rows("SELECT * FROM received WHERE state = ? ORDER BY id LIMIT ?", state.value, limit)
        return [_to_received(row) for row in rows]

    async def next_due(self) -> datetime | None:
        found = await self._db.value("SELECT MIN(due_at) FROM received WHERE state = 'waiting' AND leased_until = 0")
        return None if found is None else moment(found)

    async def count_waiting(self) -> int:
        return int(await self._db.value("SELECT COUNT(*) FROM received WHERE state = 'waiting'"))

    async def prune(self, before_id: int) -> int:
        """Forget ended ones received before that id and not waiting to be forwarded."""
        return await self._db.run(
            "DELETE FROM received WHERE id < ? AND state <> 'waiting'"
            " AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.received_id = received.id)",
            before_id,
        )
