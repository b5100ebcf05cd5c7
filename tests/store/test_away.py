"""A database that does not answer is told apart from a mistake of ours, and comes back by itself."""

import pytest

from node.errors import StoreAway
from node.store.database import Store
from node.store.opening import open_store
from tests.clock import Clock


async def test_a_closed_store_is_away(store):
    await store.close()

    with pytest.raises(StoreAway):
        await store.read(lambda tx: tx.state.find("a"))
    with pytest.raises(StoreAway):
        await store.write(lambda tx: tx.state.put("a", "b"))


async def test_a_mistake_of_ours_is_not_taken_for_that(store):
    with pytest.raises(Exception, match="(?i)nowhere") as caught:
        await store.read(lambda tx: tx.db.rows("SELECT 1 FROM nowhere"))

    assert not isinstance(caught.value, StoreAway)


async def test_a_value_that_does_not_fit_is_a_mistake_of_ours(store):
    with pytest.raises(Exception, match=".") as caught:
        await store.read(lambda tx: tx.db.rows("SELECT id FROM posts WHERE id = ?", object()))

    assert not isinstance(caught.value, StoreAway)


async def test_a_postgresql_that_ends_a_connection_is_away_and_then_there_again(postgres_url: str, clock: Clock):
    store: Store = await open_store(postgres_url, durable=False, clock=clock)
    await store.write(lambda tx: tx.state.put("a", "b"))

    with pytest.raises(StoreAway):
        await store.read(lambda tx: tx.db.value("SELECT pg_terminate_backend(pg_backend_pid())"))

    assert await store.read(lambda tx: tx.state.find("a")) == "b"
    await store.close()


async def test_a_sqlite_file_that_became_unreadable_is_away(tmp_path, empty_database, clock: Clock):
    path = tmp_path / "node.sqlite3"
    path.write_bytes(empty_database.read_bytes())
    store = await open_store(f"sqlite:///{path}", durable=False, clock=clock)
    with path.open("r+b") as file:
        file.write(b"\0" * path.stat().st_size)

    with pytest.raises(StoreAway):
        await store.read(lambda tx: tx.accounts.local())

    await store.close()
