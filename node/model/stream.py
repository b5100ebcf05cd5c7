"""What open connections can listen to, and what they are told while it happens."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from node.model.post import Post, PostView
from node.model.visibility import Visibility


class Channel(StrEnum):
    """Named as the Mastodon client API names them."""

    USER = "user"
    NOTIFICATIONS = "user:notification"
    DIRECT = "direct"
    LIST = "list"
    PUBLIC = "public"
    PUBLIC_MEDIA = "public:media"
    LOCAL = "public:local"
    LOCAL_MEDIA = "public:local:media"
    REMOTE = "public:remote"
    REMOTE_MEDIA = "public:remote:media"
    TAG = "hashtag"
    LOCAL_TAG = "hashtag:local"

    @property
    def is_own(self) -> bool:
        """Whether it tells of what is the reader's own, and not of what everybody may read."""
        return self in {Channel.USER, Channel.NOTIFICATIONS, Channel.DIRECT, Channel.LIST}


class Subscription(NamedTuple):
    """`key`: the account's id (user, notifications, direct), the list's id, or the hashtag, folded; else nothing."""

    channel: Channel
    key: int | str = ""


class What(StrEnum):
    POSTED = "posted"
    EDITED = "edited"
    DELETED = "deleted"
    TOLD = "told"
    MERGED = "merged"
    CONVERSATION = "conversation"
    FILTERS = "filters"
    ANNOUNCED = "announced"
    ANNOUNCEMENT_REACTION = "announcement reaction"
    ANNOUNCEMENT_GONE = "announcement gone"


@dataclass(slots=True, eq=False, kw_only=True)
class Happening:
    """One thing that happened, the same object for all who are told of it.

    `key` names what it is about. Of a post, `view` is how all see it who have nothing to do with it, `own` how the others
    do. `words` is a scratch pad of whoever puts it in words: a thousand readers cost one rendering.
    """

    what: What
    key: str = ""
    view: PostView | None = None
    own: Mapping[int, PostView] = field(default_factory=dict)
    words: dict[Hashable, str] = field(default_factory=dict)

    def seen_by(self, account_id: int) -> PostView | None:
        return self.own.get(account_id, self.view)


def public_channels(post: Post, *, with_media: bool) -> set[Channel]:
    """On which of the public channels a post belongs that stands on public timelines at all."""
    found = {Channel.LOCAL} if post.is_local else {Channel.REMOTE}
    if post.visibility is Visibility.PUBLIC:
        found.add(Channel.PUBLIC)
    if with_media:
        found |= {Channel(f"{each}:media") for each in found}
    return found
