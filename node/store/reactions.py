"""Likes and emoji reactions, and the count of likes on the post."""

from collections.abc import Sequence

from node.model.account import Account
from node.model.ids import HIGHEST
from node.model.reaction import Reaction
from node.model.slice import Slice
from node.store.accounts import to_account
from node.store.rows import Database, Row, Tell, bounds, cut, moment, newest_first, us


def _to_reaction(row: Row) -> Reaction:
    return Reaction(
        post_id=row["post_id"],
        account_id=row["account_id"],
        emoji=row["emoji"],
        uri=row["uri"],
        created_at=moment(row["created_at"]),
    )


class Reactions:
    """Every reaction counts as a like for those who know only likes (FEP-c0e0); one account counts once."""

    def __init__(self, db: Database, tell: Tell) -> None:
        self._db = db
        self._tell = tell

    async def add(self, reaction: Reaction) -> bool:
        """Returns whether it is new."""
        first = await self._first(reaction.post_id, reaction.account_id)
        added = await self._db.run(
            "INSERT INTO reactions (post_id, account_id, emoji, uri, created_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (post_id, account_id, emoji) DO NOTHING",
            reaction.post_id,
            reaction.account_id,
            reaction.emoji,
            reaction.uri,
            us(reaction.created_at),
        )
        if added and first:
            await self._count(reaction.post_id, 1)
        self._tell("counts", reaction.post_id)
        return bool(added)

    async def remove(self, post_id: int, account_id: int, emoji: str) -> Reaction | None:
        row = await self._db.row(
            "DELETE FROM reactions WHERE post_id = ? AND account_id = ? AND emoji = ? RETURNING *",
            post_id,
            account_id,
            emoji,
        )
        if row is None:
            return None
        if await self._first(post_id, account_id):
            await self._count(post_id, -1)
        self._tell("counts", post_id)
        return _to_reaction(row)

    async def find(self, post_id: int, account_id: int, emoji: str = "") -> Reaction | None:
        row = await self._db.row(
            "SELECT * FROM reactions WHERE post_id = ? AND account_id = ? AND emoji = ?", post_id, account_id, emoji
        )
        return None if row is None else _to_reaction(row)

    async def find_by_uri(self, uri: str) -> Reaction | None:
        row = await self._db.row("SELECT * FROM reactions WHERE uri = ? LIMIT 1", uri)
        return None if row is None else _to_reaction(row)

    async def by_account(self, account_id: int, *, limit: int = 200) -> Sequence[Reaction]:
        rows = await self._db.rows("SELECT * FROM reactions WHERE account_id = ? LIMIT ?", account_id, limit)
        return [_to_reaction(row) for row in rows]

    async def count_by(self, post_id: int, account_id: int) -> int:
        """How many different reactions one account has left on a post."""
        return int(
            await self._db.value(
                "SELECT COUNT(*) FROM reactions WHERE post_id = ? AND account_id = ?", post_id, account_id
            )
        )

    async def of_post(self, post_id: int, *, before: int = HIGHEST, limit: int = 40) -> Sequence[tuple[Account, str]]:
        """Who reacted, and with what; newest account first."""
        rows = await self._db.rows(
            "SELECT a.*, r.emoji FROM reactions r JOIN accounts a ON a.id = r.account_id"
            " WHERE r.post_id = ? AND a.id < ? AND a.deleted_at IS NULL AND a.suspended_at IS NULL"
            " ORDER BY a.id DESC LIMIT ?",
            post_id,
            before,
            limit,
        )
        return [(to_account(row), row["emoji"]) for row in rows]

    async def likers(self, post_id: int, piece: Slice) -> Sequence[Account]:
        """Who reacted in any way, each once; newest account first."""
        rows = await self._db.rows(
            "SELECT a.* FROM accounts a WHERE a.id IN (SELECT account_id FROM reactions WHERE post_id = ?)"
            f" AND a.deleted_at IS NULL AND a.suspended_at IS NULL AND {cut('a.id', piece)}",
            post_id,
            *bounds(piece),
        )
        return [to_account(row) for row in newest_first(rows, piece)]

    async def of(self, post_id: int, account_id: int) -> Sequence[str]:
        """With what the account reacted."""
        rows = await self._db.rows(
            "SELECT emoji FROM reactions WHERE post_id = ? AND account_id = ? ORDER BY emoji", post_id, account_id
        )
        return [row["emoji"] for row in rows]

    async def uris(self, post_id: int, *, before: int = HIGHEST, limit: int = 40) -> Sequence[tuple[int, str]]:
        """Account id and URI of the plain likes that have one, newest account first."""
        rows = await self._db.rows(
            "SELECT a.id, r.uri FROM reactions r JOIN accounts a ON a.id = r.account_id"
            " WHERE r.post_id = ? AND r.emoji = '' AND r.uri <> '' AND a.id < ? AND a.deleted_at IS NULL"
            " AND a.suspended_at IS NULL ORDER BY a.id DESC LIMIT ?",
            post_id,
            before,
            limit,
        )
        return [(row["id"], row["uri"]) for row in rows]

    async def emojis_of(self, post_id: int) -> Sequence[tuple[str, int]]:
        """Each emoji with its count, most used first; plain likes are not among them."""
        rows = await self._db.rows(
            "SELECT emoji, COUNT(*) AS times FROM reactions WHERE post_id = ? AND emoji <> '' GROUP BY emoji"
            " ORDER BY COUNT(*) DESC, emoji LIMIT 20",
            post_id,
        )
        return [(row["emoji"], row["times"]) for row in rows]

    async def _first(self, post_id: int, account_id: int) -> bool:
        found = await self._db.value(
            "SELECT 1 FROM reactions WHERE post_id = ? AND account_id = ? LIMIT 1", post_id, account_id
        )
        return found is None

    async def _count(self, post_id: int, by: int) -> None:
        await self._db.run("UPDATE posts SET likes_count = likes_count + ? WHERE id = ?", by, post_id)
        self._tell("counts", post_id)
