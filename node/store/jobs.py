"""Work to do later: kinds are names, known to whoever does the work (`jobs/worker.py` knows none)."""

from collections.abc import Sequence
from datetime import datetime

from node.model.activity import Job, State
from node.store.rows import Database, Row, Tell, moment, us


def _to_job(row: Row) -> Job:
    return Job(
        id=row["id"],
        kind=row["kind"],
        args=row["args"],
        tries=row["tries"],
        due_at=moment(row["due_at"]),
        state=State(row["state"]),
        last_error=row["last_error"],
    )


class Jobs:
    def __init__(self, db: Database, tell: Tell) -> None:
        self._db = db
        self._tell = tell

    async def add(self, job: Job, *, key: str | None = None) -> bool:
        """Queue it, in the caller's transaction. With a `key` the same work is queued only once; False when it was."""
        added = await self._db.run(
            "INSERT INTO jobs (id, kind, key, args, due_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            job.id,
            job.kind,
            key,
            job.args,
            us(job.due_at),
        )
        self._tell("jobs")
        return bool(added)

    async def claim(self, now: datetime, leased_until: datetime, *, limit: int = 16) -> Sequence[Job]:
        rows = await self._db.rows(
            "UPDATE jobs SET leased_until = ? WHERE id IN (SELECT id FROM jobs WHERE state = 'waiting' AND due_at <= ?"
            f" AND leased_until <= ? ORDER BY due_at, id LIMIT ? {self._db.skip_locked}) RETURNING *",
            us(leased_until),
            us(now),
            us(now),
            limit,
        )
        return sorted((_to_job(row) for row in rows), key=lambda job: job.id)

    async def release_all(self) -> None:
        """At the start of the only process: what a crash left in somebody's hands is free again."""
        await self._db.run("UPDATE jobs SET leased_until = 0 WHERE leased_until > 0")

    async def hasten(self, kind: str, now: datetime) -> None:
        """Work of that kind that was put off is due now."""
        await self._db.run(
            "UPDATE jobs SET due_at = ? WHERE kind = ? AND tries = 0 AND due_at > ?", us(now), kind, us(now)
        )

    async def done(self, job_id: int) -> None:
        """Finished work leaves no trace."""
        await self._db.run("DELETE FROM jobs WHERE id = ?", job_id)

    async def again(self, job_id: int, due_at: datetime, why: str) -> None:
        await self._db.run(
            "UPDATE jobs SET due_at = ?, last_error = ?, tries = tries + 1, leased_until = 0 WHERE id = ?",
            us(due_at),
            why,
            job_id,
        )

    async def end(self, job_id: int, state: State, why: str) -> None:
        """It will not be tried again; it stays for an operator to see, and its key is free."""
        await self._db.run(
            "UPDATE jobs SET state = ?, last_error = ?, tries = tries + 1, leased_until = 0, key = NULL WHERE id = ?",
            state.value,
            why,
            job_id,
        )

    async def is_waiting(self, key: str) -> bool:
        """Whether work is queued under this key, or being done."""
        found = await self._db.value("SELECT 1 FROM jobs WHERE key = ? AND state = 'waiting'", key)
        return found is not None

    async def drop(self, key: str) -> None:
        """The work queued under this key is no longer wanted."""
        await self._db.run("DELETE FROM jobs WHERE key = ?", key)

    async def retry(self, job_id: int, now: datetime) -> bool:
        changed = await self._db.run(
            "UPDATE jobs SET state = 'waiting', due_at = ?, tries = 0, leased_until = 0 WHERE id = ?", us(now), job_id
        )
        self._tell("jobs")
        return bool(changed)

    async def in_state(self, state: State, *, limit: int = 100) -> Sequence[Job]:
        rows = await self._db.rows("SELECT * FROM jobs WHERE state = ? ORDER BY due_at, id LIMIT ?", state.value, limit)
        return [_to_job(row) for row in rows]

    async def next_due(self) -> datetime | None:
        found = await self._db.value("SELECT MIN(due_at) FROM jobs WHERE state = 'waiting' AND leased_until = 0")
        return None if found is None else moment(found)
