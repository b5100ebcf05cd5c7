"""A list somebody keeps of accounts they follow, to read them apart from the others. Nobody else is told of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MOST_LISTS: Final = 50
LONGEST_TITLE: Final = 256


class Replies(StrEnum):
    """Whose answers to others stand on a list: to any account its owner follows, to members of the list, or none.

    Answers to the owner, and those that continue their author's own thread, always do.
    """

    FOLLOWED = "followed"
    LIST = "list"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountList:
    """`exclusive`: what its members post leaves the owner's home timeline."""

    id: int
    account_id: int
    title: str
    replies: Replies = Replies.LIST
    exclusive: bool = False
