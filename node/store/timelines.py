"""Lists of posts as somebody sees them. No home table is written: home is merged when read (decision 0013)."""

from collections.abc import Iterable, Sequence

from node.model.ids import HIGHEST
from node.model.post import PostView
from node.store.rows import Database
from node.store.views import load_views

_DAY = 86_400_000 << 16
_WINDOWS = (_DAY // 2, 3 * _DAY, 21 * _DAY, 180 * _DAY, HIGHEST)

# Whose posts `?` (the viewer) does not want to see, or who does not want to be seen by them; on `p`
_NOT_BLOCKED = (
    "NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = ? AND b.target_id = p.author_id)"
    " AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = p.author_id AND b.target_id = ?)"
)
# An answer belongs on a home page when the reader follows both sides, or it continues its author's own thread
_HOME = f"""SELECT p.id FROM follows f {{join}} posts p ON p.author_id = f.followed_id
 WHERE f.follower_id = ? AND f.accepted AND p.id < ? AND p.id > ? AND p.deleted_at IS NULL
 AND (p.boost_of_id IS NULL OR f.shows_boosts)
 AND (p.in_reply_to_uri IS NULL OR p.in_reply_to_account_id = p.author_id OR p.in_reply_to_account_id = f.follower_id
  OR EXISTS (SELECT 1 FROM follows g WHERE g.follower_id = f.follower_id AND g.followed_id = p.in_reply_to_account_id
   AND g.accepted))
 AND (p.visibility <> 'direct' OR EXISTS (SELECT 1 FROM mentions m WHERE m.post_id = p.id AND m.account_id = f.follower_id))
 AND (p.boost_of_id IS NULL OR NOT EXISTS (SELECT 1 FROM posts o JOIN blocks b ON
  (b.account_id = f.follower_id AND b.target_id = o.author_id) OR (b.account_id = o.author_id AND b.target_id = f.follower_id)
  WHERE o.id = p.boost_of_id))
 AND {_NOT_BLOCKED}
 ORDER BY p.id DESC LIMIT ?"""
# Who may read `p`: anybody what is open; the viewer what is theirs, names them, or comes from whom they follow
_READABLE = """p.visibility IN ('public', 'unlisted') OR p.author_id = ?
 OR (p.visibility = 'local' AND EXISTS (SELECT 1 FROM accounts v WHERE v.id = ? AND v.host = '' AND v.deleted_at IS NULL))
 OR (p.visibility = 'followers' AND EXISTS (SELECT 1 FROM follows r WHERE r.follower_id = ?
  AND r.followed_id = p.author_id AND r.accepted))
 OR (p.visibility <> 'local' AND EXISTS (SELECT 1 FROM mentions r WHERE r.post_id = p.id AND r.account_id = ?))"""
_READABLE_PARAMS = _READABLE.count("?")


class Timelines:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def home(self, account_id: int, *, before: int = HIGHEST, limit: int = 20) -> Sequence[int]:
        """Ids of what the account and those it follows posted, newest first.

        Looks back in growing windows, so that the usual page touches only the last days of each author's posts.
        """
        found: list[int] = []
        upper = before
        newest = await self._db.value("SELECT MAX(id) FROM posts WHERE id < ?", before)
        if newest is None:
            return found
        for window in _WINDOWS:
            lower = max(0, newest - window)
            rows = await self._db.rows(
                _HOME.format(join=self._db.join_in_order),
                account_id,
                upper,
                lower,
                account_id,
                account_id,
                limit,
            )
            own = await self._db.rows(
                "SELECT id FROM posts WHERE author_id = ? AND id < ? AND id > ? AND deleted_at IS NULL"
                " ORDER BY id DESC LIMIT ?",
                account_id,
                upper,
                lower,
                limit,
            )
            found += sorted({row["id"] for row in (*rows, *own)}, reverse=True)
            if len(found) >= limit or lower == 0:
                break
            upper = lower + 1
        return found[:limit]

    async def public(
        self, viewer_id: int = 0, *, local: bool = False, before: int = HIGHEST, limit: int = 20
    ) -> Sequence[int]:
        """What everybody may read and nobody boosted here, newest first; `local`: what was posted here, answers to
        others left out, with what only members may read when `viewer_id` is one."""
        if local:
            kinds = "('public', 'local')" if viewer_id else "('public')"
            where = f"p.is_local AND p.visibility IN {kinds}"
        else:
            where = "p.visibility = 'public'"
        rows = await self._db.rows(
            f"SELECT p.id FROM posts p WHERE {where} AND p.boost_of_id IS NULL AND p.deleted_at IS NULL AND p.id < ?"
            " AND (p.in_reply_to_uri IS NULL OR p.in_reply_to_account_id = p.author_id)"
            f" AND EXISTS (SELECT 1 FROM accounts a WHERE a.id = p.author_id AND a.suspended_at IS NULL) AND {_NOT_BLOCKED}"
            " ORDER BY p.id DESC LIMIT ?",
            before,
            viewer_id,
            viewer_id,
            limit,
        )
        return [row["id"] for row in rows]

    async def of_account(  # each is a choice of the page
        self,
        account_id: int,
        viewer_id: int = 0,
        *,
        before: int = HIGHEST,
        after: int = 0,
        limit: int = 20,
        with_replies: bool = True,
        with_boosts: bool = True,
    ) -> Sequence[int]:
        """What an account posted, as far as the viewer may read it, newest first."""
        rows = await self._db.rows(
            "SELECT p.id FROM posts p WHERE p.author_id = ? AND p.id < ? AND p.id > ? AND p.deleted_at IS NULL"
            + ("" if with_boosts else " AND p.boost_of_id IS NULL")
            + ("" if with_replies else " AND (p.in_reply_to_uri IS NULL OR p.in_reply_to_account_id = p.author_id)")
            + f" AND ({_READABLE}) AND (p.boost_of_id IS NULL OR EXISTS (SELECT 1 FROM posts o WHERE o.id = p.boost_of_id"
            " AND o.visibility IN ('public', 'unlisted') AND o.deleted_at IS NULL))"
            " ORDER BY p.id DESC LIMIT ?",
            account_id,
            before,
            after,
            *[viewer_id] * _READABLE_PARAMS,
            limit,
        )
        return [row["id"] for row in rows]

    async def tag(self, tag: str, viewer_id: int = 0, *, before: int = HIGHEST, limit: int = 20) -> Sequence[int]:
        """Public posts with that (folded) hashtag, newest first."""
        rows = await self._db.rows(
            "SELECT p.id FROM post_tags t JOIN posts p ON p.id = t.post_id WHERE t.tag = ? AND t.post_id < ?"
            f" AND p.visibility = 'public' AND p.deleted_at IS NULL AND {_NOT_BLOCKED} ORDER BY t.post_id DESC LIMIT ?",
            tag,
            before,
            viewer_id,
            viewer_id,
            limit,
        )
        return [row["id"] for row in rows]

    async def readable(self, ids: Iterable[int], viewer_id: int = 0) -> set[int]:
        """Which of these the viewer (0: somebody not logged in) may read."""
        rows = await self._db.rows(
            f"SELECT p.id FROM posts p WHERE {self._db.among('p.id')} AND p.deleted_at IS NULL AND ({_READABLE})",
            self._db.listed(set(ids)),
            *[viewer_id] * _READABLE_PARAMS,
        )
        return {row["id"] for row in rows}

    async def views(self, ids: Sequence[int], viewer_id: int = 0) -> list[PostView]:
        """Those posts, in that order, with everything a page shows; deleted ones and those of suspended authors are
        left out. It does not ask who may read them: the list that made the ids did, or `readable` does."""
        return await load_views(self._db, ids, viewer_id)
