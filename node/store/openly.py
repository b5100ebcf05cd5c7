"""What the open interface lists: posts of the channels here, what others said to them, and numbers about both.

Only what anybody may read, of accounts that are shown: neither gone nor limited, and channels only as long as they want to
be found. Somebody's own account is no channel, however much they want to be found, unless an organisation names it as its
own: `offices` are the names of those.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

from node.config.organizations import EVERYBODY
from node.model.account import Account
from node.model.ids import HIGHEST, id_before
from node.model.place import Box
from node.model.slice import Slice
from node.store.accounts import to_account
from node.store.appointments import at_time
from node.store.channels import IS_CHANNEL
from node.store.deletions import OPEN_POST
from node.store.places import at_place
from node.store.rows import Database, bounds, cut, newest_first, us
from node.store.search import Search

Kind: TypeAlias = Literal["post", "reply", "poll", "article", "event", "boost"]

_NOT_HIDDEN = "u.deleted_at IS NULL AND u.suspended_at IS NULL AND u.silenced_at IS NULL"
_FOUNDED = IS_CHANNEL.replace("a.", "u.")
# Of `u`: an account of ours that is shown. The node's own actor is no channel, nor is the one guests speak through, nor is a
# person, but for those `named`
_CHANNEL = f"u.host = '' AND u.kind <> 'Application' AND u.discoverable AND {_NOT_HIDDEN} AND ({_FOUNDED} OR {{named}})"
_ANSWERS = "NOT (p.automated AND u.kind <> 'Service') AND p.case_said NOT LIKE '%\"state\":\"passed_on\"%'"
_OPEN = "p.visibility IN ('public', 'unlisted') AND p.deleted_at IS NULL"
_KINDS: dict[Kind | None, str] = {
    None: "p.boost_of_id IS NULL",
    "post": "p.boost_of_id IS NULL AND p.in_reply_to_uri IS NULL",
    "reply": "p.boost_of_id IS NULL AND p.in_reply_to_uri IS NOT NULL",
    "poll": "p.boost_of_id IS NULL AND p.has_poll",
    "article": "p.boost_of_id IS NULL AND p.kind = 'Article'",
    "event": "p.boost_of_id IS NULL AND p.appointment <> ''",
    "boost": "p.boost_of_id IS NOT NULL",
}
# Ids of what was said to the channels of the parameter, which stands three times: below their posts, in threads they
# began, and where they are named. Each is found from their own posts, so that it costs what they wrote and not what came
_SAID_TO = """SELECT p.id AS post_id, t.author_id AS channel_id FROM posts t {join} posts p ON p.in_reply_to_id = t.id
 WHERE {of_thread} AND t.replies_count > 0
 UNION SELECT p.id, t.author_id FROM posts t {join} posts p ON p.thread_id = t.id
 WHERE {of_thread} AND t.replies_count > 0
 UNION SELECT m.post_id, m.account_id FROM mentions m WHERE {named}"""
_SHARE = timedelta(minutes=5)  # between the moment that is shown and the id drawn for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a list of posts is narrowed to. `channels` None: all. `words` and those of the `place` are folded
    (`text/words.py`). `running`: polls of overviews that can still be voted in, or that cannot any longer, as of `at`.
    Events that are not over at `on_after` and have begun before `on_before`."""

    offices: Collection[str]
    channels: Collection[int] | None = None
    kind: Kind | None = None
    tag: str | None = None
    language: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    words: Sequence[str] = ()
    place: Sequence[str] = ()
    box: Box | None = None
    running: bool | None = None
    at: datetime | None = None
    on_after: datetime | None = None
    on_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Span:
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one channel in one span (its place in the list). `people` wrote the contributions."""

    span: int
    channel_id: int
    posts: int = 0
    answers: int = 0
    contributions: int = 0
    people: int = 0


class Openly:
    def __init__(self, db: Database, search: Search) -> None:
        self._db = db
        self._search = search

    def _channel(self, offices: Collection[str]) -> tuple[str, object]:
        """The condition, and its parameter."""
        named = self._db.among_texts("'*'" if EVERYBODY.issubset(offices) else "u.folded_name")
        return _CHANNEL.format(named=named), self._db.listed({name.lower() for name in offices})

    async def channels(self, offices: Collection[str], *, after: int = 0, limit: int = 100) -> Sequence[Account]:
        """Oldest first."""
        channel, named = self._channel(offices)
        rows = await self._db.rows(
            f"SELECT u.* FROM accounts u WHERE {channel} AND u.id > ? ORDER BY u.id LIMIT ?", named, after, limit
        )
        return [to_account(row) for row in rows]

    async def channels_named(self, names: Iterable[str], offices: Collection[str]) -> Sequence[Account]:
        """Those of them that are shown."""
        channel, named = self._channel(offices)
        rows = await self._db.rows(
            f"SELECT u.* FROM accounts u WHERE {channel} AND {self._db.among_texts('u.folded_name')} ORDER BY u.id",
            named,
            self._db.listed({name.lower() for name in names}),
        )
        return [to_account(row) for row in rows]

    async def posts(self, asked: Asked, piece: Slice) -> Sequence[int]:
        """Ids, newest first."""
        channel, named = self._channel(asked.offices)
        where, params = await self._narrowed(asked)
        rows = await self._db.rows(
            "SELECT p.id FROM posts p JOIN accounts u ON u.id = p.author_id"
            f" WHERE p.is_local AND {_OPEN} AND {channel}{where} AND {cut('p.id', piece)}",
            named,
            *params,
            *bounds(piece),
        )
        return [row["id"] for row in newest_first(rows, piece)]

    async def _narrowed(self, asked: Asked) -> tuple[str, list[Any]]:
        conditions, params = [_KINDS[asked.kind]], []
        if asked.channels is not None:
            conditions.append(self._db.among("p.author_id"))
            params.append(self._db.listed(asked.channels))
        if asked.tag is not None:
            conditions.append("EXISTS (SELECT 1 FROM post_tags x WHERE x.tag = ? AND x.post_id = p.id)")
            params.append(asked.tag)
        if asked.language is not None:
            conditions.append("(p.language = ? OR p.language LIKE ?)")
            params += [asked.language, f"{asked.language}-%"]
        if asked.since is not None:
            conditions.append("p.id >= ? AND p.published_at >= ?")
            params += [min(HIGHEST, id_before(asked.since - _SHARE)), us(asked.since)]
        if asked.until is not None:
            conditions.append("p.published_at < ?")
            params.append(us(asked.until))
        if asked.place or asked.box is not None:
            condition, where = at_place(asked.place, asked.box)
            conditions.append(condition)
            params += where
        if asked.running is not None and asked.at is not None:
            over = "EXISTS (SELECT 1 FROM polls x WHERE x.post_id = p.id AND (x.closed_at IS NOT NULL OR x.closes_at <= ?))"
            conditions.append(f"p.visibility = 'public' AND {'NOT ' if asked.running else ''}{over}")
            params.append(us(asked.at))
        if asked.on_after is not None or asked.on_before is not None:
            condition, times = at_time(asked.on_after, asked.on_before)
            conditions.append(condition)
            params += times
        if asked.words:
            condition, found = await self._search.fitting(asked.words)
            conditions.append(f"u.indexable AND p.visibility = 'public' AND {condition}")
            params += found
        return "".join(f" AND {each}" for each in conditions), params

    async def contributions(
        self, channel_id: int, piece: Slice, *, since: datetime | None = None, until: datetime | None = None
    ) -> Sequence[int]:
        """Ids of what others said to the channel, newest first."""
        when, times = "", []
        if since is not None:
            when, times = " AND p.published_at >= ?", [us(since)]
        if until is not None:
            when, times = f"{when} AND p.published_at < ?", [*times, us(until)]
        said, params = self._said_to([channel_id])
        rows = await self._db.rows(
            f"SELECT p.id FROM posts p JOIN accounts u ON u.id = p.author_id WHERE p.id IN (SELECT post_id FROM ({said}) AS c)"
            f" AND {OPEN_POST} AND {_NOT_HIDDEN} AND p.author_id <> ?{when} AND {cut('p.id', piece)}",
            *params,
            channel_id,
            *times,
            *bounds(piece),
        )
        return [row["id"] for row in newest_first(rows, piece)]

    def _said_to(self, channel_ids: Iterable[int]) -> tuple[str, list[Any]]:
        said = _SAID_TO.format(
            join=self._db.join_in_order, of_thread=self._db.among("t.author_id"), named=self._db.among("m.account_id")
        )
        return said, [self._db.listed(set(channel_ids))] * 3

    async def answered(self, post_ids: Iterable[int], offices: Collection[str]) -> set[int]:
        """To which of them a channel here answered openly. That it has come, or was passed on, is no answer."""
        channel, named = self._channel(offices)
        rows = await self._db.rows(
            f"SELECT DISTINCT p.in_reply_to_id AS id FROM posts p JOIN accounts u ON u.id = p.author_id"
            f" WHERE {self._db.among('p.in_reply_to_id')} AND p.is_local AND {_OPEN} AND {channel} AND {_ANSWERS}",
            self._db.listed(set(post_ids)),
            named,
        )
        return {row["id"] for row in rows}

    async def is_ours(self, post_id: int) -> bool:
        """Whether it is the public post of somebody here who is shown, channel or not: by its address it is to be had."""
        found = await self._db.value(
            "SELECT 1 FROM posts p JOIN accounts u ON u.id = p.author_id"
            f" WHERE p.id = ? AND p.is_local AND {OPEN_POST} AND {_NOT_HIDDEN}",
            post_id,
        )
        return found is not None

    async def thread(self, thread_id: int, *, after: int = 0, limit: int = 100) -> Sequence[int]:
        """Ids of what anybody may read of a thread, oldest first."""
        rows = await self._db.rows(
            "SELECT p.id FROM posts p JOIN accounts u ON u.id = p.author_id"
            f" WHERE p.thread_id = ? AND {OPEN_POST} AND {_NOT_HIDDEN} AND p.id > ? ORDER BY p.id LIMIT ?",
            thread_id,
            after,
            limit,
        )
        return [row["id"] for row in rows]

    async def figures(self, channel_ids: Collection[int], spans: Sequence[Span]) -> Sequence[Figures]:
        """For each channel and span in which there was anything: two questions however many of both there are."""
        found: dict[tuple[int, int], Figures] = {}
        for row in await self._posted(channel_ids, spans):
            key = (row["span"], row["channel_id"])
            found[key] = Figures(*key, posts=row["posts"], answers=row["answers"])
        for row in await self._contributed(channel_ids, spans):
            key = (row["span"], row["channel_id"])
            known = found.get(key, Figures(*key))
            found[key] = Figures(*key, known.posts, known.answers, row["contributions"], row["people"])
        return [found[key] for key in sorted(found)]

    async def _posted(self, channel_ids: Collection[int], spans: Sequence[Span]) -> Sequence[Any]:
        table, params = _table_of(spans)
        return await self._db.rows(
            f"{table} SELECT s.span, p.author_id AS channel_id,"
            " SUM(CASE WHEN p.in_reply_to_uri IS NULL THEN 1 ELSE 0 END) AS posts,"
            " SUM(CASE WHEN p.in_reply_to_uri IS NULL THEN 0 ELSE 1 END) AS answers"
            " FROM spans s JOIN posts p ON p.published_at >= s.begins AND p.published_at < s.ends"
            f" WHERE {self._db.among('p.author_id')} AND p.id >= ? AND {OPEN_POST} GROUP BY s.span, p.author_id",
            *params,
            self._db.listed(channel_ids),
            _lowest(spans),
        )

    async def _contributed(self, channel_ids: Collection[int], spans: Sequence[Span]) -> Sequence[Any]:
        table, params = _table_of(spans)
        said, whom = self._said_to(channel_ids)
        return await self._db.rows(
            f"{table} SELECT s.span, c.channel_id, COUNT(*) AS contributions, COUNT(DISTINCT p.author_id) AS people"
            f" FROM ({said}) AS c JOIN posts p ON p.id = c.post_id JOIN accounts u ON u.id = p.author_id"
            " JOIN spans s ON p.published_at >= s.begins AND p.published_at < s.ends"
            f" WHERE p.id >= ? AND p.author_id <> c.channel_id AND {OPEN_POST} AND {_NOT_HIDDEN}"
            " GROUP BY s.span, c.channel_id",
            *params,
            *whom,
            _lowest(spans),
        )


def _table_of(spans: Sequence[Span]) -> tuple[str, list[int]]:
    """The spans as a table of a query, numbered, and its parameters."""
    rows = ", ".join(["(CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT))"] * len(spans))
    params = [value for number, each in enumerate(spans) for value in (number, us(each.begins), us(each.ends))]
    return f"WITH spans (span, begins, ends) AS (VALUES {rows})", params


def _lowest(spans: Sequence[Span]) -> int:
    return id_before(min(each.begins for each in spans) - _SHARE)
