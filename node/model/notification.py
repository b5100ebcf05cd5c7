"""Something an account of ours is told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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
    MOVED = "move"
    REPORT = "admin.report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    id: int
    account_id: int
    event: Event
    origin: Account
    post: PostView | None
    emoji: str
    created_at: datetime
    read_at: datetime | None
