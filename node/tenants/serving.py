"""Serves the tenants of an installation in one process, and lets those sleep that nobody visits.

         somebody comes, a command, or its time has come
    asleep ────────────────────────────────────────────────> awake
    asleep <──────────────────────────────────────────────── awake
         nobody there for a while, nothing under way, nothing due soon

A tenant that sleeps is its settings and a socket for the command line: no connection, no thread, no cache, no task; on SQLite
it goes on holding the lock beside its file. It is woken when its next work is due, and every quarter of an hour for what has no
hour. What goes wrong with one (its settings, its database, its disk) is its own trouble: its visitors read 503, the others
notice nothing.
"""

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from aiohttp import web

from node.app import Role, Running, build
from node.config import Config
from node.context import Context
from node.errors import Problem, StoreAway, Unavailable
from node.i18n.translate import Catalogs
from node.model.grant import Grant, Listed, Part
from node.store.database import Tx
from node.store.opening import hold
from node.tenants.grants import Grants
from node.tenants.memory import give_back
from node.tenants.registry import Entry, Registry
from node.web.keys import Served
from node.web.rendering import RENDERING
from node.web.static_copy import copying

log = logging.getLogger(__name__)

_LOOK_SECONDS: Final = 1.0
_SCAN_SECONDS: Final = 2.0
_LOOK_AGAIN: Final = timedelta(minutes=15)
_SOON: Final = timedelta(seconds=30)
"""For work that is due so soon nobody goes to sleep."""
_LINGER_SECONDS: Final = 10.0
"""After which a tenant sleeps again that was only woken by its clock."""
_WOKEN_AT_ONCE: Final = 4
"""So many are awake at the same time because of their clocks."""
_GIVE_BACK_SECONDS: Final = 5.0
_TRY_AGAIN_SECONDS: Final = 10.0
_FAREWELL_SECONDS: Final = 10.0

Build: TypeAlias = Callable[[Config], Awaitable[Context]]
Door: TypeAlias = Callable[
    [Config, Callable[[], AbstractAsyncContextManager[Context]]], AbstractAsyncContextManager[None]
]
"""Lets the command line in to a tenant, which is woken for it."""


@asynccontextmanager
async def no_door(_config: Config, _visit: Callable[[], AbstractAsyncContextManager[Context]]) -> AsyncIterator[None]:
    yield


@dataclass(slots=True, eq=False)
class _Tenant:
    """`held` is the lock beside its database while it sleeps; `users` are there now, the last one at `used_at` (monotonic, as
    all seconds here), `empty` when there are none. `is_leaving`: it is not to be woken any more."""

    entry: Entry
    config: Config
    due_at: datetime
    running: Running | None = None
    held: int | None = None
    users: int = 0
    used_at: float = 0.0
    rests_after: float = _LINGER_SECONDS
    empty: asyncio.Event = field(default_factory=asyncio.Event)
    is_leaving: bool = False
    problem: str = ""
    retry_at: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    door: AsyncExitStack = field(default_factory=AsyncExitStack)
    parts: AsyncExitStack = field(default_factory=AsyncExitStack)


