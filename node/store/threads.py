"""Which posts belong together. `thread_id` is the id of the topmost post known when the thread was found.

Posts arrive in any order (T-328). One whose parent is missing opens a thread of its own; when the parent comes, it
adopts the waiting ones and their threads become one. The old number stays valid through `thread_aliases`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from node.store.conversations import join_threads
from node.store.rows import Database, Row

# Posts anybody may read, of authors who are not gone
_OPEN = (
    "posts p JOIN accounts a ON a.id = p.author_id WHERE p.deleted_at IS NULL AND p.visibility IN ('public', 'unlisted')"
    " AND p.boost_of_id IS NULL AND a.deleted_at IS NULL AND a.suspended_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Gap:
    """A post that stands in a thread and is not shown: `why` is deleted, limited or suspended."""

    id: int
    parent_id: int | None
    author_id: int
    why: str


class Threads:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def adopt(self, post_id: int, uri: str, author_id: int, thread_id: int) -> Sequence[Row]:
        """Join posts that named `uri` as their parent before it was here. Returns their `id` and `author_id`."""
        rows = await self._db.rows(
            "SELECT id, author_id, thread_id FROM posts WHERE in_reply_to_uri = ? AND in_reply_to_id IS NULL", uri
        )
        if not rows:
            return rows
        await self._db.run(
            "UPDATE posts SET in_reply_to_id = ?, in_reply_to_account_id = ?"
            " WHERE in_reply_to_uri = ? AND in_reply_to_id IS NULL",
            post_id,
            author_id,
            uri,
        )
        await self._db.run("UPDATE posts SET replies_count = replies_count + ? WHERE id = ?", len(rows), post_id)
        for old_id in {row["thread_id"] for row in rows} - {thread_id}:
            await self._db.run("UPDATE posts SET thread_id = ? WHERE thread_id = ?", thread_id, old_id)
            await self._db.run(
                "INSERT INTO thread_mutes (account_id, thread_id, created_at) SELECT account_id, ?, created_at"
                " FROM thread_mutes WHERE thread_id = ? ON CONFLICT (account_id, thread_id) DO NOTHING",
                thread_id,
                old_id,
            )
            await self._db.run("DELETE FROM thread_mutes WHERE thread_id = ?", old_id)
            await join_threads(self._db, old_id, thread_id)
            await self._db.run("UPDATE thread_aliases SET new_id = ? WHERE new_id = ?", thread_id, old_id)
            await self._db.run(
                "INSERT INTO thread_aliases (old_id, new_id) VALUES (?, ?)"
                " ON CONFLICT (old_id) DO UPDATE SET new_id = excluded.new_id",
                old_id,
                thread_id,
            )
        return rows

    async def resolve(self, thread_id: int) -> int:
        """The number the thread has now."""
        found = await self._db.value("SELECT new_id FROM thread_aliases WHERE old_id = ?", thread_id)
        return thread_id if found is None else int(found)

    async def open_ids(self, thread_id: int, *, after: int = 0, limit: int = 100) -> Sequence[int]:
        """Posts of the thread anyone may read, oldest first: the `context` collection (FEP-7888)."""
        rows = await self._db.rows(
            "SELECT id FROM posts WHERE thread_id = ? AND id > ? AND deleted_at IS NULL"
            " AND visibility IN ('public', 'unlisted') AND boost_of_id IS NULL ORDER BY id LIMIT ?",
            thread_id,
            after,
            limit,
        )
        return [row["id"] for row in rows]

    async def gaps(self, thread_id: int, *, limit: int = 2_000) -> Sequence[Gap]:
        """Posts anyone could read if they, or their authors, were not gone or limited; oldest first."""
        rows = await self._db.rows(
            "SELECT p.id, p.in_reply_to_id, p.author_id, CASE WHEN p.deleted_at IS NOT NULL OR a.deleted_at IS NOT NULL"
            " THEN 'deleted' WHEN a.suspended_at IS NOT NULL THEN 'suspended' ELSE 'limited' END AS why"
            " FROM posts p JOIN accounts a ON a.id = p.author_id WHERE p.thread_id = ?"
            " AND p.visibility IN ('public', 'unlisted') AND p.boost_of_id IS NULL AND (p.deleted_at IS NOT NULL"
            " OR a.deleted_at IS NOT NULL OR a.suspended_at IS NOT NULL OR a.silenced_at IS NOT NULL)"
            " ORDER BY p.id LIMIT ?",
            thread_id,
            limit,
        )
        return [Gap(row["id"], row["in_reply_to_id"], row["author_id"], row["why"]) for row in rows]

    async def open_replies(self, post_id: int, *, after: int = 0, limit: int = 40) -> Sequence[int]:
        """Direct answers anyone may read, oldest first: the `replies` collection."""
        rows = await self._db.rows(
            "SELECT id FROM posts WHERE in_reply_to_id = ? AND id > ? AND deleted_at IS NULL"
            " AND visibility IN ('public', 'unlisted') ORDER BY id LIMIT ?",
            post_id,
            after,
            limit,
        )
        return [row["id"] for row in rows]

    async def open_page(self, thread_id: int, *, after: int = 0, limit: int = 100) -> Sequence[tuple[int, str]]:
        """Id and URI of posts of the thread anyone may read, oldest first; not of authors who are gone."""
        rows = await self._db.rows(
            f"SELECT p.id, p.uri FROM {_OPEN} AND p.thread_id = ? AND p.id > ? ORDER BY p.id LIMIT ?",
            thread_id,
            after,
            limit,
        )
        return [(row["id"], row["uri"]) for row in rows]

    async def count_open(self, thread_id: int) -> int:
        """How many `open_page` goes through."""
        return int(await self._db.value(f"SELECT COUNT(*) FROM {_OPEN} AND p.thread_id = ?", thread_id))

    async def replies(self, post_id: int, *, after: int = 0, limit: int = 40) -> Sequence[tuple[int, str]]:
        """Id and URI of direct answers anyone may read, oldest first."""
        rows = await self._db.rows(
            f"SELECT p.id, p.uri FROM {_OPEN} AND p.in_reply_to_id = ? AND p.id > ? ORDER BY p.id LIMIT ?",
            post_id,
            after,
            limit,
        )
        return [(row["id"], row["uri"]) for row in rows]
