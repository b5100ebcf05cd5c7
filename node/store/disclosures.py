"""The register of what authorities asked for, and the totals of it that are public."""

from collections.abc import Sequence
from datetime import date

from node.errors import NotFound
from node.model.disclosure import (
    Disclosure,
    DisclosureCount,
    GroundCount,
    Law,
    Muzzle,
    Outcome,
    Silence,
    Stage,
    Wish,
)
from node.model.ids import HIGHEST
from node.store.rows import Database, Row, moment_or_none, us_or_none


class Disclosures:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, made: Disclosure) -> None:
        await self._db.run(
            "INSERT INTO disclosures (id, kind, authority, basis, received_on, account_id, law, reference, is_emergency,"
            " due_at, recorded_at, silence, silent_until, silence_ground)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            made.id,
            made.wish.value,
            made.authority,
            made.basis,
            made.received_on.isoformat(),
            made.account_id,
            made.law.value,
            made.reference,
            made.is_emergency,
            us_or_none(made.due_at),
            us_or_none(made.recorded_at),
            made.muzzle.silence.value,
            _day(made.muzzle.until),
            made.muzzle.ground,
        )

    async def get(self, number: int) -> Disclosure:
        """Raises NotFound."""
        row = await self._db.row("SELECT * FROM disclosures WHERE id = ?", number)
        if row is None:
            raise NotFound("there is no request with this number")
        return to_disclosure(row)

    async def all(self, *, limit: int = 500) -> Sequence[Disclosure]:
        """The newest first."""
        rows = await self._db.rows("SELECT * FROM disclosures ORDER BY received_on DESC, id DESC LIMIT ?", limit)
        return [to_disclosure(row) for row in rows]

    async def unfinished(self) -> Sequence[Disclosure]:
        """Those that wait for an answer, the most pressing first."""
        rows = await self._db.rows(
            "SELECT * FROM disclosures WHERE outcome = 'open'"
            " ORDER BY CASE WHEN due_at IS NULL THEN 1 ELSE 0 END, due_at, id LIMIT 500"
        )
        return [to_disclosure(row) for row in rows]

    async def closed(self, *, before: int = HIGHEST, limit: int = 20) -> Sequence[Disclosure]:
        """The latest received first; behind the one with the number `before`, and none where there is no such."""
        behind, params = "", []
        if before < HIGHEST:
            behind = " AND (received_on, id) < ((SELECT b.received_on FROM disclosures b WHERE b.id = ?), ?)"
            params = [before, before]
        rows = await self._db.rows(
            f"SELECT * FROM disclosures WHERE outcome <> 'open'{behind} ORDER BY received_on DESC, id DESC LIMIT ?",
            *params,
            limit,
        )
        return [to_disclosure(row) for row in rows]

    async def close(self, number: int, outcome: Outcome, given: str, on: date) -> bool:
        """False when it was closed already."""
        return bool(
            await self._db.run(
                "UPDATE disclosures SET outcome = ?, given = ?, closed_on = ?, stage = 'closed'"
                " WHERE id = ? AND stage <> 'closed'",
                outcome.value,
                given,
                on.isoformat(),
                number,
            )
        )

    async def totals(self) -> Sequence[DisclosureCount]:
        """The latest year first."""
        rows = await self._db.rows(
            "SELECT SUBSTR(received_on, 1, 4) AS year, kind, COUNT(*) AS received,"
            f" {_counted('all')} AS whole, {_counted('partly')} AS partly, {_counted('nothing')} AS none_there,"
            f" {_counted('refused')} AS refused, {_counted('open')} AS waiting,"
            " COUNT(DISTINCT account_id) AS accounts"
            " FROM disclosures GROUP BY SUBSTR(received_on, 1, 4), kind ORDER BY SUBSTR(received_on, 1, 4) DESC, kind"
        )
        return [
            DisclosureCount(
                int(row["year"]),
                Wish(row["kind"]),
                int(row["received"]),
                int(row["whole"]),
                int(row["partly"]),
                int(row["none_there"]),
                int(row["refused"]),
                int(row["waiting"]),
                int(row["accounts"]),
            )
            for row in rows
        ]

    async def grounds(self) -> Sequence[GroundCount]:
        """The latest year first, of each the most used law first."""
        rows = await self._db.rows(
            "SELECT SUBSTR(received_on, 1, 4) AS year, law, COUNT(*) AS received FROM disclosures"
            " GROUP BY SUBSTR(received_on, 1, 4), law ORDER BY SUBSTR(received_on, 1, 4) DESC, COUNT(*) DESC, law"
        )
        return [GroundCount(int(row["year"]), Law(row["law"]), int(row["received"])) for row in rows]

    async def forget(self, before: date) -> int:
        """Of requests received before that day and closed: who was concerned, who dealt with it, and how. Totals stay."""
        rows = await self._db.rows(
            "SELECT id, account_id, received_on FROM disclosures WHERE received_on < ? AND stage = 'closed'"
            " AND (account_id > 0 OR reference <> '' OR proposed_by IS NOT NULL) ORDER BY id",
            before.isoformat(),
        )
        aliases: dict[tuple[int, str], int] = {}
        for row in rows:
            account_id = row["account_id"]
            alias = account_id
            if account_id is not None and account_id > 0:
                alias = aliases.setdefault((account_id, row["received_on"][:4]), -row["id"])
            await self._db.run(
                "UPDATE disclosures SET account_id = ?, reference = '', proposed_by = NULL, released_by = NULL,"
                " silence_ground = '' WHERE id = ?",
                alias,
                row["id"],
            )
            for table in ("disclosure_items", "disclosure_steps", "disclosure_extracts"):
                await self._db.run(f"DELETE FROM {table} WHERE disclosure_id = ?", row["id"])
        return len(rows)


def _counted(*outcomes: str) -> str:
    listed = ", ".join(f"'{each}'" for each in outcomes)
    return f"SUM(CASE WHEN outcome IN ({listed}) THEN 1 ELSE 0 END)"


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def day_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def to_disclosure(row: Row) -> Disclosure:
    return Disclosure(
        id=row["id"],
        wish=Wish(row["kind"]),
        authority=row["authority"],
        basis=row["basis"],
        received_on=date.fromisoformat(row["received_on"]),
        outcome=Outcome(row["outcome"]),
        given=row["given"],
        closed_on=day_or_none(row["closed_on"]),
        account_id=row["account_id"],
        law=Law(row["law"]),
        reference=row["reference"],
        is_emergency=bool(row["is_emergency"]),
        due_at=moment_or_none(row["due_at"]),
        recorded_at=moment_or_none(row["recorded_at"]),
        stage=Stage(row["stage"]),
        round=row["round"],
        is_whole=bool(row["is_whole"]),
        proposed_by=row["proposed_by"],
        released_by=row["released_by"],
        muzzle=Muzzle(
            silence=Silence(row["silence"]), until=day_or_none(row["silent_until"]), ground=row["silence_ground"]
        ),
        told_at=moment_or_none(row["told_at"]),
        digest=row["digest"],
    )
