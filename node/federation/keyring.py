"""Keys at hand: ours to sign with, others' to verify with. Loading one costs more than using it, so they are kept."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from node.errors import NotFound
from node.federation.keys import PrivateKey, PublicKey, from_multibase, load_private, load_public
from node.model.account import Account
from node.store.database import Store, Tx
from node.store.keys import StoredKey
from node.store.listeners import Told

_KEPT = 20_000
_KEPT_PRIVATE = 2_000


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """What an account of ours signs with: RSA for requests, Ed25519 for proofs."""

    actor_uri: str
    rsa: PrivateKey
    rsa_uri: str
    ed25519: PrivateKey
    ed25519_uri: str


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key, and the account whose own document lists it."""

    uri: str
    public: PublicKey
    account: Account
    fetched_at: datetime

    def is_older_than(self, age: timedelta, now: datetime) -> bool:
        return self.fetched_at < now - age


class KeyRing:
    """Forgets an account's keys as soon as the store tells that the account changed (T-036)."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._private: OrderedDict[int, SigningKeys] = OrderedDict()
        self._public: OrderedDict[str, KnownKey] = OrderedDict()
        self._uris: dict[int, set[str]] = {}
        store.listen(self._hear, self._forget_all, topics=("actor",))

    def _hear(self, told: Sequence[Told]) -> None:
        for topic, key in told:
            if topic == "actor":
                number = int(key)
                self._private.pop(number, None)
                for uri in self._uris.pop(number, ()):
                    self._public.pop(uri, None)

    def _forget_all(self) -> None:
        self._private.clear()
        self._public.clear()
        self._uris.clear()

    async def signing(self, account_id: int) -> SigningKeys:
        """Raises NotFound for accounts that are not ours."""
        kept = self._private.get(account_id)
        if kept is not None:
            return kept
        account, keys = await self._store.read(_keys_of, account_id)
        by_kind = {key.kind: key for key in keys}
        rsa, ed25519 = by_kind.get("rsa"), by_kind.get("ed25519")
        if rsa is None or ed25519 is None or rsa.private is None or ed25519.private is None:
            raise NotFound("this account has no keys here")
        made = SigningKeys(account.uri, load_private(rsa.private), rsa.uri, load_private(ed25519.private), ed25519.uri)
        self._private[account_id] = made
        if len(self._private) > _KEPT_PRIVATE:
            self._private.popitem(last=False)
        return made

    async def find(self, key_uri: str) -> KnownKey | None:
        """A key that is stored, without asking anybody."""
        kept = self._public.get(key_uri)
        if kept is not None:
            return kept
        found = await self._store.read(_find, key_uri)
        if found is None:
            return None
        key, account = found
        known = KnownKey(key_uri, _to_public(key), account, key.fetched_at)
        self._public[key_uri] = known
        self._uris.setdefault(account.id, set()).add(key_uri)
        if len(self._public) > _KEPT:
            old_uri, old = self._public.popitem(last=False)
            uris = self._uris.get(old.account.id)
            if uris is not None:
                uris.discard(old_uri)
                if not uris:
                    del self._uris[old.account.id]
        return known


def _to_public(key: StoredKey) -> PublicKey:
    return load_public(key.public) if key.public.startswith("-") else from_multibase(key.public)


async def _find(tx: Tx, uri: str) -> tuple[StoredKey, Account] | None:
    key = await tx.keys.find(uri)
    if key is None:
        return None
    return key, await tx.accounts.get(key.account_id)


async def _keys_of(tx: Tx, account_id: int) -> tuple[Account, Sequence[StoredKey]]:
    return await tx.accounts.get(account_id), await tx.keys.of(account_id)
