"""An answer of somebody without an account, from the form to the post (A11).

unconfirmed ──guest follows the link──> waiting ──approved──> published
                                           └─────rejected──> rejected <──taken back── published

The guest may take it back in every state; then all of it is deleted, and the post with it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

NAME_CHARACTERS: Final = 50
REASON_CHARACTERS: Final = 500


class GuestState(StrEnum):
    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    PUBLISHED = "published"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestReply:
    """`account_id` is the channel that is answered, `answered_id` its post. `name` is as the guest chose it, `text` plain
    text as typed, empty once a post says it; `email` None once it has been erased. `reason` is why it was rejected."""

    id: int
    answered_id: int
    account_id: int
    name: str
    email: str | None
    text: str
    language: str
    state: GuestState = GuestState.UNCONFIRMED
    reason: str = ""
    post_id: int | None = None
    created_at: datetime
    decided_at: datetime | None = None
    forget_at: datetime | None = None
