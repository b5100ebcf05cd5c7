"""Who may hold a copy of a post of ours: whoever was sent it, and the servers of those who did something with it."""

from node.model.account import Account
from node.model.post import Post
from node.outbox.audience import inboxes, of_accounts
from node.store.database import Tx

_MOST = 10_000


async def reached(tx: Tx, post: Post, author: Account) -> set[str]:
    """For a Delete, whatever the post's visibility; for an Update only where anybody may read the post, since those who
    had an earlier version of a private one need not be those the new one is for."""
    found = await inboxes(tx, post, author)
    created = await tx.activities.find_about(post.uri, "Create")
    if created is not None:
        found.update(delivery.inbox for delivery in await tx.deliveries.of_activity(created.id, limit=_MOST))
    if post.visibility.is_open:
        found |= await of_accounts(tx, await _involved(tx, post))
    return found


async def _involved(tx: Tx, post: Post) -> set[int]:
    """Who boosted it, reacted to it, answered it."""
    boosters = await tx.posts.boosters(post.id, limit=_MOST)
    reactions = await tx.reactions.of_post(post.id, limit=_MOST)
    answers = await tx.posts.by_ids(await tx.threads.open_replies(post.id, limit=_MOST))
    return {*boosters, *(account.id for account, _ in reactions), *(answer.author_id for answer in answers.values())}
