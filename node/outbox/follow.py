"""Somebody follows an account, or stops; and decides about those who asked to follow them.

asked ──accept──> accepted        a follow of an open account here is accepted at once; one elsewhere answers by itself
  └────reject───> (row removed)   which also ends an accepted one

Whoever is silenced has to ask everywhere.
"""

from dataclasses import dataclass

from node.context import Context
from node.errors import Gone, NotFound, Unprocessable
from node.federation import rendering
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.activity import Outgoing
from node.model.addresses import Addresses
from node.model.follow import Cause, Follow
from node.model.notification import Event
from node.moderation.policy import refuse_between
from node.outbox.acting import acting, note, other
from node.outbox.send import send
from node.store.database import Tx
from node.timelines.notify import notify


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the follower wants to see of whom they follow; what is None stays as it is, or as is usual."""

    shows_boosts: bool | None = None
    notifies: bool | None = None
    languages: tuple[str, ...] | None = None


async def follow(
    node: Context, by: Actor, account_id: int, wanted: Wanted | None = None, *, cause: Cause = Cause.FOLLOWED
) -> Follow:
    """Returns the follow as it stands; `accepted` is False while it waits. The one there is, when there is one; only
    what is `wanted` of it changes.

    Raises Unprocessable for oneself and for who has moved, Forbidden where one blocks the other or the host is blocked
    here, Gone, NotFound.
    """
    followed = await node.store.read(lambda tx: tx.accounts.get(account_id))
    if not followed.is_local:
        node.hosts.refuse_blocked(followed.uri)
    return await node.store.write(_follow, node.addresses, by, account_id, wanted or Wanted(), cause)


async def unfollow(node: Context, by: Actor, account_id: int, *, cause: Cause = Cause.UNFOLLOWED) -> None:
    """Also takes back a follow that still waits. Nothing happens when there is none."""
    await node.store.write(_unfollow, node.addresses, by, account_id, cause)


async def accept(node: Context, by: Actor, follower_id: int) -> None:
    """Raises NotFound when they did not ask."""
    await node.store.write(_accept, node.addresses, by, follower_id)


async def reject(node: Context, by: Actor, follower_id: int) -> None:
    """Refuse who asked, or remove who follows. Raises NotFound when they do neither."""
    await node.store.write(_reject, node.addresses, by, follower_id)


async def _follow(tx: Tx, addresses: Addresses, by: Actor, account_id: int, wanted: Wanted, cause: Cause) -> Follow:
    account = await acting(tx, by)
    followed = await other(tx, account_id, account)
    if followed.is_gone:
        raise Gone("this account is deleted or suspended")
    if followed.moved_to is not None:
        raise Unprocessable(f"this account has moved to {followed.moved_to}")
    if followed.uri == addresses.node_actor:
        raise Unprocessable("the node's own account says nothing and cannot be followed")
    await refuse_between(tx, account, followed)
    known = await tx.follows.find(account.id, followed.id)
    if known is not None:
        return await _as_wanted(tx, known, wanted)
    made = Follow(
        follower_id=account.id,
        followed_id=followed.id,
        uri=addresses.activity(tx.ids.new()),
        accepted=followed.is_local and not (followed.approves_followers or account.is_limited),
        created_at=tx.now,
    )
    await tx.follows.save(made, cause)
    await notify(tx, followed, Event.FOLLOW if made.accepted else Event.FOLLOW_ASKED, account)
    sent = await send(tx, addresses, _rendered(made, account, followed), by=account, to=[followed.inbox])
    await note(tx, by, Deed.FOLLOW, followed.uri, sent)
    return await _as_wanted(tx, made, wanted)


async def _as_wanted(tx: Tx, follow: Follow, wanted: Wanted) -> Follow:
    return await tx.follows.change(
        follow, shows_boosts=wanted.shows_boosts, notifies=wanted.notifies, languages=wanted.languages
    )


async def _unfollow(tx: Tx, addresses: Addresses, by: Actor, account_id: int, cause: Cause) -> None:
    account = await acting(tx, by, even_moved=True)
    followed = await other(tx, account_id, account)
    if await tx.follows.find(account.id, followed.id) is not None:
        ended = await break_off(tx, addresses, account, followed, cause)
        await note(tx, by, Deed.UNFOLLOW, followed.uri, ended)


async def break_off(tx: Tx, addresses: Addresses, account: Account, followed: Account, cause: Cause) -> Outgoing | None:
    """End a follow by an account of ours, if there is one, and say so to the one who was followed, if they are there."""
    ended = await tx.follows.remove(account.id, followed.id, cause)
    if ended is None:
        return None
    for event in (Event.FOLLOW, Event.FOLLOW_ASKED):
        await tx.notifications.withdraw(followed.id, event, account.id, None)
    if followed.is_gone:
        return None
    undo = rendering.undo(addresses.activity(tx.ids.new()), _rendered(ended, account, followed), published=tx.now)
    return await send(tx, addresses, undo, by=account, to=[followed.inbox], about=followed.uri)


async def _accept(tx: Tx, addresses: Addresses, by: Actor, follower_id: int) -> None:
    account = await acting(tx, by)
    follower = await other(tx, follower_id, account)
    sent = await let_in(tx, addresses, account, follower)
    if sent is not None:
        await note(tx, by, Deed.ACCEPT, follower.uri, sent)


async def let_in(tx: Tx, addresses: Addresses, account: Account, follower: Account) -> Outgoing | None:
    """Accept who asked to follow an account of ours; None when they follow already. Raises NotFound."""
    asked = await tx.follows.find(follower.id, account.id)
    if asked is None:
        raise NotFound("this account has not asked to follow")
    if not await tx.follows.accept(follower.id, account.id):
        return None
    await tx.notifications.withdraw(account.id, Event.FOLLOW_ASKED, follower.id, None)
    answer = rendering.accept_follow(addresses.activity(tx.ids.new()), account, follower, asked.uri, published=tx.now)
    return await send(tx, addresses, answer, by=account, to=[follower.inbox])


async def _reject(tx: Tx, addresses: Addresses, by: Actor, follower_id: int) -> None:
    account = await acting(tx, by, even_moved=True)
    follower = await other(tx, follower_id, account)
    if await tx.follows.find(follower.id, account.id) is None:
        raise NotFound("this account does not follow, nor has it asked to")
    await note(tx, by, Deed.REJECT, follower.uri, await turn_away(tx, addresses, account, follower, Cause.REMOVED))


async def turn_away(tx: Tx, addresses: Addresses, account: Account, follower: Account, cause: Cause) -> Outgoing | None:
    """End a follow of an account of ours, waiting or accepted, if there is one, and say so to who followed, if they are
    there."""
    ended = await tx.follows.remove(follower.id, account.id, cause)
    if ended is None:
        return None
    for event in (Event.FOLLOW, Event.FOLLOW_ASKED):
        await tx.notifications.withdraw(account.id, event, follower.id, None)
    if follower.is_gone:
        return None
    answer = rendering.reject_follow(addresses.activity(tx.ids.new()), account, follower, ended.uri, published=tx.now)
    return await send(tx, addresses, answer, by=account, to=[follower.inbox])


def _rendered(made: Follow, account: Account, followed: Account) -> rendering.Json:
    return rendering.follow(made.uri, account, followed, published=made.created_at)
