"""Carries activities to inboxes (decision 0010).

A process takes whole hosts: nobody else serves a host while its lease holds, so per inbox one delivery is in flight,
oldest first, and at most two per host. Hosts wait for nobody but themselves: one that hangs holds two connections and
its own queue, nothing else. What is urgent goes before the rest of its host, and hosts with something urgent go before
others; when it is queued, whoever is served lets go after the delivery under way.

    round: give back hosts that are served ─> take hosts something is due for ─> read what is due for them
    host:  its inboxes, two at a time ─> each inbox its deliveries, one after the other ─> served

What becomes of a delivery is written at once, many in one commit. A crash between the other side's answer and that
commit sends it twice, under the same id.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from node.context import Context
from node.errors import Problem, StoreAway, Unreachable
from node.federation.addressing import host_of, origin
from node.federation.client import Response, retry_after
from node.federation.remote import Parcel
from node.federation.synchronisation import header
from node.jobs.alarm import Alarm
from node.jobs.retry import next_try
from node.model.account import Account
from node.model.activity import Delivery, Outgoing, Received, State
from node.outbox.seal import Sealer
from node.store.database import Tx
from node.store.listeners import Told

log = logging.getLogger(__name__)

_LEASE = timedelta(minutes=2)
_RENEWED_EVERY = 30.0  # seconds: a process that dies is known to have died within two minutes
_HOSTS_AT_ONCE = 1_000
_PER_ROUND = 256
_PER_HOST = 80  # deliveries at a time, so that one host's backlog does not fill the memory
_INBOXES_AT_ONCE = 2
_PARCELS = 500
_PARCEL_BYTES = 16 << 20  # what is passed on may be large: kept are as many as these hold
_DEAD_AFTER = timedelta(days=7)
_PAUSE = 0.02  # seconds in which finished hosts gather, so that a round serves many


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A parcel, and what decides about its headers: the followers it is only for."""

    parcel: Parcel
    followers_of: Account | None


