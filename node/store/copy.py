"""Moves a node's data from one engine to the other, row by row, as it is: ids, keys, tokens, queue.

Both sides must be at rest: on SQLite the lock says so, on PostgreSQL we look whether another process of ours is connected.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from node.errors import Conflict
from node.store.database import Store, Tx

TABLES: Mapping[str, tuple[str, ...]] = {
    "node_state": ("name",),
    "logins": ("id",),
    "accounts": ("id",),
    "memberships": ("login_id", "account_id"),
    "sessions": ("secret_hash",),
    "browsers": ("login_id", "browser"),
    "code_generators": ("login_id",),
    "recovery_codes": ("login_id", "code_hash"),
    "passkeys": ("id",),
    "challenges": ("challenge_hash",),
    "half_logins": ("secret_hash",),
    "tickets": ("secret_hash",),
    "apps": ("id",),
    "codes": ("secret_hash",),
    "tokens": ("id",),
    "app_tokens": ("id",),
    "push_subscriptions": ("id",),
    "acts": ("id",),
    "channel_offices": ("account_id",),
    "channel_sheets": ("account_id", "number"),
    "phase_changes": ("id",),
    "keys": ("uri",),
    "posts": ("id",),
    "cases": ("id",),
    "case_settings": ("account_id",),
    "previews": ("id",),
    "post_texts": ("post_id",),
    "places": ("post_id",),
    "appointments": ("post_id",),
    "quotes": ("post_id",),
    "announcements": ("id",),
    "announcement_reads": ("announcement_id", "account_id"),
    "announcement_reactions": ("announcement_id", "account_id", "name"),
    "emojis": ("id",),
    "remote_emojis": ("id",),
    "dismissed_suggestions": ("account_id", "target_id"),
    "featured_accounts": ("account_id",),
    "conversations": ("id",),
    "conversation_posts": ("conversation_id", "post_id"),
    "thread_aliases": ("old_id",),
    "post_versions": ("post_id", "at"),
    "corrections": ("id",),
    "warnings": ("id",),
    "crisis_reviews": ("id",),
    "mirrored_warnings": ("source", "sender", "identifier"),
    "urgent": ("about",),
    "mentions": ("post_id", "account_id"),
    "post_tags": ("tag", "post_id"),
    "scheduled_posts": ("id",),
    "kept_drafts": ("id",),
    "draft_comments": ("id",),
    "media": ("id",),
    "discarded_files": ("name",),
    "cached_files": ("name",),
    "cache_bytes": ("id",),
    "missed_files": ("place", "owner_id"),
    "polls": ("post_id",),
    "poll_options": ("post_id", "position"),
    "votes": ("post_id", "account_id", "position"),
    "follows": ("follower_id", "followed_id"),
    "follower_days": ("account_id", "day", "host", "cause"),
    "reactions": ("post_id", "account_id", "emoji"),
    "pins": ("account_id", "post_id"),
    "blocks": ("account_id", "target_id"),
    "lists": ("id",),
    "list_members": ("list_id", "account_id"),
    "filters": ("id",),
    "filter_keywords": ("id",),
    "filter_posts": ("id",),
    "followed_tags": ("id",),
    "featured_tags": ("id",),
    "albums": ("id",),
    "album_pictures": ("album_id", "media_id"),
    "collections": ("id",),
    "collection_items": ("id",),
    "bookmarks": ("id",),
    "mutes": ("account_id", "target_id"),
    "thread_mutes": ("account_id", "thread_id"),
    "host_mutes": ("id",),
    "account_notes": ("account_id", "target_id"),
    "endorsements": ("id",),
    "markers": ("account_id", "timeline"),
    "post_keys": ("account_id", "sent_as"),
    "preferences": ("account_id",),
    "notifications": ("id",),
    "notification_policies": ("account_id",),
    "notification_permissions": ("account_id", "origin_id"),
    "notification_requests": ("id",),
    "archives": ("id",),
    "list_imports": ("id",),
    "severances": ("id",),
    "subscriptions": ("id",),
    "subscription_letters": ("subscription_id", "post_id"),
    "guest_replies": ("id",),
    "guest_links": ("secret_hash",),
    "reports": ("id",),
    "report_notes": ("id",),
    "strikes": ("id",),
    "hosts": ("name",),
    "host_allows": ("id",),
    "block_proposals": ("id",),
    "templates": ("key",),
    "pack_offers": ("id",),
    "email_host_blocks": ("id",),
    "email_host_refusals": ("block_id", "day"),
    "email_blocks": ("id",),
    "network_blocks": ("id",),
    "trend_reviews": ("kind", "name"),
    "document_versions": ("document", "channel", "number"),
    "hindrances": ("id",),
    "disclosures": ("id",),
    "disclosure_items": ("disclosure_id", "datum"),
    "disclosure_steps": ("id",),
    "disclosure_extracts": ("disclosure_id",),
    "received": ("id",),
    "deletions": ("post_id",),
    "deletion_channels": ("post_id", "account_id"),
    "syndications": ("id",),
    "imports": ("connector", "entry"),
    "websub_subscriptions": ("id",),
    "short_links": ("name",),
    "members": ("number",),
    "member_logins": ("member", "login_id"),
    "member_accounts": ("account_id",),
    "motions": ("number",),
    "motion_proxies": ("motion", "member"),
    "open_votes": ("motion", "member"),
    "urn_voters": ("motion", "member"),
    "urns": ("motion",),
    "activities": ("id",),
    "deliveries": ("id",),
    "jobs": ("id",),
    "withdrawn": ("uri", "owner"),
}
"""Every table with its primary key, those that others refer to first. A test holds it against the schema."""

BATCH = 1_000

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class _Table:
    """`booleans` says for each column whether it holds truth values, which SQLite keeps as 0 and 1."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    booleans: tuple[bool, ...]


