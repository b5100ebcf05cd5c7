"""Somebody does not want to see an account, a thread or a whole host any longer. Nobody else is told."""

from datetime import timedelta

from node.context import Context
from node.errors import Invalid, Unprocessable
from node.federation.addressing import authority_of
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.addresses import Addresses
from node.model.follow import Cause
from node.model.notification import SeveranceKind
from node.moderation.policy import readable_post
from node.outbox.acting import acting, note, other
from node.outbox.follow import break_off, turn_away
from node.store.database import Tx
from node.timelines.notify import notify_severed

_LONGEST = timedelta(days=366 * 100)


async def mute(
    node: Context, by: Actor, account_id: int, *, notifications: bool = True, duration: timedelta | None = None
) -> None:
    """For good, or for `duration`. Doing it again changes how. Raises Unprocessable for oneself, NotFound."""
    if duration is not None and not timedelta(0) < duration <= _LONGEST:
        raise Unprocessable("a mute lasts some time, or for good")
    await node.store.write(_mute, by, account_id, notifications=notifications, duration=duration)


async def unmute(node: Context, by: Actor, account_id: int) -> None:
    """Nothing happens when it was not muted."""
    await node.store.write(_unmute, by, account_id)


async def mute_thread(node: Context, by: Actor, post_id: int) -> None:
    """No longer be told of what happens in the thread of that post. Raises NotFound."""
    await node.store.write(_mute_thread, by, post_id)


async def unmute_thread(node: Context, by: Actor, post_id: int) -> None:
    await node.store.write(_unmute_thread, by, post_id)


async def mute_host(node: Context, by: Actor, host: str) -> None:
    """Nothing of what comes from there is shown to the account, and follows between the two end. Raises Unprocessable."""
    name = _host_name(node.addresses, host)
    await node.store.write(_mute_host, node.addresses, by, name)


async def unmute_host(node: Context, by: Actor, host: str) -> None:
    """The follows there were do not come back. Raises Unprocessable."""
    name = _host_name(node.addresses, host)
    await node.store.write(_unmute_host, by, name)


async def _mute(tx: Tx, by: Actor, account_id: int, *, notifications: bool, duration: timedelta | None) -> None:
    account = await acting(tx, by, even_moved=True)
    muted = await other(tx, account_id, account)
    expires_at = None if duration is None else tx.now + duration
    await tx.mutes.put(account.id, muted.id, notifications=notifications, expires_at=expires_at)
    await note(tx, by, Deed.MUTE, muted.uri)


async def _unmute(tx: Tx, by: Actor, account_id: int) -> None:
    account = await acting(tx, by, even_moved=True)
    muted = await other(tx, account_id, account)
    await tx.mutes.remove(account.id, muted.id)
    await note(tx, by, Deed.UNMUTE, muted.uri)


async def _mute_thread(tx: Tx, by: Actor, post_id: int) -> None:
    account = await acting(tx, by, even_moved=True)
    post = await readable_post(tx, post_id, account.id)
    await tx.mutes.add_thread(account.id, post.thread_id)
    await note(tx, by, Deed.MUTE, post.uri)


async def _unmute_thread(tx: Tx, by: Actor, post_id: int) -> None:
    account = await acting(tx, by, even_moved=True)
    post = await readable_post(tx, post_id, account.id)
    await tx.mutes.remove_thread(account.id, post.thread_id)
    await note(tx, by, Deed.UNMUTE, post.uri)


async def _mute_host(tx: Tx, addresses: Addresses, by: Actor, host: str) -> None:
    account = await acting(tx, by, even_moved=True)
    follows = await tx.mutes.follows_on_host(account.id, host)
    for follower_id, followed_id, _ in follows:
        if follower_id == account.id:
            await break_off(tx, addresses, account, await _account(tx, followed_id), Cause.SHUT_OUT)
        else:
            await turn_away(tx, addresses, account, await _account(tx, follower_id), Cause.BLOCKED)
    await tx.mutes.add_host(account.id, host)
    ended = [follower_id for follower_id, _, accepted in follows if accepted]
    following = ended.count(account.id)
    await notify_severed(
        tx, account, SeveranceKind.HOST_MUTED, host, followers=len(ended) - following, following=following
    )
    await note(tx, by, Deed.MUTE, f"https://{host}")


async def _unmute_host(tx: Tx, by: Actor, host: str) -> None:
    account = await acting(tx, by, even_moved=True)
    await tx.mutes.remove_host(account.id, host)
    await note(tx, by, Deed.UNMUTE, f"https://{host}")


async def _account(tx: Tx, account_id: int) -> Account:
    return await tx.accounts.get(account_id)


def _host_name(addresses: Addresses, host: str) -> str:
    """As handles end in it."""
    try:
        name = authority_of(f"https://{host.strip().lower()}")
    except Invalid:
        raise Unprocessable("this is not the name of a host") from None
    if name in addresses.domains:
        raise Unprocessable("this is our own host")
    return name
