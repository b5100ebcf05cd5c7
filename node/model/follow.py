"""Who follows whom.

asked ──accept──> accepted        a follow of an open account is accepted at once
  └────reject───> (row removed)   and so is an undone or broken one
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Cause(StrEnum):
    """Why an account has a follower more, or less."""

    BEFORE = "before"
    """Followed already when counting began, or when what is older was added up."""

    FOLLOWED = "followed"
    MOVED_HERE = "moved_here"
    """Came along when an account elsewhere moved here."""

    UNFOLLOWED = "unfollowed"
    MOVED_AWAY = "moved_away"
    """The follower, or whom they followed, has moved to another account."""
    DELETED = "deleted"
    """The follower's account is gone for good."""
    SHUT_OUT = "shut_out"
    """The follower blocks the account."""
    REMOVED = "removed"
    """By the account: it took the follower off."""
    BLOCKED = "blocked"
    """By the account: it blocks the follower, or hides their whole server."""
    HOST_BLOCKED = "host_blocked"
    """By those who administer: nothing is exchanged with the server any longer."""
    INBOX_GONE = "inbox_gone"
    """The follower's server says that there is nobody any longer."""

    @property
    def is_gain(self) -> bool:
        return self in {Cause.FOLLOWED, Cause.MOVED_HERE}

    @property
    def is_loss(self) -> bool:
        return not self.is_gain and self is not Cause.BEFORE


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
