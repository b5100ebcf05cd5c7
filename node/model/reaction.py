"""A like, or an emoji reaction (FEP-c0e0), on a post."""

from dataclasses import dataclass
from datetime import datetime

LIKE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """`emoji` is empty for a plain like. One account, one post, one emoji: one reaction."""

    post_id: int
    account_id: int
    emoji: str
    uri: str
    created_at: datetime
