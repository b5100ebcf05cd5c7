"""Somebody keeps a post for later. Nobody else is told, and nothing is noted: it changes nothing but their own list."""

from node.context import Context
from node.model.account import Actor
from node.moderation.policy import readable_post
from node.outbox.acting import acting
from node.store.database import Tx


async def bookmark(node: Context, by: Actor, post_id: int) -> None:
    """Of a boost, what is boosted. Raises NotFound."""
    await node.store.write(_bookmark, by, post_id)


async def unbookmark(node: Context, by: Actor, post_id: int) -> None:
    """Nothing happens when it was not kept."""
    await node.store.write(_unbookmark, by, post_id)


async def _bookmark(tx: Tx, by: Actor, post_id: int) -> None:
    account = await acting(tx, by, even_moved=True)
    post = await readable_post(tx, post_id, account.id)
    await tx.bookmarks.add(account.id, post.boost_of_id or post.id)


async def _unbookmark(tx: Tx, by: Actor, post_id: int) -> None:
    account = await acting(tx, by, even_moved=True)
    post = await tx.posts.get(post_id)
    await tx.bookmarks.remove(account.id, post.boost_of_id or post.id)
