"""Who did what here. Only ever added to, and forgotten whole after its time (`moderation.keep_acts_months`); a row
outlives the login, the account and the post it names."""

from collections.abc import Sequence
from datetime import datetime

from node.model.act import Act, Deed
from node.model.ids import HIGHEST
from node.store.rows import Database, Row, moment, us


def _to_act(row: Row) -> Act:
    return Act(
        id=row["id"],
        login_id=row["login_id"],
        account_id=row["account_id"],
        kind=Deed(row["kind"]),
        object_uri=row["object_uri"],
        activity_id=row["activity_id"],
        at=moment(row["at"]),
    )


class Acts:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, act: Act) -> None:
        await self._db.run(
            "INSERT INTO acts (id, login_id, account_id, kind, object_uri, activity_id, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            act.id,
            act.login_id,
            act.account_id,
            act.kind.value,
            act.object_uri,
            act.activity_id,
            us(act.at),
        )

    async def all(self, *, before: int = HIGHEST, limit: int = 40) -> Sequence[Act]:
        """Newest first, whoever it was."""
        rows = await self._db.rows("SELECT * FROM acts WHERE id < ? ORDER BY id DESC LIMIT ?", before, limit)
        return [_to_act(row) for row in rows]

    async def prune(self, before: datetime) -> int:
        """What was done before that is forgotten."""
        return await self._db.run("DELETE FROM acts WHERE at < ?", us(before))

    async def of_account(self, account_id: int, *, before: int = HIGHEST, limit: int = 40) -> Sequence[Act]:
        """Newest first."""
        rows = await self._db.rows(
            "SELECT * FROM acts WHERE account_id = ? AND id < ? ORDER BY id DESC LIMIT ?", account_id, before, limit
        )
        return [_to_act(row) for row in rows]

    async def of_login(self, login_id: int, *, before: int = HIGHEST, limit: int = 40) -> Sequence[Act]:
        """Newest first, whichever account it was for."""
        rows = await self._db.rows(
            "SELECT * FROM acts WHERE login_id = ? AND id < ? ORDER BY id DESC LIMIT ?", login_id, before, limit
        )
        return [_to_act(row) for row in rows]
