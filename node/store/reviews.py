"""What may trend: decided by those who moderate, about tags, posts, links, and the hosts links lead to (publishers); and of
tags, whether posts may have them (`usable`) and whether they are found by their beginning (`listable`)."""

from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

from node.model.tags import TagRule
from node.store.rows import Database, Now, us

Kind: TypeAlias = Literal["tag", "usable", "listable", "post", "link", "publisher"]

# Of the trend named by {name}: it is not turned down, or (`only_approved`) it is approved
NOT_REJECTED: Final = (
    "NOT EXISTS (SELECT 1 FROM trend_reviews r WHERE r.kind = '{kind}' AND r.name = {name} AND NOT r.approved)"
)
APPROVED: Final = "EXISTS (SELECT 1 FROM trend_reviews r WHERE r.kind = '{kind}' AND r.name = {name} AND r.approved)"


_OF_TAGS: Final[tuple[Kind, ...]] = ("tag", "usable", "listable")


class Reviews:
    def __init__(self, db: Database, now: Now) -> None:
        self._db = db
        self._now = now

    async def save(self, kind: Kind, name: str, *, approved: bool) -> None:
        await self._db.run(
            "INSERT INTO trend_reviews (kind, name, approved, reviewed_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (kind, name) DO UPDATE SET approved = excluded.approved, reviewed_at = excluded.reviewed_at",
            kind,
            name,
            approved,
            us(self._now()),
        )

    async def of(self, kind: Kind, names: Iterable[str]) -> dict[str, bool]:
        """Those of them that were decided about, and whether they were approved."""
        rows = await self._db.rows(
            f"SELECT name, approved FROM trend_reviews WHERE kind = ? AND {self._db.among_texts('name')}",
            kind,
            self._db.listed(set(names)),
        )
        return {row["name"]: bool(row["approved"]) for row in rows}

    async def rules_of(self, tags: Iterable[str]) -> dict[str, TagRule]:
        """What was decided about each of them."""
        wanted = list(tags)
        trends, usable, listable = [await self.of(kind, wanted) for kind in _OF_TAGS]
        return {
            tag: TagRule(trendable=trends.get(tag), usable=usable.get(tag, True), listable=listable.get(tag, True))
            for tag in wanted
        }

    async def unusable(self, tags: Iterable[str]) -> set[str]:
        """Those of them that posts here may not have."""
        return {tag for tag, is_usable in (await self.of("usable", tags)).items() if not is_usable}

    async def publishers(self) -> list[str]:
        """Every host that was decided about, lately first."""
        return await self._names("publisher")

    async def tags(self) -> list[str]:
        """Every tag that was decided about, lately first."""
        return await self._names(*_OF_TAGS)

    async def _names(self, *kinds: Kind) -> list[str]:
        rows = await self._db.rows(
            f"SELECT name FROM trend_reviews WHERE {self._db.among_texts('kind')}"
            " GROUP BY name ORDER BY MAX(reviewed_at) DESC LIMIT 1000",
            self._db.listed(kinds),
        )
        return [row["name"] for row in rows]
