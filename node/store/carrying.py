"""Reads what an account takes along (`carried.py`) row by row, and writes it again on the node it moves to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from node.errors import Conflict
from node.store.carried import ACCOUNT, PERSON, Carried
from node.store.copy import is_postgres
from node.store.database import Tx

Record: TypeAlias = dict[str, Any]
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` is TEXT, BIGINT or BOOLEAN. `required`: a row without it cannot be stored."""

    name: str
    kind: str
    nullable: bool
    required: bool


@dataclass(frozen=True, slots=True)
class Page:
    """`last` is the key to go on behind; None at the end. `people` are the accounts that the records name, `owners` the numbers
    of the rows, for what hangs on them."""

    records: Sequence[Record]
    last: tuple[Any, ...] | None
    people: frozenset[int] = frozenset()
    owners: tuple[int, ...] = ()


async def columns_of(tx: Tx, table: str) -> dict[str, Column]:
    if is_postgres(tx):
        rows = await tx.db.rows(
            "SELECT column_name AS name, data_type AS kind, is_nullable = 'NO' AS needed, column_default IS NULL AS bare"
            " FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = ?"
            " ORDER BY ordinal_position",
            table,
        )
    else:
        rows = await tx.db.rows(
            'SELECT name, type AS kind, "notnull" OR pk > 0 AS needed, dflt_value IS NULL AS bare FROM pragma_table_info(?)'
            " ORDER BY cid",
            table,
        )
    return {
        row["name"]: Column(
            row["name"],
            _KINDS[row["kind"].upper()],
            not row["needed"],
            bool(row["needed"] and row["bare"]),
        )
        for row in rows
    }


_KINDS = {"TEXT": "TEXT", "BIGINT": "BIGINT", "INTEGER": "BIGINT", "BOOLEAN": "BOOLEAN"}


# Out


async def account_record(tx: Tx, account_id: int) -> Record:
    (found,) = await _plain(tx, "accounts", ACCOUNT, [account_id])
    return found


async def people_records(tx: Tx, ids: Collection[int]) -> Sequence[Record]:
    return await _plain(tx, "accounts", PERSON, ids)


async def _plain(tx: Tx, table: str, names: Sequence[str], ids: Collection[int]) -> list[Record]:
    booleans = {each.name for each in (await columns_of(tx, table)).values() if each.kind == "BOOLEAN"}
    rows = await tx.db.rows(
        f"SELECT {', '.join(names)} FROM {table} WHERE {tx.db.among('id')} ORDER BY id", tx.db.listed(ids)
    )
    return [_values(row, names, booleans) for row in rows]


def _values(row: Mapping[str, Any], names: Iterable[str], booleans: Collection[str]) -> Record:
    return {name: bool(row[name]) if name in booleans and row[name] is not None else row[name] for name in names}


async def read_page(
    tx: Tx, carried: Carried, columns: Mapping[str, Column], account_id: int, owners: Collection[int], after: Any = None
) -> Page:
    """The next records of these owners; the account itself owns what hangs on nothing."""
    key = ", ".join(carried.key)
    beyond = f" AND ({key}) > ({', '.join('?' * len(after))})" if after else ""
    narrowed = f" AND {carried.where}" if carried.where else ""
    rows = await tx.db.rows(
        f"SELECT * FROM {carried.table} WHERE {tx.db.among(carried.owner)}{narrowed}{beyond} ORDER BY {key} LIMIT {AT_ONCE}",
        tx.db.listed(owners),
        *(after or ()),
    )
    if not rows:
        return Page((), None)
    last = tuple(rows[-1][name] for name in carried.key)
    mine = [row for row in rows if not carried.others or row[carried.others] != account_id]
    people = frozenset(row[name] for row in mine for name in carried.accounts if row[name] is not None)
    posts = {row[name] for row in mine for name in carried.posts if row[name] is not None}
    known = await _addresses(tx, "accounts", people)
    addresses = await _addresses(tx, "posts", posts)
    names = [name for name in columns if name not in carried.left]
    booleans = {each.name for each in columns.values() if each.kind == "BOOLEAN"}
    records = []
    for row in mine:
        record = _values(row, names, booleans)
        record |= {name: known.get(row[name]) for name in carried.accounts}
        record |= {name: addresses.get(row[name]) for name in carried.posts}
        if not any(record[name] is None and row[name] is not None for name in carried.posts):  # deleted meanwhile
            records.append(record)
    ids = tuple(row["id"] for row in mine) if "id" in columns else ()
    return Page(records, last, people, ids)


