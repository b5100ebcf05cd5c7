"""Inbox forwarding (AP 7.1.2): an answer to one of our posts goes on to the servers of those who follow its author,
byte for byte, so that they see the whole conversation. They believe its own signature, not us."""

from node.federation.addressing import authority_of
from node.model.addresses import Addresses
from node.model.post import Post
from node.outbox.send import queue
from node.store.database import Tx


async def forward(tx: Tx, addresses: Addresses, received_id: int, post: Post, *, came_from: str) -> bool:
    """Pass on what was received about `post`, an open answer to an open post of ours. `came_from` is the URI of the
    sender, whose server gets nothing back. Returns whether there was anybody to pass it on to."""
    answered = post.in_reply_to_account_id
    if not post.visibility.is_open or post.in_reply_to_id is None or answered is None or post.is_local:
        return False
    sender = authority_of(came_from)
    inboxes = [inbox for inbox in await tx.follows.remote_follower_inboxes(answered) if authority_of(inbox) != sender]
    if not inboxes:
        return False
    parent = await tx.posts.find(post.in_reply_to_id)
    if parent is None or not parent.is_local or not parent.visibility.is_open or parent.deleted_at is not None:
        return False
    author = await tx.accounts.get(parent.author_id)
    await queue(tx, addresses, inboxes, signer=author, about=post.uri, received_id=received_id)
    return True
