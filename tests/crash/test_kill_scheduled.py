"""The server is killed while it publishes planned posts: each comes once, none is lost."""

import asyncio
import random
from collections import Counter
from datetime import timedelta

import pytest

from node.app import build
from node.jobs.worker import enqueue
from node.model.account import Account
from node.model.draft import Draft
from node.model.scheduled import Scheduled
from node.outbox.schedule import PUBLISH
from node.store.database import Tx
from tests.crash.sums import damage, wrong_sums
from tests.crash.test_kill import Signal, SlowServer, prepare, settled
from tests.crash.victim import Victim

PLANNED = 60


@pytest.fixture
async def slow():
    server = SlowServer()
    server.signal = Signal()
    server.moments = random.Random(7)
    async with server:
        yield server


async def plan(victim: Victim, alice: Account) -> None:
    """All of them are due at once, as after a long time without a server."""

    async def add(tx: Tx) -> None:
        for number in range(PLANNED):
            made = Scheduled(
                id=tx.ids.new(),
                account_id=alice.id,
                login_id=None,
                draft=Draft(text=f"Geplant {number:02}"),
                media_ids=(),
                poll_seconds=None,
                publish_at=tx.now - timedelta(minutes=1),
                created_at=tx.now - timedelta(days=1),
            )
            await tx.scheduled.add(made)
            await enqueue(tx, PUBLISH, {"scheduled": str(made.id)}, key=f"{PUBLISH} {made.id}", due_at=made.publish_at)

    node = await build(victim.config)
    await node.store.write(add)
    await node.client.close()
    await node.store.close()


async def test_each_planned_post_is_published_once_whenever_the_server_dies(victim, database_url, slow):
    alice, first_uri = await prepare(victim, [f"h.localhost:{slow.port}"])
    await plan(victim, alice)

    for kill in range(3):
        await victim.start()
        enough = len(slow.deliveries) + 1 + 5 * kill
        await slow.signal.wait_for(lambda enough=enough: len(slow.deliveries) >= min(enough, PLANNED))
        await victim.kill()

    async with victim.inside() as running:
        store = running.node.store
        async with asyncio.timeout(60):
            while await store.read(lambda tx: tx.scheduled.count(alice.id)):
                await running.worker.step()
        await settled(running)
        ids = await store.read(lambda tx: tx.posts.ids_by(alice.id))
        posts = await store.read(lambda tx: tx.posts.by_ids(ids))
        texts = Counter(post.source for post in posts.values() if post.uri != first_uri)
        assert texts == {f"Geplant {number:02}": 1 for number in range(PLANNED)}
        assert await wrong_sums(store) == []
    assert damage(database_url) == []
