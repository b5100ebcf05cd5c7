"""The server is killed, again and again, at moments nobody chose: nothing it has acknowledged is lost (T-328).

Acknowledged is what was answered with 202, and what the command line has printed the address of. What was under way may
be there or not, but never by halves. The moments are drawn; the seed stands in the test's output, and
`KILL_SEED=... pytest tests/crash` draws them again.
"""

import asyncio
import os
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from node.app import Running, build
from node.model.account import Account, Actor
from node.model.activity import State
from node.model.draft import Draft
from node.outbox.accounts import create_account
from node.outbox.publish import publish
from node.store.database import Tx
from tests.builders import make_account, make_follow
from tests.crash.sums import damage, wrong_sums
from tests.crash.victim import PATIENCE, Victim
from tests.remote import FakeActor, FakeServer

SENDERS = 12
HOSTS = 60
OVERTAKEN = "refused: it was undone before it came"
"""On PostgreSQL a Follow that died with its process waits for the end of a lease; its Undo, sent since, does not."""
POINTS = [4, pytest.param(50, marks=[pytest.mark.soak, pytest.mark.timeout(600)])]


@pytest.fixture
def moments():
    seed = int(os.environ.get("KILL_SEED") or random.randrange(1 << 32))
    print(f"KILL_SEED={seed}")
    return random.Random(seed)


@dataclass
class Signal:
    """Lets somebody wait until something is true that others make true."""

    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def wait_for(self, check: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE), self.changed:
            await self.changed.wait_for(check)

    async def tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()


async def prepare(victim: Victim, hosts: Sequence[str] = ()) -> tuple[Account, str]:
    """Alice, followed from these hosts, and a post of hers."""
    node = await build(victim.config)
    alice = await create_account(node, "alice")
    for host in hosts:
        origin = f"http://{host}"
        follower = await make_account(
            node.store,
            "folge",
            host,
            uri=f"{origin}/users/folge",
            inbox=f"{origin}/inbox",
            shared_inbox=f"{origin}/inbox",
        )
        await make_follow(node.store, follower, alice)
    post = await publish(node, Actor(alice), Draft(text="Guten Tag"))
    await node.client.close()
    await node.store.close()
    return alice, post.uri


async def settled(running: Running) -> None:
    """Wait until nothing is left to do."""
    changed = asyncio.Event()
    running.node.store.listen(lambda _: changed.set(), changed.set)
    async with asyncio.timeout(PATIENCE):
        while await running.node.store.read(_unfinished):
            changed.clear()
            try:
                await asyncio.wait_for(changed.wait(), 0.1)  # the end of a delivery is told to nobody
            except TimeoutError:
                continue


async def _unfinished(tx: Tx) -> int:
    waiting = (await tx.deliveries.counts()).get(State.WAITING, 0)
    return await tx.received.count_waiting() + waiting


# --- what comes in ---------------------------------------------------------------------------------------------------


class Ingest:
    """Many servers send at once, each its own posts and follows in order, as long as ours is up."""

    def __init__(self, victim: Victim, there: FakeServer, alice: Account, post_uri: str) -> None:
        self.victim = victim
        self.there = there
        self.alice = alice
        self.post_uri = post_uri
        self.sent: dict[str, dict[str, Any]] = {}
        self.acknowledged: list[str] = []
        self.up = asyncio.Event()
        self.signal = Signal()

    async def send(self, sender: FakeActor) -> None:
        follow: dict[str, Any] | None = None
        while True:
            await self.up.wait()
            if follow is None:
                activity = follow = sender.follow(self.alice)
            elif len(self.sent) % 10 == 0:
                activity, follow = sender.undo(follow), None
            else:
                activity = sender.reply(self.post_uri)
            self.sent[activity["id"]] = activity
            try:
                answer = await sender.deliver(activity, f"{self.victim.origin}/inbox")
            except (aiohttp.ClientError, ConnectionError):
                continue
            assert answer.status == 202, answer.text
            self.acknowledged.append(activity["id"])
            await self.signal.tell()

    async def until(self, more: int) -> None:
        enough = len(self.acknowledged) + more
        await self.signal.wait_for(lambda: len(self.acknowledged) >= enough)


