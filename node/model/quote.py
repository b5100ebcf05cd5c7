"""A post that quotes another one, and whether the quoted author lets it (FEP-044f)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class QuoteState(StrEnum):
    """pending ──> accepted ──> revoked
          └──────> rejected

    The others are never stored: they say to one viewer why an accepted quote is not shown.
    """

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REVOKED = "revoked"
    DELETED = "deleted"
    UNAUTHORIZED = "unauthorized"
    BLOCKED_ACCOUNT = "blocked_account"
    BLOCKED_DOMAIN = "blocked_domain"
    MUTED_ACCOUNT = "muted_account"


SHOWN: Final = frozenset(
    {QuoteState.ACCEPTED, QuoteState.BLOCKED_ACCOUNT, QuoteState.BLOCKED_DOMAIN, QuoteState.MUTED_ACCOUNT}
)
"""Apps are given what is quoted, and fold it away themselves where the viewer does not want to see its author."""


class Consent(StrEnum):
    """What becomes of a quote somebody would make: let at once, to be asked for, never, or only its author knows.
    `missing`: who would be featured says nothing about it."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"
    DENIED = "denied"
    UNKNOWN = "unknown"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """`quoted_id` and `quoted_author_id` are None as long as what is quoted is not here. `stamp_uri` is the authorization
    (named by the quoting post, not yet checked while `state` is pending), `request_uri` how one of us asked for it."""

    post_id: int
    author_id: int
    quoted_uri: str
    quoted_id: int | None
    quoted_author_id: int | None
    state: QuoteState
    stamp_uri: str | None = None
    request_uri: str | None = None
    created_at: datetime
