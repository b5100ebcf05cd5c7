"""Whose inboxes a post goes to."""

from node.model.account import Account
from node.model.post import Post
from node.model.visibility import Visibility
from node.store.database import Tx


async def inboxes(tx: Tx, post: Post, author: Account) -> set[str]:
    """Followers' servers (for all but direct posts), whoever is named, and the author of what is answered or boosted.
    A local post goes nowhere."""
    if post.visibility is Visibility.LOCAL:
        return set()
    found: set[str] = set()
    if post.visibility is not Visibility.DIRECT:
        found.update(await tx.follows.remote_follower_inboxes(author.id))
    wanted = set(await tx.posts.mentioned_ids(post.id))
    if post.visibility.is_open:
        if post.in_reply_to_account_id is not None:
            wanted.add(post.in_reply_to_account_id)
        if post.boost_of_id is not None:
            boosted = await tx.posts.find(post.boost_of_id)
            if boosted is not None:
                wanted.add(boosted.author_id)
    found.update(await of_accounts(tx, wanted, private=not post.visibility.is_open))
    return found


async def of_accounts(tx: Tx, account_ids: set[int], *, private: bool = False) -> set[str]:
    """Where these receive; `private`: in their own inboxes, else in shared ones where there are any."""
    accounts = await tx.accounts.by_ids(account_ids)
    return {
        account.inbox if private else account.delivery_inbox
        for account in accounts.values()
        if not account.is_local and not account.is_gone
    }


async def everybody_known(tx: Tx, account: Account) -> set[str]:
    """All servers that may hold something of an account: those of its followers, of those it follows, of whom it wrote
    to. For the deletion of the account, and for its move."""
    found = set(await tx.follows.remote_follower_inboxes(account.id))
    following = await tx.follows.following(account.id, limit=10_000)
    found.update(each.delivery_inbox for each in following if not each.is_local and not each.is_gone)
    return found
