"""Somebody moves to another account, here or elsewhere, and takes their followers along (FEP-7628).

The new account must name the old one among its aliases first, so nobody sends their followers to a stranger. Then:

    old account: moved_to set, Update and Move sent ──> each server's followers follow the new one
    our own followers of it ──> the job FOLLOW_ALONG, which also serves moves of accounts elsewhere
"""

import contextlib
from dataclasses import replace
from datetime import datetime, timedelta

from node.context import Context
from node.errors import Conflict, Problem, Unprocessable
from node.federation import rendering
from node.jobs.worker import enqueue
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.addresses import Addresses
from node.model.follow import Cause
from node.model.notification import Event
from node.outbox.acting import acting, note, other
from node.outbox.follow import follow, unfollow
from node.outbox.profile import tell_followers
from node.outbox.send import send
from node.store.database import Tx
from node.timelines.notify import notify

FOLLOW_ALONG = "move.follow"
_LOCK = timedelta(days=30)
_MOST_ALIASES = 10

_ARRIVED = "arrived"  # in the node's state, with the id of an account of ours: when another last moved to it
_ARRIVING = timedelta(days=14)
"""How long whoever follows the new account counts as having come along: their servers take days at most."""


async def move(node: Context, by: Actor, target_uri: str) -> Account:
    """Returns the old account, which no longer acts from now on.

    Raises Unprocessable when the target does not name it as an alias, or has itself moved; Conflict within thirty days
    of the last move; what looking up the target raises.
    """
    await node.store.read(lambda tx: _may_move(tx, by))
    if node.addresses.is_ours(target_uri):
        found = await node.actors.by_uri(target_uri)
    else:
        found = await node.actors.refresh(target_uri)  # its aliases as they are now
    return await node.store.write(_move, node.addresses, by, found.id)


async def _may_move(tx: Tx, by: Actor) -> Account:
    account = await acting(tx, by, even_moved=True)
    last = await tx.activities.find_about(account.uri, "Move")
    if last is not None and last.actor_id == account.id and tx.now < last.created_at + _LOCK:
        raise Conflict(f"this account has moved within the last {_LOCK.days} days")
    return account


async def _move(tx: Tx, addresses: Addresses, by: Actor, target_id: int) -> Account:
    account = await _may_move(tx, by)
    found = await other(tx, target_id, account)
    if found.is_gone or found.moved_to is not None:
        raise Unprocessable("the new account is deleted, suspended, or has itself moved")
    if account.uri not in found.aliases:
        raise Unprocessable(f"the new account must first name {account.uri} among its aliases")
    moved = await tx.accounts.save(replace(account, moved_to=found.uri))
    await tell_followers(tx, addresses, moved)
    activity = rendering.move(addresses.activity(tx.ids.new()), moved, found.uri, published=tx.now)
    sent = await send(tx, addresses, activity, by=moved, to=await tx.follows.remote_follower_inboxes(moved.id))
    await note(tx, by, Deed.MOVE, found.uri, sent)
    await queue_follow_along(tx, moved, found)
    return moved


async def queue_follow_along(tx: Tx, old: Account, new: Account) -> None:
    """Our followers of the old account will follow the new one."""
    if new.is_local:
        await tx.state.put(f"{_ARRIVED} {new.id}", tx.now.isoformat())
    args = {"from": str(old.id), "to": str(new.id)}
    await enqueue(tx, FOLLOW_ALONG, args, key=f"{FOLLOW_ALONG} {old.id} {new.id}")


async def cause_of_following(tx: Tx, account: Account) -> Cause:
    """Why somebody elsewhere follows this account of ours, as far as it can be known."""
    arrived = await tx.state.find(f"{_ARRIVED} {account.id}") if account.aliases else None
    came_along = arrived is not None and tx.now < datetime.fromisoformat(arrived) + _ARRIVING
    return Cause.MOVED_HERE if came_along else Cause.FOLLOWED


async def follow_along(node: Context, args: dict[str, str]) -> None:
    """The job FOLLOW_ALONG: every follower here of `from` follows `to` instead, and is told. Who cannot (a block, a
    move of their own) keeps what they had."""
    old_id, new_id = int(args["from"]), int(args["to"])
    followers = await node.store.read(lambda tx: tx.follows.local_followers_of(old_id))
    for follower, _ in followers:
        with contextlib.suppress(Problem):
            if follower.id != new_id:
                await follow(node, Actor(follower), new_id, cause=Cause.MOVED_HERE)
            await unfollow(node, Actor(follower), old_id, cause=Cause.MOVED_AWAY)
            await node.store.write(_tell, follower.id, old_id)


async def _tell(tx: Tx, follower_id: int, old_id: int) -> None:
    await notify(tx, await tx.accounts.get(follower_id), Event.MOVED, await tx.accounts.get(old_id))


async def add_alias(node: Context, by: Actor, uri: str) -> Account:
    """Say that the account with that URI is also oneself: it may then move here. Raises what looking it up raises."""
    found = await node.actors.by_uri(uri)
    return await node.store.write(_add_alias, node.addresses, by, found)


async def remove_alias(node: Context, by: Actor, uri: str) -> Account:
    """Nothing happens when it is no alias."""
    return await node.store.write(_remove_alias, node.addresses, by, uri)


async def _add_alias(tx: Tx, addresses: Addresses, by: Actor, found: Account) -> Account:
    account = await acting(tx, by)
    if found.id == account.id:
        raise Unprocessable("an account is no alias of itself")
    if found.uri in account.aliases:
        return account
    if len(account.aliases) >= _MOST_ALIASES:
        raise Unprocessable(f"an account has at most {_MOST_ALIASES} aliases")
    changed = await tx.accounts.save(replace(account, aliases=(*account.aliases, found.uri)))
    await note(tx, by, Deed.ALIAS, found.uri, await tell_followers(tx, addresses, changed))
    return changed


async def _remove_alias(tx: Tx, addresses: Addresses, by: Actor, uri: str) -> Account:
    account = await acting(tx, by, even_moved=True)
    if uri not in account.aliases:
        return account
    kept = tuple(each for each in account.aliases if each != uri)
    changed = await tx.accounts.save(replace(account, aliases=kept))
    await note(tx, by, Deed.UNALIAS, uri, await tell_followers(tx, addresses, changed))
    return changed
