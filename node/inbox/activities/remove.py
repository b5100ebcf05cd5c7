"""Somebody takes a pinned post of theirs off their profile, or recommends somebody no longer."""

from node.context import Context
from node.inbox import featuring, pinned
from node.inbox.featuring import News
from node.inbox.ignored import Ignored
from node.inbox.incoming import Incoming
from node.inbox.pinned import Pinned
from node.store.database import Tx


async def gather(node: Context, incoming: Incoming) -> Pinned | News:
    news = await featuring.find_news(node, incoming, taken_away=True)
    return news or pinned.read_pinned(node, incoming)


async def apply(tx: Tx, found: Pinned | News) -> str:
    if isinstance(found, News):
        return await featuring.apply_news(tx, found)
    post = await tx.posts.find_by_uri(found.uri)
    if post is None or not await tx.posts.unpin(found.by, post.id):
        raise Ignored("it is not pinned")
    return "no longer pinned"
