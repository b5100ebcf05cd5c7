"""Hashtags that people follow, and those they show on their profile. Names are folded, without the sign."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from node.model.ids import Ids
from node.model.slice import Slice
from node.model.tags import FeaturedTag, OwnTags
from node.store.rows import Database, Row, Tell, bounds, cut, moment_or_none, newest_first, us

_LOOKED_BACK = 1_000
"""Posts of an account among which the hashtags it uses are counted for suggestions."""


_LATEST_USES = 100
"""Among these it is decided how a hashtag is shown: the usual way to write it, and the first of two that are as usual."""

_AT_ONCE = 200

_USUAL = (
    "(SELECT u.written FROM (SELECT x.written, x.post_id FROM post_tags x WHERE x.tag = {tag}"
    f" ORDER BY x.post_id DESC LIMIT {_LATEST_USES}) u"
    " WHERE u.written <> '' GROUP BY u.written ORDER BY COUNT(*) DESC, MIN(u.post_id) LIMIT 1)"
)
_FEATURED = f"SELECT f.*, {_USUAL.format(tag='f.tag')} AS usual FROM featured_tags f"


def _to_featured(row: Row) -> FeaturedTag:
    return FeaturedTag(
        id=row["id"],
        account_id=row["account_id"],
        name=row["tag"],
        shown=row["written"] or row["usual"] or row["tag"],
        posts_count=row["posts_count"],
        last_post_at=moment_or_none(row["last_post_at"]),
    )


class Tags:
    def __init__(self, db: Database, tell: Tell, ids: Ids) -> None:
        self._db = db
        self._tell = tell
        self._ids = ids

    async def shown(self, tags: Iterable[str]) -> dict[str, str]:
        """How each is shown; as it is where nobody wrote it yet."""
        usual, wanted = dict[str, str](), list(dict.fromkeys(tags))
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            asked = " UNION ALL ".join(["SELECT CAST(? AS TEXT) AS tag"] * len(some))
            rows = await self._db.rows(f"SELECT t.tag, {_USUAL.format(tag='t.tag')} AS usual FROM ({asked}) t", *some)
            usual |= {row["tag"]: row["usual"] or row["tag"] for row in rows}
        return usual

    # Followed: their public posts stand on the home page

    async def follow(self, account_id: int, tag: str) -> None:
        await self._db.run(
            "INSERT INTO followed_tags (id, account_id, tag) VALUES (?, ?, ?) ON CONFLICT (account_id, tag) DO NOTHING",
            self._ids.new(),
            account_id,
            tag,
        )
        self._tell("follow", account_id)

    async def unfollow(self, account_id: int, tag: str) -> None:
        await self._db.run("DELETE FROM followed_tags WHERE account_id = ? AND tag = ?", account_id, tag)
        self._tell("follow", account_id)

    async def followed(self, account_id: int, piece: Slice) -> Sequence[tuple[int, str]]:
        """Id, by which the list is cut, and name; latest first."""
        rows = await self._db.rows(
            f"SELECT id, tag FROM followed_tags WHERE account_id = ? AND {cut('id', piece)}",
            account_id,
            *bounds(piece),
        )
        return [(row["id"], row["tag"]) for row in newest_first(rows, piece)]

    async def all_followed(self, account_id: int) -> Sequence[str]:
        rows = await self._db.rows("SELECT tag FROM followed_tags WHERE account_id = ?", account_id)
        return [row["tag"] for row in rows]

    async def followers(self, tags: Iterable[str]) -> set[int]:
        """Who follows one of these: accounts on whose home page a public post with them may stand."""
        rows = await self._db.rows(
            f"SELECT DISTINCT account_id FROM followed_tags WHERE {self._db.among_texts('tag')}",
            self._db.listed(set(tags)),
        )
        return {row["account_id"] for row in rows}

    async def own(self, account_id: int, tags: Iterable[str]) -> OwnTags:
        listed = self._db.listed(set(tags))
        rows = await self._db.rows(
            f"SELECT tag, TRUE AS followed FROM followed_tags WHERE account_id = ? AND {self._db.among_texts('tag')}"
            " UNION ALL"
            f" SELECT tag, FALSE FROM featured_tags WHERE account_id = ? AND {self._db.among_texts('tag')}",
            account_id,
            listed,
            account_id,
            listed,
        )
        return OwnTags(
            followed=frozenset(row["tag"] for row in rows if row["followed"]),
            featured=frozenset(row["tag"] for row in rows if not row["followed"]),
        )

    # Featured

    async def feature(self, account_id: int, tag: str, written: str = "") -> FeaturedTag | None:
        """None when it is featured already."""
        number = self._ids.new()
        added = await self._db.run(
            "INSERT INTO featured_tags (id, account_id, tag, written) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (account_id, tag) DO NOTHING",
            number,
            account_id,
            tag,
            written,
        )
        if not added:
            return None
        await recount_featured(self._db, account_id, [tag])
        self._tell("account", account_id)
        row = await self._db.row(f"{_FEATURED} WHERE f.id = ?", number)
        return None if row is None else _to_featured(row)

    async def unfeature(self, account_id: int, tag: str) -> None:
        await self._db.run("DELETE FROM featured_tags WHERE account_id = ? AND tag = ?", account_id, tag)
        self._tell("account", account_id)

    async def featured(self, account_id: int) -> Sequence[FeaturedTag]:
        """The most used first."""
        rows = await self._db.rows(f"{_FEATURED} WHERE f.account_id = ? ORDER BY f.posts_count DESC, f.id", account_id)
        return [_to_featured(row) for row in rows]

    async def claim_look(self, account_id: int, now: datetime, *, before: datetime) -> bool:
        """Whether those of an account elsewhere have not been asked for since `before`: then they are to be now."""
        return bool(
            await self._db.run(
                "UPDATE accounts SET tags_fetched_at = ? WHERE id = ?"
                " AND (tags_fetched_at IS NULL OR tags_fetched_at <= ?)",
                us(now),
                account_id,
                us(before),
            )
        )

    async def replace_featured(self, account_id: int, tags: Mapping[str, str]) -> None:
        """From folded to written. What an account elsewhere features by now, counted as far as its posts are here."""
        there = {each.name for each in await self.featured(account_id)}
        for gone in there - set(tags):
            await self.unfeature(account_id, gone)
        for new, written in tags.items():
            if new not in there:
                await self.feature(account_id, new, written)
        await recount_featured(self._db, account_id, there & set(tags))

    async def find_featured(self, featured_id: int, account_id: int) -> FeaturedTag | None:
        """If it is the account's own."""
        row = await self._db.row(f"{_FEATURED} WHERE f.id = ? AND f.account_id = ?", featured_id, account_id)
        return None if row is None else _to_featured(row)

    async def used_by(self, account_id: int, *, limit: int) -> Sequence[str]:
        """Those the account uses most of late and does not feature yet."""
        rows = await self._db.rows(
            "SELECT t.tag FROM (SELECT id FROM posts WHERE author_id = ? AND deleted_at IS NULL"
            f"  AND visibility IN ('public', 'unlisted') ORDER BY id DESC LIMIT {_LOOKED_BACK}) p"
            " JOIN post_tags t ON t.post_id = p.id"
            " WHERE t.tag NOT IN (SELECT f.tag FROM featured_tags f WHERE f.account_id = ?)"
            " GROUP BY t.tag ORDER BY COUNT(*) DESC, t.tag LIMIT ?",
            account_id,
            account_id,
            limit,
        )
        return [row["tag"] for row in rows]


async def recount_featured(db: Database, account_id: int, tags: Iterable[str]) -> None:
    """Count anew how often the account used these, where it features them. Called for each post of ours that gains or
    loses hashtags: exact, and cheaper than counting for each look at a profile."""
    rows = await db.rows(
        f"SELECT tag FROM featured_tags WHERE account_id = ? AND {db.among_texts('tag')}",
        account_id,
        db.listed(set(tags)),
    )
    for row in rows:
        [counted] = await db.rows(
            f"SELECT COUNT(*) AS posts, MAX(p.published_at) AS last FROM posts p {db.join_in_order} post_tags t"
            " ON t.tag = ? AND t.post_id = p.id WHERE p.author_id = ? AND p.deleted_at IS NULL"
            " AND p.visibility IN ('public', 'unlisted')",
            row["tag"],
            account_id,
        )
        await db.run(
            "UPDATE featured_tags SET posts_count = ?, last_post_at = ? WHERE account_id = ? AND tag = ?",
            counted["posts"],
            counted["last"],
            account_id,
            row["tag"],
        )
