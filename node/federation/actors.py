"""Finding actors: what is stored first, then their own document, fetched from their own id.

An actor's document says which keys are its own; no other document can (decision 0008).
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from node.errors import Gone, Invalid, NotFound, Problem, Unauthenticated
from node.federation.addressing import authority_of, same_origin
from node.federation.guard import AddressGuard
from node.federation.keyring import KeyRing, KnownKey
from node.federation.reading import ReadKey, is_kind, read_actor, uri_of
from node.federation.remote import Remote
from node.federation.webfinger import confirmed_host, finger
from node.model.account import Account
from node.model.addresses import Addresses
from node.store.database import Store, Tx
from node.store.keys import StoredKey

_KEY_REST = timedelta(minutes=5)
"""A key that does not fit is fetched again at most this often: forged signatures must not cause traffic."""
_RESTING = 10_000  # keys of which it is remembered (T-117)


class Actors:
    """Everything about accounts that may need the network."""

    def __init__(  # the parts a look-up needs
        self,
        store: Store,
        remote: Remote,
        guard: AddressGuard,
        keyring: KeyRing,
        addresses: Addresses,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._remote = remote
        self._guard = guard
        self._keyring = keyring
        self._addresses = addresses
        self._clock = clock
        self._running: dict[str, asyncio.Task[Account]] = {}
        self._fetched_again: OrderedDict[str, datetime] = OrderedDict()

    async def find(self, uri: str) -> Account | None:
        """Who is stored with that id; ours and others'."""
        return await self._store.read(lambda tx: tx.accounts.find_by_uri(uri))

    async def by_uri(self, uri: str) -> Account:
        """Stored, else fetched. Raises NotFound, Gone, Unreachable, Refused, Forbidden, Invalid."""
        known = await self.find(uri)
        if known is not None and known.deleted_at is None:
            return known
        if self._addresses.is_ours(uri):
            raise NotFound("nobody here has that address")
        return await self.refresh(uri)

    async def refresh(self, uri: str) -> Account:
        """Fetched in any case, and stored. Two who want the same at once share one look-up."""
        if self._addresses.is_ours(uri):
            raise NotFound("accounts of this node are not fetched")
        return await self._shared(uri, self._fetch(uri))

    async def by_handle(self, name: str, host: str | None) -> Account:
        """`name@host` by WebFinger, when it is not stored; without a host, or with ours, somebody who lives here."""
        if host is None or host in self._addresses.domains:
            known = await self._store.read(lambda tx: tx.accounts.find_by_handle(name))
            if known is None or known.deleted_at is not None:
                raise NotFound(f"nobody here is called {name}")
            return known
        known = await self._store.read(lambda tx: tx.accounts.find_by_handle(name, host))
        if known is not None and known.deleted_at is None:
            return known
        found = await finger(self._remote, self._guard, name, host)
        return await self.by_uri(found.actor)

    async def by_key(self, key_uri: str) -> KnownKey:
        """The key and its owner: stored, else from the owner's own document. Raises Unauthenticated when that document
        does not list the key, Gone when the owner is."""
        return await self._keyring.find(key_uri) or await self.by_fresh_key(key_uri)

    def may_refetch(self, known: KnownKey) -> bool:
        """Whether to look now whether the owner has another key by now. Who says yes, looks."""
        now = self._clock()
        last = self._fetched_again.get(known.uri)
        if last is not None and now < last + _KEY_REST:
            return False
        self._fetched_again[known.uri] = now
        self._fetched_again.move_to_end(known.uri)
        if len(self._fetched_again) > _RESTING:
            self._fetched_again.popitem(last=False)
        return True

    async def by_fresh_key(self, key_uri: str) -> KnownKey:
        address = key_uri.partition("#")[0]
        await self._shared(f"key {address}", self._fetch_owner(address))
        known = await self._keyring.find(key_uri)
        if known is None:
            raise Unauthenticated("the key is not listed in the document of its actor")
        return known

    async def _fetch_owner(self, address: str) -> Account:
        """Whose key stands at that address, fetched and stored."""
        try:
            document = await self._remote.fetch(address)
        except NotFound:
            if not address.endswith("/"):  # BookWyrm's keys stand at "/user/bob/#main-key", its actors at "/user/bob"
                raise
            document = await self._remote.fetch(address.rstrip("/"))
        if "inbox" in document or is_kind(document, "Tombstone"):
            return await self._shared(str(document["id"]), self._store_document(document))
        owner = uri_of(document.get("owner")) or uri_of(document.get("controller"))
        if owner is None:  # the key has a document of its own, which has to name its owner
            raise Unauthenticated("the key's document names no owner")
        return await self.refresh(owner)

    async def _shared(self, uri: str, work: Coroutine[Any, Any, Account]) -> Account:
        running = self._running.get(uri)
        if running is not None:
            work.close()
        else:
            running = asyncio.create_task(work)
            self._running[uri] = running
            running.add_done_callback(lambda _: self._running.pop(uri, None))
        return await asyncio.shield(running)

    async def _fetch(self, uri: str) -> Account:
        try:
            document = await self._remote.fetch(uri)
        except Gone:
            await self._store.write(_mark_gone, uri)
            raise
        return await self._store_document(document)

    async def _store_document(self, document: dict[str, Any]) -> Account:
        now = self._clock()
        if is_kind(document, "Tombstone"):
            await self._store.write(_mark_gone, str(document["id"]))
            raise Gone("this account has been deleted")
        return await self.take(document, now)

    async def take(self, document: dict[str, Any], now: datetime) -> Account:
        """Store an actor's document whose word counts: fetched from its id, or sent by the actor itself."""
        found = read_actor(document, now=now, account_id=self._store.ids.new())
        if self._addresses.is_ours(found.account.uri):
            raise Invalid("this actor claims an address of ours")
        if not same_origin(found.account.inbox, found.account.uri):
            raise Invalid("the actor's inbox is on another server")
        known = await self.find(found.account.uri)
        host = known.host if known is not None and known.name == found.account.name else None
        if host is None:
            host = await self._handle_host(found.account.uri, found.account.name, found.webfinger)
        account = replace(found.account, host=host, fetched_at=now)
        return await self._store.write(_put, account, found.keys, found.emojis, now)

    async def _handle_host(self, uri: str, name: str, webfinger: str | None) -> str:
        """What the handle ends in. A server may say so about names on its own host; a host elsewhere must confirm it
        by WebFinger (FEP-2c59). Who has none is known by the host of the actor."""
        own = authority_of(uri)
        claimed = own if webfinger is None else webfinger.rpartition("@")[2].lower()
        if webfinger is not None and claimed == own:
            return own
        try:
            return await confirmed_host(self._remote, self._guard, uri, name, claimed)
        except Problem:
            return own


async def _put(
    tx: Tx, account: Account, keys: tuple[ReadKey, ...], emojis: tuple[tuple[str, str], ...], now: datetime
) -> Account:
    stored = await put_profile(tx, account, emojis)
    await tx.keys.replace(
        stored.id,
        [
            StoredKey(uri=key.uri, account_id=stored.id, kind=key.kind, public=key.public, private=None, fetched_at=now)
            for key in keys
        ],
        own=[key.uri for key in keys if key.uri.partition("#")[0] == stored.uri],
    )
    return stored


async def put_profile(tx: Tx, account: Account, emojis: tuple[tuple[str, str], ...]) -> Account:
    """Store what an account elsewhere says of itself, with the emoji it uses (names and addresses)."""
    stored = await tx.accounts.put(account)
    if not emojis and not stored.emojis:
        return stored
    found = await tx.emojis.remember(stored, emojis)
    await tx.emojis.put_on_account(stored.id, found)
    return replace(stored, emojis=found)


async def _mark_gone(tx: Tx, uri: str) -> None:
    known = await tx.accounts.find_by_uri(uri)
    if known is not None and known.deleted_at is None and not known.is_local:
        await tx.accounts.save(replace(known, deleted_at=tx.now))
