"""What was put right in posts, and which posts are there in Leichte Sprache: lists over the posts of our channels."""

from collections.abc import Sequence
from datetime import datetime

from node.model.ids import HIGHEST, Ids
from node.model.post import Correction
from node.store.rows import Database, Row, Tell, moment, us

# Of `p` and `u`: what everybody may see of accounts here that are shown
_SHOWN = (
    "p.is_local AND p.deleted_at IS NULL AND p.boost_of_id IS NULL"
    " AND u.deleted_at IS NULL AND u.suspended_at IS NULL AND u.silenced_at IS NULL"
)
# Overviews of the whole node have only what may stand in overviews
_IN_OVERVIEWS = "p.visibility = 'public' AND u.discoverable"
_OF_CHANNEL = "p.visibility IN ('public', 'unlisted') AND p.author_id = ?"


class Corrections:
    def __init__(self, db: Database, tell: Tell, ids: Ids) -> None:
        self._db = db
        self._tell = tell
        self._ids = ids

    async def add(self, post_id: int, note: str, at: datetime) -> None:
        await self._db.run(
            "INSERT INTO corrections (id, post_id, note, at) VALUES (?, ?, ?, ?)",
            self._ids.new(),
            post_id,
            note,
            us(at),
        )
        await self._db.run("UPDATE posts SET correction = ?, corrected_at = ? WHERE id = ?", note, us(at), post_id)
        self._tell("corrections")

    async def of_post(self, post_id: int) -> Sequence[Correction]:
        """Oldest first."""
        rows = await self._db.rows("SELECT * FROM corrections WHERE post_id = ? ORDER BY id LIMIT 1000", post_id)
        return [_to_correction(row) for row in rows]

    async def page(self, *, channel_id: int = 0, before: int = HIGHEST, limit: int = 20) -> Sequence[Correction]:
        """Newest first, of one channel or of all that want to be found."""
        where, params = (_OF_CHANNEL, [channel_id]) if channel_id else (_IN_OVERVIEWS, [])
        rows = await self._db.rows(
            "SELECT c.* FROM corrections c JOIN posts p ON p.id = c.post_id JOIN accounts u ON u.id = p.author_id"
            f" WHERE {_SHOWN} AND {where} AND c.id < ? ORDER BY c.id DESC LIMIT ?",
            *params,
            before,
            limit,
        )
        return [_to_correction(row) for row in rows]

    async def easy(self, *, channel_id: int = 0, before: int = HIGHEST, limit: int = 20) -> Sequence[int]:
        """Posts that are there in Leichte Sprache, newest first."""
        where, params = (_OF_CHANNEL, [channel_id]) if channel_id else (_IN_OVERVIEWS, [])
        rows = await self._db.rows(
            "SELECT p.id FROM posts p JOIN accounts u ON u.id = p.author_id"
            f" WHERE p.has_easy AND {_SHOWN} AND {where} AND p.id < ? ORDER BY p.id DESC LIMIT ?",
            *params,
            before,
            limit,
        )
        return [row["id"] for row in rows]


def _to_correction(row: Row) -> Correction:
    return Correction(row["id"], row["post_id"], row["note"], moment(row["at"]))
