"""Somebody boosts a post; or a group passes on what its members do (FEP-1b12). What it passes on is never believed:
it only says where to look, so the object is fetched from its own id (T-077)."""

from dataclasses import dataclass
from typing import Any

from node.context import Context
from node.errors import Gone, Invalid, NotFound
from node.federation.reading import embedded, kinds_of, uri_of, web_of
from node.federation.reading.activity import KINDS
from node.inbox import vanished
from node.inbox.arrive import NOBODYS, Arrival, from_network, from_own, is_own
from node.inbox.hints import is_followed, is_worth_a_look
from node.inbox.ignored import Ignored
from node.inbox.incoming import Incoming
from node.inbox.linked import link
from node.inbox.renew import renew
from node.inbox.share import Share, place_share, read_share
from node.inbox.vanished import Vanished
from node.moderation.policy import refuse_gone
from node.store.database import Tx
from node.timelines.place import place_post

_PASSED_ON = frozenset({"Create", "Update", "Delete"})
_ACTIVITIES = KINDS - {"Question"}


@dataclass(frozen=True, slots=True)
class Boost:
    """Of the post `uri`; `arrival` is the post as fetched, where it was not here before."""

    share: Share
    uri: str
    arrival: Arrival | None


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What a member of the group wrote or changed, as its own server shows it."""

    arrival: Arrival


async def gather(node: Context, incoming: Incoming) -> Boost | PassedOn | Vanished:
    share = read_share(incoming)
    given = incoming.body.get("object")
    inner = embedded(given)
    uri = uri_of(given)
    if inner is not None and _is_activity(inner):
        return await _gather_passed_on(node, share, inner)
    if uri is None:
        raise Invalid("the Announce names no object")
    node.hosts.refuse_blocked(uri)
    if await node.objects.find(uri) is not None:
        return Boost(share, uri, None)
    if node.addresses.is_ours(uri):
        raise NotFound("there is no such post here")
    if not await is_followed(node, share.by.uri):
        raise Ignored("nobody here follows who boosts it")
    if inner is not None and is_own(inner, incoming.actor.uri):
        return Boost(share, uri, await from_own(node, incoming, inner))
    document = await node.objects.fetch(uri)
    if _is_activity(document):
        return await _gather_passed_on(node, share, document)
    found = await node.objects.from_document(document, live=False)
    return Boost(share, found.new.uri, Arrival(found=found, addresses=node.addresses))


async def _gather_passed_on(node: Context, share: Share, inner: dict[str, Any]) -> PassedOn | Vanished:
    """One level deep: an activity inside the inner one is not looked at. Strangers make us fetch only what they claim
    to have to do with something here."""
    kind = next((each for each in kinds_of(inner) if each in _ACTIVITIES), "")
    about = web_of(inner.get("object"))
    if kind not in _PASSED_ON or about is None:
        raise Ignored(f"whose {kind} it is cannot be checked")
    node.hosts.refuse_blocked(about)
    if node.addresses.is_ours(about):
        raise Ignored("what we wrote comes from us")
    known = await node.objects.find(about)
    if kind == "Create" and known is not None:
        raise Ignored("known already")
    if known is None and (kind == "Delete" or not await _concerns_us(node, share, inner)):
        raise Ignored(NOBODYS)
    if kind != "Delete":
        return PassedOn(await from_network(node, about, share=share))
    try:
        await node.objects.fetch(about)
    except Gone:
        return await vanished.gather_uri(node, about, certain=True)
    raise Ignored("its own server still shows it")


async def _concerns_us(node: Context, share: Share, inner: dict[str, Any]) -> bool:
    return await is_followed(node, share.by.uri) or await is_worth_a_look(node, inner)


def _is_activity(document: dict[str, Any]) -> bool:
    return "object" in document and not _ACTIVITIES.isdisjoint(kinds_of(document))


async def apply(tx: Tx, found: Boost | PassedOn | Vanished) -> str:
    if isinstance(found, Vanished):
        return await vanished.apply(tx, found)
    if isinstance(found, PassedOn):
        return f"{await renew(tx, found.arrival)}, as its own server shows it"
    by = await tx.accounts.get(found.share.by.id)
    refuse_gone(by)
    boosted = await tx.posts.find_by_uri(found.uri)
    if boosted is None and found.arrival is not None:
        new = found.arrival.found.new
        refuse_gone(await tx.accounts.get(new.author.id))
        if await tx.withdrawn.has(new.uri, new.author.uri):
            raise Gone("the post has been deleted")
        linked = await link(tx, found.arrival.addresses, new)
        boosted = await place_post(tx, linked.new, live=False)
    if boosted is not None and boosted.boost_of_id is not None:  # a boost of a boost is one of what that shows
        boosted = await tx.posts.find(boosted.boost_of_id)
    if boosted is None:
        raise NotFound("the post is not known here")
    if not boosted.is_local and not await tx.follows.has_local_follower(by.id):
        raise Ignored("nobody here follows who boosts it")
    await place_share(tx, found.share, boosted)
    return "boosted"
