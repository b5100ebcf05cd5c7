"""Votes, totals, and the end of polls."""

from collections.abc import Sequence
from datetime import datetime

from node.model.poll import Poll
from node.store.attachments import polls_of
from node.store.rows import Database, Tell, us, us_or_none


class Polls:
    def __init__(self, db: Database, tell: Tell) -> None:
        self._db = db
        self._tell = tell

    async def find(self, post_id: int) -> Poll | None:
        return (await polls_of(self._db, [post_id])).get(post_id)

    async def vote(self, post_id: int, account_id: int, position: int, *, uri: str, multiple: bool) -> bool:
        """Count a vote; False when they voted so already, or at all where only one option may be chosen."""
        before = await self._db.rows(
            "SELECT position FROM votes WHERE post_id = ? AND account_id = ?", post_id, account_id
        )
        chosen = {row["position"] for row in before}
        if position in chosen or (chosen and not multiple):
            return False
        await self._db.run(
            "INSERT INTO votes (post_id, account_id, position, uri) VALUES (?, ?, ?, ?)",
            post_id,
            account_id,
            position,
            uri,
        )
        await self._db.run(
            "UPDATE poll_options SET votes = votes + 1 WHERE post_id = ? AND position = ?", post_id, position
        )
        await self._db.run(
            "UPDATE polls SET voters = voters + ?, changed = TRUE WHERE post_id = ?", 0 if chosen else 1, post_id
        )
        self._tell("post", post_id)
        return True

    async def set_totals(self, post_id: int, now_stands: Poll) -> None:
        """What the origin says; the options themselves stay."""
        await self._db.run_many(
            "UPDATE poll_options SET votes = ? WHERE post_id = ? AND position = ?",
            [(option.votes, post_id, position) for position, option in enumerate(now_stands.options)],
        )
        await self._db.run(
            "UPDATE polls SET voters = ?, closed_at = COALESCE(?, closed_at), hides_totals = ? WHERE post_id = ?",
            now_stands.voters,
            us_or_none(now_stands.closed_at),
            now_stands.hides_totals,
            post_id,
        )
        self._tell("post", post_id)

    async def voters(self, post_id: int) -> Sequence[int]:
        rows = await self._db.rows("SELECT DISTINCT account_id FROM votes WHERE post_id = ?", post_id)
        return [row["account_id"] for row in rows]

    async def due(self, now: datetime, *, limit: int = 50) -> Sequence[int]:
        """Posts whose poll ends by now and is not closed yet."""
        rows = await self._db.rows(
            "SELECT post_id FROM polls WHERE closed_at IS NULL AND closes_at IS NOT NULL AND closes_at <= ?"
            " ORDER BY closes_at LIMIT ?",
            us(now),
            limit,
        )
        return [row["post_id"] for row in rows]

    async def close(self, post_id: int, now: datetime) -> None:
        await self._db.run("UPDATE polls SET closed_at = ? WHERE post_id = ? AND closed_at IS NULL", us(now), post_id)
        self._tell("post", post_id)

    async def take_changed(self, *, limit: int = 50) -> Sequence[int]:
        """Our posts whose totals changed since the last call: their followers' servers are to be told."""
        rows = await self._db.rows(
            "UPDATE polls SET changed = FALSE WHERE post_id IN (SELECT post_id FROM polls WHERE changed LIMIT ?)"
            " RETURNING post_id",
            limit,
        )
        return [row["post_id"] for row in rows]
