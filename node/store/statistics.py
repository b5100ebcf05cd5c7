"""Numbers about what happens here: weeks of activity, trends, the directory. Only of what everybody may read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from node.model.account import Account
from node.model.ids import id_before
from node.model.preview import Preview
from node.store.accounts import to_account
from node.store.previews import to_preview
from node.store.reviews import APPROVED, NOT_REJECTED, Kind
from node.store.rows import Database, Now, us

_DAY = timedelta(days=1)
_OPEN = (
    "p.visibility = 'public' AND p.deleted_at IS NULL AND p.boost_of_id IS NULL AND EXISTS (SELECT 1 FROM accounts a"
    " WHERE a.id = p.author_id AND a.discoverable AND a.deleted_at IS NULL AND a.suspended_at IS NULL"
    " AND a.silenced_at IS NULL)"
)


Reviewed: TypeAlias = Literal["approved", "not rejected", "all"]
"""Which trends: only those somebody of ours approved, all but those turned down, or all."""


def _reviewed(kind: Kind, name: str, which: Reviewed) -> str:
    if which == "all":
        return ""
    return " AND " + (APPROVED if which == "approved" else NOT_REJECTED).format(kind=kind, name=name)


@dataclass(frozen=True, slots=True)
class Week:
    posts: int
    active: int
    joined: int


@dataclass(frozen=True, slots=True)
class DayOfUse:
    """Of a hashtag, or of a link."""

    uses: int
    accounts: int


class Statistics:
    def __init__(self, db: Database, now: Now) -> None:
        self._db = db
        self._now = now

    async def week(self, begins: datetime) -> Week:
        """Posts here, how many accounts here wrote them, and how many accounts were made."""
        ends = begins + 7 * _DAY
        row = await self._db.row(
            "SELECT COUNT(*) AS posts, COUNT(DISTINCT author_id) AS active FROM posts"
            " WHERE is_local AND deleted_at IS NULL AND id >= ? AND id < ?",
            id_before(begins),
            id_before(ends),
        )
        joined = await self._db.value(
            "SELECT COUNT(*) FROM accounts WHERE host = '' AND kind <> 'Application' AND created_at >= ? AND created_at < ?",
            us(begins),
            us(ends),
        )
        return Week(0, 0, int(joined)) if row is None else Week(row["posts"], row["active"], int(joined))

    async def peers(self) -> Sequence[str]:
        """Hosts whose accounts are known here."""
        rows = await self._db.rows("SELECT DISTINCT host FROM accounts WHERE host <> '' ORDER BY host")
        return [row["host"] for row in rows]

    async def count_peers(self) -> int:
        return int(await self._db.value("SELECT COUNT(DISTINCT host) FROM accounts WHERE host <> ''"))

    async def tag_days(self, tags: Iterable[str], *, days: int = 7) -> dict[str, list[DayOfUse]]:
        """How often each was used on each of the last days (UTC), today first."""
        return await self._days(
            "SELECT t.tag AS name, COUNT(*) AS uses, COUNT(DISTINCT p.author_id) AS accounts FROM post_tags t"
            f" JOIN posts p ON p.id = t.post_id WHERE {self._db.among_texts('t.tag')} AND t.post_id >= ?"
            " AND t.post_id < ? AND p.visibility = 'public' AND p.deleted_at IS NULL GROUP BY t.tag",
            set(tags),
            days,
        )

    async def link_days(self, links: Iterable[str], *, days: int = 7) -> dict[str, list[DayOfUse]]:
        """How often each was posted on each of the last days (UTC), today first."""
        return await self._days(
            "SELECT p.link AS name, COUNT(*) AS uses, COUNT(DISTINCT p.author_id) AS accounts FROM posts p"
            f" WHERE {self._db.among_texts('p.link')} AND p.id >= ? AND p.id < ?"
            " AND p.visibility = 'public' AND p.deleted_at IS NULL GROUP BY p.link",
            set(links),
            days,
        )

    async def _days(self, sql: str, names: set[str], days: int) -> dict[str, list[DayOfUse]]:
        """`sql` counts the uses of each of the names, from one id until before another."""
        found = {name: [DayOfUse(0, 0)] * days for name in names}
        today = self._now().replace(hour=0, minute=0, second=0, microsecond=0)
        for back in range(days if names else 0):
            begins = today - back * _DAY
            for row in await self._db.rows(sql, self._db.listed(names), id_before(begins), id_before(begins + _DAY)):
                found[row["name"]][back] = DayOfUse(row["uses"], row["accounts"])
        return found

    async def linked_pages(self, *, limit: int) -> Sequence[Preview]:
        """Pages elsewhere that most people linked in the last two days, as far as this node saw them itself."""
        rows = await self._db.rows(
            "SELECT v.* FROM (SELECT p.link, COUNT(DISTINCT p.author_id) AS people, COUNT(*) AS posts FROM posts p"
            f" WHERE p.id >= ? AND p.link IS NOT NULL AND NOT p.sensitive AND {_OPEN} GROUP BY p.link"
            " ORDER BY people DESC, posts DESC, p.link LIMIT ?) t JOIN previews v ON v.url = t.link"
            " WHERE v.title <> '' AND v.account_id IS NULL ORDER BY t.people DESC, t.posts DESC, t.link",
            id_before(self._now() - 2 * _DAY),
            limit,
        )
        return [to_preview(row) for row in rows]

    async def trending_tags(self, *, limit: int, offset: int = 0, reviewed: Reviewed = "not rejected") -> Sequence[str]:
        """Those that most people used in the last two days. One that posts here may not have does not trend."""
        usable: Reviewed = "all" if reviewed == "all" else "not rejected"
        rows = await self._db.rows(
            "SELECT t.tag FROM posts p JOIN post_tags t ON t.post_id = p.id"
            f" WHERE p.id >= ? AND {_OPEN}{_reviewed('tag', 't.tag', reviewed)}{_reviewed('usable', 't.tag', usable)}"
            " GROUP BY t.tag"
            " ORDER BY COUNT(DISTINCT p.author_id) DESC, COUNT(*) DESC, t.tag LIMIT ? OFFSET ?",
            id_before(self._now() - 2 * _DAY),
            limit,
            offset,
        )
        return [row["tag"] for row in rows]

    async def tags_beginning(self, folded: str, *, limit: int, offset: int = 0) -> Sequence[str]:
        """Tags of public posts that begin so, the most used first; but for those that are not to be listed."""
        rows = await self._db.rows(
            "SELECT t.tag FROM post_tags t JOIN posts p ON p.id = t.post_id WHERE t.tag >= ? AND t.tag < ?"
            f" AND p.visibility = 'public' AND p.deleted_at IS NULL{_reviewed('listable', 't.tag', 'not rejected')}"
            " GROUP BY t.tag ORDER BY COUNT(*) DESC, t.tag LIMIT ? OFFSET ?",
            folded,
            folded + "\U0010ffff",
            limit,
            offset,
        )
        return [row["tag"] for row in rows]

    async def trending_posts(
        self, *, limit: int, offset: int = 0, reviewed: Reviewed = "not rejected"
    ) -> Sequence[int]:
        """Of the last two days, what most people liked and boosted."""
        rows = await self._db.rows(
            f"SELECT p.id FROM posts p WHERE p.id >= ? AND {_OPEN} AND p.in_reply_to_uri IS NULL AND NOT p.sensitive"
            f" AND p.likes_count + p.boosts_count > 0{_reviewed('post', 'CAST(p.id AS TEXT)', reviewed)}"
            " ORDER BY p.likes_count + 2 * p.boosts_count DESC, p.id DESC LIMIT ? OFFSET ?",
            id_before(self._now() - 2 * _DAY),
            limit,
            offset,
        )
        return [row["id"] for row in rows]

    async def directory(self, *, by_newest: bool, local: bool, limit: int, offset: int = 0) -> Sequence[Account]:
        """Accounts that want to be found: those that posted last, or the newest."""
        order = "a.id DESC" if by_newest else "COALESCE(a.last_post_at, 0) DESC, a.id DESC"
        rows = await self._db.rows(
            "SELECT a.* FROM accounts a WHERE a.discoverable AND a.deleted_at IS NULL AND a.suspended_at IS NULL"
            " AND a.silenced_at IS NULL AND a.moved_to IS NULL AND a.kind <> 'Application'"
            + (" AND a.host = ''" if local else "")
            + f" ORDER BY {order} LIMIT ? OFFSET ?",
            limit,
            offset,
        )
        return [to_account(row) for row in rows]
