"""A complaint about an account and its posts (Flag)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`reporter_id` is the account here, or the signer elsewhere (often a server's own actor: T-075).

    `category` is spam, legal, violation or other.
    """

    id: int
    reporter_id: int
    target_id: int
    post_ids: tuple[int, ...]
    comment: str
    uri: str
    forwarded: bool
    created_at: datetime
    resolved_at: datetime | None
    category: str = "other"
