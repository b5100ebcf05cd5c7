"""Apps, the codes they fetch tokens with, and their tokens (OAuth 2). Secrets come in as hashes (T-242)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from node.model.channel import MemberRole
from node.model.login import Role
from node.model.oauth import Access, App, AppToken, Consent
from node.store.logins import to_token
from node.store.rows import Database, Row, Tell, from_json, moment, moment_or_none, to_json, us

# Whoever may but publish what is urgent does so on our pages, and has no programs for it
_NO_PROGRAMS = MemberRole.CRISIS.value
_VALID = (
    f"l.disabled_at IS NULL AND m.since <= ? AND (m.until IS NULL OR m.until >= ?) AND m.role <> '{_NO_PROGRAMS}'"
    " AND a.deleted_at IS NULL AND a.suspended_at IS NULL"
)


def _to_app(row: Row) -> App:
    return App(
        id=row["id"],
        client_id=row["client_id"],
        secret_hash=row["secret_hash"],
        name=row["name"],
        website=row["website"],
        redirect_uris=tuple(from_json(row["redirect_uris"])),
        scopes=tuple(row["scopes"].split()),
        created_at=moment(row["created_at"]),
    )


def _to_consent(row: Row) -> Consent:
    return Consent(
        app_id=row["app_id"],
        login_id=row["login_id"],
        account_id=row["account_id"],
        redirect_uri=row["redirect_uri"],
        scopes=tuple(row["scopes"].split()),
        challenge=row["challenge"],
        expires_at=moment(row["expires_at"]),
        token_id=row["token_id"],
    )


def _to_access(row: Row) -> Access:
    """`until` is the membership's end."""
    return Access(
        token=to_token(row),
        role=Role(row["role"]),
        website=row["website"] or "",
        until=moment_or_none(row["until"]),
    )


