"""Lists of posts as somebody sees them. No home table is written: home is merged when read (decision 0013).

Each begins with `HIDDEN`, the accounts the viewer is kept from: it is made once per query, and empty for most.
"""

from collections.abc import Iterable, Sequence

from node.model.ids import HIGHEST
from node.model.post import PostView
from node.model.slice import Slice
from node.store.rows import Database, Now, bounds, cut, newest_first, us
from node.store.views import load_views

_DAY = 86_400_000 << 16
_WINDOWS = (_DAY // 2, 3 * _DAY, 21 * _DAY, 180 * _DAY, HIGHEST)

# Whom `?` (the viewer, five times, with the time at the end of the third) does not want to see, or who does not want to
# be seen by them
HIDDEN = """WITH hidden (id) AS (SELECT target_id FROM blocks WHERE account_id = ?
 UNION SELECT account_id FROM blocks WHERE target_id = ?
 UNION SELECT target_id FROM mutes WHERE account_id = ? AND (expires_at IS NULL OR expires_at > ?)),
 away (host) AS (SELECT host FROM host_mutes WHERE account_id = ?)
"""
# Of `p`: neither its author nor whom it names is hidden, and it comes from no host the viewer has muted
WANTED = """p.author_id NOT IN (SELECT id FROM hidden)
 AND (NOT p.has_mentions OR NOT EXISTS (SELECT 1 FROM mentions x WHERE x.post_id = p.id
  AND x.account_id IN (SELECT id FROM hidden)))
 AND (NOT EXISTS (SELECT 1 FROM away) OR NOT EXISTS (SELECT 1 FROM accounts u WHERE u.id = p.author_id
  AND u.host IN (SELECT host FROM away)))"""
# An answer belongs on a home page when the reader follows both sides, or it continues its author's own thread
_HOME = f"""{HIDDEN}SELECT p.id FROM follows f {{join}} posts p ON p.author_id = f.followed_id
 WHERE f.follower_id = ? AND f.accepted AND p.deleted_at IS NULL
 AND (p.boost_of_id IS NULL OR f.shows_boosts)
 AND (p.in_reply_to_uri IS NULL OR p.in_reply_to_account_id = p.author_id OR p.in_reply_to_account_id = f.follower_id
  OR EXISTS (SELECT 1 FROM follows g WHERE g.follower_id = f.follower_id AND g.followed_id = p.in_reply_to_account_id
   AND g.accepted))
 AND (p.visibility <> 'direct' OR EXISTS (SELECT 1 FROM mentions m WHERE m.post_id = p.id AND m.account_id = f.follower_id))
 AND (f.languages = '[]' OR p.language IS NULL OR f.languages LIKE '%"' || p.language || '"%')
 AND (p.boost_of_id IS NULL OR NOT EXISTS (SELECT 1 FROM posts o JOIN accounts w ON w.id = o.author_id
  WHERE o.id = p.boost_of_id AND (o.author_id IN (SELECT id FROM hidden) OR w.host IN (SELECT host FROM away))))
 AND {WANTED} AND """
# Who may read `p`: anybody what is open; the viewer what is theirs, names them, or comes from whom they follow
READABLE = """p.visibility IN ('public', 'unlisted') OR p.author_id = ?
 OR (p.visibility = 'local' AND EXISTS (SELECT 1 FROM accounts v WHERE v.id = ? AND v.host = '' AND v.deleted_at IS NULL))
 OR (p.visibility = 'followers' AND EXISTS (SELECT 1 FROM follows r WHERE r.follower_id = ?
  AND r.followed_id = p.author_id AND r.accepted))
 OR (p.visibility <> 'local' AND EXISTS (SELECT 1 FROM mentions r WHERE r.post_id = p.id AND r.account_id = ?))"""
READABLE_PARAMS = READABLE.count("?")
_SHOWN_AUTHOR = "EXISTS (SELECT 1 FROM accounts a WHERE a.id = p.author_id AND a.suspended_at IS NULL)"


class Timelines:
    def __init__(self, db: Database, now: Now) -> None:
        self._db = db
        self._now = now

    def hidden_from(self, viewer_id: int) -> tuple[int, ...]:
        """The parameters of `HIDDEN`."""
        return viewer_id, viewer_id, viewer_id, us(self._now()), viewer_id

    async def home(
        self, account_id: int, *, before: int = HIGHEST, after: int = 0, upwards: bool = False, limit: int = 20
    ) -> Sequence[int]:
        """Ids of what the account and those it follows posted, newest first; `upwards`: what comes right above `after`.

        Looks back in growing windows, so that the usual page touches only the last days of each author's posts.
        """
        if upwards:
            return await self._home_upwards(account_id, before, after, limit)
        found: list[int] = []
        upper = before
        newest = await self._db.value("SELECT MAX(id) FROM posts WHERE id < ?", before)
        if newest is None:
            return found
        for window in _WINDOWS:
            lower = max(after, newest - window)
            found += await self._home_between(account_id, Slice(before=upper, after=lower, limit=limit))
            if len(found) >= limit or lower == after:
                break
            upper = lower + 1
        return found[:limit]

    async def _home_upwards(self, account_id: int, before: int, after: int, limit: int) -> Sequence[int]:
        found: list[int] = []
        lower = after
        for window in _WINDOWS:
            upper = min(before, after + window)
            piece = Slice(before=upper, after=lower, upwards=True, limit=limit)
            found = [*await self._home_between(account_id, piece), *found]
            if len(found) >= limit or upper == before:
                break
            lower = upper - 1
        return found[-limit:]

    async def _home_between(self, account_id: int, piece: Slice) -> list[int]:
        rows = await self._db.rows(
            _HOME.format(join=self._db.join_in_order) + cut("p.id", piece),
            *self.hidden_from(account_id),
            account_id,
            *bounds(piece),
        )
        own = await self._db.rows(
            f"SELECT id FROM posts WHERE author_id = ? AND deleted_at IS NULL AND {cut('id', piece)}",
            account_id,
            *bounds(piece),
        )
        found = sorted({row["id"] for row in (*rows, *own)}, reverse=True)
        return found[-piece.limit :] if piece.upwards else found[: piece.limit]

    async def public(
        self,
        viewer_id: int = 0,
        *,
        local: bool = False,
        remote: bool = False,
        only_media: bool = False,
        before: int = HIGHEST,
        after: int = 0,
        upwards: bool = False,
        limit: int = 20,
    ) -> Sequence[int]:
        """What everybody may read and nobody boosted here, newest first; `local`: what was posted here, answers to
        others left out, with what only members may read when `viewer_id` is one."""
        if local:
            kinds = "('public', 'local')" if viewer_id else "('public')"
            where = f"p.is_local AND p.visibility IN {kinds}"
        else:
            where = "p.visibility = 'public'" + (" AND NOT p.is_local" if remote else "")
        piece = Slice(before=before, after=after, upwards=upwards, limit=limit)
        rows = await self._db.rows(
            f"{HIDDEN}SELECT p.id FROM posts p WHERE {where} AND p.boost_of_id IS NULL AND p.deleted_at IS NULL"
            " AND (p.in_reply_to_uri IS NULL OR p.in_reply_to_account_id = p.author_id)"
            + (" AND p.has_media" if only_media else "")
            + f" AND {_SHOWN_AUTHOR} AND {WANTED} AND {cut('p.id', piece)}",
            *self.hidden_from(viewer_id),
            *bounds(piece),
        )
        return [row["id"] for row in newest_first(rows, piece)]

    async def of_account(  # each is a choice of the page
        self,
        account_id: int,
        viewer_id: int = 0,
        *,
        before: int = HIGHEST,
        after: int = 0,
        upwards: bool = False,
        limit: int = 20,
        with_replies: bool = True,
        with_boosts: bool = True,
        only_media: bool = False,
        tag: str = "",
    ) -> Sequence[int]:
        """What an account posted, as far as the viewer may read it, newest first; `tag` folded, without the sign."""
        piece = Slice(before=before, after=after, upwards=upwards, limit=limit)
        rows = await self._db.rows(
            "SELECT p.id FROM posts p WHERE p.author_id = ? AND p.deleted_at IS NULL"
            + ("" if with_boosts else " AND p.boost_of_id IS NULL")
            + ("" if with_replies else " AND (p.in_reply_to_uri IS NULL OR p.in_reply_to_account_id = p.author_id)")
            + (" AND p.has_media" if only_media else "")
            + (" AND EXISTS (SELECT 1 FROM post_tags t WHERE t.tag = ? AND t.post_id = p.id)" if tag else "")
            + f" AND ({READABLE}) AND (p.boost_of_id IS NULL OR EXISTS (SELECT 1 FROM posts o WHERE o.id = p.boost_of_id"
            f" AND o.visibility IN ('public', 'unlisted') AND o.deleted_at IS NULL)) AND {cut('p.id', piece)}",
            account_id,
            *([tag] if tag else []),
            *[viewer_id] * READABLE_PARAMS,
            *bounds(piece),
        )
        return [row["id"] for row in newest_first(rows, piece)]

    async def tag(
        self,
        tag: str,
        viewer_id: int = 0,
        *,
        further: Sequence[str] = (),
        required: Sequence[str] = (),
        unwanted: Sequence[str] = (),
        local: bool = False,
        remote: bool = False,
        only_media: bool = False,
        before: int = HIGHEST,
        after: int = 0,
        upwards: bool = False,
        limit: int = 20,
    ) -> Sequence[int]:
        """Public posts with that hashtag or one of `further`, with all `required` and none of the `unwanted`, newest
        first. All are folded, without the sign."""
        piece = Slice(before=before, after=after, upwards=upwards, limit=limit)
        has = "EXISTS (SELECT 1 FROM post_tags y WHERE y.post_id = p.id AND y.tag = ?)"
        rows = await self._db.rows(
            f"{HIDDEN}SELECT DISTINCT p.id FROM post_tags t JOIN posts p ON p.id = t.post_id"
            f" WHERE {self._db.among_texts('t.tag')} AND p.visibility = 'public' AND p.deleted_at IS NULL"
            + f" AND {has}" * len(required)
            + f" AND NOT {has}" * len(unwanted)
            + (" AND p.is_local" if local else "")
            + (" AND NOT p.is_local" if remote else "")
            + (" AND p.has_media" if only_media else "")
            + f" AND {_SHOWN_AUTHOR} AND {WANTED} AND {cut('p.id', piece)}",
            *self.hidden_from(viewer_id),
            self._db.listed({tag, *further}),
            *required,
            *unwanted,
            *bounds(piece),
        )
        return [row["id"] for row in newest_first(rows, piece)]

    async def favourites(self, account_id: int, piece: Slice) -> Sequence[tuple[int, int]]:
        """What the account liked, latest first: when (microseconds, by which the list is cut) and which post; as far as
        it may still read it."""
        rows = await self._db.rows(
            "SELECT r.created_at AS liked_at, r.post_id FROM reactions r JOIN posts p ON p.id = r.post_id"
            f" WHERE r.account_id = ? AND p.deleted_at IS NULL AND ({READABLE}) AND {cut('r.created_at', piece)}",
            account_id,
            *[account_id] * READABLE_PARAMS,
            *bounds(piece),
        )
        return [(row["liked_at"], row["post_id"]) for row in newest_first(rows, piece)]

    async def bookmarked(self, account_id: int, piece: Slice) -> Sequence[tuple[int, int]]:
        """What the account kept, latest first: id of the bookmark, by which the list is cut, and of the post; as far as
        it may still read it."""
        rows = await self._db.rows(
            "SELECT b.id, b.post_id FROM bookmarks b JOIN posts p ON p.id = b.post_id"
            f" WHERE b.account_id = ? AND p.deleted_at IS NULL AND ({READABLE}) AND {cut('b.id', piece)}",
            account_id,
            *[account_id] * READABLE_PARAMS,
            *bounds(piece),
        )
        return [(row["id"], row["post_id"]) for row in newest_first(rows, piece)]

    async def readable(self, ids: Iterable[int], viewer_id: int = 0) -> set[int]:
        """Which of these the viewer (0: somebody not logged in) may read."""
        rows = await self._db.rows(
            f"SELECT p.id FROM posts p WHERE {self._db.among('p.id')} AND p.deleted_at IS NULL AND ({READABLE})",
            self._db.listed(set(ids)),
            *[viewer_id] * READABLE_PARAMS,
        )
        return {row["id"] for row in rows}

    async def hidden_accounts(self, viewer_id: int) -> set[int]:
        """Whom the viewer is kept from: blocked, muted, or blocking them."""
        rows = await self._db.rows(f"{HIDDEN}SELECT id FROM hidden", *self.hidden_from(viewer_id))
        return {row["id"] for row in rows}

    async def views(self, ids: Sequence[int], viewer_id: int = 0) -> list[PostView]:
        """Those posts, in that order, with everything a page shows; deleted ones and those of suspended authors are
        left out. It does not ask who may read them: the list that made the ids did, or `readable` does."""
        return await load_views(self._db, ids, viewer_id)
