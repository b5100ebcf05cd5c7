"""Posts with pictures that lie elsewhere."""

import re
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from node.media.remote import RemoteMedia
from node.model.account import Account
from tests.clock import Clock
from tests.inbox.steps import followed
from tests.media.elsewhere.pictures import png
from tests.remote import FakeActor, FakeServer
from tests.world import World, start_world


class Gallery:
    """What lies on servers of others, in posts of Bob's that reach Alice."""

    def __init__(self, node: World, there: FakeServer, alice: Account, bob: FakeActor) -> None:
        self.node = node
        self.there = there
        self.alice = alice
        self.bob = bob

    def show(
        self,
        path: str,
        answer: bytes | Callable[[web.Request], Any] = png(),
        *,
        mime: str = "image/png",
        host: str = "",
    ) -> str:
        """Serve it there; returns its address."""
        url = f"{self.there.origin(host or 'there.test')}{path}"
        made = answer if callable(answer) else lambda _: web.Response(body=answer, content_type=mime)
        self.there.documents[url] = (200, made)
        return url

    def asked(self, url: str) -> int:
        """How often."""
        return self.there.requests.count(("GET", url))

    async def post(self, *urls: str, kind: str = "Image", **more: Any) -> list[str]:
        """Bob posts them, and his post arrives. Returns where our node shows them."""
        attached = [{"type": kind, "url": url, "name": "Ein Baum"} for url in urls]
        self.note = self.bob.note(attachment=attached, **more)
        await self.bob.deliver(self.bob.create(self.note), self.node)
        await self.node.work()
        return await self.addresses()

    async def addresses(self) -> list[str]:
        """Where our node shows what is attached to his last post."""
        post = await self.node.find_post(self.note["id"])
        (view,) = await self.node.views(post.id, viewer=self.alice.id)
        return [self.node.node.addresses.shown(each) for each in view.media]

    def limit(self, budget: int, largest: int = 0) -> RemoteMedia:
        """As if the settings said so."""
        remote = self.node.node.remote_media
        remote._budget = budget
        remote._largest = min(largest or budget, budget)
        return remote

    async def sizes(self) -> tuple[int, int]:
        """The bytes of the cache as they are counted, and as they lie on disk."""
        counted = await self.node.store.read(lambda tx: tx.db.value("SELECT bytes FROM cache_bytes")) or 0
        folder = self.node.node.config.node.data_dir / "media-cache"
        lying = {}  # a file that is just being moved to its place is found twice
        for each in folder.rglob("*"):
            with suppress(FileNotFoundError):
                found = each.stat()
                lying[found.st_ino] = found.st_size if stat.S_ISREG(found.st_mode) else 0
        return counted, sum(lying.values())


def sources(page: str) -> list[str]:
    """What a browser fetches of itself to show the page."""
    return re.findall(r'<(?:img|video|audio)[^>]* (?:src|poster)="([^"]*)"', page)


@pytest.fixture
async def node(database_url: str, clock: Clock, there: FakeServer, tmp_path: Path) -> AsyncIterator[World]:
    """As everywhere, but impatient; and this machine's own addresses are closed to it under their numbers."""
    federation = {"development_hosts": ["*.test"], "request_seconds": 1.0}
    async with start_world("here.test", database_url, clock, there, tmp_path, federation=federation) as world:
        yield world


@pytest.fixture
async def gallery(node: World, there: FakeServer, alice: Account, bob: FakeActor) -> Gallery:
    await followed(node, alice, bob)
    return Gallery(node, there, alice, bob)
