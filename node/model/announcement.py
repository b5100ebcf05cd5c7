"""What those who run the node tell everybody who is logged in here."""

from dataclasses import dataclass
from datetime import datetime

from node.model.account import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """`text` as typed, `content` safe HTML. `starts_at` and `ends_at` are of what it tells about; after the end it is no
    longer shown. `all_day`: only their days count."""

    id: int
    text: str
    content: str
    mentions: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    all_day: bool = False
    published_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """How often it was reacted to with one emoji, and whether the viewer did."""

    name: str
    count: int
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementView:
    """As somebody sees it."""

    announcement: Announcement
    is_read: bool
    reactions: tuple[Tally, ...] = ()
    mentioned: tuple[Account, ...] = ()