class Deliverer:
    """One per process that delivers. `run` until cancelled; `step` does one round and waits for it (tests)."""

    def __init__(self, node: Context, sealer: Sealer) -> None:
        self._node = node
        self._alarm = Alarm(node.store, "deliveries")
        self._sealer = sealer
        self._urgencies = 0
        node.store.listen(self._hear, lambda: None, topics=("urgent",))
        self._served: set[str] = set()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._parcels: OrderedDict[tuple[int | None, int | None], _Loaded] = OrderedDict()
        self._parcel_bytes = 0
        self._loading: dict[tuple[int | None, int | None], asyncio.Task[_Loaded | None]] = {}

    @property
    def is_busy(self) -> bool:
        """Whether deliveries are under way."""
        return bool(self._tasks)

    async def run(self) -> None:
        renewing = asyncio.create_task(self._renew())
        try:
            while True:
                if not await self._round():
                    due = None if self._tasks else await self._node.store.read(lambda tx: tx.deliveries.next_due())
                    await self._alarm.wait(due, self._node.clock)
                    await asyncio.sleep(_PAUSE if self._tasks else 0)
        finally:
            renewing.cancel()
            await self._stop()

    def _hear(self, _: Sequence[Told]) -> None:
        self._urgencies += 1

    async def _renew(self) -> None:
        """Keep hold of the hosts that are being served."""
        while True:
            await asyncio.sleep(_RENEWED_EVERY)
            with suppress(StoreAway):  # next time, well before a lease ends
                await self._renew_now()

    async def _renew_now(self) -> None:
        if self._tasks:
            await self._node.store.write(_renew_hosts, list(self._tasks), self._node.clock() + _LEASE)

    async def step(self) -> bool:
        """Deliver what is due and wait until it is done. Returns whether there was anything."""
        found = await self._round()
        while self._tasks:
            await asyncio.wait(self._tasks.values())
        if self._served:
            await self._release()
        return found

    async def _stop(self) -> None:
        """Let go of what was taken; deliveries under way are cut off and will be offered again."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        await self._release()

    async def _release(self) -> None:
        self._served |= set(self._tasks)
        with self._giving_back() as served:
            if served:
                await self._node.store.write(lambda tx: tx.deliveries.release_hosts(served))

    @contextmanager
    def _giving_back(self) -> Iterator[set[str]]:
        """The hosts that were served. What could not be given back, because the database is away, is given back later."""
        served, self._served = self._served, set()
        try:
            yield served
        except BaseException:
            self._served |= served
            raise

    async def _round(self) -> bool:
        """Give back, take, start. Returns whether anything was taken."""
        await self._node.hosts.refresh()
        free = min(_HOSTS_AT_ONCE - len(self._tasks), _PER_ROUND)
        with self._giving_back() as served:
            due = await self._node.store.write(_take, served, self._node.clock(), free)
        for host, deliveries in due.items():
            task = asyncio.create_task(self._serve(host, deliveries), name=f"deliver to {host}")
            self._tasks[host] = task
            task.add_done_callback(lambda done, host=host: self._finished(host, done))  # type: ignore[misc]  # host is bound on purpose
        return bool(due)

    def _finished(self, host: str, task: asyncio.Task[None]) -> None:
        self._tasks.pop(host, None)
        self._served.add(host)
        error = None if task.cancelled() else task.exception()
        if error is not None and _is_away(error):
            log.warning("a delivery waits for the database", extra={"action": "part.waits", "part": "delivery"})
        elif error is not None:
            log.error("delivering failed", exc_info=error, extra={"action": "deliver.failed", "host": host})
        self._alarm.ring()

    async def _serve(self, host: str, deliveries: Sequence[Delivery]) -> None:
        """Everything that is due for one host, its inboxes two at a time."""
        lanes: dict[str, list[Delivery]] = {}
        for delivery in deliveries:
            lanes.setdefault(delivery.inbox, []).append(delivery)
        if len(lanes) == 1:
            await self._work_through([next(iter(lanes.values()))], host)
            return
        waiting = list(lanes.values())[::-1]
        async with asyncio.TaskGroup() as group:
            for _ in range(min(_INBOXES_AT_ONCE, len(waiting))):
                group.create_task(self._work_through(waiting, host))

    async def _work_through(self, lanes: list[list[Delivery]], host: str) -> None:
        """Take lane after lane from the list they share. A host that fails is left alone at once."""
        since = self._urgencies
        while lanes:
            held: set[str] = set()
            for delivery in lanes.pop():
                if self._urgencies != since:  # the rest is taken again, behind what cannot wait
                    lanes.clear()
                    return
                if delivery.about in held:
                    continue
                host_failed, unfinished = await self._one(delivery, host)
                if host_failed:
                    lanes.clear()
                    return
                if unfinished:
                    held.add(delivery.about)

    async def _one(self, delivery: Delivery, host: str) -> tuple[bool, bool]:
        """Offer one delivery. Returns whether the host as a whole failed, and whether it is to be offered again."""
        node = self._node
        now = node.clock()
        if now - delivery.queued_at > timedelta(hours=node.config.federation.delivery_hours):
            await self._end(delivery, State.DEAD, f"given up after {node.config.federation.delivery_hours} hours")
            return False, False
        if node.hosts.is_blocked(host_of(delivery.inbox)):
            await self._end(delivery, State.REFUSED, "its host is blocked here")
            return False, False
        try:
            loaded = await self._load(delivery)
            if loaded is None:
                await self._end(delivery, State.REFUSED, "what was to be delivered is no longer stored")
                return False, False
            headers = await self._headers(loaded, delivery)
            response = await node.remote.deliver(delivery.inbox, loaded.parcel, delivery.signer_id, headers)
        except Unreachable as problem:
            await node.store.write(_host_failed, delivery, problem.reason, now, None)
            return True, True
        except Problem as problem:
            await self._end(delivery, State.REFUSED, problem.reason)
            return False, False
        except StoreAway:
            raise
        except (
            Exception
        ) as error:  # a bug of ours: it waits like a failure, or it would be offered again at once, for ever
            log.exception("a delivery failed", extra={"action": "deliver.failed", "delivery": delivery.id})
            await node.store.write(_postpone, delivery, f"{type(error).__name__}: {error}", now, False)
            return False, True
        return await self._answered(delivery, host, response)

    async def _answered(self, delivery: Delivery, host: str, response: Response) -> tuple[bool, bool]:
        node = self._node
        now = node.clock()
        status = response.status
        if status < 300:
            await node.store.write(_delivered, delivery, now)
            await node.hosts.seen_alive(host, now)
            return False, False
        why = f"{host} answers {status}" + _excerpt(response)
        if status in {429, 503}:
            await node.store.write(_host_failed, delivery, why, now, retry_after(response, now))
            return True, True
        if status in {401, 408} or not 400 <= status < 500:  # a redirect is followed by nobody, but may pass
            await node.store.write(_postpone, delivery, why, now, status >= 500)
            return False, True
        await node.store.write(_refused, delivery, why, now, status == 410)
        return False, False

    async def _end(self, delivery: Delivery, state: State, why: str) -> None:
        now = self._node.clock()
        await self._node.store.write(lambda tx: tx.deliveries.end([delivery.id], state, why, now))

    async def _load(self, delivery: Delivery) -> _Loaded | None:
        """The parcel, loaded and sealed once for all who wait for it."""
        key = (delivery.activity_id, delivery.received_id)
        kept = self._parcels.get(key)
        if kept is not None:
            return kept
        running = self._loading.get(key)
        if running is None:
            running = asyncio.create_task(self._load_anew(delivery))
            self._loading[key] = running
            running.add_done_callback(lambda done: self._loaded(key, done))
        loaded = await asyncio.shield(running)
        if loaded is not None and key not in self._parcels:
            self._keep(key, loaded)
        return loaded

    def _loaded(self, key: tuple[int | None, int | None], task: asyncio.Task[_Loaded | None]) -> None:
        self._loading.pop(key, None)
        if not task.cancelled():
            task.exception()  # seen, also when nobody waits any more

    def _keep(self, key: tuple[int | None, int | None], loaded: _Loaded) -> None:
        self._parcels[key] = loaded
        self._parcel_bytes += len(loaded.parcel.body)
        while len(self._parcels) > _PARCELS or self._parcel_bytes > _PARCEL_BYTES:
            _, old = self._parcels.popitem(last=False)
            self._parcel_bytes -= len(old.parcel.body)

    async def _load_anew(self, delivery: Delivery) -> _Loaded | None:
        node = self._node
        found = await node.store.read(_find_body, delivery)
        if found is None:
            return None
        if isinstance(found, Received):
            return _Loaded(Parcel.of(found.body.encode()), None)
        activity, author = found
        body = activity.body.encode()
        if not activity.sealed:
            keys = await node.keyring.signing(author.id)
            body = await asyncio.to_thread(self._sealer.seal, activity, keys)
            await node.store.write(lambda tx: tx.activities.seal(activity.id, body.decode()))
        for_followers = (
            not activity.is_public and author.followers_uri is not None and f'"{author.followers_uri}"' in activity.body
        )
        return _Loaded(Parcel.of(body), author if for_followers else None)

    async def _headers(self, loaded: _Loaded, delivery: Delivery) -> Mapping[str, str]:
        """FEP-8fcf: with what only followers get goes a digest of who we think they are."""
        account = loaded.followers_of
        if account is None:
            return {}
        there = origin(delivery.inbox)
        uris = await self._node.store.read(lambda tx: tx.follows.follower_uris_on(account.id, there))
        return {"Collection-Synchronization": header(account, uris)}


def _is_away(error: BaseException) -> bool:
    """Whether nothing is wrong but that the database is away."""
    if isinstance(error, BaseExceptionGroup):
        return all(_is_away(each) for each in error.exceptions)
    return isinstance(error, StoreAway)


def _excerpt(response: Response) -> str:
    """The beginning of what the other side says about it, in one line."""
    text = " ".join(response.body[:300].decode(errors="replace").split())
    return f": {text[:200]}" if text else ""


async def _take(tx: Tx, served: set[str], now: datetime, limit: int) -> dict[str, list[Delivery]]:
    if served:
        await tx.deliveries.release_hosts(served)
    if limit <= 0:
        return {}
    hosts = await tx.deliveries.lease_hosts(now, now + _LEASE, limit=limit)
    if not hosts:
        return {}
    due: dict[str, list[Delivery]] = {}
    for delivery in await tx.deliveries.due(hosts, now):
        waiting = due.setdefault(delivery.host, [])
        if len(waiting) < _PER_HOST:
            waiting.append(delivery)
    idle = set(hosts) - due.keys()
    if idle:
        await tx.deliveries.release_hosts(idle)
    return due


async def _renew_hosts(tx: Tx, hosts: Sequence[str], leased_until: datetime) -> None:
    await tx.deliveries.renew_hosts(hosts, leased_until)


async def _find_body(tx: Tx, delivery: Delivery) -> tuple[Outgoing, Account] | Received | None:
    """An activity of ours with its actor, or what is passed on as it came."""
    if delivery.activity_id is not None:
        activity = await tx.activities.find(delivery.activity_id)
        return None if activity is None else (activity, await tx.accounts.get(activity.actor_id))
    return None if delivery.received_id is None else await tx.received.find(delivery.received_id)


async def _delivered(tx: Tx, delivery: Delivery, now: datetime) -> None:
    await tx.deliveries.end([delivery.id], State.DONE, "", now)


async def _refused(tx: Tx, delivery: Delivery, why: str, now: datetime, gone: bool) -> None:  # noqa: FBT001  # one of two ends
    await tx.deliveries.end([delivery.id], State.REFUSED, why, now)
    if gone:
        await tx.follows.remove_by_inbox(delivery.inbox, delivery.signer_id)


async def _postpone(tx: Tx, delivery: Delivery, why: str, now: datetime, failing: bool) -> None:  # noqa: FBT001  # whose fault
    await tx.deliveries.again(delivery.id, next_try(delivery.tries + 1, now), why)
    if failing:
        host = await tx.hosts.failed(delivery.host, why=why, retry_at=now, now=now)
        await _bury(tx, host.name, host.failing_since, now)


async def _host_failed(tx: Tx, delivery: Delivery, why: str, now: datetime, asked_for: float | None) -> None:
    """The whole host waits; the delivery that met the failure goes first when it is tried again."""
    known = await tx.hosts.find(delivery.host)
    failures = 0 if known is None else known.failures
    retry_at = next_try(failures + 1, now, asked_for=asked_for)
    host = await tx.hosts.failed(delivery.host, why=why, retry_at=retry_at, now=now)
    await tx.deliveries.again(delivery.id, retry_at, why)
    await _bury(tx, host.name, host.failing_since, now)


async def _bury(tx: Tx, host: str, failing_since: datetime | None, now: datetime) -> None:
    """After seven days of failure nothing waits for a host any longer (T-318)."""
    if failing_since is not None and now - failing_since >= _DEAD_AFTER:
        await tx.hosts.died(host, now)
        await tx.deliveries.give_up_host(host, "its host has not answered for seven days", now)