class OAuth:
    """Tells `token` (id) when a token ends, so that open connections end with it."""

    def __init__(self, db: Database, tell: Tell) -> None:
        self._db = db
        self._tell = tell

    # Apps

    async def add_app(self, app: App) -> None:
        await self._db.run(
            "INSERT INTO apps (id, client_id, secret_hash, name, website, redirect_uris, scopes, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            app.id,
            app.client_id,
            app.secret_hash,
            app.name,
            app.website,
            to_json(app.redirect_uris),
            " ".join(app.scopes),
            us(app.created_at),
        )

    async def find_app(self, client_id: str) -> App | None:
        row = await self._db.row("SELECT * FROM apps WHERE client_id = ?", client_id)
        return None if row is None else _to_app(row)

    async def app(self, app_id: int) -> App | None:
        row = await self._db.row("SELECT * FROM apps WHERE id = ?", app_id)
        return None if row is None else _to_app(row)

    async def note_use(self, app_id: int, now: datetime) -> None:
        await self._db.run("UPDATE apps SET used_at = ? WHERE id = ?", us(now), app_id)

    # Codes

    async def add_code(self, secret_hash: str, consent: Consent) -> None:
        await self._db.run(
            "INSERT INTO codes (secret_hash, app_id, login_id, account_id, redirect_uri, scopes, challenge, expires_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            secret_hash,
            consent.app_id,
            consent.login_id,
            consent.account_id,
            consent.redirect_uri,
            " ".join(consent.scopes),
            consent.challenge,
            us(consent.expires_at),
        )

    async def use_code(self, secret_hash: str, now: datetime) -> Consent | None:
        """What the code stands for, to the first who asks; it is used up whatever comes of it (T-233)."""
        row = await self._db.row(
            "UPDATE codes SET used_at = ? WHERE secret_hash = ? AND used_at IS NULL RETURNING *", us(now), secret_hash
        )
        return None if row is None else _to_consent(row)

    async def note_token(self, secret_hash: str, token_id: int) -> None:
        await self._db.run("UPDATE codes SET token_id = ? WHERE secret_hash = ?", token_id, secret_hash)

    async def find_used_code(self, secret_hash: str) -> Consent | None:
        row = await self._db.row("SELECT * FROM codes WHERE secret_hash = ? AND used_at IS NOT NULL", secret_hash)
        return None if row is None else _to_consent(row)

    # Tokens

    async def find_access(self, secret_hash: str, now: datetime) -> Access | None:
        """A person's token, where the person may still act for the account; whether the account is gone is not
        asked here."""
        row = await self._db.row(
            "SELECT t.*, l.role, p.website, m.until FROM tokens t JOIN logins l ON l.id = t.login_id"
            " JOIN memberships m ON m.login_id = t.login_id AND m.account_id = t.account_id"
            " LEFT JOIN apps p ON p.id = t.app_id"
            " WHERE t.secret_hash = ? AND l.disabled_at IS NULL AND m.since <= ? AND (m.until IS NULL OR m.until >= ?)"
            f" AND m.role <> '{_NO_PROGRAMS}'",
            secret_hash,
            us(now),
            us(now),
        )
        return None if row is None else _to_access(row)

    async def accesses_of(self, login_id: int) -> Sequence[Access]:
        """All tokens of a person, newest first."""
        rows = await self._db.rows(
            "SELECT t.*, l.role, p.website, NULL AS until FROM tokens t JOIN logins l ON l.id = t.login_id"
            " LEFT JOIN apps p ON p.id = t.app_id WHERE t.login_id = ? ORDER BY t.id DESC LIMIT 500",
            login_id,
        )
        return [_to_access(row) for row in rows]

    async def still_valid(self, token_ids: Iterable[int], now: datetime) -> set[int]:
        """Which of these people's tokens are worth something now."""
        rows = await self._db.rows(
            "SELECT t.id FROM tokens t JOIN logins l ON l.id = t.login_id JOIN accounts a ON a.id = t.account_id"
            " JOIN memberships m ON m.login_id = t.login_id AND m.account_id = t.account_id"
            f" WHERE {self._db.among('t.id')} AND {_VALID}",
            self._db.listed(set(token_ids)),
            us(now),
            us(now),
        )
        return {row["id"] for row in rows}

    async def language_of(self, token_id: int) -> str | None:
        """That of the person it was given to, where they chose one."""
        found: str | None = await self._db.value(
            "SELECT l.language FROM tokens t JOIN logins l ON l.id = t.login_id WHERE t.id = ?", token_id
        )
        return found

    async def may_act(self, login_id: int, account_id: int, now: datetime) -> bool:
        """Whether a token for this person and this account would be worth anything now."""
        return bool(
            await self._db.value(
                "SELECT 1 FROM memberships m JOIN logins l ON l.id = m.login_id JOIN accounts a ON a.id = m.account_id"
                f" WHERE m.login_id = ? AND m.account_id = ? AND {_VALID}",
                login_id,
                account_id,
                us(now),
                us(now),
            )
        )

    async def add_app_token(self, secret_hash: str, token: AppToken) -> None:
        await self._db.run(
            "INSERT INTO app_tokens (id, secret_hash, app_id, scopes, created_at, used_at) VALUES (?, ?, ?, ?, ?, ?)",
            token.id,
            secret_hash,
            token.app_id,
            " ".join(token.scopes),
            us(token.created_at),
            us(token.used_at),
        )

    async def find_app_token(self, secret_hash: str) -> tuple[AppToken, App] | None:
        row = await self._db.row("SELECT * FROM app_tokens WHERE secret_hash = ?", secret_hash)
        app = None if row is None else await self.app(row["app_id"])
        if row is None or app is None:
            return None
        token = AppToken(
            id=row["id"],
            app_id=row["app_id"],
            scopes=tuple(row["scopes"].split()),
            created_at=moment(row["created_at"]),
            used_at=moment(row["used_at"]),
        )
        return token, app

    async def touch(self, token_id: int, now: datetime) -> None:
        """It is in use: shown to its owner, and a reason to keep it."""
        for table in ("tokens", "app_tokens"):
            await self._db.run(f"UPDATE {table} SET used_at = ? WHERE id = ?", us(now), token_id)

    async def end_token(self, token_id: int, *, login_id: int | None = None, app_id: int | None = None) -> bool:
        """The token's end, if it is this person's or this app's (where one is named). False when there is none."""
        row = await self._db.row("SELECT login_id, app_id FROM tokens WHERE id = ?", token_id)
        if row is None or not _named(login_id, row["login_id"]) or not _named(app_id, row["app_id"]):
            return False
        await self._db.run("DELETE FROM tokens WHERE id = ?", token_id)
        self._tell("token", token_id)
        return True

    async def owner_of(self, secret_hash: str) -> tuple[int, int | None] | None:
        """(token, app) of any token there is, a person's or an app's."""
        row = await self._db.row(
            "SELECT id, app_id FROM tokens WHERE secret_hash = ?"
            " UNION ALL SELECT id, app_id FROM app_tokens WHERE secret_hash = ?",
            secret_hash,
            secret_hash,
        )
        return None if row is None else (row["id"], row["app_id"])

    async def end_app_token(self, token_id: int) -> None:
        if await self._db.run("DELETE FROM app_tokens WHERE id = ?", token_id):
            self._tell("token", token_id)

    async def prune(self, *, codes: datetime, app_tokens: datetime, unused_apps: datetime, apps: datetime) -> None:
        """Forget codes that expired before `codes`, apps' own tokens not used since `app_tokens`, apps registered
        before `unused_apps` and never used, and apps without tokens whose last one was given before `apps`."""
        await self._db.run("DELETE FROM codes WHERE expires_at < ?", us(codes))
        await self._db.run("DELETE FROM app_tokens WHERE used_at < ?", us(app_tokens))
        await self._db.run(
            "DELETE FROM apps WHERE ((used_at IS NULL AND created_at < ?) OR used_at < ?)"
            " AND NOT EXISTS (SELECT 1 FROM tokens t WHERE t.app_id = apps.id)"
            " AND NOT EXISTS (SELECT 1 FROM app_tokens t WHERE t.app_id = apps.id)"
            " AND NOT EXISTS (SELECT 1 FROM codes c WHERE c.app_id = apps.id)",
            us(unused_apps),
            us(apps),
        )


def _named(asked: int | None, found: Any) -> bool:
    return asked is None or asked == found
