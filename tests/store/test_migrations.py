"""Every database that was ever made can be brought up to date (T-323). `schemas/0001.sql` is the very first one with
data of every kind in it; it is never changed."""

import re
import sqlite3
from pathlib import Path

import asyncpg
import pytest

from node.errors import Misconfigured
from node.store.database import newest_schema
from node.store.opening import open_store

FIRST = (Path(__file__).parent / "schemas" / "0001.sql").read_text(encoding="utf-8")


async def make_first(engine: str, database_url: str, tmp_path: Path) -> None:
    """A database as the first version left it."""
    if engine == "sqlite":
        (tmp_path / "node.sqlite3").unlink()  # the one that has the newest schema
        connection = sqlite3.connect(tmp_path / "node.sqlite3")
        connection.executescript(
            re.sub(r"BIGINT(\s+)PRIMARY KEY", r"INTEGER\1PRIMARY KEY", FIRST).replace(
                "/* without rowid */", "WITHOUT ROWID"
            )
        )
        connection.execute("PRAGMA user_version = 1")
        connection.close()
        return
    address, _, schema = database_url.rpartition("schema=")
    postgres = await asyncpg.connect(address.rstrip("?&"), server_settings={"search_path": schema})
    await postgres.execute(f'DROP SCHEMA "{schema}" CASCADE; CREATE SCHEMA "{schema}"')  # it may have the newest tables
    await postgres.execute(FIRST)
    await postgres.execute(
        "CREATE TABLE schema_version (version BIGINT PRIMARY KEY); INSERT INTO schema_version VALUES (1)"
    )
    await postgres.close()


async def test_the_very_first_schema_with_data_is_upgraded(engine: str, database_url: str, tmp_path: Path):
    await make_first(engine, database_url, tmp_path)

    store = await open_store(database_url, durable=False)

    alice = await store.read(lambda tx: tx.accounts.find_by_handle("alice"))
    [view] = await store.read(lambda tx: tx.timelines.views([65536005]))
    assert (alice.display_name, view.post.content, view.poll.options[0].title) == (
        "Alice",
        "<p>Erster Beitrag</p>",
        "ja",
    )
    assert view.media[0].description == "Ein Bild"
    assert (await store.read(lambda tx: tx.deliveries.waiting()))[0].host == "there.test"
    followers = await store.read(lambda tx: tx.follows.followers(alice.id))
    assert followers
    assert await store.read(lambda tx: tx.follower_days.total(alice.id, before=1)) == len(followers)
    await store.close()


async def test_a_database_that_was_not_migrated_is_not_opened_without(engine: str, database_url: str, tmp_path: Path):
    if newest_schema() == 1:
        pytest.skip("there is only one schema so far")
    await make_first(engine, database_url, tmp_path)

    with pytest.raises(Misconfigured, match="allmende migrate"):
        await open_store(database_url, migrate=False)


async def test_a_migration_that_fails_leaves_everything_as_it_was(
    engine: str, database_url: str, tmp_path: Path, monkeypatch
):
    await make_first(engine, database_url, tmp_path)
    broken = {1: FIRST, 2: "CREATE TABLE half_done (x BIGINT); SELECT no_such_column FROM half_done;"}
    monkeypatch.setattr("node.store.database.migrations", lambda: broken)

    with pytest.raises((sqlite3.Error, asyncpg.PostgresError)):
        await open_store(database_url, durable=False)

    monkeypatch.undo()
    store = await open_store(database_url, durable=False)
    with pytest.raises((sqlite3.Error, asyncpg.PostgresError)):
        await store.read(lambda tx: tx.db.value("SELECT COUNT(*) FROM half_done"))
    assert await store.read(lambda tx: tx.accounts.find_by_handle("alice"))
    await store.close()
