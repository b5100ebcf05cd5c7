"""People who log in, the accounts they act for, their sessions and their clients' tokens (decision 0005)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from node.model.channel import MemberRole
from node.model.login import Login, Membership, Role, Token
from node.store.rows import Database, Row, Tell, moment, moment_or_none, us, us_or_none


def to_login(row: Row) -> Login:
    return Login(
        id=row["id"],
        email=row["email"],
        password_hash=row["password_hash"],
        role=Role(row["role"]),
        language=row["language"],
        created_at=moment(row["created_at"]),
        disabled_at=moment_or_none(row["disabled_at"]),
        confirmed_at=moment_or_none(row["confirmed_at"]),
        new_email=row["new_email"],
        digest=bool(row["digest"]),
        advises=bool(row["advises"]),
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
    """`browser` is a family of browsers and its system, `used_at` to the day. What follows is of the person: it is known
    of sessions that are found, not given to those that are added. `part` is what they are to the account."""

    login_id: int
    account_id: int
    expires_at: datetime
    browser: str = ""
    created_at: datetime | None = None
    used_at: datetime | None = None
    secret_hash: str = ""
    role: Role = Role.MEMBER
    has_factor: bool = False
    part: str = ""


def _to_session(row: Row) -> Session:
    return Session(
        login_id=row["login_id"],
        account_id=row["account_id"],
        expires_at=moment(row["expires_at"]),
        browser=row["browser"],
        created_at=moment(row["created_at"]),
        used_at=moment_or_none(row["used_at"]),
        secret_hash=row["secret_hash"],
        role=Role(row["role"]),
        has_factor=bool(row["has_factor"]),
        part=row["part"] or "",
    )


_SESSION = (
    "SELECT s.*, l.role, m.role AS part, (EXISTS (SELECT 1 FROM code_generators g WHERE g.login_id = l.id)"
    " OR EXISTS (SELECT 1 FROM passkeys p WHERE p.login_id = l.id)) AS has_factor"
    " FROM sessions s JOIN logins l ON l.id = s.login_id"
    " LEFT JOIN memberships m ON m.login_id = s.login_id AND m.account_id = s.account_id"
)


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
        return None if row is None else to_login(row)

    async def by_ids(self, ids: Iterable[int]) -> dict[int, Login]:
        wanted = set(ids)
        if not wanted:
            return {}
        rows = await self._db.rows(f"SELECT * FROM logins WHERE {self._db.among('id')}", self._db.listed(wanted))
        return {row["id"]: to_login(row) for row in rows}

    async def find_by_email(self, email: str) -> Login | None:
        row = await self._db.row("SELECT * FROM logins WHERE email = ?", email.lower())
        return None if row is None else to_login(row)

    async def of_account(self, account_id: int, now: datetime) -> Sequence[Login]:
        """Who may act for it now."""
        rows = await self._db.rows(
            "SELECT l.* FROM logins l JOIN memberships m ON m.login_id = l.id WHERE m.account_id = ?"
            " AND m.since <= ? AND (m.until IS NULL OR m.until >= ?) ORDER BY l.id",
            account_id,
            us(now),
            us(now),
        )
        return [to_login(row) for row in rows]

    async def with_role(self, role: Role) -> Sequence[Login]:
        """Who may log in and has it, the first first."""
        rows = await self._db.rows(
            "SELECT * FROM logins WHERE role = ? AND disabled_at IS NULL ORDER BY id LIMIT 1000", role.value
        )
        return [to_login(row) for row in rows]

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

    async def note_new_email(self, login_id: int, email: str | None) -> None:
        """One they have yet to prove; None: none any longer. It is stored folded."""
        await self._db.run(
            "UPDATE logins SET new_email = ? WHERE id = ?", None if email is None else email.lower(), login_id
        )

    async def confirm(self, login_id: int, now: datetime) -> None:
        await self._db.run("UPDATE logins SET confirmed_at = ? WHERE id = ?", us(now), login_id)

    async def set_email(self, login_id: int, email: str, now: datetime) -> bool:
        """The person has proved it. False when it is somebody's in the meantime."""
        if await self.find_by_email(email) is not None:
            return False
        await self._db.run(
            "UPDATE logins SET email = ?, confirmed_at = ?, new_email = NULL WHERE id = ?",
            email.lower(),
            us(now),
            login_id,
        )
        return True

    async def set_letters(self, login_id: int, *, language: str | None, digest: bool, now: datetime) -> None:
        """How they want to be written to. The first weekly letter comes after a week."""
        await self._db.run(
            "UPDATE logins SET language = ?, digest = ?, digest_at = COALESCE(digest_at, ?) WHERE id = ?",
            language,
            digest,
            us(now) if digest else None,
            login_id,
        )

    async def stop_digest(self, login_id: int) -> None:
        await self._db.run("UPDATE logins SET digest = ? WHERE id = ?", False, login_id)

    async def take_digests(
        self, before: datetime, now: datetime, *, limit: int
    ) -> Sequence[tuple[int, datetime | None]]:
        """(person, when they got the one before) of people whose weekly letter is due; it counts as sent."""
        rows = await self._db.rows(
            "SELECT id, digest_at FROM logins WHERE digest AND disabled_at IS NULL AND confirmed_at IS NOT NULL"
            " AND (digest_at IS NULL OR digest_at <= ?) ORDER BY id LIMIT ?",
            us(before),
            limit,
        )
        await self._db.run_many("UPDATE logins SET digest_at = ? WHERE id = ?", [(us(now), row["id"]) for row in rows])
        return [(row["id"], moment_or_none(row["digest_at"])) for row in rows]

    async def set_role(self, login_id: int, role: Role) -> None:
        await self._db.run("UPDATE logins SET role = ? WHERE id = ?", role.value, login_id)
        self._tell("login", login_id)

    async def set_advising(self, login_id: int, *, advises: bool) -> None:
        await self._db.run("UPDATE logins SET advises = ? WHERE id = ?", advises, login_id)

    async def advising(self) -> Sequence[Login]:
        """Who gives advice on drafts and may log in, by address."""
        rows = await self._db.rows(
            "SELECT * FROM logins WHERE advises AND disabled_at IS NULL ORDER BY email LIMIT 1000"
        )
        return [to_login(row) for row in rows]

    async def count_active(self, role: Role) -> int:
        return int(
            await self._db.value("SELECT COUNT(*) FROM logins WHERE role = ? AND disabled_at IS NULL", role.value)
        )

    async def disable(self, login_id: int, now: datetime) -> None:
        await self._db.run("UPDATE logins SET disabled_at = ? WHERE id = ?", us(now), login_id)
        await self.end_all(login_id)

    async def enable(self, login_id: int) -> None:
        """They may log in again; what ended does not come back."""
        await self._db.run("UPDATE logins SET disabled_at = NULL WHERE id = ?", login_id)

    async def end_all(self, login_id: int) -> None:
        """Every session and token of a person, every code a token could still be fetched with, every log-in half done and
        every link in a letter, but those that end the weekly one."""
        for table in ("sessions", "tokens", "codes", "half_logins", "challenges"):
            await self._db.run(f"DELETE FROM {table} WHERE login_id = ?", login_id)
        await self._db.run("DELETE FROM tickets WHERE login_id = ? AND purpose <> 'unsubscribe'", login_id)
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

    async def account_ids(self, login_id: int, now: datetime, *, even_crisis: bool = False) -> Sequence[int]:
        """The accounts a person may act for now, first joined first. `even_crisis`: also those for which they may but
        publish what is urgent."""
        rows = await self._db.rows(
            "SELECT account_id FROM memberships WHERE login_id = ? AND since <= ? AND (until IS NULL OR until >= ?)"
            " AND role <> ? ORDER BY since, account_id",
            login_id,
            us(now),
            us(now),
            "" if even_crisis else MemberRole.CRISIS.value,
        )
        return [row["account_id"] for row in rows]

    async def add_session(self, secret_hash: str, session: Session, now: datetime) -> None:
        await self._db.run(
            "INSERT INTO sessions (secret_hash, login_id, account_id, created_at, used_at, expires_at, browser)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            secret_hash,
            session.login_id,
            session.account_id,
            us(now),
            us(now),
            us(session.expires_at),
            session.browser,
        )

    async def find_session(self, secret_hash: str, now: datetime) -> Session | None:
        """A session whose person may still act for its account."""
        row = await self._db.row(
            f"{_SESSION} WHERE s.secret_hash = ? AND s.expires_at > ? AND l.disabled_at IS NULL AND m.since <= ?"
            " AND (m.until IS NULL OR m.until >= ?)",
            secret_hash,
            us(now),
            us(now),
            us(now),
        )
        return None if row is None else _to_session(row)

    async def sessions_of(self, login_id: int, now: datetime) -> Sequence[Session]:
        """Those that go on, the newest first."""
        rows = await self._db.rows(
            f"{_SESSION} WHERE s.login_id = ? AND s.expires_at > ? ORDER BY s.created_at DESC, s.secret_hash LIMIT 200",
            login_id,
            us(now),
        )
        return [_to_session(row) for row in rows]

    async def touch_session(self, secret_hash: str, now: datetime) -> None:
        await self._db.run("UPDATE sessions SET used_at = ? WHERE secret_hash = ?", us(now), secret_hash)

    async def switch_session(self, secret_hash: str, account_id: int) -> None:
        await self._db.run("UPDATE sessions SET account_id = ? WHERE secret_hash = ?", account_id, secret_hash)

    async def end_session(self, secret_hash: str) -> None:
        await self._db.run("DELETE FROM sessions WHERE secret_hash = ?", secret_hash)

    async def end_session_of(self, login_id: int, secret_hash: str) -> bool:
        """Whether it was there, and this person's."""
        ended = await self._db.run("DELETE FROM sessions WHERE secret_hash = ? AND login_id = ?", secret_hash, login_id)
        self._tell("login", login_id)
        return bool(ended)

    async def end_other_sessions(self, login_id: int, secret_hash: str) -> int:
        """All but this one; the tokens of programs stay."""
        ended = await self._db.run(
            "DELETE FROM sessions WHERE login_id = ? AND secret_hash <> ?", login_id, secret_hash
        )
        self._tell("login", login_id)
        return ended

    async def see_browser(self, login_id: int, browser: str, now: datetime) -> bool:
        """Notes what somebody logs in with. Whether it is new, though other kinds are known."""
        others = await self._db.rows("SELECT browser FROM browsers WHERE login_id = ?", login_id)
        await self._db.run(
            "INSERT INTO browsers (login_id, browser, seen_at) VALUES (?, ?, ?)"
            " ON CONFLICT (login_id, browser) DO UPDATE SET seen_at = excluded.seen_at",
            login_id,
            browser,
            us(now),
        )
        return bool(others) and all(row["browser"] != browser for row in others)

    async def forget_browsers(self, before: datetime) -> None:
        await self._db.run("DELETE FROM browsers WHERE seen_at < ?", us(before))

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
