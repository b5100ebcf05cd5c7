"""An account: whoever can post and be followed. On the wire an actor."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from node.config.organizations import EVERYBODY
from node.model.channel import Phase
from node.model.emoji import Emoji


class Kind(StrEnum):
    """ActivityStreams actor types; all five can be followed (FEP-2277)."""

    PERSON = "Person"
    SERVICE = "Service"
    GROUP = "Group"
    ORGANIZATION = "Organization"
    APPLICATION = "Application"


@dataclass(frozen=True, slots=True)
class ProfileField:
    """One line of the table on a profile. `value` is safe HTML; `verified_at` when its page links back (rel=me)."""

    name: str
    value: str
    verified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeaturePolicy:
    """Who may put an account into a collection of recommendations (FEP-7aa9): at once, or after being asked. Actors,
    collections of them, or everybody."""

    automatic: tuple[str, ...] = ()
    manual: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`host` is None for accounts that live here, else the host of its handle (which may differ from its URI's host).

    `summary` is safe HTML; `source` is what its owner typed (own accounts only). `fetched_at` is None here. `icon` and
    `header` are addresses of pictures.
    `feature_policy` is what an account elsewhere says, None when it says nothing; ours follows from their settings
    (`node/model/consent.py`). `collections_uri` lists what an account elsewhere recommends.
    `phase` is where a channel of ours stands in its life (`node/model/channel.py`); one that is planned is found by nobody.
    `suspended_at`, `silenced_at` and `sensitized_at` are what those who moderate decided (`node/outbox/moderate.py`).
    """

    id: int
    uri: str
    name: str
    host: str | None
    kind: Kind
    display_name: str
    summary: str
    source: str
    url: str
    inbox: str
    shared_inbox: str | None
    outbox: str | None
    followers_uri: str | None
    following_uri: str | None
    featured_uri: str | None
    icon: str | None
    header: str | None
    fields: tuple[ProfileField, ...]
    aliases: tuple[str, ...]
    moved_to: str | None
    approves_followers: bool
    discoverable: bool
    indexable: bool
    hides_follows: bool
    posts_count: int
    followers_count: int
    following_count: int
    last_post_at: datetime | None
    created_at: datetime
    fetched_at: datetime | None
    suspended_at: datetime | None
    deleted_at: datetime | None
    icon_description: str = ""
    header_description: str = ""
    silenced_at: datetime | None = None
    sensitized_at: datetime | None = None
    emojis: tuple[Emoji, ...] = ()
    feature_policy: FeaturePolicy | None = None
    collections_uri: str | None = None
    phase: Phase = Phase.RUNNING

    @property
    def is_local(self) -> bool:
        return self.host is None

    @property
    def is_gone(self) -> bool:
        """Deleted by its owner, or suspended by ours: neither acts nor is shown."""
        return self.deleted_at is not None or self.suspended_at is not None

    @property
    def is_limited(self) -> bool:
        """Silenced by ours: only who follows it, or looks for it, meets what it posts."""
        return self.silenced_at is not None

    @property
    def handle(self) -> str:
        """`name`, or `name@host` for those who live elsewhere."""
        return self.name if self.host is None else f"{self.name}@{self.host}"

    @property
    def shown_name(self) -> str:
        return self.display_name or self.name

    @property
    def delivery_inbox(self) -> str:
        """Where to deliver what many on that server may read: the shared inbox, where there is one."""
        return self.shared_inbox or self.inbox


@dataclass(frozen=True, slots=True)
class Actor:
    """On whose behalf something is done: the person who logged in, and the account they act for.

    `login_id` is None for the command line and for what the node does by itself.
    """

    account: Account
    login_id: int | None = None


def is_channel(account: Account, offices: Collection[str]) -> bool:
    """Whether it is a channel of this node and not somebody's own account. `offices`: the names of those an organisation
    names as its own, whoever made them; or EVERYBODY."""
    return account.is_local and (
        account.kind is not Kind.PERSON or account.name in offices or EVERYBODY.issubset(offices)
    )
