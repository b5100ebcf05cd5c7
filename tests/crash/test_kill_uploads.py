"""The server is killed while files are sent to it and worked on: each one it has taken is there afterwards, whole, and
nothing else is left behind (T-328, T-329)."""

import asyncio
import os
import random
import secrets
from contextlib import asynccontextmanager
from datetime import timedelta
from hashlib import sha256

import aiohttp
import pytest

from node.app import Running, build
from node.media.upload import forget_old
from node.model.account import Account
from node.model.login import Token
from node.model.media import MediaState
from node.outbox.accounts import create_account, create_login
from node.store.database import utc_now
from tests.crash.victim import PATIENCE, Victim
from tests.media import photos
from tests.web.mastodon.uploads import form

SENDERS = 3


@pytest.fixture
def moments():
    seed = int(os.environ.get("KILL_SEED") or random.randrange(1 << 32))
    print(f"KILL_SEED={seed}")
    return random.Random(seed)


async def prepare(victim: Victim) -> tuple[Account, str]:
    """Alice, and a token of hers."""
    node = await build(victim.config)
    alice, secret = await create_account(node, "alice"), secrets.token_urlsafe(32)
    login = await create_login(node, alice, email="alice@example.org", password_hash=None)
    await node.store.write(
        lambda tx: tx.logins.add_token(
            sha256(secret.encode()).hexdigest(),
            Token(
                id=tx.ids.new(),
                login_id=login.id,
                account_id=alice.id,
                scopes=("write",),
                name="test",
                created_at=tx.now,
            ),
        )
    )
    await node.client.close()
    await node.store.close()
    return alice, secret


@asynccontextmanager
async def an_hour_later(victim: Victim):
    """The node in this process, when all that is due has become so."""
    running = Running(await build(victim.config, clock=lambda: utc_now() + timedelta(hours=2)))
    try:
        yield running
    finally:
        await running.stop()


async def send(victim: Victim, secret: str, taken: list[int], up: asyncio.Event) -> None:
    host = victim.origin.removeprefix("http://")
    address = f"http://127.0.0.1:{host.partition(':')[2]}/api/v2/media"
    headers = {"Authorization": f"Bearer {secret}", "Host": host}
    async with aiohttp.ClientSession(headers=headers) as session:
        while True:
            await up.wait()
            try:
                async with session.post(address, data=form(photos.jpeg(1600, 1200))) as answer:
                    body = await answer.json()
            except (aiohttp.ClientError, ConnectionError, OSError):
                await asyncio.sleep(0)
                continue
            if answer.status == 429:  # too many wait, since those that worked on them were killed
                continue
            assert answer.status in {200, 202}, body
            taken.append(int(body["id"]))


@pytest.mark.parametrize("points", [3, pytest.param(30, marks=[pytest.mark.soak, pytest.mark.timeout(600)])])
async def test_every_file_that_was_taken_is_there_after_a_kill(victim, moments, points):
    alice, secret = await prepare(victim)
    taken: list[int] = []
    up = asyncio.Event()

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(send(victim, secret, taken, up)) for _ in range(SENDERS)]
        for _ in range(points):
            await victim.start()
            up.set()
            enough = len(taken) + moments.randint(1, 6)
            async with asyncio.timeout(PATIENCE):
                while len(taken) < enough:
                    await asyncio.sleep(moments.random() / 20)
            up.clear()
            await victim.kill()
        for task in tasks:
            task.cancel()

    async with an_hour_later(victim) as running:
        node = running.node
        await running.work()
        found = await node.store.read(lambda tx: tx.uploads.own(alice.id, taken))
        assert set(taken) <= set(found)
        assert {each.state for each in found.values()} == {MediaState.READY}
        names = {name for each in found.values() for name in (each.name, each.preview_name)}
        for name in names:
            assert b"".join([piece async for piece in node.storage.read(name)]).startswith(b"\xff\xd8\xff")
        there = {each.name async for each in node.storage.names()}
        superfluous = set(await node.store.read(lambda tx: tx.uploads.discarded(limit=1_000)))
        named = await node.store.read(
            lambda tx: tx.db.rows("SELECT name FROM media UNION ALL SELECT preview_name FROM media")
        )
        assert there <= {row["name"] for row in named} | superfluous
        waiting = node.config.node.data_dir / "uploads"
        for path in waiting.iterdir():
            os.utime(path, (0, 0))
        await forget_old(node.config)
        assert list(waiting.iterdir()) == []
