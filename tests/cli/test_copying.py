"""A node moves from SQLite to PostgreSQL and back, and is the same afterwards."""

import pytest

from node.errors import Conflict
from node.store.copy import BATCH, TABLES, _describe, copy, table_names
from node.store.opening import open_store


async def everything(tx):
    """Every row of every table, as values both engines agree on."""
    found = {}
    for name, key in TABLES.items():
        rows = await tx.db.rows(f"SELECT * FROM {name} ORDER BY {', '.join(key)}")
        found[name] = sorted(
            tuple(sorted((column, row[column]) for column in row.keys())) for row in rows
        )  # a sqlite3.Row is no mapping
    return found


async def fill(tx, count):
    """Something of every kind of column; text with umlauts, a NULL, truth values, numbers near 2^63."""
    await tx.state.put("größe", "Straße")
    await tx.db.run(
        "INSERT INTO logins (id, email, password_hash, role, language, created_at, disabled_at)"
        " VALUES (1, 'a@b.example', '$argon2id$x', 'admin', NULL, 1, NULL)"
    )
    for number, private in ((2, True), (3, False)):
        await tx.db.run(
            "INSERT INTO accounts (id, uri, name, folded_name, url, inbox, discoverable, created_at)"
            " VALUES (?, ?, ?, ?, 'u', 'i', ?, 5)",
            number,
            f"https://a.example/users/{number}",
            f"n{number}",
            f"n{number}",
            private,
        )
    await tx.db.run("INSERT INTO memberships (login_id, account_id, role, since) VALUES (1, 2, 'owner', 1)")
    await tx.db.run(
        "INSERT INTO tokens (id, secret_hash, login_id, account_id, scopes, name, created_at)"
        " VALUES (?, 'h', 1, 2, 'read', 'App', 1)",
        (1 << 63) - 1,
    )
    await tx.db.run("INSERT INTO acts (id, login_id, account_id, kind, at) VALUES (8, NULL, 2, 'profile', 1)")
    await tx.db.run(
        "INSERT INTO keys (uri, account_id, kind, public, private, fetched_at) VALUES ('k', 2, 'rsa', 'P', 'S', 1)"
    )
    await tx.db.run_many(
        "INSERT INTO posts (id, uri, url, author_id, is_local, visibility, content, thread_id, published_at)"
        " VALUES (?, ?, 'u', 2, ?, 'public', '<p>Grüße 🌳</p>', ?, 7)",
        [(n, f"https://a.example/p/{n}", n % 2 == 0, n) for n in range(100, 100 + count)],
    )
    await tx.db.run_many("INSERT INTO post_tags (tag, post_id) VALUES (?, ?)", [("ä", 100), ("Z", 100), ("z", 101)])
    await tx.db.run(
        "INSERT INTO received (id, uri, kind, signer_uri, body, received_at, due_at) VALUES (5, 'r', 'Like', 's', '{}', 1, 1)"
    )
    await tx.db.run(
        "INSERT INTO deliveries (id, inbox, host, received_id, signer_id, queued_at, due_at)"
        " VALUES (6, 'i', 'h', 5, 2, 1, 1)"
    )
    await tx.db.run("INSERT INTO jobs (id, kind, args, due_at) VALUES (7, 'k', '{}', 1)")


async def test_there_and_back_everything_is_the_same(tmp_path, postgres_url):
    first = await open_store(f"sqlite:///{tmp_path}/first.sqlite3", durable=False)
    middle = await open_store(postgres_url)
    last = await open_store(f"sqlite:///{tmp_path}/last.sqlite3", durable=False)
    await first.write(fill, BATCH + 10)
    told = []

    try:
        copied = await copy(first, middle, lambda table, rows: told.append((table, rows)))
        await copy(middle, last, lambda *_: None)

        assert await first.read(everything) == await last.read(everything)
        assert copied == sum(rows for _, rows in told)
        assert [rows for table, rows in told if table == "posts"] == [BATCH, 10]
    finally:
        for store in (first, middle, last):
            await store.close()


async def test_a_database_with_something_in_it_is_not_copied_over(tmp_path):
    source = await open_store(f"sqlite:///{tmp_path}/a.sqlite3", durable=False)
    target = await open_store(f"sqlite:///{tmp_path}/b.sqlite3", durable=False)
    await target.write(lambda tx: tx.state.put("a", "b"))

    try:
        with pytest.raises(Conflict, match="not empty"):
            await copy(source, target, lambda *_: None)
    finally:
        await source.close()
        await target.close()


async def test_a_postgresql_database_that_a_server_uses_is_not_copied(tmp_path, postgres_url):
    server = await open_store(postgres_url)
    source = await open_store(postgres_url)
    target = await open_store(f"sqlite:///{tmp_path}/b.sqlite3", durable=False)

    try:
        with pytest.raises(Conflict, match="stop the servers"):
            await copy(source, target, lambda *_: None)
    finally:
        for store in (server, source, target):
            await store.close()


async def test_no_table_is_forgotten_and_keys_are_known(store):
    tables = await store.read(_describe)

    assert await store.read(table_names) == set(TABLES)
    assert all(set(table.key) <= set(table.columns) for table in tables)
    assert any(any(table.booleans) for table in tables)
