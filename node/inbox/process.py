"""Act on what was taken in. Each activity ends with an outcome in words, stored beside it; an operator can read it.

    waiting ──> done      "stored", "accepted", "ignored: ..."
       │  └───> waiting   another server could not be reached; tried again, up to eight times
       ├──────> refused   it breaks a rule; nothing but the outcome has changed
       └──────> dead      a bug of ours, kept to look at

What one actor sends is acted on in its order; different actors do not wait for each other.
"""

import asyncio
import logging
from typing import Any

from node.context import Context
from node.errors import Problem, Unreachable
from node.federation.reading import Activity, read_activity, read_json
from node.inbox.forwarded import believed, fetched_instead
from node.inbox.handlers import HANDLERS, Handler
from node.inbox.ignored import Ignored
from node.inbox.incoming import Incoming
from node.inbox.receive import LEASE, Taken
from node.jobs.alarm import Alarm
from node.jobs.retry import next_try
from node.model.account import Account
from node.model.activity import Received, State
from node.moderation.policy import refuse_gone
from node.store.database import Tx

log = logging.getLogger(__name__)

_TRIES = 8
_TRIES_OF_A_BUG = 3
_AT_ONCE = 64


class Processor:
    """One per process that takes in. `take` hands over what was just received; `run` finds what was left lying."""

    def __init__(self, node: Context) -> None:
        self._node = node
        self._alarm = Alarm(node.store, "received")
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._last: dict[str, asyncio.Task[None]] = {}

    def take(self, taken: Taken) -> None:
        """Act on what is left to do of it soon, in the order of its actor; its lease is this process's."""
        if taken.received is not None:
            account = None if taken.signer is None else taken.signer.account
            self._start(taken.received, account, taken.activity)

    def _start(self, received: Received, account: Account | None = None, activity: Activity | None = None) -> None:
        key = received.signer_uri
        before = self._last.get(key)
        task = asyncio.create_task(self._after(before, received, account, activity))
        self._last[key] = task
        task.add_done_callback(lambda done: self._forget(key, done))

    def _forget(self, key: str, task: asyncio.Task[None]) -> None:
        if self._last.get(key) is task:
            del self._last[key]
        if not task.cancelled() and task.exception() is not None:
            log.error("processing failed", exc_info=task.exception(), extra={"action": "process.failed"})

    async def _after(
        self,
        before: asyncio.Task[None] | None,
        received: Received,
        account: Account | None,
        activity: Activity | None,
    ) -> None:
        if before is not None:
            await asyncio.wait([before])
        async with self._places:
            await process(self._node, received, account, activity)

    async def run(self) -> None:
        """Until cancelled; what is under way then is finished first."""
        try:
            while True:
                if not await self._claim():
                    due = await self._node.store.read(lambda tx: tx.received.next_due())
                    await self._alarm.wait(due, self._node.clock)
        finally:
            await self.idle()

    async def step(self) -> bool:
        """Act on everything that is due and wait for it. Returns whether there was anything."""
        busy = bool(self._last)
        found = await self._claim()
        await self.idle()
        return found or busy

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        while self._last:
            await asyncio.wait(self._last.values())

    async def _claim(self) -> bool:
        now = self._node.clock()
        claimed = await self._node.store.write(lambda tx: tx.received.claim(now, now + LEASE))
        for received in claimed:
            self._start(received)
        if claimed:
            await self.idle()
        return bool(claimed)


async def process(
    node: Context, received: Received, account: Account | None = None, activity: Activity | None = None
) -> str:
    """Act on one. `account` is the signer and `activity` what was received, when they are at hand. Returns the outcome."""
    try:
        outcome = await _act(node, received, account, activity or read_activity(read_json(received.body.encode())))
    except Unreachable as problem:
        return await _later(node, received, problem.reason, _TRIES, asked_for=problem.retry_after)
    except Ignored as nothing:
        return await _end(node, received, State.DONE, f"ignored: {nothing.reason}")
    except Problem as problem:
        return await _end(node, received, State.REFUSED, problem.reason)
    except Exception as error:
        log.exception("an activity could not be processed", extra={"action": "process.failed", "received": received.id})
        return await _later(node, received, f"{type(error).__name__}: {error}", _TRIES_OF_A_BUG)
    return outcome


async def _act(node: Context, received: Received, account: Account | None, activity: Activity) -> str:
    if activity.actor == received.signer_uri:
        actor = account or await node.actors.find(activity.actor)
    else:
        actor = await believed(node, activity)
        if actor is None:
            handler, found = await fetched_instead(node, activity)
            return await node.store.write(_apply, handler, found, received.id)
    if actor is None:
        return await _end(node, received, State.DONE, "ignored: its actor is not known here")
    if not (activity.kind == "Delete" and actor.deleted_at is not None):
        refuse_gone(actor)
    handler_for = HANDLERS.get(activity.kind)
    if handler_for is None:
        return await _end(node, received, State.DONE, f"ignored: {activity.kind} means nothing to us")
    incoming = Incoming(received.id, activity, actor, received.received_at)
    found = await handler_for.gather(node, incoming)
    return await node.store.write(_apply, handler_for, found, received.id)


async def _apply(tx: Tx, handler: Handler, found: Any, number: int) -> str:
    """What the activity changes, and its outcome: both or neither."""
    outcome = await handler.apply(tx, found)
    await tx.received.end(number, State.DONE, outcome)
    return outcome


async def _end(node: Context, received: Received, state: State, outcome: str) -> str:
    await node.store.write(lambda tx: tx.received.end(received.id, state, outcome))
    return outcome


async def _later(node: Context, received: Received, why: str, most: int, *, asked_for: float | None = None) -> str:
    if received.tries + 1 >= most:
        return await _end(node, received, State.DEAD if most == _TRIES_OF_A_BUG else State.REFUSED, why)
    due_at = next_try(received.tries + 1, node.clock(), asked_for=asked_for)
    await node.store.write(lambda tx: tx.received.again(received.id, due_at, why))
    return f"later: {why}"
