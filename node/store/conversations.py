"""Conversations: direct posts of one thread among the same people, a row for each of them who lives here."""

from collections.abc import Iterable, Sequence

from node.model.conversation import Conversation
from node.model.ids import Ids
from node.model.slice import Slice
from node.store.rows import Database, Row, Tell, bounds, cut, from_json, newest_first, to_json


def _to_conversation(row: Row) -> Conversation:
    return Conversation(
        id=row["id"],
        account_id=row["account_id"],
        participants=tuple(from_json(row["participants"])),
        last_post_id=row["last_post_id"],
        unread=bool(row["unread"]),
    )


class Conversations:
    def __init__(self, db: Database, tell: Tell, ids: Ids) -> None:
        self._db = db
        self._tell = tell
        self._ids = ids

    async def add(
        self, account_id: int, thread_id: int, participants: Iterable[int], post_id: int, *, unread: bool
    ) -> None:
        """The post is one more in the account's conversation with these; a first one begins it."""
        row = await self._db.row(
            "INSERT INTO conversations (id, account_id, thread_id, participants, last_post_id, unread)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (account_id, thread_id, participants) DO UPDATE SET"
            " unread = CASE WHEN conversations.last_post_id < excluded.last_post_id THEN excluded.unread"
            "  ELSE conversations.unread END,"
            " last_post_id = CASE WHEN conversations.last_post_id < excluded.last_post_id THEN excluded.last_post_id"
            "  ELSE conversations.last_post_id END RETURNING id",
            self._ids.new(),
            account_id,
            thread_id,
            to_json(sorted(set(participants))),
            post_id,
            unread,
        )
        if row is not None:
            await self._db.run(
                "INSERT INTO conversation_posts (conversation_id, post_id) VALUES (?, ?)"
                " ON CONFLICT (conversation_id, post_id) DO NOTHING",
                row["id"],
                post_id,
            )
            self._tell("conversation", f"{account_id} {row['id']}")

    async def find(self, conversation_id: int) -> Conversation | None:
        row = await self._db.row("SELECT * FROM conversations WHERE id = ?", conversation_id)
        return None if row is None else _to_conversation(row)

    async def page(self, account_id: int, piece: Slice) -> Sequence[Conversation]:
        """Those with the latest posts first."""
        rows = await self._db.rows(
            f"SELECT * FROM conversations WHERE account_id = ? AND {cut('last_post_id', piece)}",
            account_id,
            *bounds(piece),
        )
        return [_to_conversation(row) for row in newest_first(rows, piece)]

    async def of_post(self, post_id: int) -> Sequence[Conversation]:
        """Whose conversations a direct post stands in."""
        rows = await self._db.rows(
            "SELECT c.* FROM conversation_posts p JOIN conversations c ON c.id = p.conversation_id WHERE p.post_id = ?",
            post_id,
        )
        return [_to_conversation(row) for row in rows]

    async def leave(self, found: Conversation, post_id: int) -> None:
        """The post no longer belongs to it."""
        await _shorten(self._db, found.id, post_id)
        self._tell("conversation", found.account_id)

    async def mark(self, found: Conversation, *, unread: bool) -> None:
        await self._db.run("UPDATE conversations SET unread = ? WHERE id = ?", unread, found.id)
        self._tell("conversation", f"{found.account_id} {found.id}")

    async def remove(self, found: Conversation) -> None:
        """Out of the account's list; the posts stay, and the next one begins it anew."""
        await self._db.run("DELETE FROM conversations WHERE id = ?", found.id)

    async def forget_account(self, account_id: int) -> None:
        """It is deleted: so is what it kept."""
        await self._db.run(
            "DELETE FROM conversation_posts WHERE conversation_id IN (SELECT id FROM conversations WHERE account_id = ?)",
            account_id,
        )
        await self._db.run("DELETE FROM conversations WHERE account_id = ?", account_id)

    async def direct(self, account_id: int, piece: Slice) -> Sequence[int]:
        """All direct posts by the account or to it, newest first."""
        rows = await self._db.rows(
            "SELECT p.id FROM posts p WHERE p.visibility = 'direct' AND p.deleted_at IS NULL AND (p.author_id = ?"
            " OR EXISTS (SELECT 1 FROM mentions m WHERE m.post_id = p.id AND m.account_id = ?))"
            f" AND {cut('p.id', piece)}",
            account_id,
            account_id,
            *bounds(piece),
        )
        return [row["id"] for row in newest_first(rows, piece)]


async def forget_direct(db: Database, post_id: int, tell: Tell) -> None:
    """A direct post is gone: conversations end with the one before it, or with it."""
    rows = await db.rows(
        "SELECT c.id, c.account_id FROM conversation_posts p JOIN conversations c ON c.id = p.conversation_id"
        " WHERE p.post_id = ?",
        post_id,
    )
    for row in rows:
        await _shorten(db, row["id"], post_id)
        tell("conversation", row["account_id"])


async def _shorten(db: Database, conversation_id: int, post_id: int) -> None:
    await db.run("DELETE FROM conversation_posts WHERE conversation_id = ? AND post_id = ?", conversation_id, post_id)
    last = await db.value("SELECT MAX(post_id) FROM conversation_posts WHERE conversation_id = ?", conversation_id)
    if last is None:
        await db.run("DELETE FROM conversations WHERE id = ?", conversation_id)
    else:
        await db.run("UPDATE conversations SET last_post_id = ? WHERE id = ?", last, conversation_id)


async def join_threads(db: Database, old_id: int, new_id: int) -> None:
    """Two threads have turned out to be one."""
    await db.run(
        "UPDATE conversations SET thread_id = ? WHERE thread_id = ? AND NOT EXISTS (SELECT 1 FROM conversations o"
        " WHERE o.account_id = conversations.account_id AND o.participants = conversations.participants"
        " AND o.thread_id = ?)",
        new_id,
        old_id,
        new_id,
    )
