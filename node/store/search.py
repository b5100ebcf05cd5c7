"""Posts by their words. SQLite finds them through FTS5, PostgreSQL through a GIN index over the same text.

Words come folded and parted by single spaces (`text/words.py`), so that both engines find the same, and neither has to
know of umlauts.
"""

from collections.abc import Iterable, Sequence

from node.model.slice import Slice
from node.store.rows import Database, bounds, cut, newest_first
from node.store.timelines import HIDDEN, READABLE, READABLE_PARAMS, WANTED, Timelines

# What may be found: public posts of who consents (FEP-5feb), and whatever one wrote, is named in, or did something with
_FINDABLE = """(p.visibility = 'public' AND a.indexable) OR p.author_id = ?
 OR EXISTS (SELECT 1 FROM mentions f WHERE f.post_id = p.id AND f.account_id = ?)
 OR EXISTS (SELECT 1 FROM reactions f WHERE f.post_id = p.id AND f.account_id = ?)
 OR EXISTS (SELECT 1 FROM bookmarks f WHERE f.post_id = p.id AND f.account_id = ?)"""
_FINDABLE_PARAMS = _FINDABLE.count("?")


class Search:
    def __init__(self, db: Database, timelines: Timelines) -> None:
        self._db = db
        self._timelines = timelines

    async def put(self, post_id: int, words: str) -> None:
        """What the post says, instead of what it said before. Nothing at all is not kept."""
        if not words:
            await self._db.run("DELETE FROM post_texts WHERE post_id = ?", post_id)
            return
        await self._db.run(
            "INSERT INTO post_texts (post_id, words) VALUES (?, ?)"
            " ON CONFLICT (post_id) DO UPDATE SET words = excluded.words",
            post_id,
            words,
        )

    async def put_later(self, post_id: int) -> None:
        """Its words are worked out by a duty: whoever delivers it need not wait for that."""
        await self._db.run(
            "INSERT INTO post_texts (post_id, words) VALUES (?, NULL) ON CONFLICT (post_id) DO UPDATE SET words = NULL",
            post_id,
        )

    async def waiting(self, *, limit: int) -> Sequence[int]:
        """Posts whose words are still to be worked out, oldest first."""
        rows = await self._db.rows("SELECT post_id FROM post_texts WHERE words IS NULL ORDER BY post_id LIMIT ?", limit)
        return [row["post_id"] for row in rows]

    async def posts(
        self, words: Sequence[str], viewer_id: int, piece: Slice, *, author_id: int | None = None, offset: int = 0
    ) -> Sequence[int]:
        """Ids of posts with all these words, the last of which may be the beginning of one; newest first, as far as the
        viewer may read, may find and wants to see them."""
        if not words:
            return []
        rows = await self._db.rows(
            f"{HIDDEN}SELECT p.id FROM {self._matching} JOIN accounts a ON a.id = p.author_id"
            " WHERE p.deleted_at IS NULL AND a.deleted_at IS NULL AND a.suspended_at IS NULL"
            + (" AND p.author_id = ?" if author_id is not None else "")
            + f" AND ({_FINDABLE}) AND ({READABLE}) AND {WANTED} AND {cut('p.id', piece)} OFFSET ?",
            *self._timelines.hidden_from(viewer_id),
            self._query(words),
            *([] if author_id is None else [author_id]),
            *[viewer_id] * (_FINDABLE_PARAMS + READABLE_PARAMS),
            *bounds(piece),
            offset,
        )
        return [row["id"] for row in newest_first(rows, piece)]

    async def without_words(self, *, before: int, limit: int) -> Sequence[int]:
        """Posts that were stored before there was a search, newest first."""
        rows = await self._db.rows(
            "SELECT p.id FROM posts p WHERE p.id < ? AND p.boost_of_id IS NULL AND p.deleted_at IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM post_texts t WHERE t.post_id = p.id) ORDER BY p.id DESC LIMIT ?",
            before,
            limit,
        )
        return [row["id"] for row in rows]

    @property
    def _is_sqlite(self) -> bool:
        return not self._db.skip_locked

    @property
    def _matching(self) -> str:
        """The posts whose words fit one parameter."""
        if self._is_sqlite:
            return (
                "(SELECT rowid AS post_id FROM post_words WHERE post_words MATCH ?) s JOIN posts p ON p.id = s.post_id"
            )
        return (
            "post_texts s JOIN posts p ON p.id = s.post_id"
            " AND array_to_tsvector(string_to_array(s.words, ' ')) @@ CAST(? AS tsquery)"
        )

    def _query(self, words: Iterable[str]) -> str:
        """Words are letters and digits only, so nothing in them means anything to an engine."""
        *whole, last = words
        if self._is_sqlite:
            return " ".join([*(f'"{word}"' for word in whole), f'"{last}"*'])
        return " & ".join([*(f"'{word}'" for word in whole), f"'{last}':*"])
