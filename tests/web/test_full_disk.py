"""The disk is full or became read-only: nothing is acknowledged that is not kept, reading goes on, and when there is room
again everything goes on by itself. SQLite is made to run into it; PostgreSQL says so in its own way and is away then."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from aiohttp import web

from node.errors import StoreAway
from node.outbox.deliver import Deliverer
from node.outbox.seal import Sealer
from node.store.database import Store
from node.store.sqlite import SqliteStore
from tests.media import photos
from tests.remote import ACTIVITY_JSON, Sent
from tests.web.mastodon.app import app_of
from tests.web.mastodon.uploads import form
from tests.world import World

PADDING = "Voll. " * 2_000


@pytest.fixture(autouse=True)
def only_sqlite(engine: str) -> None:
    if engine != "sqlite":
        pytest.skip("how a full disk is made is SQLite's own way")


@asynccontextmanager
async def full(store: Store) -> AsyncIterator[None]:
    """The file may not grow."""
    pages = await store.write(lambda tx: tx.db.value("PRAGMA page_count"))
    await store.write(lambda tx: tx.db.value(f"PRAGMA max_page_count = {pages}"))
    yield
    await store.write(lambda tx: tx.db.value("PRAGMA max_page_count = 1073741823"))


@asynccontextmanager
async def read_only(store: Store) -> AsyncIterator[None]:
    await set_read_only(store, "ON")
    yield
    await set_read_only(store, "OFF")


async def set_read_only(store: Store, how: str) -> None:
    """Not by `write`: that could not turn it off again."""
    assert isinstance(store, SqliteStore)
    await store._writer.connection.execute(f"PRAGMA query_only = {how}")


@pytest.mark.parametrize("trouble", [full, read_only])
async def test_another_server_is_told_to_come_again_and_what_was_acknowledged_is_there(
    trouble: Callable[[Store], AbstractAsyncContextManager[None]], node: World, alice, bob
) -> None:
    acknowledged, refused = [], []
    async with trouble(node.store):
        for _ in range(40):
            create = bob.create(bob.note(PADDING, cc=[alice.uri]))
            answer = await bob.deliver(create, node)
            (acknowledged if answer.status == 202 else refused).append((create, answer))
        page = await node.get("/@alice", accept="text/html")
    await node.work()
    again = [await bob.deliver(create, node) for create, _ in refused]
    await node.work()

    assert refused
    assert {answer.status for _, answer in refused} == {503}
    assert all(int(answer.headers["Retry-After"]) > 0 for _, answer in refused)
    assert {answer.headers["Content-Type"] for _, answer in refused} == {"application/problem+json"}
    assert page.status == 200
    assert {answer.status for answer in again} == {202}
    for create, _ in acknowledged + refused:
        assert await node.find_post(create["object"]["id"]) is not None
    assert await node.store.read(lambda tx: tx.db.value("PRAGMA integrity_check")) == "ok"


async def test_writes_that_came_at_the_same_time_are_there_whole_or_not_at_all(store: Store) -> None:
    """What fails on a full disk may take the whole transaction with it, and with it what others had written."""

    async def put(tx, name: str) -> None:
        await tx.state.put(f"{name} begun", PADDING)
        await tx.state.put(f"{name} ended", PADDING)

    async with full(store):
        results = await asyncio.gather(*(store.write(put, str(number)) for number in range(60)), return_exceptions=True)

    assert {type(result) for result in results} <= {StoreAway, type(None)}
    assert StoreAway in {type(result) for result in results}
    for number, result in enumerate(results):
        for part in ("begun", "ended"):
            found = await store.read(lambda tx, name=f"{number} {part}": tx.state.find(name))
            assert (found is None) == isinstance(result, StoreAway)


async def test_an_app_is_told_to_come_again(node: World, alice) -> None:
    app = await app_of(node, alice)

    async with read_only(node.store):
        refused = await app.ask("POST", "/api/v1/statuses", json={"status": "Guten Tag."})
        read = await app.ask("GET", "/api/v1/timelines/home")
    accepted = await app.ask("POST", "/api/v1/statuses", json={"status": "Guten Tag."})

    assert (refused.status, read.status, accepted.status) == (503, 200, 200)
    assert int(refused.headers["Retry-After"]) > 0


async def test_a_file_that_cannot_be_received_is_refused_for_now(node: World, alice) -> None:
    """In place of the folder there is something that takes no files, as on a disk that fails."""
    app = await app_of(node, alice)
    uploads = node.node.config.node.data_dir / "uploads"
    uploads.write_bytes(b"")

    refused = await app.ask("POST", "/api/v2/media", data=form(photos.telling_png()))
    uploads.unlink()
    accepted = await app.ask("POST", "/api/v2/media", data=form(photos.telling_png()))

    assert (refused.status, accepted.status) == (503, 200)
    assert int(refused.headers["Retry-After"]) > 0


async def test_a_server_is_served_again_at_once_when_the_database_is_back(node: World, there, alice, bob) -> None:
    """It went away while a delivery was under way: whoever was served is given back later, not after a lease."""
    await bob.deliver(bob.follow(alice), node)
    await node.work()
    deliverer = Deliverer(node.node, Sealer())
    switching: list[asyncio.Task[None]] = []

    def take_it_away(_: Sent) -> web.Response:
        switching.append(asyncio.create_task(set_read_only(node.store, "ON")))
        return web.Response(status=202)

    there.fails[bob.inbox] = there.fails[bob.shared_inbox] = take_it_away
    app = await app_of(node, alice)
    await app.ask("POST", "/api/v1/statuses", json={"status": "Guten Tag."})
    with pytest.raises(StoreAway):
        await deliverer.step()
    await asyncio.gather(*switching)
    there.fails.clear()

    await set_read_only(node.store, "OFF")
    await deliverer.step()

    assert len({each["id"] for each in bob.received("Create")}) == 1
    assert len(bob.received("Create")) == 2


async def test_what_was_acknowledged_just_before_is_acted_on_when_the_database_is_back(
    node: World, there, alice, bob
) -> None:
    """It was taken in, and cannot be acted on: it waits for nobody's lease to end."""
    note = bob.note(cc=[alice.uri], tag=[{"type": "Mention", "href": alice.uri, "name": "@alice"}])

    async def after_it_is_away(_: web.BaseRequest) -> web.Response:
        await set_read_only(node.store, "ON")
        return web.json_response(note, content_type=ACTIVITY_JSON)

    there.documents[note["id"]] = (0, after_it_is_away)
    answer = await bob.deliver(bob.activity("Create", note["id"], to=note["to"], cc=note["cc"]), node)
    await node.running.processor.idle()
    await set_read_only(node.store, "OFF")
    there.serve(note)

    await node.work()
    node.clock.move(seconds=11)
    await node.work()

    assert answer.status == 202
    assert await node.find_post(note["id"]) is not None


async def test_while_only_the_folder_of_the_files_fails_an_upload_waits_and_all_else_goes_on(
    node: World, alice
) -> None:
    app = await app_of(node, alice)
    files = node.node.config.node.data_dir / "media"
    files.write_bytes(b"")

    taken = await app.ask("POST", "/api/v2/media", data=form(photos.telling_png()))
    posted = await app.ask("POST", "/api/v1/statuses", json={"status": "Guten Tag."})
    page = await node.get("/@alice", accept="text/html")
    files.unlink()
    node.clock.move(minutes=5)
    await node.work()
    later = await app.ask("GET", f"/api/v1/media/{taken.body['id']}")

    assert (taken.status, posted.status, page.status) == (202, 200, 200)
    assert later.status == 200
    assert (await node.get(later.body["url"])).status == 200
