"""What a request names, as far as its reader may know of it: the questions that many addresses ask first."""

from collections.abc import Sequence

from node.errors import Gone, NotFound
from node.model.account import Account
from node.model.post import Post, PostView
from node.model.relationship import Relationship
from node.moderation.policy import visible_post
from node.store.database import Tx


async def known_account(tx: Tx, account_id: int) -> Account:
    """Also a suspended one. Raises NotFound, Gone."""
    account = await tx.accounts.find(account_id)
    if account is None:
        raise NotFound("Record not found")
    if account.deleted_at is not None:
        raise Gone("this account has been deleted")
    return account


async def moved_to(tx: Tx, account: Account) -> Account | None:
    """Where it has moved to, if that one is known here."""
    if account.moved_to is None:
        return None
    found = await tx.accounts.find_by_uri(account.moved_to)
    return None if found is None or found.is_gone or found.id == account.id else found


async def readable_view(tx: Tx, post_id: int, viewer_id: int) -> PostView:
    """Raises NotFound for what the viewer may not read, also because its author blocks them."""
    try:
        await visible_post(tx, post_id, viewer_id)
    except NotFound:
        raise NotFound("Record not found") from None
    views = await tx.timelines.views([post_id], viewer_id)
    if not views:  # its author is gone
        raise NotFound("Record not found")
    return views[0]


async def readable_shown(tx: Tx, post_id: int, viewer_id: int) -> Post:
    """Without all that is shown of it; of a boost what was boosted. Raises NotFound as `readable_view`."""
    try:
        post = await visible_post(tx, post_id, viewer_id)
        if post.boost_of_id is not None:
            await _living(tx, post)
            post = await tx.posts.get(post.boost_of_id)
        return await _living(tx, post)
    except NotFound:
        raise NotFound("Record not found") from None


async def _living(tx: Tx, post: Post) -> Post:
    if post.deleted_at is not None or (await tx.accounts.get(post.author_id)).is_gone:
        raise NotFound("the post or its author is gone")
    return post


async def own_view(tx: Tx, post_id: int, account_id: int) -> PostView:
    """A post of one's own. Raises NotFound for those of others: nobody needs to know that they are there."""
    view = await readable_view(tx, post_id, account_id)
    if view.author.id != account_id:
        raise NotFound("Record not found")
    return view


async def relationship_to(tx: Tx, account_id: int, other_id: int) -> Relationship:
    """How the account stands to the other now. Raises NotFound."""
    found = await tx.relations.of(account_id, [other_id])
    if other_id not in found:
        raise NotFound("Record not found")
    return found[other_id]


async def in_order(tx: Tx, account_ids: Sequence[int]) -> list[Account]:
    """Those there are, in that order, and not gone."""
    found = await tx.accounts.by_ids(account_ids)
    return [found[number] for number in account_ids if number in found and not found[number].is_gone]
