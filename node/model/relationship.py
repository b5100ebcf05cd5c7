"""How one account stands to another: all that an app shows beside a profile."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """`account_id` is the other one. `note` is what the viewer wrote about them, for their own eyes.

    `languages` are those whose posts the viewer wants to see of them; empty: all.
    """

    account_id: int
    following: bool = False
    shows_boosts: bool = False
    notifies: bool = False
    languages: tuple[str, ...] = ()
    asked: bool = False
    followed_by: bool = False
    asked_by: bool = False
    blocking: bool = False
    blocked_by: bool = False
    muting: bool = False
    muting_notifications: bool = False
    mute_expires_at: datetime | None = None
    muting_host: bool = False
    endorsed: bool = False
    note: str = ""
