"""An account elsewhere moves: its followers here follow along (FEP-7628)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from node.context import Context
from node.errors import Forbidden, Invalid
from node.federation.reading import uri_of
from node.inbox.ignored import Ignored
from node.inbox.incoming import Incoming
from node.model.account import Account
from node.moderation.policy import refuse_gone
from node.outbox.move import queue_follow_along
from node.store.database import Tx

COOL_DOWN: Final = timedelta(days=30)
"""Who moves again and again would make every server follow here and there each time."""

_MOVED = "moved"  # in the node's state, with the account's id: when it last moved, and where to


@dataclass(frozen=True, slots=True)
class Moving:
    """`to` as its own server describes it now."""

    by: Account
    to: Account


async def gather(node: Context, incoming: Incoming) -> Moving:
    origin, target_uri = uri_of(incoming.body.get("object")), uri_of(incoming.body.get("target"))
    if origin != incoming.actor.uri:
        raise Forbidden("only an account itself may move")
    if target_uri is None or target_uri == origin:
        raise Invalid("the Move does not say where to")
    node.hosts.refuse_blocked(target_uri)
    await node.store.read(_refuse_repeated, incoming.actor, target_uri, node.clock())
    if node.addresses.is_ours(target_uri):
        to = await node.actors.by_uri(target_uri)
    else:
        to = await node.actors.refresh(target_uri)
    return Moving(incoming.actor, to)


async def apply(tx: Tx, moving: Moving) -> str:
    by, to = await tx.accounts.get(moving.by.id), await tx.accounts.get(moving.to.id)
    refuse_gone(by)
    refuse_gone(to)
    if by.uri not in to.aliases:
        raise Forbidden("the new account does not say that it is also the old one")
    if to.moved_to is not None:
        raise Forbidden("the new account has itself moved")
    await _refuse_repeated(tx, by, to.uri, tx.now)
    await tx.accounts.save(replace(by, moved_to=to.uri))
    await tx.state.put(f"{_MOVED} {by.id}", f"{tx.now.isoformat()} {to.uri}")
    await queue_follow_along(tx, by, to)
    return "moved; its followers here follow along"


async def _refuse_repeated(tx: Tx, by: Account, target_uri: str, now: datetime) -> None:
    last = await tx.state.find(f"{_MOVED} {by.id}")
    if last is None:
        return
    at, _, where = last.partition(" ")
    if where == target_uri:
        raise Ignored("moved there before")
    if now < datetime.fromisoformat(at) + COOL_DOWN:
        raise Forbidden(f"it has moved within the last {COOL_DOWN.days} days")
