"""Follows that ended because a host, or an account, was turned away: what was lost, for whom it concerned."""

from collections.abc import Iterable

from node.model.notification import Severance, SeveranceKind
from node.store.rows import Database, Row, moment, us


def _to_severance(row: Row) -> Severance:
    return Severance(
        id=row["id"],
        account_id=row["account_id"],
        kind=SeveranceKind(row["kind"]),
        target=row["target"],
        followers=row["followers_count"],
        following=row["following_count"],
        created_at=moment(row["created_at"]),
    )


class Severances:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, made: Severance) -> None:
        await self._db.run(
            "INSERT INTO severances (id, account_id, kind, target, followers_count, following_count, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            made.id,
            made.account_id,
            made.kind.value,
            made.target,
            made.followers,
            made.following,
            us(made.created_at),
        )

    async def by_ids(self, ids: Iterable[int]) -> dict[int, Severance]:
        wanted = set(ids)
        if not wanted:
            return {}
        rows = await self._db.rows(f"SELECT * FROM severances WHERE {self._db.among('id')}", self._db.listed(wanted))
        return {row["id"]: _to_severance(row) for row in rows}
