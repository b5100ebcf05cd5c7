"""Somebody passed on a Delete, and the object's own server indeed no longer has it."""

from dataclasses import dataclass
from typing import Any

from node.context import Context
from node.errors import Invalid
from node.model.post import Post
from node.store.database import Tx
from node.timelines.feeding import feeds_changed


@dataclass(frozen=True, slots=True)
class Vanished:
    post: Post | None


async def gather_uri(node: Context, uri: str, *, certain: bool) -> Vanished:
    """`certain`: the server said 410. A mere 404 may be a hiccup or a refusal, so it deletes nothing."""
    if not certain:
        raise Invalid("its server does not say that it was deleted (404 is not 410)")
    return Vanished(await node.objects.find(uri))


async def gather(node: Context, incoming: Any) -> Vanished:
    return await gather_uri(node, incoming.uri, certain=True)


async def apply(tx: Tx, vanished: Vanished) -> str:
    post = vanished.post
    if post is None or post.is_local:
        return "ignored: not known here"
    await tx.posts.delete(post, now=tx.now)
    await tx.cases.withdraw(post, tx.now)
    await feeds_changed(tx, post)
    return "deleted, as its own server says"
