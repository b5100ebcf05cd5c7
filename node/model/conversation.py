"""Direct posts among the same people in the same thread, as one of them reads them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """`account_id` is whose it is, `participants` are the others. Lists are cut by `last_post_id`."""

    id: int
    account_id: int
    participants: tuple[int, ...]
    last_post_id: int
    unread: bool
