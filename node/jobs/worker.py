"""Does queued work. Knows no job by name: whoever puts the node together says what each kind means.

claim (a lease) ──> run ──> done, row removed
                     ├────> Unreachable, or our own database away for a moment: again later, up to 8 times
                     ├────> refused: any other Problem; kept with the reason
                     └────> anything else is a bug: logged with its trace, tried thrice, then dead
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeAlias

import msgspec

from node.errors import Problem, StoreAway, Unreachable
from node.jobs.alarm import Alarm
from node.jobs.retry import next_try
from node.model.activity import Job, State
from node.store.database import Store, Tx

log = logging.getLogger(__name__)

Work: TypeAlias = Callable[[dict[str, str]], Awaitable[None]]

_LEASE = timedelta(minutes=10)
_AT_ONCE = 16
_TRIES = 8
_TRIES_OF_A_BUG = 3


async def enqueue(
    tx: Tx, kind: str, args: Mapping[str, str], *, key: str | None = None, due_at: datetime | None = None
) -> bool:
    """Queue work in the caller's transaction. With a `key`, the same work waits only once; False when it did."""
    text = msgspec.json.encode(dict(args)).decode()
    job = Job(id=tx.ids.new(), kind=kind, args=text, tries=0, due_at=due_at or tx.now)
    return await tx.jobs.add(job, key=key)


class Worker:
    def __init__(self, store: Store, clock: Callable[[], datetime], works: Mapping[str, Work]) -> None:
        self._store = store
        self._clock = clock
        self._works = works
        self._alarm = Alarm(store, "jobs")
        self.is_busy = False

    async def run(self) -> None:
        """Until cancelled; a job that is running then is done again when its lease ends."""
        while True:
            if not await self.step():
                due = await self._store.read(lambda tx: tx.jobs.next_due())
                await self._alarm.wait(due, self._clock)

    async def step(self) -> bool:
        """Do what is due now, several at a time. Returns whether there was anything."""
        now = self._clock()
        jobs = await self._store.write(lambda tx: tx.jobs.claim(now, now + _LEASE, limit=_AT_ONCE))
        if not jobs:
            return False
        self.is_busy = True
        try:
            async with asyncio.TaskGroup() as group:
                for job in jobs:
                    group.create_task(self._do_or_leave(job))
        finally:
            self.is_busy = False
        return True

    async def _do_or_leave(self, job: Job) -> None:
        """While our own database is away nothing can be said of it: it is due again when its lease ends."""
        try:
            await self._do(job)
        except StoreAway as away:
            extra = {"action": "part.waits", "part": f"job {job.kind}", "why": str(away)}
            log.warning("a job waits for the database", extra=extra)

    async def _do(self, job: Job) -> None:
        try:
            work = self._works.get(job.kind)
            if work is None:
                await self._end(job, State.DEAD, "nobody here knows this kind of job")
                return
            await work(msgspec.json.decode(job.args, type=dict[str, str]))
        except Unreachable as problem:
            await self._later(job, problem.reason, _TRIES, asked_for=problem.retry_after)
        except StoreAway as away:
            await self._later(job, str(away), _TRIES)
        except Problem as problem:
            await self._end(job, State.REFUSED, problem.reason)
        except Exception as error:
            log.exception("a job failed", extra={"action": "job.failed", "kind": job.kind, "job": job.id})
            await self._later(job, f"{type(error).__name__}: {error}", _TRIES_OF_A_BUG)
        else:
            await self._store.write(lambda tx: tx.jobs.done(job.id))

    async def _later(self, job: Job, why: str, most: int, *, asked_for: float | None = None) -> None:
        if job.tries + 1 >= most:
            await self._end(job, State.DEAD, why)
            return
        due_at = next_try(job.tries + 1, self._clock(), asked_for=asked_for)
        await self._store.write(lambda tx: tx.jobs.again(job.id, due_at, why))

    async def _end(self, job: Job, state: State, why: str) -> None:
        await self._store.write(lambda tx: tx.jobs.end(job.id, state, why))
