"""Accounts that somebody recommends to others (FEP-7aa9), and whether those who are featured let it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from node.model.account import Account

MOST_ITEMS: Final = 25
MOST_COLLECTIONS: Final = 10
NAME_CHARACTERS: Final = 40
DESCRIPTION_CHARACTERS: Final = 100
MOST_FOREIGN_ITEMS: Final = 150
MOST_FOREIGN_COLLECTIONS: Final = 50
"""Of one account elsewhere: nobody fills our disk with recommendations."""


class ItemState(StrEnum):
    """pending ──> accepted ──> revoked
          └──────> rejected

    What was revoked stays: its owner cannot ask again.
    """

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """`name` and `description` are plain text, `tag` a folded hashtag or empty. `fetched_at` is None for our own."""

    id: int
    uri: str
    url: str
    account_id: int
    name: str
    description: str = ""
    language: str | None = None
    tag: str = ""
    sensitive: bool = False
    discoverable: bool = False
    created_at: datetime
    updated_at: datetime
    fetched_at: datetime | None = None

    @property
    def is_local(self) -> bool:
        return self.fetched_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionItem:
    """Somebody featured. `stamp_uri` is their authorization, `request_uri` how one of us asked for it; `uri` is None as
    long as the collection's owner has not listed it."""

    id: int
    collection_id: int
    account_id: int
    state: ItemState
    uri: str | None = None
    stamp_uri: str | None = None
    request_uri: str | None = None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Featured:
    """An item with the account it stands for."""

    item: CollectionItem
    account: Account


@dataclass(frozen=True, slots=True)
class CollectionView:
    """A collection as somebody sees it: whose it is, and whom they are shown."""

    collection: Collection
    owner: Account
    items: tuple[Featured, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionChange:
    """What its owner wants it to be; what is None stays as it is."""

    name: str | None = None
    description: str | None = None
    language: str | None = None
    tag: str | None = None
    sensitive: bool | None = None
    discoverable: bool | None = None
