"""Accounts as those see them who moderate: found by what is decided about them, with their logins; and the marks that a
decision about a whole host leaves on its accounts."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from node.model.account import Account
from node.model.follow import Follow
from node.model.login import Login
from node.model.moderation import RANK, Overseen, Sought
from node.model.slice import Slice
from node.store.accounts import to_account
from node.store.channels import IS_CHANNEL
from node.store.follows import to_follow
from node.store.logins import to_login
from node.store.rows import Database, Now, Tell, bounds, cut, newest_first, us

_HOLDS = "m.since <= ? AND (m.until IS NULL OR m.until >= ?)"
_LOGIN = (
    f"EXISTS (SELECT 1 FROM memberships m JOIN logins l ON l.id = m.login_id WHERE m.account_id = a.id AND {_HOLDS}"
)
_STATUSES = {
    "active": "a.suspended_at IS NULL",
    "suspended": "a.suspended_at IS NOT NULL",
    "silenced": "a.silenced_at IS NOT NULL",
    "sensitized": "a.sensitized_at IS NOT NULL",
}
_FURTHEST = "\U0010ffff"


class Oversight:
    def __init__(self, db: Database, tell: Tell, now: Now) -> None:
        self._db = db
        self._tell = tell
        self._now = now

    async def page(self, sought: Sought, piece: Slice) -> Sequence[Account]:
        """Newest first; neither the node itself nor who is deleted."""
        if sought.is_nobody:
            return []
        conditions, params = self._conditions(sought)
        rows = await self._db.rows(
            "SELECT a.* FROM accounts a WHERE a.kind <> 'Application' AND a.deleted_at IS NULL"
            + "".join(f" AND {each}" for each in conditions)
            + f" AND {cut('a.id', piece)}",
            *params,
            *bounds(piece),
        )
        return [to_account(row) for row in newest_first(rows, piece)]

    async def people(self, *, sought: str = "", after: str = "", limit: int = 50) -> Sequence[Account]:
        """People's own accounts here, by name: no channels, nor what only the node itself speaks through. `sought` is how
        their names begin, folded."""
        rows = await self._db.rows(
            "SELECT a.* FROM accounts a WHERE a.host = '' AND a.deleted_at IS NULL AND a.kind <> 'Application'"
            f" AND NOT {IS_CHANNEL} AND (a.kind = 'Person' OR EXISTS (SELECT 1 FROM memberships m WHERE m.account_id = a.id))"
            " AND a.folded_name > ? AND a.folded_name >= ? AND a.folded_name < ? ORDER BY a.folded_name LIMIT ?",
            after,
            sought,
            sought + _FURTHEST,
            limit,
        )
        return [to_account(row) for row in rows]

    def _conditions(self, sought: Sought) -> tuple[list[str], list[object]]:
        now = us(self._now())
        conditions: list[str] = []
        params: list[object] = []

        def want(condition: str, *values: object) -> None:
            conditions.append(condition)
            params.extend(values)

        if sought.is_local is not None:
            want(f"a.host {'=' if sought.is_local else '<>'} ''")
        if sought.status == "disabled":
            want(f"{_LOGIN} AND l.disabled_at IS NOT NULL)", now, now)
        elif sought.status == "pending":
            want("FALSE")  # nobody registers by themselves
        elif sought.status:
            want(_STATUSES[sought.status])
        if sought.roles is not None:
            listed = self._db.listed({role.value for role in sought.roles})
            want(f"{_LOGIN} AND {self._db.among_texts('l.role')})", now, now, listed)
        if sought.email:
            want(f"{_LOGIN} AND l.email >= ? AND l.email < ?)", now, now, sought.email, sought.email + _FURTHEST)
        if sought.name:
            want("a.folded_name >= ? AND a.folded_name < ?", sought.name, sought.name + _FURTHEST)
        if sought.display_name:
            pattern = sought.display_name.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"
            want("LOWER(a.display_name) LIKE LOWER(?) ESCAPE '!'", pattern)
        if sought.host:
            want("a.host = ?", sought.host)
        return conditions, params

    async def overseen(self, account_ids: Iterable[int]) -> dict[int, Overseen]:
        """These accounts with who may log in for them now."""
        listed, now = self._db.listed(set(account_ids)), us(self._now())
        accounts = await self._db.rows(f"SELECT * FROM accounts WHERE {self._db.among('id')}", listed)
        logins: dict[int, list[Login]] = {}
        for row in await self._db.rows(
            "SELECT l.*, m.account_id FROM memberships m JOIN logins l ON l.id = m.login_id"
            f" WHERE {self._db.among('m.account_id')} AND {_HOLDS} ORDER BY l.id",
            listed,
            now,
            now,
        ):
            logins.setdefault(row["account_id"], []).append(to_login(row))
        return {
            row["id"]: Overseen(
                account=to_account(row),
                logins=tuple(sorted(logins.get(row["id"], ()), key=lambda each: -RANK[each.role])),
            )
            for row in accounts
        }

    async def remote_page(self, *, after: int, limit: int) -> Sequence[Account]:
        """Accounts that live elsewhere, oldest first."""
        rows = await self._db.rows(
            "SELECT * FROM accounts WHERE host <> '' AND id > ? ORDER BY id LIMIT ?", after, limit
        )
        return [to_account(row) for row in rows]

    async def lift_mark(self, account_ids: Iterable[int], at: datetime) -> None:
        """What the decision of that moment did to them is no longer so."""
        ids = set(account_ids)
        for column in ("silenced_at", "suspended_at"):
            await self._db.run(
                f"UPDATE accounts SET {column} = NULL WHERE {self._db.among('id')} AND {column} = ?",
                self._db.listed(ids),
                us(at),
            )
        self._changed(ids)
        self._tell("shown")

    async def mark(self, account_ids: Iterable[int], at: datetime, *, suspended: bool) -> None:
        """Silence or suspend those that are not yet, because their host is since that moment."""
        ids = set(account_ids)
        column = "suspended_at" if suspended else "silenced_at"
        await self._db.run(
            f"UPDATE accounts SET {column} = ? WHERE {self._db.among('id')} AND {column} IS NULL",
            us(at),
            self._db.listed(ids),
        )
        self._changed(ids)

    def _changed(self, account_ids: Iterable[int]) -> None:
        for account_id in account_ids:
            self._tell("account", account_id)
            self._tell("actor", account_id)

    async def follows_with(self, account_ids: Iterable[int]) -> Sequence[Follow]:
        """All follows between accounts of ours and these, waiting ones too."""
        listed = self._db.listed(set(account_ids))
        rows = await self._db.rows(
            f"SELECT * FROM follows WHERE {self._db.among('follower_id')}"
            f" UNION SELECT * FROM follows WHERE {self._db.among('followed_id')}",
            listed,
            listed,
        )
        return [to_follow(row) for row in rows]

    async def drop_media(self, author_ids: Iterable[int]) -> None:
        """Of posts of theirs, what is attached; the posts stay."""
        listed = self._db.listed(set(author_ids))
        whose = f"(SELECT id FROM posts WHERE {self._db.among('author_id')} AND has_media)"
        rows = await self._db.rows(f"SELECT DISTINCT post_id FROM media WHERE post_id IN {whose}", listed)
        await self._db.run(f"DELETE FROM media WHERE account_id IS NULL AND post_id IN {whose}", listed)
        ids = [row["post_id"] for row in rows]
        await self._db.run(f"UPDATE posts SET has_media = FALSE WHERE {self._db.among('id')}", self._db.listed(ids))
        for post_id in ids:
            self._tell("post", post_id)
