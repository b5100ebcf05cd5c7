"""Who of those listening right now sees a post: the rules of `timelines.py`, asked for one post and many viewers at once.

The conditions are the very same texts; only what the viewer keeps away is looked up for each viewer apart. Of that, only
what concerns the post is looked at: its author, whom it names, and whose post it boosts.
"""

from collections.abc import Collection, Iterable
from typing import Final

from node.store.rows import Database, Now, us
from node.store.timelines import AT_HOME, IN_PUBLIC, SHOWN_AUTHOR, WANTED

# The post is `?`, three times; the time is behind it, then the post once more
_CONCERNED: Final = """WITH concerned (id) AS (SELECT author_id FROM posts WHERE id = ?
  UNION SELECT account_id FROM mentions WHERE post_id = ?
  UNION SELECT o.author_id FROM posts b JOIN posts o ON o.id = b.boost_of_id WHERE b.id = ?),
 hidden (viewer, id) AS (SELECT account_id, target_id FROM blocks WHERE target_id IN (SELECT id FROM concerned)
  UNION SELECT target_id, account_id FROM blocks WHERE account_id IN (SELECT id FROM concerned)
  UNION SELECT account_id, target_id FROM mutes WHERE target_id IN (SELECT id FROM concerned)
   AND (expires_at IS NULL OR expires_at > ?)),
 away (viewer, host) AS (SELECT h.account_id, h.host FROM accounts c JOIN host_mutes h ON h.host = c.host
  WHERE c.id IN (SELECT id FROM concerned)),
 apart (viewer, id) AS (SELECT l.account_id, m.account_id FROM posts p JOIN list_members m ON m.account_id = p.author_id
  JOIN lists l ON l.id = m.list_id WHERE p.id = ? AND l.exclusive)
"""
_KEPT_AWAY: Final = ("(SELECT id FROM hidden", "(SELECT host FROM away", "(SELECT id FROM apart")


def _seen_by(viewer: str, condition: str) -> str:
    """The condition, made for a single viewer, for the one in the column `viewer`."""
    for each in _KEPT_AWAY:
        condition = condition.replace(each + ")", f"{each} WHERE viewer = {viewer})")
    return condition


_AT_HOME: Final = _seen_by("f.follower_id", AT_HOME)
_WANTED: Final = _seen_by("v.id", WANTED)
_NOT_APART: Final = _seen_by("v.id", "p.author_id NOT IN (SELECT id FROM apart)")


class Audiences:
    def __init__(self, db: Database, now: Now) -> None:
        self._db = db
        self._now = now

    def _concerned(self, post_id: int) -> tuple[int, ...]:
        """The parameters of `_CONCERNED`."""
        return post_id, post_id, post_id, us(self._now()), post_id

    async def at_home(self, post_id: int, viewer_ids: Collection[int]) -> set[int]:
        """On whose home page of these it stands: as its author, as who follows them, or one of its hashtags."""
        listed = self._db.listed(viewer_ids)
        rows = await self._db.rows(
            f"{_CONCERNED}SELECT p.author_id AS id FROM posts p WHERE p.id = ? AND p.deleted_at IS NULL"
            f"  AND {self._db.among('p.author_id')}"
            f" UNION SELECT f.follower_id FROM posts p JOIN follows f ON f.followed_id = p.author_id"
            f"  WHERE p.id = ? AND {self._db.among('f.follower_id')} AND {_AT_HOME}"
            f" UNION SELECT v.id FROM posts p JOIN post_tags t ON t.post_id = p.id JOIN followed_tags s ON s.tag = t.tag"
            f"  JOIN accounts v ON v.id = s.account_id WHERE p.id = ? AND {self._db.among('v.id')}"
            "  AND p.visibility = 'public' AND p.boost_of_id IS NULL AND p.deleted_at IS NULL"
            f"  AND {_NOT_APART} AND {SHOWN_AUTHOR} AND {_WANTED}",
            *self._concerned(post_id),
            post_id,
            listed,
            post_id,
            listed,
            post_id,
            listed,
        )
        return {row["id"] for row in rows}

    async def wanting(self, post_id: int, viewer_ids: Collection[int]) -> set[int]:
        """Who of these is not kept from it by a block, a mute or a muted host. Who may read it is not asked."""
        rows = await self._db.rows(
            f"{_CONCERNED}SELECT v.id FROM posts p CROSS JOIN accounts v WHERE p.id = ? AND {self._db.among('v.id')}"
            f" AND v.deleted_at IS NULL AND {_WANTED}",
            *self._concerned(post_id),
            post_id,
            self._db.listed(viewer_ids),
        )
        return {row["id"] for row in rows}

    async def is_public(self, post_id: int) -> bool:
        """Whether it belongs on the public timelines; on which of them, its visibility and origin say."""
        found = await self._db.value(
            f"SELECT 1 FROM posts p WHERE p.id = ? AND p.visibility IN ('public', 'local') AND {IN_PUBLIC}", post_id
        )
        return found is not None

    async def has_media(self, post_id: int) -> bool:
        return bool(await self._db.value("SELECT has_media FROM posts WHERE id = ?", post_id))

    async def tags_among(self, post_id: int, tags: Iterable[str]) -> set[str]:
        """On the timelines of which of these hashtags it belongs."""
        rows = await self._db.rows(
            f"SELECT t.tag FROM post_tags t JOIN posts p ON p.id = t.post_id WHERE p.id = ?"
            f" AND {self._db.among_texts('t.tag')} AND p.visibility = 'public' AND p.deleted_at IS NULL AND {SHOWN_AUTHOR}",
            post_id,
            self._db.listed(set(tags)),
        )
        return {row["tag"] for row in rows}

    async def lists_with(self, author_ids: Iterable[int], list_ids: Iterable[int]) -> list[tuple[int, int]]:
        """On which of these lists one of the authors stands, and whose they are."""
        rows = await self._db.rows(
            "SELECT DISTINCT l.id, l.account_id FROM list_members m JOIN lists l ON l.id = m.list_id"
            f" WHERE {self._db.among('m.account_id')} AND {self._db.among('l.id')}",
            self._db.listed(set(author_ids)),
            self._db.listed(set(list_ids)),
        )
        return [(row["id"], row["account_id"]) for row in rows]

    async def following(self, author_ids: Iterable[int], viewer_ids: Collection[int]) -> set[int]:
        """Who of these viewers follows one of those authors."""
        rows = await self._db.rows(
            f"SELECT DISTINCT follower_id AS id FROM follows WHERE {self._db.among('followed_id')}"
            f" AND {self._db.among('follower_id')} AND accepted",
            self._db.listed(set(author_ids)),
            self._db.listed(viewer_ids),
        )
        return {row["id"] for row in rows}

    async def involved(self, post_ids: Collection[int], viewer_ids: Collection[int]) -> set[int]:
        """Who of these has done something with one of the posts, so that it looks different to them."""
        posts, viewers = self._db.listed(post_ids), self._db.listed(viewer_ids)
        both = " WHERE {} AND {}"
        rows = await self._db.rows(
            " UNION ".join(
                f"SELECT {viewer} AS id FROM {table}" + both.format(self._db.among(post), self._db.among(viewer))
                for table, post, viewer in (
                    ("reactions", "post_id", "account_id"),
                    ("posts", "boost_of_id", "author_id"),
                    ("bookmarks", "post_id", "account_id"),
                    ("votes", "post_id", "account_id"),
                    ("thread_mutes m JOIN posts p ON p.thread_id = m.thread_id", "p.id", "m.account_id"),
                )
            ),
            *[posts, viewers] * 5,
        )
        return {row["id"] for row in rows}
