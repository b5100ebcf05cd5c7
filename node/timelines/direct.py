"""A direct post joins the conversations of those of us who take part in it."""

from collections.abc import Iterable

from node.model.account import Account
from node.model.post import Post
from node.model.visibility import Visibility
from node.store.database import Tx


async def join_conversation(tx: Tx, author: Account, post: Post, mentions: Iterable[int]) -> None:
    """Nothing for other posts, nor for whoever blocks or mutes its author or the thread."""
    if post.visibility is not Visibility.DIRECT:
        return
    people = {author.id, *mentions}
    for talk in await tx.conversations.of_post(post.id):
        if talk.account_id not in people:  # an edit no longer names them
            await tx.conversations.leave(talk, post.id)
    for account in (await tx.accounts.by_ids(people)).values():
        if not account.is_local or account.is_gone:
            continue
        if account.id != author.id and (
            await tx.blocks.between(account.id, author.id)
            or await tx.mutes.silences(account.id, author.id, post.thread_id)
        ):
            continue
        await tx.conversations.add(
            account.id, post.thread_id, people - {account.id}, post.id, unread=account.id != author.id
        )
