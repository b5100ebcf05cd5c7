"""Who is featured in a collection, and lets it (FEP-7aa9): stamps, requests, and what is told about items.

pending ──> accepted ──> revoked      one of ours decides at once, by their own rule; elsewhere they are asked
   └──────> rejected
"""

from dataclasses import replace

import msgspec

from node.errors import Faulty, Forbidden
from node.federation import rendering
from node.federation.rendering import Json
from node.model.account import Account
from node.model.activity import Outgoing
from node.model.addresses import Addresses
from node.model.collection import MOST_ITEMS, Collection, CollectionItem, Featured, ItemState
from node.model.consent import feature_consent
from node.model.notification import Event
from node.model.quote import Consent
from node.outbox.audience import of_accounts
from node.outbox.send import send
from node.store.database import Tx
from node.timelines.notify import notify

_NOT_ALLOWED = "This action is not allowed"


async def include(tx: Tx, addresses: Addresses, found: Collection, owner: Account, account: Account) -> CollectionItem:
    """Feature the account in a collection of ours: at once where it lives here, else when it has answered. The caller
    tells followers. Raises Forbidden where it does not let itself be featured, Faulty."""
    if not await may_feature(tx, owner, account):
        raise Forbidden(_NOT_ALLOWED)
    items = await tx.collections.items(found.id)
    if any(item.account_id == account.id for item in items):
        raise Faulty(
            "Validation failed: Account has already been taken",
            {"account_id": [("ERR_TAKEN", "has already been taken")]},
        )
    if sum(item.state in {ItemState.PENDING, ItemState.ACCEPTED} for item in items) >= MOST_ITEMS:
        raise Faulty(
            f"Validation failed: A collection has at most {MOST_ITEMS} accounts",
            {"account_id": [("ERR_TOO_MANY", f"are at most {MOST_ITEMS}")]},
        )
    number = tx.ids.new()
    item = CollectionItem(
        id=number,
        collection_id=found.id,
        account_id=account.id,
        state=ItemState.PENDING,
        uri=addresses.collection_item(owner.name, found.id, number),
        created_at=tx.now,
    )
    if account.is_local:
        item = replace(item, state=ItemState.ACCEPTED, stamp_uri=await stamp(tx, addresses, account, found.uri))
        await tx.collections.put_item(found, item)
        await notify(tx, account, Event.FEATURED, owner, subject_id=found.id)
        return item
    item = replace(item, request_uri=addresses.activity(tx.ids.new()))
    await tx.collections.put_item(found, item)
    return item


async def ask(tx: Tx, addresses: Addresses, found: Collection, item: CollectionItem, owner: Account) -> None:
    """Whom we may not feature without asking."""
    if item.request_uri is None:
        return
    account = await tx.accounts.get(item.account_id)
    asked = rendering.feature_request(
        item.request_uri, owner, account_uri=account.uri, collection_uri=found.uri, published=tx.now
    )
    await send(tx, addresses, asked, by=owner, to=[account.inbox], about=found.uri)


async def may_feature(tx: Tx, owner: Account, account: Account) -> bool:
    """Whether the account lets the owner feature it, or ask."""
    consent = await standing(tx, owner, account)
    return consent is Consent.AUTOMATIC or (consent is Consent.MANUAL and not account.is_local)


async def standing(tx: Tx, owner: Account, account: Account) -> Consent:
    """What becomes of it when the owner features the account."""
    if account.is_gone or await tx.blocks.between(owner.id, account.id):
        return Consent.DENIED
    follows = await tx.follows.find(owner.id, account.id)
    followed = await tx.follows.find(account.id, owner.id)
    return feature_consent(
        account,
        owner.id,
        owner.uri,
        follows=follows is not None and follows.accepted,
        followed=followed is not None and followed.accepted,
    )


async def stamp(tx: Tx, addresses: Addresses, account: Account, collection_uri: str) -> str:
    """Where the authorization can be fetched: it stands among our activities."""
    number = tx.ids.new()
    uri = addresses.activity(number)
    made = rendering.feature_authorization(uri, account, collection_uri=collection_uri)
    await tx.activities.add(
        Outgoing(
            id=number,
            uri=uri,
            kind=rendering.FEATURE_STAMP,
            actor_id=account.id,
            body=msgspec.json.encode(made).decode(),
            is_public=True,
            object_uri=collection_uri,
            created_at=tx.now,
        )
    )
    return uri


# --- what ends it ----------------------------------------------------------------------------------------------------


