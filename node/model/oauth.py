"""Programs that act for people, and what they may do: OAuth 2 as far as it is rules and not wire.

Scopes are those of Mastodon 4.x. A broad one covers its parts (`read` covers `read:statuses`), and the old `follow`
covers what follows, blocks and mutes were once reached by.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from node.errors import Unprocessable
from node.model.login import Role, Token

OUT_OF_BAND: Final = "urn:ietf:wg:oauth:2.0:oob"
"""Instead of a redirect address: show the code, the person types it into the program."""

DEFAULT_SCOPE: Final = "read"
FOLLOW: Final = frozenset({"read:blocks", "write:blocks", "read:follows", "write:follows", "read:mutes", "write:mutes"})

_READ = "accounts blocks bookmarks collections favourites filters follows lists mutes notifications search statuses"
_WRITE = (
    "accounts blocks bookmarks collections conversations favourites filters follows lists media mutes notifications"
    " reports statuses"
)
_ADMIN = "accounts reports domain_allows domain_blocks ip_blocks email_domain_blocks canonical_email_blocks"

SCOPES: Final[Sequence[str]] = (
    "profile",
    "read",
    *(f"read:{each}" for each in _READ.split()),
    "write",
    *(f"write:{each}" for each in _WRITE.split()),
    "follow",
    "push",
    "admin:read",
    *(f"admin:read:{each}" for each in _ADMIN.split()),
    "admin:write",
    *(f"admin:write:{each}" for each in _ADMIN.split()),
)

_KNOWN = frozenset(SCOPES)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*")
_URI = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]{1,2000}")  # RFC 3986 without "#"
_DANGEROUS = frozenset(
    {"about", "blob", "data", "file", "filesystem", "intent", "javascript", "mailto", "tel", "vbscript", "view-source"}
)
"""Schemes that run something or lead to no program (T-249)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A registered program. `website` is an http(s) address or nothing; of its secret only the hash is known."""

    id: int
    client_id: str
    secret_hash: str
    name: str
    website: str
    redirect_uris: tuple[str, ...]
    scopes: tuple[str, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a person allowed an app, until it fetches its token with the code. `challenge` is the PKCE one (S256), or
    nothing. `token_id` is the token the code was given for, once it has been used."""

    app_id: int
    login_id: int
    account_id: int
    redirect_uri: str
    scopes: tuple[str, ...]
    challenge: str
    expires_at: datetime
    token_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppToken:
    """An app's right to act as itself, for nobody (client credentials)."""

    id: int
    app_id: int
    scopes: tuple[str, ...]
    created_at: datetime
    used_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A person's token with what is known of the person and the app: `role` on this node, the app's `website`, and until
    when the person may act for the account (None: for good)."""

    token: Token
    role: Role
    website: str
    until: datetime | None = None

    def holds_at(self, now: datetime) -> bool:
        return self.until is None or now <= self.until


def covers(granted: Collection[str], wanted: str) -> bool:
    """Whether who holds `granted` may do what needs the scope `wanted`."""
    return wanted in granted or wanted.rpartition(":")[0] in granted or (wanted in FOLLOW and "follow" in granted)


def uncovered(granted: Collection[str], wanted: Iterable[str]) -> Sequence[str]:
    """Those of `wanted` that go beyond `granted`. `follow` is covered by its parts, too."""
    return [
        each
        for each in wanted
        if not covers(granted, each) and not (each == "follow" and all(covers(granted, part) for part in FOLLOW))
    ]


def parse_scopes(text: str) -> tuple[str, ...]:
    """Each once, in the order given. Raises Unprocessable for one that does not exist."""
    scopes = tuple(dict.fromkeys(text.split()))
    unknown = [each for each in scopes if each not in _KNOWN]
    if unknown:
        raise Unprocessable(f"there is no scope {unknown[0][:60]!r}")
    return scopes


def simplified(scopes: Collection[str]) -> Sequence[str]:
    """Without those that a broader one covers, in the order of `SCOPES`: what a person needs to read."""
    return [
        each for each in SCOPES if each in scopes and not covers([other for other in scopes if other != each], each)
    ]


def check_redirect_uri(uri: str) -> str:
    """`uri`, when a code may be sent there. Raises Unprocessable.

    Absolute, no fragment (RFC 6749 section 3.1.2), nothing a browser would run, and for http(s) a plain host: no
    `user@`, which makes a stranger's address look like another's. A program's own scheme may be all of it
    (`icecubesapp://`).
    """
    if uri == OUT_OF_BAND:
        return uri
    if not _URI.fullmatch(uri):
        raise Unprocessable("a redirect URI is an absolute address without fragment")
    try:
        parts = urlsplit(uri)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise Unprocessable("a redirect URI cannot be read") from None
    names_a_place = parts.netloc or parts.path or uri.endswith("://")
    if not _SCHEME.fullmatch(parts.scheme) or parts.scheme in _DANGEROUS or not names_a_place:
        raise Unprocessable("a redirect URI has a scheme that cannot be redirected to")
    if parts.scheme in {"http", "https"} and (not host or "@" in parts.netloc):
        raise Unprocessable("a redirect URI names no plain host")
    return uri
