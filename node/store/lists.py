"""Lists that people keep of accounts, and who is on them."""

from collections.abc import Iterable, Sequence

from node.model.account import Account
from node.model.ids import Ids
from node.model.lists import AccountList, Replies
from node.model.slice import Slice
from node.store.accounts import to_account
from node.store.rows import Database, Row, Tell, bounds, cut, newest_first


def _to_list(row: Row) -> AccountList:
    return AccountList(
        id=row["id"],
        account_id=row["account_id"],
        title=row["title"],
        replies=Replies(row["replies"]),
        exclusive=bool(row["exclusive"]),
    )


class Lists:
    """What changes an exclusive list changes its owner's home page, so each change tells `follow`."""

    def __init__(self, db: Database, tell: Tell, ids: Ids) -> None:
        self._db = db
        self._tell = tell
        self._ids = ids

    async def add(self, account_id: int, *, title: str, replies: Replies, exclusive: bool) -> AccountList:
        made = AccountList(id=self._ids.new(), account_id=account_id, title=title, replies=replies, exclusive=exclusive)
        await self._db.run(
            "INSERT INTO lists (id, account_id, title, replies, exclusive) VALUES (?, ?, ?, ?, ?)",
            made.id,
            made.account_id,
            made.title,
            made.replies.value,
            made.exclusive,
        )
        return made

    async def change(self, changed: AccountList) -> None:
        await self._db.run(
            "UPDATE lists SET title = ?, replies = ?, exclusive = ? WHERE id = ?",
            changed.title,
            changed.replies.value,
            changed.exclusive,
            changed.id,
        )
        self._tell("follow", changed.account_id)

    async def remove(self, found: AccountList) -> None:
        await self._db.run("DELETE FROM lists WHERE id = ?", found.id)
        self._tell("follow", found.account_id)

    async def find(self, list_id: int, account_id: int) -> AccountList | None:
        """If it is the account's own."""
        row = await self._db.row("SELECT * FROM lists WHERE id = ? AND account_id = ?", list_id, account_id)
        return None if row is None else _to_list(row)

    async def of_account(self, account_id: int) -> Sequence[AccountList]:
        """The lists it keeps, oldest first."""
        rows = await self._db.rows("SELECT * FROM lists WHERE account_id = ? ORDER BY id", account_id)
        return [_to_list(row) for row in rows]

    async def with_member(self, account_id: int, member_id: int) -> Sequence[AccountList]:
        """The lists of the account on which the other stands."""
        rows = await self._db.rows(
            "SELECT l.* FROM lists l JOIN list_members m ON m.list_id = l.id"
            " WHERE l.account_id = ? AND m.account_id = ? ORDER BY l.id",
            account_id,
            member_id,
        )
        return [_to_list(row) for row in rows]

    async def count(self, account_id: int) -> int:
        return int(await self._db.value("SELECT COUNT(*) FROM lists WHERE account_id = ?", account_id))

    async def members(self, found: AccountList, piece: Slice) -> Sequence[Account]:
        """Newest account first; not who is suspended."""
        rows = await self._db.rows(
            "SELECT a.* FROM list_members m JOIN accounts a ON a.id = m.account_id"
            f" WHERE m.list_id = ? AND a.suspended_at IS NULL AND a.deleted_at IS NULL AND {cut('a.id', piece)}",
            found.id,
            *bounds(piece),
        )
        return [to_account(row) for row in newest_first(rows, piece)]

    async def member_ids(self, found: AccountList) -> set[int]:
        rows = await self._db.rows("SELECT account_id FROM list_members WHERE list_id = ?", found.id)
        return {row["account_id"] for row in rows}

    async def add_members(self, found: AccountList, account_ids: Iterable[int]) -> None:
        """The owner follows them all, or has asked to; or it is the owner."""
        owner = found.account_id
        await self._db.run_many(
            "INSERT INTO list_members (list_id, account_id, follower_id) VALUES (?, ?, ?)",
            [(found.id, number, None if number == owner else owner) for number in account_ids],
        )
        self._tell("follow", owner)

    async def remove_members(self, found: AccountList, account_ids: Iterable[int]) -> None:
        await self._db.run(
            f"DELETE FROM list_members WHERE list_id = ? AND {self._db.among('account_id')}",
            found.id,
            self._db.listed(set(account_ids)),
        )
        self._tell("follow", found.account_id)