@pytest.mark.parametrize("points", POINTS)
async def test_what_was_answered_with_202_survives_a_kill(victim, database_url, there, moments, points):
    alice, post_uri = await prepare(victim)
    ingest = Ingest(victim, there, alice, post_uri)
    senders = [there.actor(f"sender{number}", host=f"s{number}.localhost") for number in range(SENDERS)]

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(ingest.send(sender)) for sender in senders]
        for _ in range(points):
            await victim.start()
            ingest.up.set()
            await ingest.until(moments.randint(1, 150))
            ingest.up.clear()
            await victim.kill()
        for task in tasks:
            task.cancel()

    assert victim.kills == points
    async with victim.inside() as running:
        store = running.node.store
        await settled(running)
        rows = await store.read(lambda tx: tx.db.rows("SELECT id, uri, state, outcome FROM received"))
        # what was undone is kept as `uri#number`
        ended = {row["uri"].removesuffix(f"#{row['id']}"): f"{row['state']}: {row['outcome']}" for row in rows}
        creates = {uri: sent["object"]["id"] for uri, sent in ingest.sent.items() if sent["type"] == "Create"}
        stored = await store.read(lambda tx: tx.posts.known_uris(creates.values()))
        outcomes = Counter(ended.get(uri, "lost") for uri in ingest.acknowledged)
        assert {each for each in outcomes if not each.startswith("done: ")} <= {OVERTAKEN}, outcomes
        assert {uri for uri, note in creates.items() if note in stored} == creates.keys() & ended.keys()
        assert await wrong_sums(store) == []
    answered = {sent["object"]["id"] for sent in there.received("Accept")}
    asked = {uri for uri in ingest.acknowledged if ingest.sent[uri]["type"] == "Follow" and ended[uri] != OVERTAKEN}
    assert asked - answered == set()
    assert damage(database_url) == []


# --- what goes out ---------------------------------------------------------------------------------------------------


class SlowServer(FakeServer):
    """Slow to take things in, when nobody waits for it any longer it does not; and slow to say so. So a sender dies at
    every point of the way."""

    signal: Signal
    moments: random.Random
    delay = 0.0

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        await asyncio.sleep(self.moments.uniform(0, self.delay))
        if request.transport is None or request.transport.is_closing():
            return web.Response(status=408)
        answer = await super()._answer(request)
        await self.signal.tell()
        await asyncio.sleep(self.moments.uniform(0, self.delay))
        return answer

    def hosts_with(self, post_uri: str) -> Counter[str]:
        """How often each host has got that post."""
        return Counter(
            sent.host
            for sent in self.deliveries
            if sent.json["type"] == "Create" and sent.json["object"]["id"] == post_uri
        )


@pytest.fixture
async def slow(moments):
    server = SlowServer()
    server.signal = Signal()
    server.moments = moments
    async with server:
        yield server


@pytest.mark.parametrize("points", POINTS)
async def test_every_follower_gets_a_post_whose_server_was_killed_while_sending_it(
    victim, database_url, slow, moments, points
):
    hosts = [f"h{number:02}.localhost:{slow.port}" for number in range(HOSTS)]
    alice, first_uri = await prepare(victim, hosts)
    printed: list[str] = []
    if not victim.config.database.is_sqlite:
        points = 1  # the dead one's lease on the hosts outlasts the test: nobody else serves them before it ends

    for number in range(points):
        slow.delay = moments.uniform(0.05, 0.3)
        await victim.start()
        publishing = asyncio.create_task(victim.publish("alice", f"Beitrag {number}"))
        arrived = len(slow.deliveries) + moments.randint(1, HOSTS)
        await slow.signal.wait_for(lambda enough=arrived: len(slow.deliveries) >= enough)
        await victim.kill()
        page = await publishing
        if page is not None:
            printed.append(f"{alice.uri}/posts/{page.rpartition('/')[2]}")

    assert victim.kills == points
    slow.delay = 0.0
    async with victim.inside() as running:
        store = running.node.store
        await settled(running)
        kept = await store.read(lambda tx: tx.posts.ids_by(alice.id))
        posts = (await store.read(lambda tx: tx.posts.by_ids(kept))).values()
        uris = {post.uri for post in posts}
        assert uris >= {first_uri, *printed}
        assert {uri: set(hosts) - slow.hosts_with(uri).keys() for uri in uris} == {uri: set() for uri in uris}
        assert await wrong_sums(store) == []
        assert (await store.read(lambda tx: tx.deliveries.counts())).keys() == {State.DONE}
    for uri in uris:  # the same again, byte for byte, whenever it was sent twice
        assert len({sent.body for sent in slow.deliveries if sent.json["object"]["id"] == uri}) == 1
    assert damage(database_url) == []
