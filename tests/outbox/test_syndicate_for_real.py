"""Copies on another node, by the interface that it offers to everybody's apps: what Mastodon's connector does there, is really
there for its readers."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from node.model.account import Account, Actor
from node.model.draft import Draft
from node.model.syndication import CopyState
from node.outbox.delete import delete_post
from node.outbox.edit import edit
from node.outbox.publish import publish
from tests.clock import Clock
from tests.media import photos
from tests.media.files import make_file
from tests.remote import FakeServer
from tests.web.mastodon.app import app_of
from tests.web.mastodon.uploads import stored
from tests.world import World, start_world

LAND = "land.test"


@pytest.fixture
async def land(empty_database: Path, clock: Clock, there: FakeServer, tmp_path: Path) -> AsyncIterator[World]:
    """Somebody else's node, where the town has an account."""
    folder = tmp_path / "land"
    folder.mkdir()
    shutil.copyfile(empty_database, folder / "node.sqlite3")
    async with start_world(LAND, f"sqlite:///{folder / 'node.sqlite3'}", clock, there, folder) as world:
        yield world


@pytest.fixture
async def stadt(land: World) -> Account:
    return await land.create("stadt")


@pytest.fixture
async def town(
    land: World, stadt: Account, database_url: str, clock: Clock, there: FakeServer, tmp_path: Path
) -> AsyncIterator[World]:
    """Ours."""
    secret = tmp_path / "secret"
    secret.write_text((await app_of(land, stadt, "read", "write")).secret)
    connector = {"key": "land", "kind": "mastodon", "channel": "alice", "url": land.origin, "secret_file": str(secret)}
    async with start_world("here.test", database_url, clock, there, tmp_path, connectors=[connector]) as world:
        yield world


@pytest.fixture
async def alice(town: World) -> Account:
    return await town.create("alice")


async def copies(land: World, stadt: Account):
    return await land.views(*await land.store.read(lambda tx: tx.timelines.of_account(stadt.id)))


async def test_a_post_with_its_picture_is_there_once_for_all_its_life(
    town: World, land: World, stadt: Account, alice: Account
) -> None:
    file = await make_file(town, alice, photos.telling_png())
    media = (replace(file, mime="image/png", kind="image", description="Ein blaues Becken"),)
    post = await publish(town.node, Actor(alice), Draft(text="Das Becken ist gefüllt.", media=media))
    await town.work()
    [copy] = await copies(land, stadt)
    [shown] = copy.media

    await edit(town.node, Actor(alice), post.id, Draft(text="Das Becken ist voll.", media=media))
    await town.work()
    [changed] = await copies(land, stadt)
    await delete_post(town.node, Actor(alice), post.id)
    await town.work()

    assert "Das Becken ist gefüllt." in copy.post.content
    assert post.url in copy.post.content
    assert shown.description == "Ein blaues Becken"
    assert photos.opened(await stored(land, shown.url)).size == (640, 480)
    assert "Das Becken ist voll." in changed.post.content
    assert [each.description for each in changed.media] == ["Ein blaues Becken"]
    assert changed.post.id == copy.post.id
    assert await copies(land, stadt) == []


async def test_while_the_other_node_is_away_it_is_tried_again_and_copied_once(
    town: World, land: World, stadt: Account, alice: Account, there: FakeServer, clock: Clock
) -> None:
    there.down.add(LAND)
    post = await publish(town.node, Actor(alice), Draft(text="Guten Morgen."))
    await town.work()
    before = await copies(land, stadt)
    there.down.clear()
    clock.move(hours=1)
    await town.work()
    clock.move(hours=1)
    await town.work()

    [copy] = await copies(land, stadt)
    [[noted]] = (await town.store.read(lambda tx: tx.syndications.of_posts([post.id]))).values()
    assert before == []
    assert "Guten Morgen." in copy.post.content
    assert (noted.state, noted.remote_id) == (CopyState.THERE, str(copy.post.id))
