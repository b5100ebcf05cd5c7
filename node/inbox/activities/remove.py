"""Somebody takes a pinned post of theirs off their profile."""

from node.context import Context
from node.inbox import pinned
from node.inbox.ignored import Ignored
from node.inbox.incoming import Incoming
from node.inbox.pinned import Pinned
from node.store.database import Tx


async def gather(node: Context, incoming: Incoming) -> Pinned:
    return pinned.read_pinned(node, incoming)


async def apply(tx: Tx, found: Pinned) -> str:
    post = await tx.posts.find_by_uri(found.uri)
    if post is None or not await tx.posts.unpin(found.by, post.id):
        raise Ignored("it is not pinned")
    return "no longer pinned"
