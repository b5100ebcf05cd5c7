"""The channels of this node as those see them who look after them: their phases, their sheets, who speaks for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from node.model.account import Account
from node.model.channel import Phase, PhaseChange, SheetVersion
from node.model.login import Login
from node.store.accounts import to_account
from node.store.logins import to_login
from node.store.rows import Database, Now, Row, Tell, from_json, moment, to_json, us


@dataclass(frozen=True, slots=True)
class Member:
    """`role` is what they are to the channel."""

    login: Login
    role: str


# Of `a`: it is no person's account. A person may make theirs a service: that one somebody logs in for, and nobody founded it.
# What guests speak through is a service nobody logs in for, and no channel either
IS_CHANNEL = """(a.kind IN ('Organization', 'Group')
 OR EXISTS (SELECT 1 FROM phase_changes c WHERE c.account_id = a.id)
 OR (a.kind = 'Service' AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.account_id = a.id)
  AND NOT EXISTS (SELECT 1 FROM node_state s WHERE s.name = 'guests.account' AND s.value = a.name)))"""


class Channels:
    def __init__(self, db: Database, tell: Tell, now: Now) -> None:
        self._db = db
        self._tell = tell
        self._now = now

    async def page(self, *, after: str = "", limit: int = 50) -> Sequence[Account]:
        """By name: all that is no person's account."""
        rows = await self._db.rows(
            "SELECT a.* FROM accounts a WHERE a.host = '' AND a.deleted_at IS NULL AND a.kind <> 'Application'"
            f" AND {IS_CHANNEL} AND a.folded_name > ? ORDER BY a.folded_name LIMIT ?",
            after,
            limit,
        )
        return [to_account(row) for row in rows]

    async def holds(self, account_id: int) -> bool:
        """Whether that account of ours is a channel, by how it came about: a person may make theirs a service by a tick in
        their profile, and that one is none. `model.account.is_channel` says whom the open interface takes for one."""
        found = await self._db.value(
            f"SELECT 1 FROM accounts a WHERE a.id = ? AND a.host = '' AND a.kind <> 'Application' AND {IS_CHANNEL}",
            account_id,
        )
        return found is not None

    async def add_change(self, change: PhaseChange) -> None:
        """The account is in that phase from now on."""
        await self._db.run(
            "INSERT INTO phase_changes (id, account_id, login_id, before, after, reason, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            change.id,
            change.account_id,
            change.login_id,
            "" if change.before is None else change.before.value,
            change.after.value,
            change.reason,
            us(change.at),
        )
        await self._db.run("UPDATE accounts SET phase = ? WHERE id = ?", change.after.value, change.account_id)
        self._changed(change.account_id)
        self._tell("actor", change.account_id)
        self._tell("channels")

    async def changes(self, account_id: int) -> Sequence[PhaseChange]:
        """The newest first."""
        rows = await self._db.rows(
            "SELECT * FROM phase_changes WHERE account_id = ? ORDER BY id DESC LIMIT 200", account_id
        )
        return [_to_change(row) for row in rows]

    async def add_sheet(self, account_id: int, values: Mapping[str, str], login_id: int | None) -> int:
        """Its number. Nothing is kept that says the same as the one before."""
        newest = await self.newest_sheet(account_id)
        if newest is not None and newest.values == values:
            return newest.number
        number = 1 if newest is None else newest.number + 1
        await self._db.run(
            "INSERT INTO channel_sheets (account_id, number, content, login_id, at) VALUES (?, ?, ?, ?, ?)",
            account_id,
            number,
            to_json(dict(values)),
            login_id,
            us(self._now()),
        )
        self._changed(account_id)
        self._tell("channels")
        return number

    async def newest_sheet(self, account_id: int) -> SheetVersion | None:
        row = await self._db.row(
            "SELECT * FROM channel_sheets WHERE account_id = ? ORDER BY number DESC LIMIT 1", account_id
        )
        return None if row is None else _to_sheet(row)

    async def newest_sheets(self, ids: Iterable[int]) -> Mapping[int, SheetVersion]:
        """By account, of those that have one."""
        rows = await self._db.rows(
            "SELECT * FROM channel_sheets s WHERE s.number = (SELECT MAX(t.number) FROM channel_sheets t"
            f" WHERE t.account_id = s.account_id) AND {self._db.among('s.account_id')}",
            self._db.listed(set(ids)),
        )
        return {row["account_id"]: _to_sheet(row) for row in rows}

    async def sheets(self, account_id: int) -> Sequence[SheetVersion]:
        """The newest first."""
        rows = await self._db.rows(
            "SELECT * FROM channel_sheets WHERE account_id = ? ORDER BY number DESC LIMIT 200", account_id
        )
        return [_to_sheet(row) for row in rows]

    async def find_sheet(self, account_id: int, number: int) -> SheetVersion | None:
        row = await self._db.row("SELECT * FROM channel_sheets WHERE account_id = ? AND number = ?", account_id, number)
        return None if row is None else _to_sheet(row)

    async def members(self, account_id: int) -> Sequence[Member]:
        """Who may speak for it now and can log in, who answers for it first."""
        now = us(self._now())
        rows = await self._db.rows(
            "SELECT l.*, m.role AS part FROM logins l JOIN memberships m ON m.login_id = l.id WHERE m.account_id = ?"
            " AND m.since <= ? AND (m.until IS NULL OR m.until >= ?) AND l.disabled_at IS NULL"
            " ORDER BY (m.role <> 'owner'), l.email",
            account_id,
            now,
            now,
        )
        return [Member(to_login(row), row["part"]) for row in rows]

    async def part(self, login_id: int, account_id: int) -> None:
        """They no longer speak for it; what they opened for it ends."""
        for table in ("sessions", "tokens", "codes", "memberships"):
            await self._db.run(f"DELETE FROM {table} WHERE login_id = ? AND account_id = ?", login_id, account_id)
        self._tell("login", login_id)

    async def put_office(self, account_id: int, organization: str) -> None:
        await self._db.run(
            "INSERT INTO channel_offices (account_id, organization) VALUES (?, ?)"
            " ON CONFLICT (account_id) DO UPDATE SET organization = excluded.organization",
            account_id,
            organization,
        )
        self._changed(account_id)
        self._tell("offices")

    async def offices(self) -> Mapping[str, str]:
        """By the name of the channel: the key of the organisation that answers for it."""
        rows = await self._db.rows(
            "SELECT a.name, o.organization FROM channel_offices o JOIN accounts a ON a.id = o.account_id"
            " WHERE a.deleted_at IS NULL ORDER BY a.id"
        )
        return {row["name"]: row["organization"] for row in rows}

    def _changed(self, account_id: int) -> None:
        self._tell("account", account_id)


def _to_change(row: Row) -> PhaseChange:
    return PhaseChange(
        id=row["id"],
        account_id=row["account_id"],
        login_id=row["login_id"],
        before=Phase(row["before"]) if row["before"] else None,
        after=Phase(row["after"]),
        reason=row["reason"],
        at=moment(row["at"]),
    )


def _to_sheet(row: Row) -> SheetVersion:
    return SheetVersion(
        number=row["number"], values=from_json(row["content"]), login_id=row["login_id"], at=moment(row["at"])
    )
