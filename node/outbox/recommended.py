"""Collections of others (FEP-7aa9): looked at where they live, and who is featured believed by their stamp only.

A stamp counts when it was fetched from the featured account's own server and names exactly this collection and this
account (T-076); of one of ours, when it is the one they gave. Each look asks other servers a bounded number of times; what
remains, or cannot be had just then, is looked at a little later, a few times.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from node.context import Context
from node.errors import Forbidden, Gone, Invalid, NotFound, Problem, Unreachable
from node.federation.addressing import same_origin
from node.federation.reading import ReadCollection, ReadItem, is_kind, read_collection, uri_of, web_of
from node.federation.reading.featured import read_item
from node.federation.rendering import FEATURE_STAMP
from node.jobs.worker import enqueue
from node.model.account import Account
from node.model.collection import MOST_FOREIGN_COLLECTIONS, Collection, CollectionItem, ItemState
from node.moderation.policy import refuse_gone
from node.outbox.featuring import forget
from node.outbox.recommend import erase_collection, tell_members
from node.store.database import Tx

log = logging.getLogger(__name__)

LEARN: Final = "collection.learn"
"""Job: `collection` (id on its server) is to be looked at, with all who are featured."""

_RENEW_AFTER: Final = timedelta(days=7)
_AT_ONCE: Final = 20
_MOST_ASKED: Final = 60
_MOST_NAMED: Final = 30
_PAUSE: Final = timedelta(minutes=30)
_TURNS: Final = 3


@dataclass(frozen=True, slots=True)
class Proven:
    """An item whose stamp has been looked at."""

    read: ReadItem
    account: Account


@dataclass(frozen=True, slots=True)
class Looked:
    """`is_partial`: some could not be asked this time."""

    proven: list[Proven]
    is_partial: bool


async def queue_look(tx: Tx, uri: str, *, turn: int = 0) -> None:
    """`turn`: how often it was looked at already without seeing all."""
    due_at = tx.now + _PAUSE * turn
    await enqueue(tx, LEARN, {"collection": uri, "turn": str(turn)}, key=f"{LEARN} {uri} {turn}", due_at=due_at)


async def renew_collections(node: Context) -> None:
    """A duty: who changed a collection need not have told us."""
    await node.store.write(_queue_stale)


async def _queue_stale(tx: Tx) -> None:
    for uri in await tx.collections.stale(tx.now - _RENEW_AFTER, limit=_AT_ONCE):
        await queue_look(tx, uri)


async def learn(node: Context, args: Mapping[str, str]) -> None:
    """The job LEARN. Raises Unreachable: then it is tried again."""
    uri = args["collection"]
    try:
        await _look(node, uri, int(args["turn"]))
    except Unreachable:
        raise
    except (Gone, NotFound):
        await node.store.write(_forget, uri)
    except Problem as problem:  # whoever named the address is no fault of those who run the node
        log.info("a collection is not kept", extra={"action": "collection.refused", "why": problem.reason, "uri": uri})


async def _look(node: Context, uri: str, turn: int) -> None:
    read = await fetch_collection(node, uri)
    owner = await node.actors.by_uri(read.owner_uri)
    looked = await _prove(node, read)
    await node.store.write(_learn, read, owner, looked.proven)
    if looked.is_partial and turn < _TURNS:
        await node.store.write(lambda tx: queue_look(tx, uri, turn=turn + 1))


async def fetch_collection(node: Context, uri: str) -> ReadCollection:
    """From its own id. Raises what fetching raises, Invalid when it is none or its owner lives elsewhere."""
    read = read_collection(await node.objects.fetch(uri), now=node.clock())
    if not same_origin(read.uri, read.owner_uri):
        raise Invalid("the collection is not on its owner's server")
    return read


async def keep(tx: Tx, read: ReadCollection, owner: Account) -> Collection:
    """What it says about itself, not yet who is featured. Raises Forbidden when it was somebody else's or theirs are too
    many."""
    refuse_gone(await tx.accounts.get(owner.id))
    if read.owner_uri != owner.uri:
        raise Forbidden("the collection is somebody else's")
    known = await tx.collections.find_by_uri(read.uri)
    if known is not None and known.account_id != owner.id:
        raise Forbidden("the collection is somebody else's")
    if known is None and await tx.collections.count(owner.id) >= MOST_FOREIGN_COLLECTIONS:
        raise Forbidden("more collections of one account are not kept")
    made = Collection(
        id=tx.ids.dated(read.published_at) if known is None else known.id,
        uri=read.uri,
        url=read.url,
        account_id=owner.id,
        name=read.name,
        description=read.description,
        language=read.language,
        tag=read.tag,
        sensitive=read.sensitive,
        discoverable=read.discoverable,
        created_at=read.published_at,
        updated_at=read.updated_at,
        fetched_at=tx.now,
    )
    await tx.collections.put(made)
    if known is not None and (made.name, made.description, made.tag) != (known.name, known.description, known.tag):
        await tell_members(tx, made, owner)
    return made


async def _forget(tx: Tx, uri: str) -> None:
    found = await tx.collections.find_by_uri(uri)
    if found is not None and not found.is_local:
        await erase_collection(tx, found)


# --- who is featured -------------------------------------------------------------------------------------------------


async def _prove(node: Context, read: ReadCollection) -> Looked:
    """Whoever's stamp proves it; one that cannot be had just now leaves out only its own."""
    known = await node.store.read(_known, read.uri)
    named, is_partial = await _named_items(node, read)
    asked = min(len(read.named), _MOST_NAMED)
    found: list[Proven] = []
    for item in (*read.items, *named):
        if (account := known.get((item.account_uri, item.stamp_uri))) is not None:
            found.append(Proven(item, account))
            continue
        if node.addresses.is_ours(item.account_uri):  # what one of ours gave is known
            continue
        if asked >= _MOST_ASKED:
            is_partial = True
            break
        asked += 2
        try:
            found.append(Proven(item, await _look_at(node, read.uri, item)))
        except Unreachable:
            is_partial = True
        except Problem:
            continue
    return Looked(found, is_partial)


