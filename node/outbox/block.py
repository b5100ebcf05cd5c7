"""Somebody wants nothing to do with another account: neither follows the other any longer, nor sees or answers it."""

from node.context import Context
from node.federation import rendering
from node.model.account import Actor
from node.model.act import Deed
from node.model.addresses import Addresses
from node.model.follow import Cause
from node.outbox.acting import acting, note, other
from node.outbox.featuring import part
from node.outbox.follow import break_off, turn_away
from node.outbox.send import send
from node.store.database import Tx


async def block(node: Context, by: Actor, account_id: int) -> None:
    """Blocking twice is blocking once. Raises Unprocessable for oneself, NotFound."""
    await node.store.write(_block, node.addresses, by, account_id)


async def unblock(node: Context, by: Actor, account_id: int) -> None:
    """The follows there were do not come back. Nothing happens when there was no block."""
    await node.store.write(_unblock, node.addresses, by, account_id)


async def _block(tx: Tx, addresses: Addresses, by: Actor, account_id: int) -> None:
    account = await acting(tx, by, even_moved=True)
    blocked = await other(tx, account_id, account)
    uri = addresses.activity(tx.ids.new())
    if not await tx.blocks.add(account.id, blocked.id, uri=uri, now=tx.now):
        return
    await break_off(tx, addresses, account, blocked, Cause.SHUT_OUT)
    await turn_away(tx, addresses, account, blocked, Cause.BLOCKED)
    await part(tx, addresses, account, blocked)
    activity = rendering.block(uri, account, blocked, published=tx.now)
    sent = await send(tx, addresses, activity, by=account, to=() if blocked.is_gone else [blocked.inbox])
    await note(tx, by, Deed.BLOCK, blocked.uri, sent)


async def _unblock(tx: Tx, addresses: Addresses, by: Actor, account_id: int) -> None:
    account = await acting(tx, by, even_moved=True)
    blocked = await other(tx, account_id, account)
    uri = await tx.blocks.remove(account.id, blocked.id)
    if uri is None:
        return
    undone = rendering.block(uri, account, blocked, published=tx.now)
    undo = rendering.undo(addresses.activity(tx.ids.new()), undone, published=tx.now)
    to = () if blocked.is_gone else [blocked.inbox]
    sent = await send(tx, addresses, undo, by=account, to=to, about=blocked.uri)
    await note(tx, by, Deed.UNBLOCK, blocked.uri, sent)
