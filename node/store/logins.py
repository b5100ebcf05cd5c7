"""People who log in, the accounts they act for, their sessions and their clients' tokens (decision 0005)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from node.model.login import Login, Membership, Role, Token
from node.store.rows import Database, Row, Tell, moment, moment_or_none, us, us_or_none


def _to_login(row: Row) -> Login:
    return Login(
        id=row["id"],
        email=row["email"],
        password_hash=row["password_hash"],
        role=Role(row["role"]),
        language=row["language"],
        created_at=moment(row["created_at"]),
        disabled_at=moment_or_none(row["disabled_at"]),
    )


def to_token(row: Row) -> Token:
    return Token(
        id=row["id"],
        login_id=row["login_id"],
        account_id=row["account_id"],
        scopes=tuple(row["scopes"].split()),
        name=row["name"],
        created_at=moment(row["created_at"]),
        app_id=row["app_id"],
        used_at=moment_or_none(row["used_at"]),
    )


@dataclass(frozen=True, slots=True)
class Session:
    login_id: int
    account_id: int
    expires_at: datetime


class Logins:
    """Secrets come in as hashes; nothing here can be used to log in (T-240, T-242). Tells `login` (id) when sessions or
    tokens of a person end, so that open connections end with them."""

    def __init__(self, db: Database, tell: Tell) -> None:
        self._db = db
        self._tell = tell

    async def add(self, login: Login) -> bool:
        """False when the address is taken. `email` is stored folded."""
        return bool(
            await self._db.run(
                "INSERT INTO logins (id, email, password_hash, role, language, created_at) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (email) DO NOTHING",
                login.id,
                login.email.lower(),
                login.password_hash,
                login.role.value,
                login.language,
                us(login.created_at),
            )
        )

    async def find(self, login_id: int) -> Login | None:
        row = await self._db.row("SELECT * FROM logins WHERE id = ?", login_id)
        return None if row is None else _to_login(row)

    async def find_by_email(self, email: str) -> Login | None:
        row = await self._db.row("SELECT * FROM logins WHERE email = ?", email.lower())
        return None if row is None else _to_login(row)

    async def of_account(self, account_id: int, now: datetime) -> Sequence[Login]:
        """Who may act for it now."""
        rows = await self._db.rows(
            "SELECT l.* FROM logins l JOIN memberships m ON m.login_id = l.id WHERE m.account_id = ?"
            " AND m.since <= ? AND (m.until IS NULL OR m.until >= ?) ORDER BY l.id",
            account_id,
            us(now),
            us(now),
        )
        return [_to_login(row) for row in rows]

    async def moderating_account_ids(self, now: datetime) -> Sequence[int]:
        """The accounts of those who moderate this node, each once."""
        rows = await self._db.rows(
            "SELECT DISTINCT m.account_id FROM logins l JOIN memberships m ON m.login_id = l.id"
            " JOIN accounts a ON a.id = m.account_id WHERE l.role IN ('moderator', 'admin') AND l.disabled_at IS NULL"
            " AND m.since <= ? AND (m.until IS NULL OR m.until >= ?) AND a.deleted_at IS NULL ORDER BY m.account_id",
            us(now),
            us(now),
        )
        return [row["account_id"] for row in rows]

    async def set_password(self, login_id: int, password_hash: str) -> None:
        """All sessions and tokens end at once (T-236)."""
        await self._db.run("UPDATE logins SET password_hash = ? WHERE id = ?", password_hash, login_id)
        await self.end_all(login_id)

    async def set_role(self, login_id: int, role: Role) -> None:
        await self._db.run("UPDATE logins SET role = ? WHERE id = ?", role.value, login_id)
        self._tell("login", login_id)

    async def count_active(self, role: Role) -> int:
        return int(
            await self._db.value("SELECT COUNT(*) FROM logins WHERE role = ? AND disabled_at IS NULL", role.value)
        )

    async def disable(self, login_id: int, now: datetime) -> None:
        await self._db.run("UPDATE logins SET disabled_at = ? WHERE id = ?", us(now), login_id)
        await self.end_all(login_id)

    async def end_all(self, login_id: int) -> None:
        """Every session and token of a person, and every code a token could still be fetched with."""
        for table in ("sessions", "tokens", "codes"):
            await self._db.run(f"DELETE FROM {table} WHERE login_id = ?", login_id)
        self._tell("login", login_id)

    async def end_account(self, account_id: int) -> None:
        """Nobody acts for it any longer."""
        for row in await self._db.rows("SELECT login_id FROM memberships WHERE account_id = ?", account_id):
            self._tell("login", row["login_id"])
        for table in ("sessions", "tokens", "codes", "memberships"):
            await self._db.run(f"DELETE FROM {table} WHERE account_id = ?", account_id)

    async def join(self, membership: Membership) -> None:
        await self._db.run(
            "INSERT INTO memberships (login_id, account_id, role, since, until) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (login_id, account_id) DO UPDATE SET role = excluded.role, until = excluded.until",
            membership.login_id,
            membership.account_id,
            membership.role,
            us(membership.since),
            us_or_none(membership.until),
        )
        self._tell("login", membership.login_id)

    async def membership(self, login_id: int, account_id: int, now: datetime) -> Membership | None:
        """The right to act for the account, where it holds now."""
        row = await self._db.row(
            "SELECT * FROM memberships WHERE login_id = ? AND account_id = ? AND since <= ?"
            " AND (until IS NULL OR until >= ?)",
            login_id,
            account_id,
            us(now),
            us(now),
        )
        if row is None:
            return None
        return Membership(
            login_id=login_id,
            account_id=account_id,
            role=row["role"],
            since=moment(row["since"]),
            until=moment_or_none(row["until"]),
        )

    async def account_ids(self, login_id: int, now: datetime) -> Sequence[int]:
        """The accounts a person may act for now, first joined first."""
        rows = await self._db.rows(
            "SELECT account_id FROM memberships WHERE login_id = ? AND since <= ? AND (until IS NULL OR until >= ?)"
            " ORDER BY since, account_id",
            login_id,
            us(now),
            us(now),
        )
        return [row["account_id"] for row in rows]

    async def add_session(self, secret_hash: str, session: Session, now: datetime) -> None:
        await self._db.run(
            "INSERT INTO sessions (secret_hash, login_id, account_id, created_at, expires_at) VALUES (?, ?, ?, ?, ?)",
            secret_hash,
            session.login_id,
            session.account_id,
            us(now),
            us(session.expires_at),
        )

    async def find_session(self, secret_hash: str, now: datetime) -> Session | None:
        """A session whose person may still act for its account."""
        row = await self._db.row(
            "SELECT s.* FROM sessions s JOIN logins l ON l.id = s.login_id"
            " JOIN memberships m ON m.login_id = s.login_id AND m.account_id = s.account_id"
            " WHERE s.secret_hash = ? AND s.expires_at > ? AND l.disabled_at IS NULL AND m.since <= ?"
            " AND (m.until IS NULL OR m.until >= ?)",
            secret_hash,
            us(now),
            us(now),
            us(now),
        )
        return None if row is None else Session(row["login_id"], row["account_id"], moment(row["expires_at"]))

    async def switch_session(self, secret_hash: str, account_id: int) -> None:
        await self._db.run("UPDATE sessions SET account_id = ? WHERE secret_hash = ?", account_id, secret_hash)

    async def end_session(self, secret_hash: str) -> None:
        await self._db.run("DELETE FROM sessions WHERE secret_hash = ?", secret_hash)

    async def prune_sessions(self, now: datetime) -> int:
        return await self._db.run("DELETE FROM sessions WHERE expires_at <= ?", us(now))

    async def add_token(self, secret_hash: str, token: Token) -> None:
        await self._db.run(
            "INSERT INTO tokens (id, secret_hash, login_id, account_id, scopes, name, created_at, app_id, used_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            token.id,
            secret_hash,
            token.login_id,
            token.account_id,
            " ".join(token.scopes),
            token.name,
            us(token.created_at),
            token.app_id,
            us_or_none(token.used_at),
        )
