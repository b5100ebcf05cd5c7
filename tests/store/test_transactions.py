"""What `write` and `read` promise, on both engines (decisions 0002, 0003)."""

import asyncio

import pytest

from node.errors import Forbidden, Misconfigured
from node.store.database import Store, Tx, migrations, newest_schema
from node.store.opening import open_store
from tests.builders import make_account, make_post


async def put(tx: Tx, name: str, value: str = "x") -> str:
    await tx.state.put(name, value)
    tx.tell("state", name)
    return value


async def test_a_write_returns_what_was_computed_and_is_seen_by_the_next_read(store: Store):
    assert await store.write(put, "a", "1") == "1"

    assert await store.read(lambda tx: tx.state.find("a")) == "1"


async def test_an_error_undoes_its_own_write_and_none_of_those_gathered_with_it(store: Store):
    async def fail(tx: Tx) -> None:
        await put(tx, "wrong")
        raise Forbidden("no")

    results = await asyncio.gather(
        store.write(put, "before"), store.write(fail), store.write(put, "after"), return_exceptions=True
    )

    assert results[0] == results[2] == "x"
    assert isinstance(results[1], Forbidden)
    found = await asyncio.gather(
        *(store.read(lambda tx, name=name: tx.state.find(name)) for name in ("before", "wrong", "after"))
    )
    assert found == ["x", None, "x"]


async def test_an_sql_error_undoes_only_its_own_write(store: Store):
    async def twice(tx: Tx) -> None:
        await put(tx, "half")
        await tx.db.run("INSERT INTO node_state (name, value) VALUES (?, ?)", "half", "again")

    results = await asyncio.gather(
        store.write(put, "a"), store.write(twice), store.write(put, "b"), return_exceptions=True
    )

    assert isinstance(results[1], Exception)
    assert await store.read(lambda tx: tx.state.find("half")) is None
    assert await store.read(lambda tx: tx.state.find("b")) == "x"


async def test_waiting_for_anything_else_inside_a_transaction_raises_and_changes_nothing(store: Store):
    async def dawdle(tx: Tx) -> None:
        await put(tx, "dawdled")
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="nothing may be awaited"):
        await store.write(dawdle)

    assert await store.read(lambda tx: tx.state.find("dawdled")) is None
    assert await store.write(put, "still works") == "x"


async def test_a_transaction_inside_another_is_refused_at_once(store: Store):
    async def nested(tx: Tx) -> None:
        await store.write(put, "inner")

    with pytest.raises(RuntimeError):
        await store.write(nested)


async def test_a_cancelled_caller_leaves_no_open_savepoint(store: Store):
    tasks = [asyncio.create_task(store.write(put, f"n{number}")) for number in range(50)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()

    results = await asyncio.gather(*tasks, return_exceptions=True)

    assert [each for each in results if not isinstance(each, asyncio.CancelledError)] == ["x"] * 25
    assert await store.write(put, "next") == "x"


async def test_listeners_hear_what_was_told_after_the_commit_and_nothing_of_what_failed(store: Store):
    heard: list[tuple[str, str]] = []
    store.listen(heard.extend, heard.clear)

    async def fail(tx: Tx) -> None:
        tx.tell("state", "never")
        raise Forbidden("no")

    await asyncio.gather(store.write(put, "said"), store.write(fail), return_exceptions=True)

    assert heard == [("state", "said")]


async def test_a_read_cannot_write(store: Store):
    with pytest.raises(Exception, match="(?i)read-?only|readonly"):
        await store.read(put, "sneaky")

    assert await store.read(lambda tx: tx.state.find("sneaky")) is None


async def test_a_thousand_writes_at_once_are_all_kept(store: Store):
    await asyncio.gather(*(store.write(put, f"n{number}", str(number)) for number in range(1_000)))

    assert await store.read(lambda tx: tx.db.value("SELECT COUNT(*) FROM node_state")) == 1_000


async def test_every_caller_of_a_batch_gets_the_error_when_the_commit_fails(engine: str, store: Store):
    """A deferred foreign key is checked at the commit: the one way to make one fail on purpose."""
    if engine != "sqlite":
        pytest.skip("on PostgreSQL every write has its own commit")

    async def dangling(tx: Tx) -> None:
        await tx.db.run("PRAGMA defer_foreign_keys = ON")
        await tx.db.run("INSERT INTO pins (account_id, post_id, pinned_at) VALUES (1, 2, 3)")

    await store.write(put, "warm")
    results = await asyncio.gather(
        *(store.write(put, f"n{number}") for number in range(3)), store.write(dangling), return_exceptions=True
    )

    together = [each for each in results if isinstance(each, Exception)]
    assert together, "the commit did not fail"
    assert await store.write(put, "afterwards") == "x"
    kept = await store.read(lambda tx: tx.db.value("SELECT COUNT(*) FROM node_state WHERE name LIKE 'n%'"))
    assert kept == 4 - len(together)


async def test_on_sqlite_two_columns_of_one_name_are_a_mistake(engine: str, store: Store):
    """One of them would silently be gone."""
    if engine != "sqlite":
        pytest.skip("a record of PostgreSQL keeps both")
    for ask in (
        lambda tx: tx.db.rows("SELECT 1 AS n, 2 AS n"),
        lambda tx: tx.db.row("SELECT 1 AS n, 2 AS n"),
    ):
        with pytest.raises(ValueError, match="the same name"):
            await store.read(ask)


async def test_a_second_process_on_the_same_sqlite_file_is_refused(engine: str, store: Store, database_url: str):
    if engine != "sqlite":
        pytest.skip("several processes share a PostgreSQL")

    with pytest.raises(Misconfigured, match="another process"):
        await open_store(database_url)


async def test_two_processes_on_one_postgres_have_their_own_ids_and_hear_each_other(
    engine: str, store: Store, database_url: str
):
    if engine != "postgres":
        pytest.skip("SQLite has one process")
    other = await open_store(database_url)
    heard: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
    store.listen(lambda told: [heard.put_nowait(each) for each in told], lambda: None)

    await other.write(put, "from afar")

    async with asyncio.timeout(10):
        assert await heard.get() == ("state", "from afar")
    assert not {store.ids.new() for _ in range(500)} & {other.ids.new() for _ in range(500)}
    await other.close()


async def test_a_newer_schema_than_the_program_is_refused(engine: str, store: Store, database_url: str):
    if engine == "sqlite":
        await store.write(lambda tx: tx.db.run(f"PRAGMA user_version = {newest_schema() + 1}"))
        await store.close()
    else:
        await store.write(lambda tx: tx.db.run("INSERT INTO schema_version (version) VALUES (?)", newest_schema() + 1))

    with pytest.raises(Misconfigured, match="update Allmende"):
        await open_store(database_url)


async def test_migrations_are_numbered_without_gaps():
    assert list(migrations()) == list(range(1, newest_schema() + 1))


async def test_ids_go_on_behind_the_highest_one_after_a_restart(engine: str, store: Store, database_url: str, clock):
    dora = await make_account(store)
    post = await make_post(store, dora)
    await store.close()
    clock.move(hours=-5)

    reopened = await open_store(database_url, durable=False, clock=clock)

    assert reopened.ids.new() > post.id
    await reopened.close()