async def _addresses(tx: Tx, table: str, ids: Collection[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = await tx.db.rows(f"SELECT id, uri FROM {table} WHERE {tx.db.among('id')}", tx.db.listed(ids))
    return {row["id"]: row["uri"] for row in rows}


async def replies_to(tx: Tx, post_ids: Collection[int]) -> Sequence[Record]:
    """Answers of others that anybody may read, by their addresses: they are fetched again."""
    rows = await tx.db.rows(
        f"SELECT p.uri, q.uri AS answered FROM posts p JOIN posts q ON q.id = p.in_reply_to_id WHERE {tx.db.among('q.id')}"
        " AND NOT p.is_local AND p.deleted_at IS NULL AND p.visibility IN ('public', 'unlisted') ORDER BY p.id",
        tx.db.listed(post_ids),
    )
    return [dict(row) for row in rows]


# In


async def refuse_known(tx: Tx, table: str, ids: Collection[int]) -> None:
    """Raises Conflict where a number of the archive is something else's here."""
    if await tx.db.value(f"SELECT 1 FROM {table} WHERE {tx.db.among('id')} LIMIT 1", tx.db.listed(ids)) is not None:
        raise Conflict("numbers of the archive are taken on this node already")


async def known_accounts(tx: Tx, uris: Collection[str]) -> dict[str, int]:
    return await _numbers(tx, "accounts", uris)


async def known_posts(tx: Tx, uris: Collection[str]) -> dict[str, int]:
    return await _numbers(tx, "posts", uris)


async def _numbers(tx: Tx, table: str, uris: Collection[str]) -> dict[str, int]:
    if not uris:
        return {}
    rows = await tx.db.rows(f"SELECT id, uri FROM {table} WHERE {tx.db.among_texts('uri')}", tx.db.listed(uris))
    return {row["uri"]: row["id"] for row in rows}


async def are_taken(tx: Tx, ids: Collection[int]) -> set[int]:
    """Which of these are numbers of accounts here."""
    rows = await tx.db.rows(f"SELECT id FROM accounts WHERE {tx.db.among('id')}", tx.db.listed(ids))
    return {row["id"] for row in rows}


async def write_rows(tx: Tx, table: str, records: Iterable[Record]) -> None:
    """What is there already stays as it is."""
    by_columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for record in records:
        by_columns.setdefault(tuple(record), []).append(tuple(record.values()))
    for names, rows in by_columns.items():
        places = ", ".join("?" * len(names))
        await tx.db.run_many(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places}) ON CONFLICT DO NOTHING", rows)


async def join_answers(tx: Tx, account_id: int) -> None:
    """Answers of the account to what is here find what they answer, and what is answered counts those that are here."""
    await tx.db.run(
        "UPDATE posts SET in_reply_to_id = (SELECT p.id FROM posts p WHERE p.uri = posts.in_reply_to_uri)"
        " WHERE author_id = ? AND in_reply_to_uri IS NOT NULL",
        account_id,
    )
    await tx.db.run(
        "UPDATE posts SET in_reply_to_id = (SELECT p.id FROM posts p WHERE p.uri = posts.in_reply_to_uri)"
        " WHERE in_reply_to_id IS NULL AND in_reply_to_uri IN (SELECT uri FROM posts WHERE author_id = ?)",
        account_id,
    )
    await tx.db.run(
        "UPDATE posts SET replies_count = (SELECT COUNT(*) FROM posts r WHERE r.in_reply_to_id = posts.id"
        " AND r.deleted_at IS NULL) WHERE author_id = ?"
        " OR (is_local AND id IN (SELECT in_reply_to_id FROM posts WHERE author_id = ?))",
        account_id,
        account_id,
    )
    await tx.db.run(
        "UPDATE quotes SET quoted_id = (SELECT p.id FROM posts p WHERE p.uri = quotes.quoted_uri) WHERE author_id = ?",
        account_id,
    )


async def await_words(tx: Tx, account_id: int) -> None:
    """Its posts are to be found again: their words are worked out soon."""
    await tx.db.run(
        "INSERT INTO post_texts (post_id, words) SELECT id, NULL FROM posts WHERE author_id = ? AND boost_of_id IS NULL"
        " AND deleted_at IS NULL ON CONFLICT DO NOTHING",
        account_id,
    )


async def unsaid_parents(tx: Tx, account_id: int) -> Sequence[str]:
    """What the account answered or quoted and is not here."""
    rows = await tx.db.rows(
        "SELECT DISTINCT in_reply_to_uri AS uri FROM posts WHERE author_id = ? AND in_reply_to_uri IS NOT NULL"
        " AND in_reply_to_id IS NULL UNION SELECT quoted_uri FROM quotes WHERE author_id = ? AND quoted_id IS NULL",
        account_id,
        account_id,
    )
    return [row["uri"] for row in rows]


async def own_ids(tx: Tx, account_id: int, after: int) -> Sequence[int]:
    rows = await tx.db.rows(
        f"SELECT id FROM posts WHERE author_id = ? AND id > ? AND deleted_at IS NULL ORDER BY id LIMIT {AT_ONCE}",
        account_id,
        after,
    )
    return [row["id"] for row in rows]


async def direct_posts(tx: Tx, account_id: int) -> Sequence[tuple[int, frozenset[int]]]:
    """Its direct posts, oldest first, with whom they name."""
    rows = await tx.db.rows(
        "SELECT p.id, m.account_id AS named FROM posts p LEFT JOIN mentions m ON m.post_id = p.id WHERE p.author_id = ?"
        " AND p.visibility = 'direct' AND p.deleted_at IS NULL ORDER BY p.id",
        account_id,
    )
    found: dict[int, set[int]] = {}
    for row in rows:
        found.setdefault(row["id"], set()).update([] if row["named"] is None else [row["named"]])
    return [(number, frozenset(named)) for number, named in found.items()]


async def emoji_files(tx: Tx) -> set[str]:
    return {row["file"] for row in await tx.db.rows("SELECT file FROM emojis")}


async def followed_among(tx: Tx, account_id: int, ids: Collection[int]) -> set[int]:
    rows = await tx.db.rows(
        f"SELECT followed_id FROM follows WHERE follower_id = ? AND {tx.db.among('followed_id')}",
        account_id,
        tx.db.listed(ids),
    )
    return {row["followed_id"] for row in rows}


async def named_files(tx: Tx, names: Collection[str]) -> bool:
    """Whether any of them belongs to a row already."""
    listed = tx.db.listed(names)
    found = await tx.db.value(
        f"SELECT 1 FROM media WHERE {tx.db.among_texts('name')} OR {tx.db.among_texts('preview_name')} LIMIT 1",
        listed,
        listed,
    )
    return found is not None
