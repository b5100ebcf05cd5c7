"""Take a delivery in: who sent it, is it new, may it come in. Then keep it and say so (202); acting on it comes later.

What is decided here needs nothing but this node and the signer's key (decision 0009). A 202 means committed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from node.context import Context
from node.errors import Forbidden, Gone, Invalid, Problem, TooLarge, Unauthenticated
from node.federation.addressing import authority_of, same_origin
from node.federation.authenticate import Signer, authenticate
from node.federation.proofs import find_proof
from node.federation.reading import Activity, read_activity, read_json, uri_of
from node.federation.signatures import Message, has_claim
from node.inbox import followers
from node.model.activity import Received, State
from node.store.database import Tx

LEASE = timedelta(minutes=5)
SAME_WITHIN = timedelta(hours=1)
_FORWARDABLE = frozenset({"Create", "Update", "Delete"})


@dataclass(frozen=True, slots=True)
class Taken:
    """`received` is None when there is nothing left to do: it was known, or speaks of what we never knew. `activity` is
    its body, read."""

    received: Received | None
    activity: Activity
    signer: Signer | None = None


async def receive(node: Context, message: Message, *, count: Callable[[str], None] | None = None) -> Taken:
    """Raises Invalid, TooLarge (400, 413), Unauthenticated (401), Forbidden (403).

    `count` is told the server whose signature has just been verified, and may refuse it (TooMany).
    """
    if len(message.body) > node.config.limits.body_bytes:
        raise TooLarge(f"an activity has at most {node.config.limits.body_bytes} bytes")
    activity = read_activity(read_json(message.body))
    await node.hosts.refresh()
    if not has_claim(message):
        raise Unauthenticated("the request is not signed")
    node.hosts.refuse_blocked(activity.actor)
    if await _speaks_of_nothing_known(node, activity):
        return Taken(None, activity)
    try:
        signer = await authenticate(message, actors=node.actors, hosts=node.hosts, now=node.clock())
    except Gone:
        return await _take_deleted(node, activity, message)
    if count is not None:
        count(authority_of(signer.account.uri))
    _refuse_foreign(node, activity, signer)
    if signer.account.uri != activity.actor and not await _may_be_forwarded(node, activity):
        raise Unauthenticated("the request is signed by somebody else than the actor of its activity")
    await node.hosts.seen_alive(authority_of(signer.account.uri), node.clock())
    received = await _keep(node, activity, signer.account.uri, message.body)
    if received is not None and followers.HEADER in message.headers and signer.account.uri == activity.actor:
        await followers.note_digest(node, message.headers[followers.HEADER][-1], signer.account)
    return Taken(received, activity, signer)


def _refuse_foreign(node: Context, activity: Activity, signer: Signer) -> None:
    """An id says whose it is by its origin. One on a foreign origin reserves nothing: it is not even stored."""
    if node.addresses.is_ours(activity.actor):
        raise Forbidden("accounts of this node do not send to it from outside")
    if activity.id is not None and not same_origin(activity.id, activity.actor):
        raise Invalid("the activity's id is not on its actor's server")
    if signer.account.is_local:
        raise Forbidden("this key belongs to this node itself")


async def _speaks_of_nothing_known(node: Context, activity: Activity) -> bool:
    """Every server is told of every deleted account; most of them we never met, and their keys are gone already."""
    if activity.kind != "Delete" or await node.actors.find(activity.actor) is not None:
        return False
    about = uri_of(activity.body.get("object"))
    if about is None:
        raise Invalid("the Delete names no object")
    return about == activity.actor or await node.objects.find(about) is None


async def _take_deleted(node: Context, activity: Activity, message: Message) -> Taken:
    """The key's owner answers 410: believable only for the Delete of that very actor (T-036, FEDERATION_FACTS A1.1)."""
    about = uri_of(activity.body.get("object"))
    if activity.kind != "Delete" or about != activity.actor:
        raise Unauthenticated("the actor of this activity has been deleted")
    known = await node.actors.find(activity.actor)
    if known is None:
        return Taken(None, activity)
    if known.deleted_at is None and not await _is_gone(node, activity.actor):
        raise Unauthenticated("the signature does not belong to the actor")
    return Taken(await _keep(node, activity, activity.actor, message.body), activity)


async def _is_gone(node: Context, uri: str) -> bool:
    """What the actor's own server says; the key was perhaps another's. Who is gone is marked so."""
    try:
        await node.actors.refresh(uri)
    except Gone:
        return True
    except Problem:
        return False
    return False


async def _may_be_forwarded(node: Context, activity: Activity) -> bool:
    """Passed on by another server (AP 7.1.2): it carries its own proof or LD signature, or belongs to something here.

    Nothing of it is believed but a valid proof; else only its object's id is taken, and fetched.
    """
    if activity.kind not in _FORWARDABLE:
        return find_proof(activity.body) is not None
    if find_proof(activity.body) is not None or isinstance(activity.body.get("signature"), dict):
        return True
    obj = activity.body.get("object")
    about = uri_of(obj)
    parent = uri_of(obj.get("inReplyTo")) if isinstance(obj, dict) else None
    for uri in (about, parent):
        if uri is not None and await node.objects.find(uri) is not None:
            return True
    return False


async def _keep(node: Context, activity: Activity, signer_uri: str, body: bytes) -> Received | None:
    now = node.clock()
    received = Received(
        id=node.ids.new(),
        uri=activity.id or f"urn:sha256:{sha256(body).hexdigest()}",
        kind=activity.kind,
        signer_uri=signer_uri,
        body=body.decode(),
        received_at=now,
    )
    return await node.store.write(_add, received)


async def _add(tx: Tx, received: Received) -> Received | None:
    """None when it was taken in before. An id comes again for good reasons too: Misskey names each Follow of somebody
    alike, BookWyrm a post's Create and its Delete. So it is the same only if it is of the same kind and not long ago."""
    leased_until = tx.now + LEASE
    if await tx.received.add(received, leased_until=leased_until):
        return received
    known = await tx.received.find_by(received.uri, received.signer_uri)
    if known is not None and known.kind == received.kind and _is_recent(known, tx.now):
        return None
    await tx.received.set_aside(received.uri, received.signer_uri)
    return received if await tx.received.add(received, leased_until=leased_until) else None


def _is_recent(known: Received, now: datetime) -> bool:
    return known.state is State.WAITING or now < known.received_at + SAME_WITHIN
