"""Somebody keeps collections of accounts they recommend (FEP-7aa9), and takes themselves out of those of others."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from node.context import Context
from node.errors import Faulty, Forbidden, NotFound, Problem
from node.federation import rendering
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.addresses import Addresses
from node.model.collection import (
    DESCRIPTION_CHARACTERS,
    MOST_COLLECTIONS,
    MOST_ITEMS,
    NAME_CHARACTERS,
    Collection,
    CollectionChange,
    CollectionItem,
    ItemState,
)
from node.model.notification import Event
from node.outbox.acting import acting, note
from node.outbox.featuring import ask, drop, forget, include, reached, revoke, tell, tell_item
from node.store.database import Tx
from node.text.html import tidy
from node.text.language import normalise
from node.text.mentions import is_tag
from node.timelines.notify import notify

NOT_FOUND: Final = "Record not found"
_NOT_ALLOWED: Final = "This action is not allowed"
_LOOKED_AT: Final = timedelta(hours=1)


async def create_collection(
    node: Context, by: Actor, wanted: CollectionChange, account_ids: Sequence[int]
) -> Collection:
    """With these accounts, or not at all. Raises Faulty, Forbidden where one does not let itself be featured, NotFound."""
    if len(account_ids) > MOST_ITEMS:
        raise _too_many("account_ids", f"A collection has at most {MOST_ITEMS} accounts", f"are at most {MOST_ITEMS}")
    for number in account_ids:
        await _look_at(node, number)
    return await node.store.write(_create, node.addresses, by, wanted, tuple(account_ids))


async def change_collection(node: Context, by: Actor, collection_id: int, wanted: CollectionChange) -> Collection:
    """Raises Faulty, NotFound, Forbidden for somebody else's."""
    return await node.store.write(_change, node.addresses, by, collection_id, wanted)


async def delete_collection(node: Context, by: Actor, collection_id: int) -> None:
    """Raises NotFound, Forbidden."""
    await node.store.write(_delete, node.addresses, by, collection_id)


async def add_account(node: Context, by: Actor, collection_id: int, account_id: int) -> CollectionItem:
    """Accepted at once where it lives here; else it is asked. Raises Faulty, NotFound, Forbidden."""
    await _look_at(node, account_id)
    return await node.store.write(_add, node.addresses, by, collection_id, account_id)


async def remove_item(node: Context, by: Actor, collection_id: int, item_id: int) -> None:
    """Raises NotFound, Forbidden."""
    await node.store.write(_remove, node.addresses, by, collection_id, item_id)


async def revoke_item(node: Context, by: Actor, collection_id: int, item_id: int) -> None:
    """Take oneself out of somebody's collection, for good. Raises NotFound, Forbidden when it is another who is
    featured."""
    await node.store.write(_revoke, node.addresses, by, collection_id, item_id)


async def _look_at(node: Context, account_id: int) -> None:
    """What an account elsewhere says about being featured, where we do not know it: it may have been stored before
    anybody asked."""
    account = await node.store.read(lambda tx: tx.accounts.find(account_id))
    if account is None:
        raise NotFound(NOT_FOUND)
    if account.is_local:
        return
    node.hosts.refuse_blocked(account.uri)
    old = account.fetched_at is None or account.fetched_at < node.clock() - _LOOKED_AT
    if account.feature_policy is None and old:
        try:
            await node.actors.refresh(account.uri)
        except Problem:
            return  # then it stays as if nothing were said


# --- collections -----------------------------------------------------------------------------------------------------


async def _create(
    tx: Tx, addresses: Addresses, by: Actor, wanted: CollectionChange, account_ids: Sequence[int]
) -> Collection:
    owner = await acting(tx, by)
    if await tx.collections.count(owner.id) >= MOST_COLLECTIONS:
        raise _too_many("base", f"You have {MOST_COLLECTIONS} collections already", f"are at most {MOST_COLLECTIONS}")
    number = tx.ids.new()
    made = _changed(
        Collection(
            id=number,
            uri=addresses.collection(owner.name, number),
            url=addresses.collection_page(owner, number),
            account_id=owner.id,
            name="",
            discoverable=owner.discoverable,
            created_at=tx.now,
            updated_at=tx.now,
        ),
        wanted,
    )
    await tx.collections.put(made)
    accounts = await tx.accounts.by_ids(account_ids)
    for account_id in account_ids:
        if account_id not in accounts:
            raise NotFound(NOT_FOUND)
        await include(tx, addresses, made, owner, accounts[account_id])
    sent = await tell(
        tx,
        addresses,
        "Add",
        made,
        owner,
        await document_of(tx, addresses, made),
        target=addresses.collections(owner.name),
        to=await reached(tx, made, owner),
    )
    for item in await tx.collections.items(made.id):
        await ask(tx, addresses, made, item, owner)
    await note(tx, by, Deed.RECOMMEND, made.uri, sent)
    return made


async def _change(tx: Tx, addresses: Addresses, by: Actor, collection_id: int, wanted: CollectionChange) -> Collection:
    owner = await acting(tx, by)
    found = await own_collection(tx, collection_id, owner)
    changed = _changed(found, wanted)
    if changed == found:
        return found
    changed = replace(changed, updated_at=tx.now)
    await tx.collections.put(changed)
    document = await document_of(tx, addresses, changed)
    sent = await tell(tx, addresses, "Update", changed, owner, document, to=await reached(tx, changed, owner))
    if (changed.name, changed.description, changed.tag) != (found.name, found.description, found.tag):
        await tell_members(tx, changed, owner)
    await note(tx, by, Deed.REWORD, changed.uri, sent)
    return changed


