"""Our node as tests see it: the real thing on a loopback port, with a clock that stands still until it is moved."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from node.app import Running, build, web_app
from node.config import build as build_config
from node.context import Context
from node.model.account import Account, Actor, Kind
from node.model.draft import Draft
from node.model.post import Post, PostView
from node.model.visibility import Visibility
from node.outbox.accounts import create_account
from node.web.keys import Tenancy
from tests.clock import Clock
from tests.remote import ACTIVITY_JSON, FakeServer


class _Resolver(aiohttp.abc.AbstractResolver):
    """Every name of the test world is this machine."""

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[dict[str, Any]]:
        return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": 2, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        pass


class World:
    """A running node. `node` is its Context; `work` runs its queues until nothing is due."""

    def __init__(
        self, running: Running, app: web.Application, origin: str, clock: Clock, session: aiohttp.ClientSession
    ) -> None:
        self.running = running
        self.app = app
        self.node = running.node
        self.store = running.node.store
        self.origin = origin
        self.clock = clock
        self.session = session

    async def work(self) -> None:
        await self.running.work()

    async def streamed(self) -> None:
        """Until what has happened is written to all who listen and read."""
        streams = self.node.streams
        while streams._worker is not None or any(each._waiter is None and not each.ended for each in streams._all()):
            await asyncio.sleep(0)

    def url(self, path: str) -> str:
        return path if path.startswith("http") else self.origin + path

    async def create(self, name: str, **more: Any) -> Account:
        """A new account here."""
        return await create_account(self.node, name, kind=more.pop("kind", Kind.PERSON), **more)

    async def account(self, uri: str) -> Account | None:
        return await self.store.read(lambda tx: tx.accounts.find_by_uri(uri))

    async def post(self, account: Account, text: str = "Guten Tag.", **more: Any) -> Post:
        """Published by an account of ours, and delivered."""
        from node.outbox.publish import publish

        visibility = Visibility(more.pop("visibility", "public"))
        post = await publish(self.node, Actor(account), Draft(text=text, visibility=visibility, **more))
        await self.work()
        return post

    async def find_post(self, uri: str) -> Post | None:
        """What is stored with that id and not deleted."""
        found = await self.store.read(lambda tx: tx.posts.find_by_uri(uri))
        return None if found is None or found.deleted_at is not None else found

    async def home(self, account: Account) -> list[PostView]:
        ids = await self.store.read(lambda tx: tx.timelines.home(account.id))
        return await self.store.read(lambda tx: tx.timelines.views(ids, account.id))

    async def views(self, *ids: int, viewer: int = 0) -> list[PostView]:
        return await self.store.read(lambda tx: tx.timelines.views(ids, viewer))

    async def followers_of(self, account: Account) -> set[str]:
        """URIs of accepted followers."""
        found = await self.store.read(lambda tx: tx.follows.followers(account.id))
        return {each.uri for each in found}

    async def notifications_of(self, account: Account) -> list[tuple[str, str]]:
        """(event, who), newest first."""
        found = await self.store.read(lambda tx: tx.notifications.page(account.id))
        return [(each.event.value, each.origin.uri) for each in found]

    async def outcome(self, uri: str) -> str:
        """What became of the last received activity with that id."""
        found = await self.store.read(lambda tx: tx.received.find_by_uri(uri))
        return f"{found[-1].state}: {found[-1].outcome}" if found else "never received"

    async def count(self, table: str) -> int:
        return await self.store.read(lambda tx: tx.db.value(f"SELECT COUNT(*) FROM {table}"))

    async def get(
        self, path: str, *, headers: Mapping[str, str] | None = None, accept: str = ACTIVITY_JSON
    ) -> aiohttp.ClientResponse:
        """Unsigned; redirects are not followed. The body is read already."""
        answer = await self.session.get(
            self.url(path), headers={"Accept": accept, **(headers or {})}, allow_redirects=False
        )
        await answer.read()
        return answer

    async def json(self, path: str, **more: Any) -> Any:
        answer = await self.get(path, **more)
        assert answer.status == 200, f"{path}: {answer.status} {await answer.text()}"
        return await answer.json(content_type=None)

    async def page(self, path: str, *, language: str = "de") -> str:
        answer = await self.get(path, accept="text/html", headers={"Accept-Language": language})
        assert answer.status == 200, f"{path}: {answer.status}"
        return await answer.text()


@asynccontextmanager
async def start_world(
    host: str,
    database_url: str,
    clock: Clock,
    there: FakeServer,
    folder: Path,
    *,
    port: int = 0,
    tenancy: Callable[[Context], Tenancy] | None = None,
    **settings: Any,
) -> AsyncIterator[World]:
    """A node that answers on a free port of loopback, or on `port`, where another one was before. `settings`: section to its
    keys, over the usual ones; of `[[section]]` the list of them. `tenancy` makes the further nodes of its installation."""
    listening = socket.socket()  # the port must be known before the configuration is
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    port = listening.getsockname()[1]
    document: dict[str, Any] = {
        "node": {"base_url": f"http://{host}:{port}", "data_dir": str(folder), "title": "Musterhausen"},
        "database": {"url": database_url},
        "federation": {"development_hosts": ["*.test", "*.localhost", "127.0.0.1"]},
        "limits": {"enabled": False},
        "media": {"ffmpeg": False},  # most films of the tests are only heads of films
    }
    for section, keys in settings.items():
        if isinstance(keys, list):  # [[section]]
            document[section] = keys
        else:
            document.setdefault(section, {}).update(keys)
    config = build_config(document, folder)
    node = await build(config, clock=clock, resolve=there.resolve, durable=False)
    running = Running(node)
    app = web_app({config.host: running}, None if tenancy is None else tenancy(node))
    runner = web.AppRunner(app, lingering_time=1, auto_decompress=False)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(resolver=_Resolver()), cookie_jar=aiohttp.DummyCookieJar()
    )
    try:
        yield World(running, app, config.origin, clock, session)
    finally:
        await session.close()
        await runner.cleanup()
        await running.stop()
