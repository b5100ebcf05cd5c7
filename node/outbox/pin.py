"""Somebody shows a post at the top of their profile (the `featured` collection)."""

from node.context import Context
from node.errors import Conflict, Forbidden
from node.federation import rendering
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.addresses import Addresses
from node.outbox.acting import acting, note, own_post
from node.outbox.send import send
from node.store.database import Tx

MOST = 5


async def pin(node: Context, by: Actor, post_id: int) -> None:
    """An open post of one's own. Raises Conflict when there are five, Forbidden, NotFound."""
    await node.store.write(_pin, node.addresses, by, post_id)


async def unpin(node: Context, by: Actor, post_id: int) -> None:
    """Nothing happens when it is not pinned."""
    await node.store.write(_unpin, node.addresses, by, post_id)


async def _pin(tx: Tx, addresses: Addresses, by: Actor, post_id: int) -> None:
    account = await acting(tx, by)
    post = await own_post(tx, post_id, account)
    if post.is_boost or not post.visibility.is_open:
        raise Forbidden("only posts of one's own that everybody may read can be pinned")
    pinned = await tx.posts.pinned_ids(account.id)
    if post.id in pinned:
        return
    if len(pinned) >= MOST:
        raise Conflict(f"{MOST} posts are pinned already")
    await tx.posts.pin(account, post.id, now=tx.now)
    activity = rendering.add(
        addresses.activity(tx.ids.new()), account, post.uri, target=_featured(account), published=tx.now
    )
    sent = await send(tx, addresses, activity, by=account, to=await tx.follows.remote_follower_inboxes(account.id))
    await note(tx, by, Deed.PIN, post.uri, sent)


async def _unpin(tx: Tx, addresses: Addresses, by: Actor, post_id: int) -> None:
    account = await acting(tx, by, even_moved=True)
    post = await own_post(tx, post_id, account)
    if not await tx.posts.unpin(account, post.id):
        return
    activity = rendering.remove(
        addresses.activity(tx.ids.new()), account, post.uri, target=_featured(account), published=tx.now
    )
    sent = await send(tx, addresses, activity, by=account, to=await tx.follows.remote_follower_inboxes(account.id))
    await note(tx, by, Deed.UNPIN, post.uri, sent)


def _featured(account: Account) -> str:
    return account.featured_uri or f"{account.uri}/collections/featured"
