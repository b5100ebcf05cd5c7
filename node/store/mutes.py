"""What somebody does not want to see, and nobody else is told: accounts, threads, whole hosts."""

from collections.abc import Sequence
from datetime import datetime

from node.model.account import Account
from node.model.ids import Ids
from node.model.slice import Slice
from node.store.accounts import to_account
from node.store.rows import Database, Now, Tell, bounds, cut, moment_or_none, newest_first, us, us_or_none


class Mutes:
    """A mute that has expired counts no longer, whether or not it was tidied away."""

    def __init__(self, db: Database, tell: Tell, ids: Ids, now: Now) -> None:
        self._db = db
        self._tell = tell
        self._ids = ids
        self._now = now

    async def put(self, account_id: int, target_id: int, *, notifications: bool, expires_at: datetime | None) -> None:
        """Mute an account, or change how. `notifications`: also what it does that one would be told of."""
        self._tell("follow", account_id)
        await self._db.run(
            "INSERT INTO mutes (account_id, target_id, notifications, expires_at, created_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (account_id, target_id) DO UPDATE SET notifications = excluded.notifications,"
            " expires_at = excluded.expires_at",
            account_id,
            target_id,
            notifications,
            us_or_none(expires_at),
            us(self._now()),
        )

    async def remove(self, account_id: int, target_id: int) -> None:
        self._tell("follow", account_id)
        await self._db.run("DELETE FROM mutes WHERE account_id = ? AND target_id = ?", account_id, target_id)

    async def page(self, account_id: int, piece: Slice) -> Sequence[tuple[Account, datetime | None]]:
        """Who is muted, newest account first, and until when."""
        rows = await self._db.rows(
            "SELECT a.*, m.expires_at FROM mutes m JOIN accounts a ON a.id = m.target_id"
            f" WHERE m.account_id = ? AND (m.expires_at IS NULL OR m.expires_at > ?) AND {cut('a.id', piece)}",
            account_id,
            us(self._now()),
            *bounds(piece),
        )
        return [(to_account(row), moment_or_none(row["expires_at"])) for row in newest_first(rows, piece)]

    async def silences(self, account_id: int, origin_id: int, thread_id: int | None) -> bool:
        """Whether the account is not to be told of what `origin` did, or of what happens in that thread."""
        found = await self._db.value(
            "SELECT 1 FROM mutes WHERE account_id = ? AND target_id = ? AND notifications"
            "  AND (expires_at IS NULL OR expires_at > ?)"
            " UNION ALL SELECT 1 FROM host_mutes h JOIN accounts a ON a.host = h.host WHERE h.account_id = ? AND a.id = ?"
            " UNION ALL SELECT 1 FROM thread_mutes WHERE account_id = ? AND thread_id = ? LIMIT 1",
            account_id,
            origin_id,
            us(self._now()),
            account_id,
            origin_id,
            account_id,
            thread_id or 0,
        )
        return found is not None

    async def add_thread(self, account_id: int, thread_id: int) -> None:
        self._tell("follow", account_id)
        await self._db.run(
            "INSERT INTO thread_mutes (account_id, thread_id, created_at) VALUES (?, ?, ?)"
            " ON CONFLICT (account_id, thread_id) DO NOTHING",
            account_id,
            thread_id,
            us(self._now()),
        )

    async def remove_thread(self, account_id: int, thread_id: int) -> None:
        self._tell("follow", account_id)
        await self._db.run("DELETE FROM thread_mutes WHERE account_id = ? AND thread_id = ?", account_id, thread_id)

    async def add_host(self, account_id: int, host: str) -> None:
        self._tell("follow", account_id)
        await self._db.run(
            "INSERT INTO host_mutes (id, account_id, host) VALUES (?, ?, ?) ON CONFLICT (account_id, host) DO NOTHING",
            self._ids.new(),
            account_id,
            host,
        )

    async def remove_host(self, account_id: int, host: str) -> None:
        self._tell("follow", account_id)
        await self._db.run("DELETE FROM host_mutes WHERE account_id = ? AND host = ?", account_id, host)

    async def hosts(self, account_id: int, piece: Slice) -> Sequence[tuple[int, str]]:
        """Id, by which the list is cut, and name; latest first."""
        rows = await self._db.rows(
            f"SELECT id, host FROM host_mutes WHERE account_id = ? AND {cut('id', piece)}", account_id, *bounds(piece)
        )
        return [(row["id"], row["host"]) for row in newest_first(rows, piece)]

    async def follows_on_host(self, account_id: int, host: str) -> Sequence[tuple[int, int, bool]]:
        """Follower, followed and whether it is accepted, of the follows between the account and that host."""
        rows = await self._db.rows(
            "SELECT f.follower_id, f.followed_id, f.accepted FROM follows f JOIN accounts a ON a.id = f.followed_id"
            " WHERE f.follower_id = ? AND a.host = ? UNION SELECT f.follower_id, f.followed_id, f.accepted FROM follows f"
            " JOIN accounts a ON a.id = f.follower_id WHERE f.followed_id = ? AND a.host = ?",
            account_id,
            host,
            account_id,
            host,
        )
        return [(row["follower_id"], row["followed_id"], bool(row["accepted"])) for row in rows]

    async def prune(self) -> None:
        """Forget the mutes that have expired."""
        rows = await self._db.rows("DELETE FROM mutes WHERE expires_at <= ? RETURNING account_id", us(self._now()))
        for row in rows:
            self._tell("follow", row["account_id"])
