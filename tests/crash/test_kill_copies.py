"""The server is killed while it copies posts to another platform: each is there once, none is missing (A03)."""

import asyncio
from collections import Counter

import pytest

from node.app import build
from node.model.account import Account, Actor
from node.model.draft import Draft
from node.model.syndication import CopyState
from node.outbox.accounts import create_account
from node.outbox.publish import publish
from tests.crash.victim import PATIENCE, Victim
from tests.platforms import TOKEN, Mastodon

POSTS = 25
CONNECTOR = """
[[connectors]]
key = "land"
kind = "mastodon"
channel = "alice"
url = "{url}"
secret_file = "{secret}"
"""


@pytest.fixture
async def mastodon():
    async with Mastodon(host="land.localhost") as platform:
        yield platform


@pytest.fixture
async def victim(tmp_path, database_url, mastodon):
    victim = Victim(tmp_path, database_url)
    secret = tmp_path / "secret"
    secret.write_text(TOKEN)
    with victim.settings.open("a") as settings:
        settings.write(CONNECTOR.format(url=mastodon.origin, secret=secret))
    yield victim
    await victim.end()


async def prepare(victim: Victim) -> Account:
    """Everything is to be copied at once, as after a long time without a server."""
    node = await build(victim.config)
    alice = await create_account(node, "alice")
    for number in range(POSTS):
        await publish(node, Actor(alice), Draft(text=f"Beitrag {number:02}"))
    await node.client.close()
    await node.store.close()
    return alice


async def test_each_post_has_one_copy_whenever_the_server_dies(victim, mastodon):
    await prepare(victim)

    async def slowly() -> None:
        await asyncio.sleep(0.02)  # so that a kill may come between the copy and its note

    mastodon.before = slowly
    for kill in range(4):
        wanted = POSTS if kill == 3 else 1 + 4 * kill
        await victim.start()
        async with asyncio.timeout(PATIENCE):
            while len(mastodon.statuses) < wanted:
                await asyncio.sleep(0.01)
        if kill == 3:
            await asyncio.sleep(0.5)  # for the last of them to be noted
        await victim.kill()

    async with victim.inside() as running:
        copies = await running.node.store.read(lambda tx: tx.syndications.page(limit=100))
    texts = Counter(status["said"]["status"].split("\n\n")[0] for status in mastodon.statuses.values())
    assert texts == {f"Beitrag {number:02}": 1 for number in range(POSTS)}
    assert {each.state for each in copies} == {CopyState.THERE}
    assert {each.remote_id for each in copies} == set(mastodon.statuses)
