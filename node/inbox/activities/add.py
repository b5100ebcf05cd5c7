"""Somebody pins a post of theirs to their profile, or recommends an account or a collection of them."""

from node.context import Context
from node.errors import Forbidden
from node.inbox import featuring, pinned
from node.inbox.featuring import News
from node.inbox.ignored import Ignored
from node.inbox.incoming import Incoming
from node.inbox.linked import link
from node.inbox.pinned import MOST_PINS, Pinned
from node.model.visibility import Visibility
from node.moderation.policy import refuse_gone
from node.store.database import Tx
from node.timelines.place import place_post


async def gather(node: Context, incoming: Incoming) -> Pinned | News:
    """A post that is not here yet is fetched, if somebody here follows its author."""
    news = await featuring.find_news(node, incoming)
    if news is not None:
        return news
    found = pinned.read_pinned(node, incoming)
    followed = await node.store.read(lambda tx: tx.follows.has_local_follower(incoming.actor.id))
    if await node.objects.find(found.uri) is not None or not followed:
        return found
    fetched = await node.objects.fetch_post(found.uri)
    if fetched.new.author.id != incoming.actor.id:
        raise Forbidden("only posts of one's own are pinned")
    return Pinned(found.by, fetched.new.uri, node.addresses, fetched.new)


async def apply(tx: Tx, found: Pinned | News) -> str:
    if isinstance(found, News):
        return await featuring.apply_news(tx, found)
    by = await tx.accounts.get(found.by.id)
    refuse_gone(by)
    post = await tx.posts.find_by_uri(found.uri)
    if post is None and found.new is not None:
        linked = await link(tx, found.addresses, found.new)
        post = await place_post(tx, linked.new, live=False)
    if post is None or post.deleted_at is not None:
        raise Ignored("the post is not known here")
    if post.author_id != by.id or post.is_boost:
        raise Forbidden("only posts of one's own are pinned")
    if post.visibility is Visibility.DIRECT:
        raise Forbidden("a private message is not pinned")
    if len(await tx.posts.pinned_ids(by.id)) >= MOST_PINS:
        raise Ignored("enough posts are pinned")
    if not await tx.posts.pin(by, post.id, now=tx.now):
        raise Ignored("pinned before")
    return "pinned"
