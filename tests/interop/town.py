"""Our node as the peers see it: a town on the network, everything in it running as in production.

Nothing is stepped here. `became` waits until the town has acted on what a peer sent, `eventually` until something holds.
"""

import asyncio
import html
import inspect
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from node.model.account import Account, Actor
from node.model.activity import State
from node.model.draft import Draft
from node.model.post import Post
from node.outbox.edit import edit
from node.outbox.follow import follow
from node.outbox.lookup import fetch_post
from node.outbox.publish import publish
from tests.clock import Clock
from tests.interop.peer_actor import PeerActor, Sent
from tests.world import World, start_world

T = TypeVar("T")

HEARTBEAT = 0.1  # seconds; for changes the store tells nobody of
PATIENCE = 10.0


class RealClock(Clock):
    """What the peers' clocks say, and `move` further."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def __call__(self) -> datetime:
        return self.now

    def move(self, **how_far: float) -> None:
        self.ahead += timedelta(**how_far)


class OwnResolver:
    """In place of the name service of the other tests: the node's own, which knows `*.localhost`."""

    resolve = None


class Town(World):
    """A node at work; acts of its people return what was made."""

    def __init__(self, world: World) -> None:
        super().__init__(world.running, world.app, world.origin, world.clock, world.session)
        self._changed = asyncio.Event()
        self.store.listen(lambda _: self._changed.set(), self._changed.set)

    async def eventually(self, check: Callable[[], Awaitable[T] | T], what: str = "") -> T:
        """What `check` returns, as soon as that is true. It is asked again whenever the store tells of a change."""
        async with asyncio.timeout(PATIENCE):
            try:
                while True:
                    self._changed.clear()
                    found = check()
                    if inspect.isawaitable(found):
                        found = await found
                    if found:
                        return found
                    try:
                        await asyncio.wait_for(self._changed.wait(), HEARTBEAT)
                    except TimeoutError:
                        continue
            except asyncio.CancelledError:
                raise AssertionError(f"{what or inspect.getsource(check).strip()} has not come true") from None

    async def became(self, sent: Sent) -> str:
        """What became of an activity, in the words an operator reads; waits until something did."""
        return await self.became_of(sent.activity["id"])

    async def became_of(self, uri: str) -> str:
        async def ended() -> str:
            found = await self.store.read(lambda tx: tx.received.find_by_uri(uri))
            over = [each for each in found if each.state is not State.WAITING]
            return f"{over[-1].state}: {over[-1].outcome}" if over else ""

        return await self.eventually(ended, f"the end of {uri}")

    async def person(self, actor: PeerActor) -> Account:
        """Somebody elsewhere, as the town knows them."""
        return await self.node.actors.by_uri(actor.uri)

    async def now(self, account: Account) -> Account:
        """As it is stored by now."""
        return await self.store.read(lambda tx: tx.accounts.get(account.id))

    async def publish(self, account: Account, text: str, **more: Any) -> Post:
        return await publish(self.node, Actor(account), Draft(text=text, **more))

    async def answer(self, account: Account, uri: str, text: str, **more: Any) -> Post:
        """To a post somewhere else."""
        parent = await fetch_post(self.node, uri)
        return await self.publish(account, text, in_reply_to_id=parent.id, **more)

    async def edit(self, account: Account, post: Post, text: str, **more: Any) -> Post:
        return await edit(self.node, Actor(account), post.id, Draft(text=text, **more))

    async def find(self, uri: str) -> Post:
        """What stands here under that id; waits for it."""
        return await self.eventually(lambda: self.find_post(uri), f"{uri} in the town")

    async def post_now(self, post: Post) -> Post:
        return await self.store.read(lambda tx: tx.posts.get(post.id))

    async def seen_at(self, path: str) -> str:
        """The words of a page, as a visitor reads them."""
        text = re.sub(r"(?s)<(style|head)\b.*?</\1>|<[^>]*>", " ", await self.page(path))
        return " ".join(html.unescape(text).split())

    async def friends(self, account: Account, actor: PeerActor) -> None:
        """Each follows the other, and both know it."""
        await self.followed_by(account, actor)
        await self.follows(account, actor)

    async def followed_by(self, account: Account, *actors: PeerActor) -> None:
        for actor in actors:
            asked = await actor.follow(account.uri)
            assert await self.became(asked) == "done: accepted"
            await self.eventually(lambda actor=actor: self._is_following(actor, account), "our Accept at the peer")

    async def _is_following(self, actor: PeerActor, account: Account) -> bool:
        return account.uri in (await actor.state())["following"]

    async def follows(self, account: Account, actor: PeerActor) -> None:
        person = await self.person(actor)
        await follow(self.node, Actor(account), person.id)
        await self.eventually(lambda: self.is_following(account, person), "the peer's Accept")

    async def is_following(self, account: Account, person: Account) -> bool:
        """Whether the follow has been accepted."""
        found = await self.store.read(lambda tx: tx.follows.find(account.id, person.id))
        return found is not None and found.accepted


@asynccontextmanager
async def start_town(host: str, database_url: str, folder: Path, **settings: Any) -> AsyncIterator[Town]:
    async with start_world(host, database_url, RealClock(), OwnResolver(), folder, **settings) as world:
        town = Town(world)
        await world.running.start()
        yield town
