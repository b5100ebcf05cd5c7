"""An installation with further nodes, as tests see it: real files, real databases, one web server on loopback."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from node.app import Running
from node.context import Context
from node.tenants.registry import CONFIG, Registry
from node.tenants.serving import Tenants, _next_due
from node.tenants.written import written
from tests.clock import Clock
from tests.remote import FakeServer
from tests.world import World, start_world

NextUrl = Callable[[], str]
"""An address of a database of its own, with the newest schema; empty for SQLite in the tenant's folder."""


class TenantWorld(World):
    """Its own parts are at work as well: `work` waits for what they have in hand."""

    async def work(self) -> None:
        async with asyncio.timeout(30):
            while True:
                await super().work()
                due = await _next_due(self.node)
                if not self.running.is_busy and (due is None or due > self.clock.now):
                    return
                await asyncio.sleep(0.01)


class Installation:
    """`main` is its own node. `tenants` serves the others."""

    def __init__(self, there: FakeServer, clock: Clock, empty: Path, urls: NextUrl) -> None:
        self.there = there
        self.clock = clock
        self.empty = empty
        self.urls = urls
        self.tenants: Tenants
        self.main: World

    def make(self, node: Context) -> Tenants:
        self.registry = Registry(node.config)
        self.tenants = Tenants(
            self.registry,
            clock=self.clock,
            catalogs=node.catalogs,
            resolve=self.there.resolve,
            durable=False,
        )
        return self.tenants

    @property
    def port(self) -> str:
        return self.main.origin.rpartition(":")[2]

    def host(self, name: str) -> str:
        return f"{name}.test:{self.port}"

    def write(self, name: str, *, host: str = "", **settings: Any) -> Path:
        """A tenant's folder, as the command line makes it; not yet known to the server."""
        folder = self.registry.place(name)
        (folder / "var").mkdir(parents=True, exist_ok=True)
        url = self.urls()
        if not url and not (folder / "var" / "allmende.sqlite3").exists():
            shutil.copyfile(self.empty, folder / "var" / "allmende.sqlite3")
        document: dict[str, Any] = {
            "node": {"base_url": f"http://{host or self.host(name)}", "title": name.capitalize()},
            "federation": {"development_hosts": ["*.test", "127.0.0.1"]},
            "limits": {"enabled": False},
            "media": {"ffmpeg": False},
        }
        if url:
            document["database"] = {"url": url}
        for section, keys in settings.items():
            document[section] = keys if isinstance(keys, list) else {**document.get(section, {}), **keys}
        (folder / CONFIG).write_text(written(document), encoding="utf-8")
        return folder

    async def add(self, name: str, **settings: Any) -> World:
        self.write(name, **settings)
        await self.tenants.scan()
        return await self.world(name)

    async def world(self, name: str) -> World:
        """A tenant, awake."""
        async with self.tenants.serving(self.host(name)):
            running = self.tenants._tenants[name].running
        assert running is not None
        return self.world_of(running)

    def world_of(self, running: Running) -> World:
        return TenantWorld(running, self.main.app, running.node.config.origin, self.clock, self.main.session)

    async def sleep(self) -> None:
        """All that nobody visits go to sleep, as they do after a while."""
        await self.settle(self.tenants.awake())
        await self.tenants.rest_idle(at=float("inf"))
        assert self.tenants.awake() == []

    async def settle(self, names: Iterable[str]) -> None:
        for name in names:
            running = self.tenants._tenants[name].running
            if running is not None:
                await self.world_of(running).work()

    async def attended(self) -> None:
        """What was woken by the clock has been attended to."""
        while self.tenants._tasks:
            for task in list(self.tenants._tasks):
                await task


@asynccontextmanager
async def start_installation(
    database_url: str, clock: Clock, there: FakeServer, folder: Path, empty: Path, urls: NextUrl, **settings: Any
) -> AsyncIterator[Installation]:
    found = Installation(there, clock, empty, urls)
    async with start_world("here.test", database_url, clock, there, folder, tenancy=found.make, **settings) as world:
        found.main = world
        await found.tenants.scan()
        try:
            yield found
        finally:
            await found.tenants.stop()
