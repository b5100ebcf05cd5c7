"""What was published in a crisis and has to be looked at afterwards."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from node.errors import NotFound
from node.model.crisis import CrisisReview, Judgement, Subject
from node.store.rows import Database, Row, moment, moment_or_none, us

# Nobody reviews what they published themselves
_OF_OTHERS: Final = "(r.login_id IS NULL OR r.login_id <> ?)"


class Crisis:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def ask(self, made: CrisisReview) -> bool:
        """False where one waits for the same already: that one stands for both."""
        added = await self._db.run(
            "INSERT INTO crisis_reviews (id, subject, subject_id, account_id, login_id, made_at)"
            " SELECT ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM crisis_reviews"
            " WHERE subject = ? AND subject_id = ? AND reviewed_at IS NULL)",
            made.id,
            made.subject.value,
            made.subject_id,
            made.account_id,
            made.login_id,
            us(made.made_at),
            made.subject.value,
            made.subject_id,
        )
        return bool(added)

    async def get(self, number: int) -> CrisisReview:
        """Raises NotFound."""
        row = await self._db.row("SELECT * FROM crisis_reviews WHERE id = ?", number)
        if row is None:
            raise NotFound("nothing with this number was published in a crisis")
        return _to_review(row)

    async def newest_about(self, subject: Subject, subject_id: int) -> CrisisReview | None:
        row = await self._db.row(
            "SELECT * FROM crisis_reviews WHERE subject = ? AND subject_id = ? ORDER BY id DESC LIMIT 1",
            subject.value,
            subject_id,
        )
        return None if row is None else _to_review(row)

    async def judge(
        self, number: int, judgement: Judgement, note: str, *, reviewer_id: int | None, now: datetime
    ) -> bool:
        """False where somebody has done so already."""
        return bool(
            await self._db.run(
                "UPDATE crisis_reviews SET outcome = ?, note = ?, reviewer_id = ?, reviewed_at = ?"
                " WHERE id = ? AND reviewed_at IS NULL",
                judgement.value,
                note,
                reviewer_id,
                us(now),
                number,
            )
        )

    async def open(self, account_ids: Collection[int] | None, *, limit: int = 200) -> Sequence[CrisisReview]:
        """Those that wait, the oldest first; of these accounts, or of all."""
        return await self._listed("r.reviewed_at IS NULL", account_ids, "ORDER BY r.id", limit)

    async def judged(self, account_ids: Collection[int] | None, *, limit: int = 20) -> Sequence[CrisisReview]:
        """Those judged last."""
        order = "ORDER BY r.reviewed_at DESC, r.id DESC"
        return await self._listed("r.reviewed_at IS NOT NULL", account_ids, order, limit)

    async def count_open(self, account_ids: Collection[int] | None = None, *, except_login: int = 0) -> int:
        """How many wait: of these accounts, or of all; not those of this person."""
        among = "" if account_ids is None else f" AND {self._db.among('r.account_id')}"
        params = () if account_ids is None else (self._db.listed(account_ids),)
        return int(
            await self._db.value(
                f"SELECT COUNT(*) FROM crisis_reviews r WHERE r.reviewed_at IS NULL AND {_OF_OTHERS}{among}",
                except_login,
                *params,
            )
        )

    async def prune(self, before: datetime) -> int:
        """What was judged before goes; what waits stays however old it is."""
        return await self._db.run("DELETE FROM crisis_reviews WHERE reviewed_at < ?", us(before))

    async def _listed(
        self, which: str, account_ids: Collection[int] | None, order: str, limit: int
    ) -> Sequence[CrisisReview]:
        among = "" if account_ids is None else f" AND {self._db.among('r.account_id')}"
        params = () if account_ids is None else (self._db.listed(account_ids),)
        rows = await self._db.rows(
            f"SELECT * FROM crisis_reviews r WHERE {which}{among} {order} LIMIT ?", *params, limit
        )
        return [_to_review(row) for row in rows]


def _to_review(row: Row) -> CrisisReview:
    return CrisisReview(
        id=row["id"],
        subject=Subject(row["subject"]),
        subject_id=row["subject_id"],
        account_id=row["account_id"],
        login_id=row["login_id"],
        made_at=moment(row["made_at"]),
        judgement=Judgement(row["outcome"]) if row["outcome"] else None,
        reviewer_id=row["reviewer_id"],
        reviewed_at=moment_or_none(row["reviewed_at"]),
        note=row["note"],
    )