async def tell_members(tx: Tx, changed: Collection, owner: Account) -> None:
    """Who is featured here learns that what it is called has changed: it is said of them, too. Once is enough until they
    have looked."""
    items = await tx.collections.items(changed.id)
    members = await tx.accounts.by_ids(item.account_id for item in items if item.state is ItemState.ACCEPTED)
    for member in members.values():
        if member.is_local:
            await tx.notifications.withdraw(member.id, Event.COLLECTION_CHANGED, owner.id, None, changed.id)
            await notify(tx, member, Event.COLLECTION_CHANGED, owner, subject_id=changed.id)


async def _delete(tx: Tx, addresses: Addresses, by: Actor, collection_id: int) -> None:
    owner = await acting(tx, by, even_moved=True)
    found = await own_collection(tx, collection_id, owner)
    to = await reached(tx, found, owner)
    await erase_collection(tx, found)
    target = addresses.collections(owner.name)
    sent = await tell(tx, addresses, "Remove", found, owner, found.uri, target=target, to=to)
    await note(tx, by, Deed.RETRACT, found.uri, sent)


async def erase_collection(tx: Tx, found: Collection) -> None:
    """With the stamps people of ours gave for it."""
    for item in await tx.collections.items(found.id):
        await forget(tx, found, item)
    await tx.activities.blank(found.uri)
    await tx.collections.remove(found)


async def document_of(tx: Tx, addresses: Addresses, found: Collection) -> rendering.Json:
    (view,) = await tx.collections.views([found])
    return rendering.featured_collection(view, addresses)


# --- who is featured -------------------------------------------------------------------------------------------------


async def _add(tx: Tx, addresses: Addresses, by: Actor, collection_id: int, account_id: int) -> CollectionItem:
    owner = await acting(tx, by)
    found = await own_collection(tx, collection_id, owner)
    account = await tx.accounts.get(account_id)
    item = await include(tx, addresses, found, owner, account)
    if item.state is ItemState.ACCEPTED:
        await tell_item(tx, addresses, found, item, owner)
    await ask(tx, addresses, found, item, owner)
    await note(tx, by, Deed.INCLUDE, account.uri)
    return item


async def _remove(tx: Tx, addresses: Addresses, by: Actor, collection_id: int, item_id: int) -> None:
    owner = await acting(tx, by, even_moved=True)
    found = await own_collection(tx, collection_id, owner)
    item = await _item(tx, found, item_id)
    await drop(tx, addresses, found, item, owner)
    await note(tx, by, Deed.EXCLUDE, found.uri)


async def _revoke(tx: Tx, addresses: Addresses, by: Actor, collection_id: int, item_id: int) -> None:
    account = await acting(tx, by, even_moved=True)
    found = await tx.collections.find(collection_id)
    if found is None:
        raise NotFound(NOT_FOUND)
    item = await _item(tx, found, item_id)
    if item.account_id != account.id:
        raise Forbidden(_NOT_ALLOWED)
    await revoke(tx, addresses, found, item, account)
    await note(tx, by, Deed.REVOKE, found.uri)


async def own_collection(tx: Tx, collection_id: int, owner: Account) -> Collection:
    found = await tx.collections.find(collection_id)
    if found is None:
        raise NotFound(NOT_FOUND)
    if found.account_id != owner.id:
        raise Forbidden(_NOT_ALLOWED)
    return found


async def _item(tx: Tx, found: Collection, item_id: int) -> CollectionItem:
    for item in await tx.collections.items(found.id):
        if item.id == item_id:
            return item
    raise NotFound(NOT_FOUND)


# --- what is typed ---------------------------------------------------------------------------------------------------


def _changed(found: Collection, wanted: CollectionChange) -> Collection:
    """Raises Faulty with everything that is wrong."""
    faults: dict[str, list[tuple[str, str]]] = {}
    name = found.name if wanted.name is None else " ".join(tidy(wanted.name).split())
    description = found.description if wanted.description is None else tidy(wanted.description).strip()
    tag = found.tag if wanted.tag is None else wanted.tag.strip().lstrip("#＃")
    language = found.language if wanted.language is None else normalise(wanted.language)
    if not name:
        faults["name"] = [("ERR_BLANK", "can't be blank")]
    elif len(name) > NAME_CHARACTERS:
        faults["name"] = [("ERR_TOO_LONG", f"is too long (maximum is {NAME_CHARACTERS} characters)")]
    if len(description) > DESCRIPTION_CHARACTERS:
        faults["description"] = [("ERR_TOO_LONG", f"is too long (maximum is {DESCRIPTION_CHARACTERS} characters)")]
    if wanted.tag and not (tag and is_tag(tag)):
        faults["tag_name"] = [("ERR_INVALID", "is no hashtag")]
    if wanted.language and language is None:
        faults["language"] = [("ERR_INVALID", "is not a known language")]
    if faults:
        said = ", ".join(f"{field.replace('_', ' ').capitalize()} {words}" for field, [(_, words)] in faults.items())
        raise Faulty(f"Validation failed: {said}", faults)
    return replace(
        found,
        name=name,
        description=description,
        tag=tag,
        language=language,
        sensitive=found.sensitive if wanted.sensitive is None else wanted.sensitive,
        discoverable=found.discoverable if wanted.discoverable is None else wanted.discoverable,
    )


def _too_many(field: str, words: str, fault: str) -> Faulty:
    return Faulty(f"Validation failed: {words}", {field: [("ERR_TOO_MANY", fault)]})
