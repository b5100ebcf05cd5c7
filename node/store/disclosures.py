"""The register of what authorities asked for."""

from collections.abc import Sequence
from datetime import date

from node.errors import NotFound
from node.model.disclosure import Disclosure, DisclosureCount, Outcome, Wish
from node.store.rows import Database, Row


class Disclosures:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, made: Disclosure) -> None:
        await self._db.run(
            "INSERT INTO disclosures (id, kind, authority, basis, received_on) VALUES (?, ?, ?, ?, ?)",
            made.id,
            made.wish.value,
            made.authority,
            made.basis,
            made.received_on.isoformat(),
        )

    async def get(self, number: int) -> Disclosure:
        """Raises NotFound."""
        row = await self._db.row("SELECT * FROM disclosures WHERE id = ?", number)
        if row is None:
            raise NotFound("there is no request with this number")
        return _to_disclosure(row)

    async def all(self, *, limit: int = 500) -> Sequence[Disclosure]:
        """The newest first."""
        rows = await self._db.rows("SELECT * FROM disclosures ORDER BY received_on DESC, id DESC LIMIT ?", limit)
        return [_to_disclosure(row) for row in rows]

    async def close(self, number: int, outcome: Outcome, given: str, on: date) -> None:
        await self._db.run(
            "UPDATE disclosures SET outcome = ?, given = ?, closed_on = ? WHERE id = ?",
            outcome.value,
            given,
            on.isoformat(),
            number,
        )

    async def totals(self) -> Sequence[DisclosureCount]:
        """The latest year first."""
        rows = await self._db.rows(
            "SELECT SUBSTR(received_on, 1, 4) AS year, kind, COUNT(*) AS received,"
            f" {_counted('all', 'partly')} AS fulfilled, {_counted('nothing')} AS none_there,"
            f" {_counted('refused')} AS refused, {_counted('open')} AS waiting"
            " FROM disclosures GROUP BY SUBSTR(received_on, 1, 4), kind ORDER BY SUBSTR(received_on, 1, 4) DESC, kind"
        )
        return [
            DisclosureCount(
                int(row["year"]),
                Wish(row["kind"]),
                int(row["received"]),
                int(row["fulfilled"]),
                int(row["none_there"]),
                int(row["refused"]),
                int(row["waiting"]),
            )
            for row in rows
        ]


def _counted(*outcomes: str) -> str:
    listed = ", ".join(f"'{each}'" for each in outcomes)
    return f"SUM(CASE WHEN outcome IN ({listed}) THEN 1 ELSE 0 END)"


def _to_disclosure(row: Row) -> Disclosure:
    return Disclosure(
        id=row["id"],
        wish=Wish(row["kind"]),
        authority=row["authority"],
        basis=row["basis"],
        received_on=date.fromisoformat(row["received_on"]),
        outcome=Outcome(row["outcome"]),
        given=row["given"],
        closed_on=date.fromisoformat(row["closed_on"]) if row["closed_on"] else None,
    )
