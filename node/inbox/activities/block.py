"""Somebody elsewhere blocks one of us: neither follows the other any longer. Who was blocked is not told (T-143)."""

from dataclasses import dataclass

from node.context import Context
from node.errors import Gone, Invalid
from node.federation.reading import uri_of
from node.inbox.ignored import Ignored
from node.inbox.incoming import Incoming
from node.model.account import Account
from node.model.addresses import Addresses
from node.model.follow import Cause
from node.outbox.featuring import part
from node.store.database import Tx


@dataclass(frozen=True, slots=True)
class Blocking:
    uri: str
    by: Account
    target: Account
    addresses: Addresses


async def gather(node: Context, incoming: Incoming) -> Blocking:
    uri = uri_of(incoming.body.get("object"))
    if uri is None:
        raise Invalid("the Block names nobody")
    target = await node.actors.find(uri)
    if target is None or not target.is_local:
        raise Ignored("it is about nobody here")
    return Blocking(incoming.uri, incoming.actor, target, node.addresses)


async def apply(tx: Tx, blocking: Blocking) -> str:
    by, target = blocking.by, blocking.target
    if await tx.withdrawn.has(blocking.uri, by.uri):
        raise Gone("it was undone before it came")
    if not await tx.blocks.add(by.id, target.id, uri=blocking.uri, now=tx.now):
        raise Ignored("blocked before")
    await tx.follows.remove(by.id, target.id, Cause.SHUT_OUT)
    await tx.follows.remove(target.id, by.id, Cause.BLOCKED)
    await part(tx, blocking.addresses, by, target)
    return "blocked"
