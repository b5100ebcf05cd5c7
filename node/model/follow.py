"""Who follows whom.

asked ──accept──> accepted        a follow of an open account is accepted at once
  └────reject───> (row removed)   and so is an undone or broken one
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """`uri` is the id of the Follow activity, ours or theirs."""

    follower_id: int
    followed_id: int
    uri: str
    accepted: bool
    created_at: datetime
    shows_boosts: bool = True
