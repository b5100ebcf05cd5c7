"""What may trend: decided by those who moderate, about tags, posts, links, and the hosts links lead to (publishers)."""

from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

from node.store.rows import Database, Now, us

Kind: TypeAlias = Literal["tag", "post", "link", "publisher"]

# Of the trend named by {name}: it is not turned down, or (`only_approved`) it is approved
NOT_REJECTED: Final = (
    "NOT EXISTS (SELECT 1 FROM trend_reviews r WHERE r.kind = '{kind}' AND r.name = {name} AND NOT r.approved)"
)
APPROVED: Final = "EXISTS (SELECT 1 FROM trend_reviews r WHERE r.kind = '{kind}' AND r.name = {name} AND r.approved)"


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

    async def publishers(self) -> list[str]:
        """Every host that was decided about, lately first."""
        return await self._names("publisher")

    async def tags(self) -> list[str]:
        """Every tag that was decided about, lately first."""
        return await self._names("tag")

    async def _names(self, kind: Kind) -> list[str]:
        rows = await self._db.rows(
            "SELECT name FROM trend_reviews WHERE kind = ? ORDER BY reviewed_at DESC LIMIT 1000", kind
        )
        return [row["name"] for row in rows]