class Tenants:
    """`start` and `stop` once, between them `look` every second (`run` does)."""

    def __init__(
        self,
        registry: Registry,
        *,
        clock: Callable[[], datetime],
        catalogs: Catalogs,
        role: Role = "all",
        door: Door = no_door,
        **parts: Any,
    ) -> None:
        """`parts` go on to `build`."""
        self._registry = registry
        self._clock = clock
        self._role: Role = role
        self._door = door
        self._build: Build = lambda config: build(config, clock=clock, catalogs=catalogs, **parts)
        self._tenants: dict[str, _Tenant] = {}
        self._resting: dict[str, str] = {}
        self._refused: dict[str, str] = {}
        self._hosts: dict[str, _Tenant] = {}
        self._entries: dict[str, Entry] = {}
        self._grants = Grants(registry.folder)
        self._marks: dict[str, tuple[int, ...]] = {}
        self._scanned_at = 0.0
        self._has_closed, self._gave_at = False, 0.0
        self._app: web.Application | None = None
        self._task: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    # What the web server asks

    def join(self, app: web.Application) -> None:
        self._app = app

    def knows(self, host: str) -> bool:
        return host in self._hosts or host in self._resting

    @asynccontextmanager
    async def serving(self, host: str, *, is_visit: bool = True) -> AsyncIterator[Served]:
        """The tenant stays awake for the block. `is_visit`: somebody else came, so it stays a while longer. Raises Unavailable
        when it rests or cannot be woken."""
        tenant = self._hosts.get(host)
        if tenant is None:
            raise Unavailable("this node is out of service for now", retry_after=3600)
        async with self._visiting(tenant, is_visit=is_visit) as running:
            yield running.served

    def granted(self, secret: str) -> Grant | None:
        return self._grants.find(secret)

    def has_part(self, part: Part) -> bool:
        return any(each.part is part for each in self._grants.all())

    def listed(self) -> Sequence[Listed]:
        """As the last look found them."""
        main = self._registry.main
        return [
            Listed(name="", base_url=main.origin, title=main.node.title, state="in_service"),
            *(self._listed(name) for name in sorted(self._entries)),
        ]

    def _listed(self, name: str) -> Listed:
        entry = self._entries[name]
        tenant = self._tenants.get(name)
        problem = self._refused.get(name) or (tenant.problem if tenant is not None else "")
        state = "failing" if problem else "in_service" if tenant is not None else "out_of_service"
        config = entry.config
        return Listed(
            name=name,
            base_url="" if config is None else config.origin,
            title="" if config is None else config.node.title,
            state=state,
            problem=problem,
        )

    async def end_streams(self) -> None:
        """When the server stops: else it would wait for connections that are meant never to end."""
        for tenant in self._tenants.values():
            await _end_streams(tenant)

    # A tenant's day

    @asynccontextmanager
    async def _visiting(self, tenant: _Tenant, *, is_visit: bool) -> AsyncIterator[Running]:
        tenant.users += 1
        tenant.empty.clear()
        try:
            running = await self._awake(tenant)
            if is_visit:
                tenant.rests_after = 60.0 * self._registry.main.tenants.idle_minutes
            yield running
        finally:
            tenant.users -= 1
            if not tenant.users:
                tenant.empty.set()
            if is_visit:
                tenant.used_at = time.monotonic()

    @asynccontextmanager
    async def _commanding(self, tenant: _Tenant) -> AsyncIterator[Context]:
        async with self._visiting(tenant, is_visit=True) as running:
            yield running.node

    async def _awake(self, tenant: _Tenant) -> Running:
        """Raises Unavailable."""
        if tenant.running is not None:
            return tenant.running
        return await asyncio.shield(asyncio.create_task(self._awake_in_turn(tenant)))

    async def _awake_in_turn(self, tenant: _Tenant) -> Running:
        """Only to the end: a visitor who leaves meanwhile must not leave half a node behind."""
        async with tenant.turn:
            if tenant.is_leaving:
                raise Unavailable("this node is out of service for now", retry_after=60)
            if tenant.running is None and time.monotonic() < tenant.retry_at:
                raise Unavailable("this node cannot be started just now", retry_after=_TRY_AGAIN_SECONDS)
            if tenant.running is None:
                await self._wake(tenant)
            assert tenant.running is not None  # noqa: S101  # it was woken, or that raised
            return tenant.running

    async def _wake(self, tenant: _Tenant) -> None:
        _let_go(tenant)
        try:
            await self._open(tenant)
        except Exception as error:
            await tenant.parts.aclose()
            with contextlib.suppress(Problem, OSError):
                tenant.held = hold(tenant.config.database.url)
            tenant.problem = error.reason if isinstance(error, Problem) else f"{type(error).__name__}: {error}"
            tenant.retry_at = time.monotonic() + _TRY_AGAIN_SECONDS
            tenant.due_at = self._clock() + _SOON
            extra = {"action": "tenant.failed", "tenant": tenant.entry.name, "why": tenant.problem}
            log.error("a tenant cannot be started", extra=extra, exc_info=not isinstance(error, Problem | StoreAway))  # noqa: TRY400  # a Problem needs no trace
            raise Unavailable("this node cannot be started just now", retry_after=_TRY_AGAIN_SECONDS) from error
        if tenant.problem:
            log.info("a tenant is well again", extra={"action": "tenant.well", "tenant": tenant.entry.name})
        tenant.problem, tenant.used_at, tenant.rests_after = "", time.monotonic(), _LINGER_SECONDS

    async def _open(self, tenant: _Tenant) -> None:
        running = Running(await self._build(tenant.config), self._role)
        tenant.parts.push_async_callback(running.stop)
        if self._app is not None:
            self._app[RENDERING].learn(tenant.config)
            tenant.parts.callback(self._app[RENDERING].forget, tenant.config)
            await tenant.parts.enter_async_context(copying(self._app, running.served))
        await running.start()
        tenant.running = running
        log.debug("a tenant wakes", extra={"action": "tenant.awake", "tenant": tenant.entry.name})

    async def _sleep(self, tenant: _Tenant) -> None:
        """If still nobody is there, and nothing to be done soon."""
        running = tenant.running
        if running is None or running.is_busy:
            return
        due = await _next_due(running.node)
        now = self._clock()
        if due is not None and due <= now + _SOON:
            return
        async with tenant.turn:
            if tenant.users or running.is_busy or tenant.running is not running:
                return
            await self._close(tenant)
        tenant.due_at = now + _LOOK_AGAIN if due is None else min(due, now + _LOOK_AGAIN)

    async def _close(self, tenant: _Tenant) -> None:
        """Whoever comes now waits until it is closed, and wakes it anew."""
        tenant.running, self._has_closed = None, True
        try:
            await tenant.parts.aclose()
        except Exception:
            log.exception(
                "a tenant did not close in order", extra={"action": "tenant.unclosed", "tenant": tenant.entry.name}
            )
        with contextlib.suppress(Problem, OSError):  # else the next who opens it says what is the matter
            tenant.held = hold(tenant.config.database.url)

    # All of them

    async def start(self) -> None:
        """Know all there are. Those with work to do are woken by and by."""
        await self.scan()
        self._task = asyncio.create_task(self.run(), name="tenants")

    async def run(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            try:
                await self.look()
            except Exception:
                log.exception("looking after the tenants failed", extra={"action": "tenants.failed"})

    async def look(self) -> None:
        """Notice what has changed in the folder, wake whose time has come, let sleep whom nobody visits."""
        if time.monotonic() - self._scanned_at >= _SCAN_SECONDS:
            await self.scan()
        await self.rest_idle()
        self._wake_due()
        if self._has_closed and time.monotonic() - self._gave_at >= _GIVE_BACK_SECONDS:
            self._has_closed, self._gave_at = False, time.monotonic()
            give_back()

    async def rest_idle(self, *, at: float | None = None) -> None:
        """Let those sleep that have not been visited for long enough; `at`: as if it were that late (monotonic)."""
        at = time.monotonic() if at is None else at
        stays = self._role == "delivery"  # who only delivers hears of what others queue, and has to be awake for that
        idle = [each for each in self._tenants.values() if each.running is not None and not each.users and not stays]
        for tenant in idle:
            asks = bool(tenant.config.warning_sources) or any(each.is_feed for each in tenant.config.connectors)
            if not asks and at - tenant.used_at >= tenant.rests_after:
                with contextlib.suppress(StoreAway):
                    await self._sleep(tenant)

    def _wake_due(self) -> None:
        now = self._clock()
        free = _WOKEN_AT_ONCE - len(self._tasks)
        due = [each for each in self._tenants.values() if each.running is None and each.due_at <= now]
        for tenant in sorted(due, key=lambda each: each.due_at)[: max(free, 0)]:
            tenant.due_at = now + _LOOK_AGAIN
            task = asyncio.create_task(self._attend(tenant), name=f"attend to {tenant.entry.name}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _attend(self, tenant: _Tenant) -> None:
        """Wake it and do what is done at intervals; its own parts do the rest."""
        try:
            async with self._visiting(tenant, is_visit=False) as running:
                if self._role != "web":
                    await running.schedule.step()
        except (Unavailable, StoreAway):
            return
        except Exception:
            log.exception(
                "attending to a tenant failed", extra={"action": "tenant.failed", "tenant": tenant.entry.name}
            )

    async def scan(self) -> None:
        """Take note of tenants that are new, changed, gone, disabled or enabled."""
        self._scanned_at = time.monotonic()
        marks = dict(self._registry.marks())
        changed = [name for name in {**self._marks, **marks} if self._marks.get(name) != marks.get(name)]
        self._marks = marks
        for name in changed:
            if (tenant := self._tenants.pop(name, None)) is not None:
                await self._leave(tenant)
            self._resting = {host: other for host, other in self._resting.items() if other != name}
        for name in changed:
            if name in marks:
                self._entries[name] = self._registry.read(name)
                await self._meet(self._entries[name])
            else:
                del self._entries[name]
                self._refused.pop(name, None)

    async def _meet(self, entry: Entry) -> None:
        config = entry.config
        if config is None:
            self._refuse(entry.name, entry.problem)
            return
        main = self._registry.main
        taken = {*self._hosts, *self._resting, main.host, main.account_domain}
        if taken & set(entry.hosts):
            self._refuse(entry.name, f"another node has {' or '.join(entry.hosts)}")
            return
        if entry.rests is not None:
            self._refused.pop(entry.name, None)
            self._resting.update(dict.fromkeys(entry.hosts, entry.name))
            return
        tenant = _Tenant(entry, config, due_at=self._clock())
        try:
            tenant.held = hold(config.database.url)
            await tenant.door.enter_async_context(self._door(config, lambda: self._commanding(tenant)))
        except (Problem, OSError) as error:
            self._refuse(entry.name, str(error))
            _let_go(tenant)
            self._resting.update(dict.fromkeys(entry.hosts, entry.name))
            self._marks[entry.name] = ()  # so the next scan tries again
            return
        self._refused.pop(entry.name, None)
        self._tenants[entry.name] = tenant
        self._hosts.update(dict.fromkeys(entry.hosts, tenant))

    def _refuse(self, name: str, why: str) -> None:
        """Said once for each reason."""
        if self._refused.get(name) != why:
            log.error("a tenant is not served", extra={"action": "tenant.refused", "tenant": name, "why": why})
        self._refused[name] = why

    async def _leave(self, tenant: _Tenant) -> None:
        """It is served no longer: whoever is there may finish within seconds."""
        self._hosts = {host: other for host, other in self._hosts.items() if other is not tenant}
        tenant.is_leaving = True
        await tenant.door.aclose()
        await _end_streams(tenant)
        if tenant.users:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_FAREWELL_SECONDS):
                    await tenant.empty.wait()
        async with tenant.turn:
            await self._close(tenant)
            _let_go(tenant)

    async def stop(self) -> None:
        """Close all that are awake, in order."""
        tasks = [*([] if self._task is None else [self._task]), *self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*map(self._leave, self._tenants.values()))
        self._tenants, self._hosts, self._resting = {}, {}, {}

    # What operators and tests ask

    def awake(self) -> Sequence[str]:
        return [each.entry.name for each in self._tenants.values() if each.running is not None]

    def problems(self) -> Iterable[tuple[str, str]]:
        """By name, why a tenant is not served."""
        return [
            *self._refused.items(),
            *((each.entry.name, each.problem) for each in self._tenants.values() if each.problem),
        ]


async def _end_streams(tenant: _Tenant) -> None:
    if tenant.running is not None:
        await tenant.running.node.streams.close()
        await tenant.running.node.open_stream.close()


def _let_go(tenant: _Tenant) -> None:
    held, tenant.held = tenant.held, None
    if held is not None:
        os.close(held)


async def _next_due(node: Context) -> datetime | None:
    found = await node.store.read(_due)
    return min((each for each in found if each is not None), default=None)


async def _due(tx: Tx) -> Sequence[datetime | None]:
    return await tx.jobs.next_due(), await tx.received.next_due(), await tx.deliveries.next_due()