async def drop(tx: Tx, addresses: Addresses, found: Collection, item: CollectionItem, owner: Account) -> None:
    """The owner, one of ours, no longer features them. What was revoked stays so: nobody is asked again."""
    if item.state in {ItemState.REVOKED, ItemState.REJECTED}:
        return
    to = await reached(tx, found, owner)
    await forget(tx, found, item)
    if item.state is ItemState.ACCEPTED:
        await _tell_removed(tx, addresses, found, item, owner, to)


async def forget(tx: Tx, found: Collection, item: CollectionItem) -> None:
    """The item goes, and the stamp one of ours gave for it."""
    await tx.collections.remove_item(found, item.id)
    if item.stamp_uri is not None:
        await tx.activities.withdraw(item.stamp_uri)


async def revoke(tx: Tx, addresses: Addresses, found: Collection, item: CollectionItem, account: Account) -> None:
    """Who is featured, one of ours, does not want to be any longer; where the collection is ours, too, it is told."""
    if item.state is not ItemState.ACCEPTED:
        return
    owner = await tx.accounts.get(found.account_id)
    to = await reached(tx, found, owner)
    await tx.collections.put_item(found, replace(item, state=ItemState.REVOKED, stamp_uri=None))
    if item.stamp_uri is not None:
        await tx.activities.withdraw(item.stamp_uri)
        activity = rendering.revoke_feature(
            addresses.activity(tx.ids.new()),
            account,
            stamp_uri=item.stamp_uri,
            collection_uri=found.uri,
            published=tx.now,
        )
        await send(tx, addresses, activity, by=account, to=to, about=item.stamp_uri)
    if owner.is_local:
        await _tell_removed(tx, addresses, found, item, owner, to)


async def end(tx: Tx, addresses: Addresses, found: Collection, item: CollectionItem, state: ItemState) -> None:
    """Who is featured elsewhere does not let it, or no longer: so a collection of ours is told anew."""
    owner = await tx.accounts.get(found.account_id)
    to = await reached(tx, found, owner)
    await tx.collections.put_item(found, replace(item, state=state, stamp_uri=None))
    if item.state is ItemState.ACCEPTED and owner.is_local:
        await _tell_removed(tx, addresses, found, item, owner, to)


async def part(tx: Tx, addresses: Addresses, blocker: Account, blocked: Account) -> None:
    """A block ends featuring both ways."""
    for item in await tx.collections.items_between(blocked.id, blocker.id):
        found = await tx.collections.find(item.collection_id)
        if found is None:
            continue
        if blocker.is_local:
            await revoke(tx, addresses, found, item, blocker)
        else:
            await end(tx, addresses, found, item, ItemState.REVOKED)
    for item in await tx.collections.items_between(blocker.id, blocked.id):
        found = await tx.collections.find(item.collection_id)
        if found is None:
            continue
        if blocker.is_local:
            await drop(tx, addresses, found, item, blocker)
        else:
            await forget(tx, found, item)


# --- who is told -----------------------------------------------------------------------------------------------------


async def reached(tx: Tx, found: Collection, owner: Account) -> set[str]:
    """Servers that may hold a collection: its owner's, those of the owner's followers as far as they are known here,
    and of who is featured."""
    items = await tx.collections.items(found.id)
    members = {item.account_id for item in items if item.state is ItemState.ACCEPTED}
    to = await of_accounts(tx, members | {owner.id})
    return to | set(await tx.follows.remote_follower_inboxes(owner.id)) if owner.is_local else to


async def tell_item(tx: Tx, addresses: Addresses, found: Collection, item: CollectionItem, owner: Account) -> None:
    """A collection of ours features somebody more."""
    account = await tx.accounts.get(item.account_id)
    document = rendering.featured_item(Featured(item, account))
    await tell(tx, addresses, "Add", found, owner, document, target=found.uri, to=await reached(tx, found, owner))


async def _tell_removed(
    tx: Tx, addresses: Addresses, found: Collection, item: CollectionItem, owner: Account, to: set[str]
) -> None:
    if item.uri is not None:
        await tell(tx, addresses, "Remove", found, owner, item.uri, target=found.uri, to=to)


async def tell(  # what an activity is made of
    tx: Tx,
    addresses: Addresses,
    kind: str,
    found: Collection,
    owner: Account,
    about: Json | str,
    *,
    target: str = "",
    to: set[str],
) -> Outgoing:
    activity = rendering.featuring(
        kind, addresses.activity(tx.ids.new()), owner, about, target=target, published=tx.now
    )
    return await send(tx, addresses, activity, by=owner, to=to, about=found.uri)
