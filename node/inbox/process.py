"""Act on what was taken in. Each activity ends with an outcome in words, stored beside it; an operator can read it.

    waiting ──> done      "stored", "accepted", "ignored: ..."
       │  └───> waiting   another server could not be reached; tried again, up to eight times
       ├──────> refused   it breaks a rule; nothing but the outcome has changed
       └──────> dead      a bug of ours, kept to look at

What one actor sends is acted on in its order; different actors do not wait for each other.
"""

import asyncio
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from node.context import Context
from node.errors import Problem, StoreAway, Unreachable
from node.federation.addressing import authority_of
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
_AWAY = timedelta(seconds=10)
_AT_ONCE = 64  # of one server, and of those left lying
_AT_ONCE_IN_ALL = 256  # so that a server whose objects are slow to be had takes a part of the places only
_MOST_HELD = 32 << 20  # bytes of bodies that wait in memory; what comes beyond it waits in the store


@dataclass(slots=True)
class _Lane:
    """What one server sent and is not done yet."""

    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    users: int = 0


class Processor:
    """One per process that takes in. `take` hands over what was just received; `run` finds what was left lying."""

    def __init__(self, node: Context) -> None:
        self._node = node
        self._alarm = Alarm(node.store, "received")
        self._places = asyncio.Semaphore(_AT_ONCE_IN_ALL)
        self._lanes: dict[str, _Lane] = {}
        self._held = 0
        self._last: dict[str, asyncio.Task[None]] = {}
        self._under_way: set[int] = set()
        self._claimed: set[asyncio.Task[None]] = set()
        self._left: set[int] = set()

    def take(self, taken: Taken) -> None:
        """Act on what is left to do of it soon, in the order of its actor; its lease is this process's."""
        if taken.received is not None and self._held < _MOST_HELD:  # else `run` finds it when its lease has ended
            account = None if taken.signer is None else taken.signer.account
            self._start(taken.received, account, taken.activity)

    def _start(
        self, received: Received, account: Account | None = None, activity: Activity | None = None
    ) -> asyncio.Task[None]:
        before = self._last.get(received.signer_uri)
        host = authority_of(received.signer_uri)
        lane = self._lanes.get(host)
        if lane is None:
            lane = self._lanes[host] = _Lane()
        lane.users += 1
        task = asyncio.create_task(self._after(before, lane, received, account, activity))
        self._last[received.signer_uri] = task
        self._under_way.add(received.id)
        self._held += len(received.body)
        task.add_done_callback(lambda done: self._forget(host, received, done))
        return task

    def _forget(self, host: str, received: Received, task: asyncio.Task[None]) -> None:
        self._under_way.discard(received.id)
        self._held -= len(received.body)
        self._lanes[host].users -= 1
        if not self._lanes[host].users:
            del self._lanes[host]
        self._claimed.discard(task)
        if self._last.get(received.signer_uri) is task:
            del self._last[received.signer_uri]
        error = None if task.cancelled() else task.exception()
        if isinstance(error, StoreAway):
            self._left.add(received.id)
            self._alarm.ring()
            log.warning("an activity waits for the database", extra={"action": "part.waits", "part": "activity"})
        elif error is not None:
            log.error("processing failed", exc_info=error, extra={"action": "process.failed"})

    async def _after(
        self,
        before: asyncio.Task[None] | None,
        lane: _Lane,
        received: Received,
        account: Account | None,
        activity: Activity | None,
    ) -> None:
        if before is not None:
            await asyncio.wait([before])
        async with lane.places, self._places:
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

    @property
    def is_busy(self) -> bool:
        """Whether activities are being acted on."""
        return bool(self._last)

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        while self._last:
            await asyncio.wait(self._last.values())

    async def _claim(self) -> bool:
        """Take what is due and start it, a bounded number at a time. Nobody waits here for one slow server. What is under
        way already is due again only because it takes long: to claim it has renewed its lease."""
        while len(self._claimed) >= _AT_ONCE:
            await asyncio.wait(self._claimed, return_when=asyncio.FIRST_COMPLETED)
        left, self._left = self._left, set()
        try:
            claimed = await self._node.store.write(_claimed, left, self._node.clock())
        except BaseException:
            self._left |= left
            raise
        self._claimed.update(self._start(received) for received in claimed if received.id not in self._under_way)
        return bool(claimed)


async def _claimed(tx: Tx, left: Collection[int], now: datetime) -> Sequence[Received]:
    """What is due. What was left lying because the database was away is due in a moment."""
    if left:
        await tx.received.let_go(left, now + _AWAY)
    return await tx.received.claim(now, now + LEASE)


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
    except StoreAway:
        raise
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
            return await node.store.write(_apply, handler, found, received.id, activity.actor)
    if actor is None:
        return await _end(node, received, State.DONE, "ignored: its actor is not known here")
    if not (activity.kind == "Delete" and actor.deleted_at is not None):
        refuse_gone(actor)
    handler_for = HANDLERS.get(activity.kind)
    if handler_for is None:
        return await _end(node, received, State.DONE, f"ignored: {activity.kind} means nothing to us")
    incoming = Incoming(received.id, activity, actor, received.received_at)
    found = await handler_for.gather(node, incoming)
    return await node.store.write(_apply, handler_for, found, received.id, activity.actor)


async def _apply(tx: Tx, handler: Handler, found: Any, number: int, actor_uri: str) -> str:
    """What the activity changes, and its outcome: both or neither."""
    await tx.received.in_turn(actor_uri)
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
