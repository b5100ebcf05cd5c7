"""What accounts were told when those who moderate decided something about them."""

from collections.abc import Iterable, Sequence

from node.model.moderation import Measure, Strike
from node.store.rows import Database, Row, from_json, moment, to_json, us


def _to_strike(row: Row) -> Strike:
    return Strike(
        id=row["id"],
        account_id=row["account_id"],
        measure=Measure(row["measure"]),
        text=row["text"],
        post_ids=tuple(from_json(row["post_ids"])),
        report_id=row["report_id"],
        created_at=moment(row["created_at"]),
    )


class Strikes:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, strike: Strike) -> None:
        await self._db.run(
            "INSERT INTO strikes (id, account_id, measure, text, post_ids, report_id, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            strike.id,
            strike.account_id,
            strike.measure.value,
            strike.text,
            to_json(strike.post_ids),
            strike.report_id,
            us(strike.created_at),
        )

    async def by_ids(self, ids: Iterable[int]) -> dict[int, Strike]:
        wanted = set(ids)
        if not wanted:
            return {}
        rows = await self._db.rows(f"SELECT * FROM strikes WHERE {self._db.among('id')}", self._db.listed(wanted))
        return {row["id"]: _to_strike(row) for row in rows}

    async def of_account(self, account_id: int, *, limit: int = 40) -> Sequence[Strike]:
        """Newest first."""
        rows = await self._db.rows(
            "SELECT * FROM strikes WHERE account_id = ? ORDER BY id DESC LIMIT ?", account_id, limit
        )
        return [_to_strike(row) for row in rows]