async def count_rows(store: Store) -> int:
    return sum((await store.read(_counts)).values())


async def copy(source: Store, target: Store, progress: Progress) -> int:
    """Returns how many rows were copied; `progress(table, rows)` is called after each batch.

    Raises Conflict when the target is not empty, when another process works on either side, or when the numbers of rows
    differ at the end.
    """
    for store in (source, target):
        if not await store.is_alone():
            raise Conflict("another process works on the PostgreSQL database: stop the servers first")
    if any((await target.read(_counts)).values()):
        raise Conflict("the target database is not empty")
    tables = await source.read(_describe)
    for table in tables:
        await _copy_table(source, target, table, progress)
    before, after = await source.read(_counts), await target.read(_counts)
    different = [name for name in TABLES if before[name] != after[name]]
    if different:
        raise Conflict(f"the copy is not whole, these tables differ: {', '.join(different)}")
    return sum(after.values())


async def _copy_table(source: Store, target: Store, table: _Table, progress: Progress) -> None:
    last: tuple[Any, ...] = ()
    while rows := await source.read(_batch, table, last):
        await target.write(_put, table, rows)
        last = tuple(rows[-1][table.columns.index(column)] for column in table.key)
        progress(table.name, len(rows))


async def _batch(tx: Tx, table: _Table, after: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    key = ", ".join(table.key)
    beyond = f"WHERE ({key}) > ({', '.join('?' * len(after))})" if after else ""
    sql = f"SELECT {', '.join(table.columns)} FROM {table.name} {beyond} ORDER BY {key} LIMIT {BATCH}"
    return [_values(table, row) for row in await tx.db.rows(sql, *after)]


def _values(table: _Table, row: Mapping[str, Any]) -> tuple[Any, ...]:
    values = (row[column] for column in table.columns)
    return tuple(
        bool(value) if boolean and value is not None else value
        for value, boolean in zip(values, table.booleans, strict=True)
    )


async def _put(tx: Tx, table: _Table, rows: Sequence[tuple[Any, ...]]) -> None:
    places = ", ".join("?" * len(table.columns))
    await tx.db.run_many(f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({places})", rows)


async def _counts(tx: Tx) -> dict[str, int]:
    return {name: int(await tx.db.value(f"SELECT COUNT(*) FROM {name}")) for name in TABLES}


async def _describe(tx: Tx) -> list[_Table]:
    tables = []
    for name, key in TABLES.items():
        columns = await tx.db.rows(_columns_sql(tx), name)
        tables.append(
            _Table(
                name,
                key,
                tuple(column["name"] for column in columns),
                tuple(column["kind"].upper() == "BOOLEAN" for column in columns),
            )
        )
    return tables


def is_postgres(tx: Tx) -> bool:
    return bool(tx.db.skip_locked)


def _columns_sql(tx: Tx) -> str:
    if is_postgres(tx):
        return (
            "SELECT column_name AS name, data_type AS kind FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = ? ORDER BY ordinal_position"
        )
    return "SELECT name, type AS kind FROM pragma_table_info(?) ORDER BY cid"


async def table_names(tx: Tx) -> set[str]:
    """Every table there is, for the test that holds `TABLES` against it."""
    if is_postgres(tx):
        sql = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()"
    else:
        # The index over words is SQLite's own and fills itself, and shows which words there are
        sql = (
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            " AND name NOT IN ('post_words', 'post_vocabulary') AND name NOT LIKE 'post!_words!_%' ESCAPE '!'"
        )
    return {row["name"] for row in await tx.db.rows(sql)} - {"schema_version"}
