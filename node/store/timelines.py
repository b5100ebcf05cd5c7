"""Lists of posts as somebody sees them. No home table is written: home is merged when read (decision 0013).

Each begins with `HIDDEN`, the accounts the viewer is kept from: it is made once per query, and empty for most.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from node.model.ids import HIGHEST
from node.model.lists import AccountList, Replies
from node.model.post import PostView
from node.model.slice import Slice
from node.store.marks import Marks, marks_of
from node.store.readable import READABLE, READABLE_PARAMS
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
# Whom `?` reads in lists of their own only: they stand on an exclusive one. Comes behind `HIDDEN`
_APART = """, apart (id) AS (SELECT m.account_id FROM lists l JOIN list_members m ON m.list_id = l.id
 WHERE l.account_id = ? AND l.exclusive)
"""
# Of `p`, by somebody whom the reader follows with `f`: what the reader wants to see of them
_OF_FOLLOWED = f"""f.accepted AND p.deleted_at IS NULL
 AND (p.boost_of_id IS NULL OR f.shows_boosts)
 AND (p.visibility <> 'direct' OR EXISTS (SELECT 1 FROM mentions m WHERE m.post_id = p.id AND m.account_id = f.follower_id))
 AND (f.languages = '[]' OR p.language IS NULL OR f.languages LIKE '%"' || p.language || '"%')
 AND (p.boost_of_id IS NULL OR NOT EXISTS (SELECT 1 FROM posts o JOIN accounts w ON w.id = o.author_id
  WHERE o.id = p.boost_of_id AND (o.author_id IN (SELECT id FROM hidden) OR w.host IN (SELECT host FROM away))))
 AND {WANTED}"""
# An answer belongs on a home page when the reader follows both sides, or it continues its author's own thread
_TO_FOLLOWED = """EXISTS (SELECT 1 FROM follows g WHERE g.follower_id = f.follower_id
 AND g.followed_id = p.in_reply_to_account_id AND g.accepted)"""
AT_HOME = f"""f.followed_id NOT IN (SELECT id FROM apart)
 AND (p.in_reply_to_uri IS NULL OR p.in_reply_to_account_id = p.author_id OR p.in_reply_to_account_id = f.follower_id
  OR {_TO_FOLLOWED})
 AND {_OF_FOLLOWED}"""
_HOME = f"""{HIDDEN}{_APART}SELECT p.id FROM follows f {{join}} posts p ON p.author_id = f.followed_id
 WHERE f.follower_id = ? AND {AT_HOME} AND """
# On a list, its `replies` say which answers to others
_ANSWERS = {
    Replies.FOLLOWED: f" OR {_TO_FOLLOWED}",
    Replies.LIST: """ OR EXISTS (SELECT 1 FROM list_members n WHERE n.list_id = m.list_id
 AND n.account_id = p.in_reply_to_account_id)""",
    Replies.NONE: "",
}
_LIST = f"""{HIDDEN}SELECT p.id FROM list_members m
 {{join}} follows f ON f.follower_id = m.follower_id AND f.followed_id = m.account_id
 {{join}} posts p ON p.author_id = f.followed_id
 WHERE m.list_id = ? AND p.visibility <> 'direct'
 AND (p.in_reply_to_uri IS NULL OR p.in_reply_to_account_id = p.author_id OR p.in_reply_to_account_id = f.follower_id
  {{answers}}) AND {_OF_FOLLOWED} AND """
# Of each hashtag the reader follows the newest (or, upwards, the oldest) posts of a piece, as many as are wanted at most
_TAGGED = """SELECT DISTINCT x.post_id AS id FROM followed_tags t {join} post_tags x ON x.tag = t.tag
 WHERE t.account_id = ? AND x.post_id < ? AND x.post_id >= COALESCE((SELECT y.post_id FROM post_tags y
  WHERE y.tag = t.tag AND y.post_id < ? AND y.post_id > ? ORDER BY y.post_id DESC LIMIT 1 OFFSET ?), ?)
 ORDER BY x.post_id DESC LIMIT ?"""
_TAGGED_UPWARDS = """SELECT DISTINCT x.post_id AS id FROM followed_tags t {join} post_tags x ON x.tag = t.tag
 WHERE t.account_id = ? AND x.post_id > ? AND x.post_id <= COALESCE((SELECT y.post_id FROM post_tags y
  WHERE y.tag = t.tag AND y.post_id > ? AND y.post_id < ? ORDER BY y.post_id LIMIT 1 OFFSET ?), ?)
 ORDER BY x.post_id LIMIT ?"""
# On lists that everybody sees: its author is neither suspended nor silenced
SHOWN_AUTHOR = (
    "EXISTS (SELECT 1 FROM accounts a WHERE a.id = p.author_id AND a.suspended_at IS NULL AND a.silenced_at IS NULL)"
)
# On the public timelines: what is nobody else's, and answers only those that continue their author's own thread
IN_PUBLIC = f"""p.boost_of_id IS NULL AND p.deleted_at IS NULL
 AND (p.in_reply_to_uri IS NULL OR p.in_reply_to_account_id = p.author_id) AND {SHOWN_AUTHOR}"""


Between: TypeAlias = Callable[[Slice], Awaitable[list[int]]]
"""Ids of a piece of a list, newest first and no more than its limit."""


def _joined(ids: Iterable[int], piece: Slice) -> list[int]:
    """Each once, newest first, as many as the piece may have."""
    found = sorted(set(ids), reverse=True)
    return found[-piece.limit :] if piece.upwards else found[: piece.limit]


def _left(found: Sequence[int], piece: Slice) -> Slice:
    """The part of the piece in which more could still take the place of what is found."""
    if len(found) < piece.limit:
        return piece
    return replace(piece, before=found[0]) if piece.upwards else replace(piece, after=found[-1])


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
        """Ids of what stands on an account's home page, newest first; `upwards`: what comes right above `after`.

        That is what it posted itself, what those it follows posted (not those on its exclusive lists), and public posts
        with hashtags it follows.
        """
        has_tags = await self._db.value("SELECT 1 FROM followed_tags WHERE account_id = ? LIMIT 1", account_id)

        async def between(piece: Slice) -> list[int]:
            own = await self._ids(
                f"SELECT id FROM posts WHERE author_id = ? AND deleted_at IS NULL AND {cut('id', piece)}",
                account_id,
                *bounds(piece),
            )
            others = await self._ids(
                _HOME.format(join=self._db.join_in_order) + cut("p.id", piece),
                *self.hidden_from(account_id),
                account_id,
                account_id,
                *bounds(piece),
            )
            found = _joined([*own, *others], piece)
            return _joined([*found, *await self._tagged(account_id, _left(found, piece))], piece) if has_tags else found

        return await self._in_windows(between, Slice(before=before, after=after, upwards=upwards, limit=limit))

    async def of_list(self, found: AccountList, piece: Slice) -> Sequence[int]:
        """Ids of what the members of a list posted, as far as its owner sees it at home, newest first."""

        async def between(part: Slice) -> list[int]:
            others = await self._ids(
                _LIST.format(join=self._db.join_in_order, answers=_ANSWERS[found.replies]) + cut("p.id", part),
                *self.hidden_from(found.account_id),
                found.id,
                *bounds(part),
            )
            return _joined([*others, *await self._own_on_list(found, part)], part)

        return await self._in_windows(between, piece)

    async def _own_on_list(self, found: AccountList, piece: Slice) -> list[int]:
        """What the owner posted, where they stand on their list themselves."""
        answers = _ANSWERS[found.replies].replace("f.follower_id", "p.author_id")
        return await self._ids(
            "SELECT p.id FROM list_members m JOIN posts p ON p.author_id = m.account_id"
            " WHERE m.list_id = ? AND m.account_id = ? AND p.deleted_at IS NULL AND p.visibility <> 'direct'"
            f" AND (p.in_reply_to_uri IS NULL OR p.in_reply_to_account_id = p.author_id{answers})"
            f" AND {cut('p.id', piece)}",
            found.id,
            found.account_id,
            *bounds(piece),
        )

    async def _in_windows(self, between: Between, piece: Slice) -> list[int]:
        """Looks at growing stretches of time, so that the usual page touches only the last days of each author."""
        return await (self._upwards if piece.upwards else self._downwards)(between, piece)

    async def _downwards(self, between: Between, piece: Slice) -> list[int]:
        found: list[int] = []
        upper = piece.before
        newest = await self._db.value("SELECT MAX(id) FROM posts WHERE id < ?", piece.before)
        if newest is None:
            return found
        for window in _WINDOWS:
            lower = max(piece.after, newest - window)
            found += await between(replace(piece, before=upper, after=lower))
            if len(found) >= piece.limit or lower == piece.after:
                break
            upper = lower + 1
        return found[: piece.limit]

    async def _upwards(self, between: Between, piece: Slice) -> list[int]:
        found: list[int] = []
        lower = piece.after
        for window in _WINDOWS:
            upper = min(piece.before, piece.after + window)
            found = [*await between(replace(piece, before=upper, after=lower)), *found]
            if len(found) >= piece.limit or upper == piece.before:
                break
            lower = upper - 1
        return found[-piece.limit :]

    async def _tagged(self, account_id: int, piece: Slice) -> list[int]:
        """Public posts of others with hashtags the account follows, newest first.

        Some hashtags have thousands a day: only the first of each are looked at, and more of them when too few of those
        may be shown.
        """
        found: list[int] = []
        most = 2 * piece.limit
        while piece.before - piece.after > 1:
            near, far = (piece.after, piece.before) if piece.upwards else (piece.before, piece.after)
            ids = await self._ids(
                (_TAGGED_UPWARDS if piece.upwards else _TAGGED).format(join=self._db.join_in_order),
                account_id,
                near,
                near,
                far,
                most - 1,
                far + (-1 if piece.upwards else 1),
                most,
            )
            found += await self._shown_tagged(account_id, ids)
            if len(ids) < most or len(found) >= piece.limit:
                break
            piece = replace(piece, after=ids[-1]) if piece.upwards else replace(piece, before=ids[-1])
            most *= 4
        return _joined(found, piece)

    async def _shown_tagged(self, account_id: int, ids: Sequence[int]) -> list[int]:
        if not ids:
            return []
        return await self._ids(
            f"{HIDDEN}{_APART}SELECT p.id FROM posts p WHERE {self._db.among('p.id')} AND p.visibility = 'public'"
            " AND p.boost_of_id IS NULL AND p.deleted_at IS NULL AND p.author_id <> ?"
            f" AND p.author_id NOT IN (SELECT id FROM apart) AND {SHOWN_AUTHOR} AND {WANTED}",
            *self.hidden_from(account_id),
            account_id,
            self._db.listed(ids),
            account_id,
        )

    async def _ids(self, sql: str, *params: Any) -> list[int]:
        return [row["id"] for row in await self._db.rows(sql, *params)]

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
            f"{HIDDEN}SELECT p.id FROM posts p WHERE {where}"
            + (" AND p.has_media" if only_media else "")
            + f" AND {IN_PUBLIC} AND {WANTED} AND {cut('p.id', piece)}",
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
            + f" AND {SHOWN_AUTHOR} AND {WANTED} AND {cut('p.id', piece)}",
            *self.hidden_from(viewer_id),
            self._db.listed({tag, *further}),
            *required,
            *unwanted,
            *bounds(piece),
        )
        return [row["id"] for row in newest_first(rows, piece)]

    async def link(self, url: str, viewer_id: int, piece: Slice) -> Sequence[int]:
        """Public posts that are shown with that link, newest first."""
        rows = await self._db.rows(
            f"{HIDDEN}SELECT p.id FROM posts p WHERE p.link = ? AND p.visibility = 'public' AND p.deleted_at IS NULL"
            f" AND {SHOWN_AUTHOR} AND {WANTED} AND {cut('p.id', piece)}",
            *self.hidden_from(viewer_id),
            url,
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

    async def marks(self, ids: Iterable[int], viewer_id: int) -> Marks:
        """What the viewer did with these."""
        return await marks_of(self._db, ids, viewer_id)

    async def thread(self, thread_id: int, viewer_id: int, *, limit: int = 2_000) -> Sequence[tuple[int, int | None]]:
        """The posts of a thread, each with what it answers, oldest first: those the viewer may read and wants to see.
        Silenced authors stand in no thread but for those who follow them."""
        rows = await self._db.rows(
            f"{HIDDEN}SELECT p.id, p.in_reply_to_id FROM posts p JOIN accounts a ON a.id = p.author_id"
            f" WHERE p.thread_id = ? AND p.deleted_at IS NULL AND p.boost_of_id IS NULL AND ({READABLE})"
            " AND p.author_id NOT IN (SELECT id FROM hidden)"
            " AND (a.silenced_at IS NULL OR a.id = ? OR EXISTS (SELECT 1 FROM follows s WHERE s.follower_id = ?"
            " AND s.followed_id = a.id AND s.accepted)) AND a.deleted_at IS NULL AND a.suspended_at IS NULL"
            " ORDER BY p.id LIMIT ?",
            *self.hidden_from(viewer_id),
            thread_id,
            *[viewer_id] * READABLE_PARAMS,
            viewer_id,
            viewer_id,
            limit,
        )
        return [(row["id"], row["in_reply_to_id"]) for row in rows]

    async def views(self, ids: Sequence[int], viewer_id: int = 0) -> list[PostView]:
        """Those posts, in that order, with everything a page shows; deleted ones and those of suspended authors are
        left out. It does not ask who may read them: the list that made the ids did, or `readable` does."""
        return await load_views(self._db, ids, viewer_id)
