"""Who blocks whom."""

from collections.abc import Sequence
from datetime import datetime

from node.model.account import Account
from node.model.ids import HIGHEST
from node.model.slice import Slice
from node.store.accounts import to_account
from node.store.rows import Database, Tell, bounds, cut, newest_first, us


class Blocks:
    def __init__(self, db: Database, tell: Tell) -> None:
        self._db = db
        self._tell = tell

    def _changed(self, account_id: int, target_id: int) -> None:
        """Neither sees the other from now on, or again."""
        self._tell("follow", account_id)
        self._tell("follow", target_id)

    async def add(self, account_id: int, target_id: int, *, uri: str, now: datetime) -> bool:
        """Returns whether it is new."""
        self._changed(account_id, target_id)
        return bool(
            await self._db.run(
                "INSERT INTO blocks (account_id, target_id, uri, created_at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (account_id, target_id) DO NOTHING",
                account_id,
                target_id,
                uri,
                us(now),
            )
        )

    async def remove(self, account_id: int, target_id: int) -> str | None:
        """Returns the URI of the Block there was."""
        self._changed(account_id, target_id)
        found: str | None = await self._db.value(
            "DELETE FROM blocks WHERE account_id = ? AND target_id = ? RETURNING uri", account_id, target_id
        )
        return found

    async def remove_by_uri(self, account_id: int, uri: str) -> bool:
        """The account's block with that URI, where only the URI is named. Returns whether there was one."""
        target_id = await self._db.value(
            "DELETE FROM blocks WHERE account_id = ? AND uri = ? AND uri <> '' RETURNING target_id", account_id, uri
        )
        if target_id is not None:
            self._changed(account_id, target_id)
        return target_id is not None

    async def exists(self, account_id: int, target_id: int) -> bool:
        found = await self._db.value(
            "SELECT 1 FROM blocks WHERE account_id = ? AND target_id = ?", account_id, target_id
        )
        return found is not None

    async def between(self, one_id: int, other_id: int) -> bool:
        """Either blocks the other."""
        found = await self._db.value(
            "SELECT 1 FROM blocks WHERE (account_id = ? AND target_id = ?) OR (account_id = ? AND target_id = ?) LIMIT 1",
            one_id,
            other_id,
            other_id,
            one_id,
        )
        return found is not None

    async def by(
        self, account_id: int, *, before: int = HIGHEST, after: int = 0, upwards: bool = False, limit: int = 40
    ) -> Sequence[Account]:
        piece = Slice(before=before, after=after, upwards=upwards, limit=limit)
        rows = await self._db.rows(
            f"SELECT a.* FROM blocks b JOIN accounts a ON a.id = b.target_id WHERE b.account_id = ? AND {cut('a.id', piece)}",
            account_id,
            *bounds(piece),
        )
        return [to_account(row) for row in newest_first(rows, piece)]
