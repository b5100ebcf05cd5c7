"""What makes copies on other platforms due: a post that is published, changed or gone. The job itself (`syndicate.py`) is only
loaded where there are connectors."""

from typing import Final

from node.config.connectors import Connectors
from node.jobs.worker import enqueue
from node.model.account import Account
from node.model.post import Post
from node.model.syndication import CopyState, Syndication
from node.model.visibility import Visibility
from node.store.database import Tx

SYNDICATE: Final = "syndicate"
"""Job: make the copy `syndication` what it should be by now."""


async def begin(tx: Tx, connectors: Connectors, post: Post, author: Account) -> None:
    """A new post of ours: queued for each connector of its channel. Answers and what is not public stay here."""
    if post.visibility is not Visibility.PUBLIC or post.in_reply_to_uri is not None or post.is_boost:
        return
    for connector in connectors.outward(author.name):
        new = Syndication(
            id=tx.ids.new(),
            post_id=post.id,
            account_id=author.id,
            connector=connector.key,
            kind=connector.kind,
            published_at=post.published_at,
        )
        if await tx.syndications.add(new):
            await _queue(tx, new)


async def pass_on(tx: Tx, post_id: int) -> None:
    """The post changed, or is gone: so shall its copies."""
    for copy in (await tx.syndications.of_posts([post_id])).get(post_id, ()):
        if copy.state in {CopyState.WAITING, CopyState.THERE}:
            await _queue(tx, copy)


async def _queue(tx: Tx, copy: Syndication) -> None:
    """Without a key: one that is being worked on right now may have read what is old already."""
    await enqueue(tx, SYNDICATE, {"syndication": str(copy.id)})
