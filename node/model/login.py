"""A person who may log in, and the accounts they may act for (decision 0005)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a login may do on the node as a whole."""

    MEMBER = "member"
    MODERATOR = "moderator"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """`confirmed_at` is when they proved that mail to `email` reaches them, `new_email` one they have yet to prove.
    `digest`: they want the weekly letter. `advises`: they give advice on drafts where they are asked."""

    id: int
    email: str
    password_hash: str | None
    role: Role
    language: str | None
    created_at: datetime
    disabled_at: datetime | None
    confirmed_at: datetime | None = None
    new_email: str | None = None
    digest: bool = False
    advises: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """`role` on this one account; `until` is the last moment it holds."""

    login_id: int
    account_id: int
    role: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A client's right to act for an account. Only the hash of the secret is stored (T-242). `app_id` is None for tokens
    from the command line; `used_at` is when it was last seen, to the day."""

    id: int
    login_id: int
    account_id: int
    scopes: tuple[str, ...]
    name: str
    created_at: datetime
    app_id: int | None = None
    used_at: datetime | None = None