async def _named_items(node: Context, read: ReadCollection) -> tuple[list[ReadItem], bool]:
    """Those of which the collection names only the address, and whether some could not be had."""
    found: list[ReadItem] = []
    is_partial = len(read.named) > _MOST_NAMED
    for uri in read.named[:_MOST_NAMED]:
        try:
            found.append(read_item(await node.objects.fetch(uri), read.uri, now=node.clock()))
        except Unreachable:
            is_partial = True
        except Problem:
            continue
    return found, is_partial


async def _known(tx: Tx, collection_uri: str) -> dict[tuple[str, str], Account]:
    """Whose stamp was looked at before, by their id and it."""
    found = await tx.collections.find_by_uri(collection_uri)
    items = [] if found is None else await tx.collections.items(found.id)
    accounts = await tx.accounts.by_ids(item.account_id for item in items)
    return {
        (accounts[item.account_id].uri, item.stamp_uri): accounts[item.account_id]
        for item in items
        if item.state is ItemState.ACCEPTED and item.stamp_uri is not None and item.account_id in accounts
    }


async def _look_at(node: Context, collection_uri: str, item: ReadItem) -> Account:
    if not same_origin(item.stamp_uri, item.account_uri):  # nothing needs to be asked for that
        raise Forbidden("the stamp is not on the server of who is featured")
    document = await node.objects.fetch(item.stamp_uri)
    check_stamp(document, item.stamp_uri, account_uri=item.account_uri, collection_uri=collection_uri)
    return await node.actors.by_uri(item.account_uri)


def check_stamp(document: dict[str, Any], stamp_uri: str, *, account_uri: str, collection_uri: str) -> None:
    """Raises Forbidden, Invalid. The document is what its own server shows under `stamp_uri`."""
    if not same_origin(stamp_uri, account_uri):
        raise Forbidden("the stamp is not on the server of who is featured")
    if not is_kind(document, FEATURE_STAMP) or web_of(document.get("id")) != stamp_uri:
        raise Invalid("this is no stamp for a collection")
    if uri_of(document.get("interactionTarget")) != account_uri:
        raise Forbidden("the stamp is not by who is featured")
    if uri_of(document.get("interactingObject")) != collection_uri:
        raise Forbidden("the stamp is for another collection")


async def _learn(tx: Tx, read: ReadCollection, owner: Account, proven: list[Proven]) -> None:
    found = await keep(tx, read, owner)
    before = {item.account_id: item for item in await tx.collections.items(found.id)}
    shown = set()
    for each in proven:
        account = await tx.accounts.get(each.account.id)
        item = before.get(account.id)
        if await _may_stand(tx, each, account, item, owner):
            shown.add(account.id)
            await tx.collections.put_item(found, _listed(tx, found, each, item))
    for account_id, item in before.items():
        # Who was asked and consented, but is not listed yet, waits; what was revoked stays so
        if account_id not in shown and item.uri is not None and item.state is ItemState.ACCEPTED:
            await forget(tx, found, item)


async def _may_stand(tx: Tx, each: Proven, account: Account, item: CollectionItem | None, owner: Account) -> bool:
    """What must be so when it is written: nobody has blocked, revoked or gone since."""
    if account.is_gone or await tx.blocks.exists(account.id, owner.id):
        return False
    if item is not None and item.stamp_uri == each.read.stamp_uri and item.state is ItemState.ACCEPTED:
        return True
    return not account.is_local and not await tx.withdrawn.has(each.read.stamp_uri, account.uri)


def _listed(tx: Tx, found: Collection, each: Proven, item: CollectionItem | None) -> CollectionItem:
    if item is not None:
        return replace(item, uri=each.read.uri, state=ItemState.ACCEPTED, stamp_uri=each.read.stamp_uri)
    return CollectionItem(
        id=tx.ids.new(),
        collection_id=found.id,
        account_id=each.account.id,
        state=ItemState.ACCEPTED,
        uri=each.read.uri,
        stamp_uri=each.read.stamp_uri,
        created_at=each.read.published_at,
    )
