"""Who has a channel's posts by mail gets a letter for a new one: queued where the post is stored, so none is lost."""

from typing import Final

from node.jobs.worker import enqueue
from node.model.post import Post
from node.model.visibility import Visibility
from node.store.database import Tx

MAILING: Final = "subscription.mailing"


async def queue_mailing(tx: Tx, post: Post) -> None:
    """Only what everybody may read, and of others only what they said to everybody (the letter asks once more)."""
    if post.is_local and post.visibility is Visibility.PUBLIC and await tx.subscriptions.has_immediate(post.author_id):
        await enqueue(tx, MAILING, {"post": str(post.id), "after": "0"}, key=f"{MAILING} {post.id} 0")
