"""Somebody asks whether a collection of theirs may feature one of ours (FEP-7aa9). Who may is told by the account's own
settings, so the answer comes at once: an Accept with a stamp others can fetch, or a Reject."""

from dataclasses import dataclass, replace
from typing import Any

from node.context import Context
from node.errors import Forbidden, Invalid, NotFound
from node.federation import rendering
from node.federation.addressing import same_origin
from node.federation.reading import ReadCollection, read_collection, uri_of, web_of
from node.inbox.arrive import is_own
from node.inbox.incoming import Incoming
from node.model.account import Account
from node.model.addresses import Addresses
from node.model.collection import MOST_FOREIGN_COLLECTIONS, CollectionItem, ItemState
from node.model.notification import Event
from node.moderation.policy import refuse_gone
from node.outbox.featuring import may_feature, stamp
from node.outbox.recommended import keep, queue_look
from node.outbox.send import send
from node.store.database import Tx
from node.timelines.notify import notify


@dataclass(frozen=True, slots=True)
class Asked:
    """`account` is ours."""

    by: Account
    uri: str
    account: Account
    collection: ReadCollection
    addresses: Addresses


async def gather(node: Context, incoming: Incoming) -> Asked:
    account_uri, given = uri_of(incoming.body.get("object")), incoming.body.get("instrument")
    collection_uri = web_of(given)
    if not incoming.uri or account_uri is None or collection_uri is None:
        raise Invalid("the request does not say who would be featured where")
    account = await node.actors.find(account_uri)
    if account is None or not account.is_local:
        raise NotFound("nobody here has that address")
    if not same_origin(collection_uri, incoming.actor.uri):
        raise Forbidden("the collection is not on the server of who asks")
    document: dict[str, Any]
    document = given if is_own(given, incoming.actor.uri) else await node.objects.fetch(collection_uri)
    read = read_collection(document, now=node.clock())
    if read.owner_uri != incoming.actor.uri:
        raise Forbidden("only the owner of the collection may ask")
    if read.uri != collection_uri:
        raise Invalid("the collection does not stand behind its own id")
    return Asked(incoming.actor, incoming.uri, account, read, node.addresses)


async def apply(tx: Tx, asked: Asked) -> str:
    by, account = await tx.accounts.get(asked.by.id), await tx.accounts.get(asked.account.id)
    refuse_gone(by)
    refuse_gone(account)
    found = await tx.collections.find_by_uri(asked.collection.uri)
    item = None if found is None else await tx.collections.find_item(found.id, account.id)
    too_many = found is None and await tx.collections.count(by.id) >= MOST_FOREIGN_COLLECTIONS
    revoked = item is not None and item.state is ItemState.REVOKED
    if too_many or revoked or not await may_feature(tx, by, account):
        answer = rendering.reject_feature(
            asked.addresses.activity(tx.ids.new()),
            account,
            asker_uri=by.uri,
            request_uri=asked.uri,
            published=tx.now,
        )
        await send(tx, asked.addresses, answer, by=account, to=[by.inbox], about=asked.collection.uri)
        return "rejected: the account is not to be featured by them"
    stamp_uri = await _consent(tx, asked, by, account, item)
    answer = rendering.accept_feature(
        asked.addresses.activity(tx.ids.new()),
        account,
        asker_uri=by.uri,
        request_uri=asked.uri,
        stamp_uri=stamp_uri,
        published=tx.now,
    )
    await send(tx, asked.addresses, answer, by=account, to=[by.inbox], about=asked.collection.uri)
    return "accepted: the account has given its stamp"


async def _consent(tx: Tx, asked: Asked, by: Account, account: Account, item: CollectionItem | None) -> str:
    """The stamp: the same for the same collection. Who is featured is told, and can take it back."""
    if item is not None and item.state is ItemState.ACCEPTED and item.stamp_uri is not None:
        return item.stamp_uri
    found = await keep(tx, asked.collection, by)
    stamp_uri = await stamp(tx, asked.addresses, account, found.uri)
    made = item or CollectionItem(
        id=tx.ids.new(),
        collection_id=found.id,
        account_id=account.id,
        state=ItemState.PENDING,
        created_at=tx.now,
    )
    await tx.collections.put_item(found, replace(made, state=ItemState.ACCEPTED, stamp_uri=stamp_uri))
    await queue_look(tx, found.uri)
    await notify(tx, account, Event.FEATURED, by, subject_id=found.id)
    return stamp_uri
