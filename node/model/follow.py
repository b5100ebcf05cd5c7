"""Who follows whom.

asked ──accept──> accepted        a follow of an open account is accepted at once
  └────reject───> (row removed)   and so is an undone or broken one
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """`uri` is the id of the Follow activity, ours or theirs. `notifies`: the follower is told of each new post.

    `languages` (BCP 47) are those the follower wants to read; empty: all.
    """

    follower_id: int
    followed_id: int
    uri: str
    accepted: bool
    created_at: datetime
    shows_boosts: bool = True
    notifies: bool = False
    languages: tuple[str, ...] = ()
