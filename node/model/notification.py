"""Something an account of ours is told, what it is told together with, and whose are let through."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from node.model.account import Account
from node.model.post import PostView


class Event(StrEnum):
    """Named as the Mastodon client API names them, as far as it has them."""

    MENTION = "mention"
    POST = "status"
    BOOST = "reblog"
    LIKE = "favourite"
    REACTION = "reaction"
    FOLLOW = "follow"
    FOLLOW_ASKED = "follow_request"
    POLL = "poll"
    EDIT = "update"
    QUOTE = "quote"
    QUOTED_EDIT = "quoted_update"
    FEATURED = "added_to_collection"
    COLLECTION_CHANGED = "collection_update"
    MOVED = "move"
    SEVERED = "severed_relationships"
    WARNED = "moderation_warning"
    SIGN_UP = "admin.sign_up"
    REPORT = "admin.report"


FILTERABLE: Final = frozenset(
    {
        Event.MENTION,
        Event.QUOTE,
        Event.BOOST,
        Event.LIKE,
        Event.REACTION,
        Event.FOLLOW,
        Event.FOLLOW_ASKED,
        Event.FEATURED,
    }
)
"""What strangers can cause. The rest comes of what one chose oneself, or is the office of who is told."""

GROUPS: Final[Mapping[Event, str]] = MappingProxyType(
    {
        Event.LIKE: "favourite",
        Event.REACTION: "favourite",
        Event.BOOST: "reblog",
        Event.FOLLOW: "follow",
        Event.SIGN_UP: "admin.sign_up",
    }
)
"""What is told together, and how its groups are named. An emoji is a like to those who know only likes (FEP-c0e0)."""

WIDEST_GROUP: Final = timedelta(hours=12)
UNGROUPED: Final = "ungrouped-"
"""Begins the name of a group of one, before its id."""


class SeveranceKind(StrEnum):
    """Why follows ended."""

    HOST_BLOCKED = "domain_block"
    HOST_MUTED = "user_domain_block"
    ACCOUNT_SUSPENDED = "account_suspension"


@dataclass(frozen=True, slots=True, kw_only=True)
class Severance:
    """Follows of an account of ours that ended because a host, or an account, was turned away. `target` is its name."""

    id: int
    account_id: int
    kind: SeveranceKind
    target: str
    followers: int
    following: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """`post_id` is None where there is no post, or not any longer; `post` also where it was not to be loaded. `group_key` is
    empty for what stands alone. `is_filtered`: it waits with the requests."""

    id: int
    account_id: int
    event: Event
    origin: Account
    post: PostView | None
    post_id: int | None
    emoji: str
    created_at: datetime
    read_at: datetime | None
    group_key: str = ""
    is_filtered: bool = False
    subject_id: int = 0

    @property
    def key(self) -> str:
        """Of the group it is in."""
        return self.group_key or f"{UNGROUPED}{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotification:
    """A notification about to be stored."""

    id: int
    account_id: int
    event: Event
    origin_id: int
    post_id: int | None = None
    emoji: str = ""
    subject_id: int = 0
    is_filtered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which notifications a list shows: of these events (None: all), by this account, also those that wait."""

    events: frozenset[Event] | None = None
    origin_id: int | None = None
    with_filtered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationGroup:
    """Several told as one. `told` stands for all of them; `samples` are who caused the latest, each once; `lowest_id` and
    `highest_id` are those of its members within the page that was read, and `count` says how many there are up to it."""

    key: str
    told: Notification
    count: int
    samples: tuple[Account, ...]
    lowest_id: int
    highest_id: int
    latest_at: datetime


class Treatment(StrEnum):
    """What becomes of a notification: told, kept apart, or not made."""

    ACCEPT = "accept"
    FILTER = "filter"
    DROP = "drop"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationPolicy:
    """What somebody wants done with what others do.

    Unlike on Mastodon, private letters of strangers are told as all others: an authority must not overlook them
    (decision 0017).
    """

    for_not_following: Treatment = Treatment.ACCEPT
    for_not_followers: Treatment = Treatment.ACCEPT
    for_new_accounts: Treatment = Treatment.ACCEPT
    for_private_mentions: Treatment = Treatment.ACCEPT
    for_limited_accounts: Treatment = Treatment.FILTER
    for_bots: Treatment = Treatment.ACCEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """How much waits in the requests; both counted up to a limit."""

    requests: int
    notifications: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationRequest:
    """All that was filtered of one account. `last_post` is the latest it wrote among that."""

    id: int
    origin: Account
    count: int
    last_post: PostView | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How two accounts stand to each other, as a policy asks it."""

    is_permitted: bool
    is_following: bool
    followed_since: datetime | None
