"""Of a deleted account nothing private is left, in whatever table it was (T-268)."""

import sqlite3
from pathlib import Path

import pytest

from node.model.account import Actor
from node.outbox.delete import delete_account
from node.store.copy import TABLES
from node.store.traces import KEPT, PRIVATE, PUBLIC
from tests.builders import make_post

ACCOUNTS = {
    "account_id", "target_id", "origin_id", "author_id", "actor_id", "owner_id", "signer_id", "follower_id",
    "followed_id", "reporter_id",
}  # fmt: skip
TEXTS = {"draft": '{"text": "Morgen"}'}


@pytest.fixture
def file(engine: str, node, tmp_path: Path):
    """The node's database, past all its rules: whatever hangs on what need not be there."""
    if engine != "sqlite":
        pytest.skip("the tables are the same on both engines")
    opened = sqlite3.connect(tmp_path / "node.sqlite3", isolation_level=None)
    opened.row_factory = sqlite3.Row
    yield opened
    opened.close()


def columns(file, table):
    return list(file.execute(f"PRAGMA table_info({table})"))


def fill(file, table, column, account_id, number):
    """A row of the table that is about the account."""
    row = {}
    for each in columns(file, table):
        if each["name"] == column:
            row[column] = account_id
        elif (each["notnull"] and each["dflt_value"] is None) or each["pk"]:
            row[each["name"]] = TEXTS.get(each["name"], f"x{number}") if each["type"] == "TEXT" else number
    names = ", ".join(row)
    file.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))


def test_of_every_table_it_is_said_what_becomes_of_it(file):
    for table in TABLES:
        named = {each["name"] for each in columns(file, table)} & ACCOUNTS
        said = {*PRIVATE.get(table, ()), *PUBLIC.get(table, ())}

        assert table in KEPT or named <= said, table
    assert not {*KEPT} & {*PRIVATE, *PUBLIC}


async def test_nothing_private_is_left(node, file, alice):
    await make_post(node.store, alice)
    for number, (table, names) in enumerate(PRIVATE.items(), start=1_000):
        for step, column in enumerate(names):
            fill(file, table, column, alice.id, number * 10 + step)

    await delete_account(node.node, Actor(alice))
    await node.work()

    left = {
        f"{table}.{column}"
        for tables in (PRIVATE, PUBLIC)
        for table, names in tables.items()
        for column in names
        if table != "posts" and file.execute(f"SELECT 1 FROM {table} WHERE {column} = ?", (alice.id,)).fetchone()
    }
    assert left == set()
    assert file.execute("SELECT COUNT(*) FROM posts WHERE deleted_at IS NULL").fetchone()[0] == 0


async def test_what_others_keep_stays(node, file, alice):
    carl = await node.create("carl")
    for number, (table, names) in enumerate(PRIVATE.items(), start=1_000):
        if names == ("account_id",):
            fill(file, table, "account_id", carl.id, number)
    before = {table: file.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in PRIVATE}

    await delete_account(node.node, Actor(alice))
    await node.work()

    assert {table: file.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in PRIVATE} == before
