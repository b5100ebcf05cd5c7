"""Figures for those who run the node, by days (UTC): what the tables know anyway. Nobody's visits are recorded for them
(M23), so "active" is who posted.

Each asks the database once, however long the time is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from node.model.ids import id_before
from node.store.rows import EPOCH, Database, us

DAY: Final = timedelta(days=1)
_DAY_MS: Final = 86_400_000
_DAY_US: Final = 86_400_000_000
# The day something happened, by its id or by a time, as days since 1970
_BY_ID: Final = f"(({{column}}) >> 16) / {_DAY_MS}"
_BY_TIME: Final = f"({{column}}) / {_DAY_US}"
_OF_HOST: Final = "JOIN accounts a ON a.id = {column} AND a.host = ?"


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days, `begins` at midnight and the last one counted with."""

    begins: datetime
    days: int

    @property
    def ends(self) -> datetime:
        return self.begins + self.days * DAY

    @property
    def before(self) -> "Span":
        """As many days right before."""
        return Span(self.begins - self.days * DAY, self.days)

    @property
    def first(self) -> int:
        """Days since 1970."""
        return (self.begins - EPOCH) // DAY


@dataclass(frozen=True, slots=True)
class Series:
    """`total` may be less than the sum of the days: somebody who posts on each counts once."""

    total: int = 0
    days: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Share:
    """`key` is empty where it is not known (a post without language)."""

    key: str
    value: int


