"""Somebody elsewhere boosts a post: what must hold for it to count."""

from dataclasses import dataclass
from datetime import datetime

from node.errors import Forbidden, Gone, Invalid
from node.federation.reading import moment_of
from node.federation.reading.audience import read_audience
from node.inbox.ignored import Ignored
from node.inbox.incoming import Incoming
from node.model.account import Account
from node.model.post import NewPost, Post
from node.model.visibility import Visibility, narrower
from node.moderation.policy import may_interact, refuse_between, refuse_gone
from node.store.database import Tx
from node.timelines.place import place_boost


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """`uri` is the Announce's id: the boost's own."""

    by: Account
    uri: str
    visibility: Visibility
    published_at: datetime


def read_share(incoming: Incoming) -> Share:
    """Raises Invalid when the Announce has no id: such a boost could never be undone."""
    if not incoming.uri:
        raise Invalid("the Announce has no id")
    actor, body = incoming.actor, incoming.body
    audience = read_audience(body, author_uri=actor.uri, followers_uri=actor.followers_uri)
    visibility = audience.visibility
    if visibility is Visibility.DIRECT and not audience.recipients:
        visibility = Visibility.UNLISTED  # addressed to nobody at all: a server that forgets it
    published_at = moment_of(body.get("published")) or incoming.received_at
    return Share(
        by=actor,
        uri=incoming.uri,
        visibility=visibility,
        published_at=min(published_at, incoming.received_at),
    )


async def place_share(tx: Tx, share: Share, boosted: Post) -> None:
    """Count the boost and show it. Raises Ignored when it counts already, Forbidden when it may not be, Gone when it was
    undone before it came."""
    if boosted.deleted_at is not None:
        raise Ignored("the post has been deleted")
    if await tx.withdrawn.has(share.uri, share.by.uri):
        raise Gone("this boost was undone before it came")
    author = await tx.accounts.get(boosted.author_id)
    refuse_gone(author)
    own = author.id == share.by.id
    if not boosted.visibility.is_open and not (own and boosted.visibility is Visibility.FOLLOWERS):
        raise Forbidden("a post that not everybody may read is not boosted")
    if boosted.is_local:
        await refuse_between(tx, author, share.by)
        if not await may_interact(tx, boosted.policy.can_announce, author, share.by):
            raise Forbidden("the author of the post lets not everybody boost it")
    if await tx.posts.find_boost(share.by.id, boosted.id) is not None:
        raise Ignored("boosted already")
    boost = NewPost(
        id=tx.ids.new(),
        uri=share.uri,
        url=boosted.url,
        author=share.by,
        visibility=narrower(share.visibility, boosted.visibility),
        boost_of_id=boosted.id,
        published_at=share.published_at,
    )
    if await place_boost(tx, boost, boosted) is None:
        raise Ignored("this boost is known already")
