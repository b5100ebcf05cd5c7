"""Somebody one might like to follow."""

from dataclasses import dataclass
from enum import StrEnum

from node.model.account import Account


class Source(StrEnum):
    """Why somebody is suggested, in Mastodon's words."""

    FEATURED = "featured"
    FRIENDS = "friends_of_friends"


@dataclass(frozen=True, slots=True)
class Suggestion:
    account: Account
    sources: tuple[Source, ...]
