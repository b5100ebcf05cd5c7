"""Posts by their words. SQLite finds them through FTS5, PostgreSQL through a GIN index over the same text.

Words come folded and parted by single spaces (`text/words.py`), so that both engines find the same, and neither has to
know of umlauts.
"""

from collections.abc import Sequence
from typing import Final

from node.model.slice import Slice
from node.store.readable import READABLE, READABLE_PARAMS
from node.store.rows import Database, bounds, cut, newest_first
from node.store.timelines import HIDDEN, WANTED, Timelines

# What may be found: public posts of who consents (FEP-5feb) and is not silenced, and whatever one wrote, is named in, or
# did something with
_FINDABLE = """(p.visibility = 'public' AND a.indexable AND a.silenced_at IS NULL) OR p.author_id = ?
 OR EXISTS (SELECT 1 FROM mentions f WHERE f.post_id = p.id AND f.account_id = ?)
 OR EXISTS (SELECT 1 FROM reactions f WHERE f.post_id = p.id AND f.account_id = ?)
 OR EXISTS (SELECT 1 FROM bookmarks f WHERE f.post_id = p.id AND f.account_id = ?)"""
_FINDABLE_PARAMS = _FINDABLE.count("?")

_INDEXED: Final = 4  # letters: of beginnings up to there FTS5 keeps an index (migration 0003)
_MOST_LONGER: Final = 64  # words that begin with what was typed, and are asked for one by one
_LOWEST, _HIGHEST = "0", "\U0010ffff"  # what a longer word goes on with: letters and digits only


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
        matching, params = _matching_of(author_id, words) if author_id is not None else await self._matching(words)
        rows = await self._db.rows(
            f"{HIDDEN}SELECT p.id FROM {matching} AND p.deleted_at IS NULL AND a.deleted_at IS NULL"
            f" AND a.suspended_at IS NULL AND ({_FINDABLE}) AND ({READABLE}) AND {WANTED}"
            f" AND {cut(self._number if author_id is None else 'p.id', piece)} OFFSET ?",
            *self._timelines.hidden_from(viewer_id),
            *params,
            *[viewer_id] * (_FINDABLE_PARAMS + READABLE_PARAMS),
            *bounds(piece),
            offset,
        )
        return [row["id"] for row in newest_first(rows, piece)]

    async def fitting(self, words: Sequence[str]) -> tuple[str, tuple[str, ...]]:
        """The same as a condition on `p`, and its parameters."""
        asked = await self._asked(words)
        if self._is_sqlite:
            return "p.id IN (SELECT rowid FROM post_words WHERE post_words MATCH ?)", (asked,)
        return (
            "p.id IN (SELECT s.post_id FROM post_texts s"
            " WHERE array_to_tsvector(string_to_array(s.words, ' ')) @@ CAST(? AS tsquery))"
        ), (asked,)

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
    def _number(self) -> str:
        """What posts are put in order by. FTS5 goes through its own numbers backwards, so that a word that is in every
        post costs no more than others; by those of `p` it would sort a million first."""
        return "s.rowid" if self._is_sqlite else "p.id"

    async def _matching(self, words: Sequence[str]) -> tuple[str, tuple[str, ...]]:
        """The posts whose words fit, and the parameters for it."""
        asked = await self._asked(words)
        if self._is_sqlite:
            tables = "post_words s CROSS JOIN posts p ON p.id = s.rowid CROSS JOIN accounts a ON a.id = p.author_id"
            return f"{tables} WHERE s.post_words MATCH ?", (asked,)
        return (
            "post_texts s JOIN posts p ON p.id = s.post_id JOIN accounts a ON a.id = p.author_id"
            " WHERE array_to_tsvector(string_to_array(s.words, ' ')) @@ CAST(? AS tsquery)"
        ), (asked,)

    async def _asked(self, words: Sequence[str]) -> str:
        """What the engine is asked. Words are letters and digits only, so nothing in them means anything to it."""
        *whole, last = words
        if self._is_sqlite:
            return " AND ".join([*(f'"{word}"' for word in whole), await self._beginning(last)])
        return " & ".join([*(f"'{word}'" for word in whole), f"'{last}':*"])

    async def _beginning(self, word: str) -> str:
        """A word or the beginning of one, as FTS5 is best asked for it. Before it gives the first post with a beginning it
        puts together all there are, 30 ms for a common word; words themselves it goes through one after the other."""
        if len(word) > _INDEXED and word.isascii():  # others it may spell otherwise than we do
            longer = await self._db.rows(
                "SELECT term FROM post_vocabulary WHERE term >= ? AND term < ? LIMIT ?",
                word + _LOWEST,
                word + _HIGHEST,
                _MOST_LONGER + 1,
            )
            if len(longer) <= _MOST_LONGER:
                either = " OR ".join(f'"{each}"' for each in (word, *(row["term"] for row in longer)))
                return f"({either})"
        return f'"{word}"*'


def _matching_of(author_id: int, words: Sequence[str]) -> tuple[str, tuple[int | str, ...]]:
    """One author's posts are few: each is looked at. Words are letters and digits, so nothing in them is a wildcard."""
    *whole, last = words
    fits = " AND ' ' || s.words || ' ' LIKE ?" * len(words)
    return (
        "posts p JOIN post_texts s ON s.post_id = p.id JOIN accounts a ON a.id = p.author_id"
        f" WHERE p.author_id = ?{fits}"
    ), (author_id, *(f"% {word} %" for word in whole), f"% {last}%")