class Figures:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def active_accounts(self, span: Span) -> Series:
        """Accounts of ours that posted."""
        return await self._distinct("p.author_id", "FROM posts p WHERE p.is_local", "p.id", span)

    async def new_accounts(self, span: Span) -> Series:
        return await self._counted(
            "FROM accounts a WHERE a.host = '' AND a.kind <> 'Application'", "a.created_at", span, by_id=False
        )

    async def interactions(self, span: Span) -> Series:
        """Likes and boosts of posts of ours, and answers to them, by others or by us."""
        return _sum(
            await self._counted(
                "FROM reactions r JOIN posts p ON p.id = r.post_id WHERE p.is_local", "r.created_at", span, by_id=False
            ),
            await self._counted(
                "FROM posts b JOIN posts p ON p.id = COALESCE(b.boost_of_id, b.in_reply_to_id)"
                " WHERE p.is_local AND b.deleted_at IS NULL",
                "b.id",
                span,
            ),
        )

    async def opened_reports(self, span: Span) -> Series:
        return await self._counted("FROM reports r WHERE TRUE", "r.created_at", span, by_id=False)

    async def resolved_reports(self, span: Span) -> Series:
        return await self._counted("FROM reports r WHERE r.resolved_at IS NOT NULL", "r.resolved_at", span, by_id=False)

    async def tag_accounts(self, span: Span, tag: str) -> Series:
        return await self._distinct("p.author_id", _TAGGED, "p.id", span, tag)

    async def tag_uses(self, span: Span, tag: str) -> Series:
        return await self._counted(_TAGGED, "p.id", span, tag)

    async def tag_hosts(self, span: Span, tag: str) -> Series:
        """Servers of others whose people used it."""
        return await self._distinct("a.host", f"{_TAGGED} AND a.host <> ''", "p.id", span, tag)

    async def host_accounts(self, span: Span, host: str) -> Series:
        """Those that became known here."""
        return await self._counted("FROM accounts a WHERE a.host = ?", "a.id", span, host)

    async def host_reports(self, span: Span, host: str) -> Series:
        joined = _OF_HOST.format(column="r.target_id")
        return await self._counted(f"FROM reports r {joined} WHERE TRUE", "r.created_at", span, host, by_id=False)

    async def host_posts(self, span: Span, host: str) -> Series:
        joined = _OF_HOST.format(column="p.author_id")
        return await self._counted(f"FROM posts p {joined} WHERE p.deleted_at IS NULL", "p.id", span, host)

    async def host_follows(self, span: Span, host: str) -> Series:
        """By ours, of theirs."""
        joined = _OF_HOST.format(column="f.followed_id")
        return await self._counted(f"FROM follows f {joined} WHERE f.accepted", "f.created_at", span, host, by_id=False)

    async def host_followers(self, span: Span, host: str) -> Series:
        """By theirs, of ours."""
        joined = _OF_HOST.format(column="f.follower_id")
        return await self._counted(f"FROM follows f {joined} WHERE f.accepted", "f.created_at", span, host, by_id=False)

    async def host_media(self, host: str) -> Series:
        """Bytes of the copies that are kept here of files from there, by the day they became known, all there are."""
        day = _BY_ID.format(column="m.id")
        rows = await self._db.rows(
            f"SELECT {day} AS day, SUM(c.size) AS size FROM cached_files c JOIN media m ON m.id = c.owner_id"
            f" JOIN posts p ON p.id = m.post_id {_OF_HOST.format(column='p.author_id')}"
            f" WHERE c.place = 'file' AND c.state = 'kept' GROUP BY {day}",
            host,
        )
        days = {row["day"]: int(row["size"]) for row in rows}
        return Series(sum(days.values()), days)

    async def languages(self, span: Span, limit: int) -> Sequence[Share]:
        """Of posts of ours."""
        return await self._shares("p.language", "FROM posts p WHERE p.is_local AND p.boost_of_id IS NULL", span, limit)

    async def programs(self, span: Span, limit: int) -> Sequence[Share]:
        """What posts of ours were written with, where their authors let that be seen."""
        return await self._shares(
            "p.application", "FROM posts p WHERE p.is_local AND p.boost_of_id IS NULL", span, limit
        )

    async def hosts(self, span: Span, limit: int) -> Sequence[Share]:
        """Of others, by their posts."""
        joined = "FROM posts p JOIN accounts a ON a.id = p.author_id WHERE a.host <> ''"
        return await self._shares("a.host", joined, span, limit)

    async def hosts_of_tag(self, span: Span, limit: int, tag: str) -> Sequence[Share]:
        """Ours is named by nothing."""
        return await self._shares("a.host", _TAGGED, span, limit, tag)

    async def languages_of_tag(self, span: Span, limit: int, tag: str) -> Sequence[Share]:
        return await self._shares("p.language", _TAGGED, span, limit, tag)

    async def languages_of_host(self, span: Span, limit: int, host: str) -> Sequence[Share]:
        joined = _OF_HOST.format(column="p.author_id")
        return await self._shares("p.language", f"FROM posts p {joined} WHERE TRUE", span, limit, host)

    async def accounts_of_host(self, limit: int, host: str) -> Sequence[Share]:
        """The most followed, with how many of ours follow them."""
        rows = await self._db.rows(
            "SELECT a.name AS what, COUNT(f.follower_id) AS number FROM accounts a"
            " LEFT JOIN follows f ON f.followed_id = a.id AND f.accepted"
            " WHERE a.host = ? AND a.deleted_at IS NULL GROUP BY a.id, a.name ORDER BY number DESC, a.id LIMIT ?",
            host,
            limit,
        )
        return [Share(row["what"], row["number"]) for row in rows]

    async def recent_tags(self, since: datetime, *, limit: int = 20_000) -> Sequence[str]:
        rows = await self._db.rows(
            "SELECT DISTINCT tag FROM post_tags WHERE post_id >= ? LIMIT ?", id_before(since), limit
        )
        return [row["tag"] for row in rows]

    async def joined(self, span: Span) -> Mapping[int, int]:
        """Accounts of ours that were made then, with the day."""
        rows = await self._db.rows(
            f"SELECT a.id, {_BY_TIME.format(column='a.created_at')} AS day FROM accounts a"
            " WHERE a.host = '' AND a.kind <> 'Application' AND a.created_at >= ? AND a.created_at < ?",
            us(span.begins),
            us(span.ends),
        )
        return {row["id"]: row["day"] for row in rows}

    async def days_posted(self, span: Span) -> Sequence[tuple[int, int]]:
        """(account, day) of posts by accounts of ours that were made in that time, each once."""
        rows = await self._db.rows(
            f"SELECT DISTINCT p.author_id, {_BY_ID.format(column='p.id')} AS day FROM posts p"
            " JOIN accounts a ON a.id = p.author_id AND a.created_at >= ? AND a.created_at < ?"
            " WHERE p.is_local AND p.id >= ? AND p.id < ?",
            us(span.begins),
            us(span.ends),
            id_before(span.begins),
            id_before(span.ends),
        )
        return [(row["author_id"], row["day"]) for row in rows]

    async def database_bytes(self) -> int:
        if self._is_postgres:
            sql = (
                "SELECT COALESCE(SUM(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c"
                " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND c.relkind = 'r'"
            )
        else:
            sql = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        return int(await self._db.value(sql))

    async def engine(self) -> tuple[str, str]:
        """Which database this is, and its version."""
        if self._is_postgres:
            return "PostgreSQL", str(await self._db.value("SELECT current_setting('server_version')")).split()[0]
        return "SQLite", str(await self._db.value("SELECT sqlite_version()"))

    async def media_bytes(self) -> int:
        """Of what was uploaded here."""
        return int(await self._db.value("SELECT COALESCE(SUM(size), 0) FROM media WHERE size IS NOT NULL") or 0)

    @property
    def _is_postgres(self) -> bool:
        return bool(self._db.skip_locked)

    async def _counted(self, joined: str, column: str, span: Span, *params: object, by_id: bool = True) -> Series:
        days = await self._grouped("COUNT(*)", joined, column, span, *params, by_id=by_id)
        return Series(sum(days.values()), days)

    async def _distinct(self, what: str, joined: str, column: str, span: Span, *params: object) -> Series:
        days = await self._grouped(f"COUNT(DISTINCT {what})", joined, column, span, *params, by_id=True)
        total = await self._db.value(
            f"SELECT COUNT(DISTINCT {what}) {joined} AND {column} >= ? AND {column} < ?",
            *params,
            id_before(span.begins),
            id_before(span.ends),
        )
        return Series(int(total), days)

    async def _grouped(
        self, count: str, joined: str, column: str, span: Span, *params: object, by_id: bool
    ) -> dict[int, int]:
        day = (_BY_ID if by_id else _BY_TIME).format(column=column)
        begins, ends = (id_before(at) if by_id else us(at) for at in (span.begins, span.ends))
        rows = await self._db.rows(
            f"SELECT {day} AS day, {count} AS number {joined} AND {column} >= ? AND {column} < ? GROUP BY {day}",
            *params,
            begins,
            ends,
        )
        return {row["day"]: row["number"] for row in rows}

    async def _shares(self, what: str, joined: str, span: Span, limit: int, *params: object) -> Sequence[Share]:
        rows = await self._db.rows(
            f"SELECT COALESCE({what}, '') AS what, COUNT(*) AS number {joined} AND p.deleted_at IS NULL"
            f" AND p.id >= ? AND p.id < ? GROUP BY COALESCE({what}, '') ORDER BY number DESC, what LIMIT ?",
            *params,
            id_before(span.begins),
            id_before(span.ends),
            limit,
        )
        return [Share(row["what"], row["number"]) for row in rows]


_TAGGED: Final = (
    "FROM post_tags t JOIN posts p ON p.id = t.post_id JOIN accounts a ON a.id = p.author_id"
    " WHERE t.tag = ? AND p.visibility = 'public' AND p.deleted_at IS NULL"
)


def _sum(*series: Series) -> Series:
    days = {day for each in series for day in each.days}
    return Series(
        sum(each.total for each in series), {day: sum(each.days.get(day, 0) for each in series) for day in days}
    )
