"""Whose token it is, kept in memory: a client asks every few seconds, and the answer hardly ever changes.

What ends a token is told by the store after the commit (`token`, `login`, `account`, `actor`), on PostgreSQL in every
process, and drops what is kept here: a token that ends, ends at once (T-236). A right that ends by the clock is looked
at each time.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from node.model.account import Account
from node.model.oauth import Access, App, AppToken
from node.store.database import Store, Tx
from node.store.listeners import Told

_MOST = 5_000
_TOPICS = frozenset({"token", "login", "account", "actor"})


@dataclass(frozen=True, slots=True)
class Personal:
    """A person's token, and the account it acts for as it is now."""

    access: Access
    account: Account

    @property
    def marks(self) -> frozenset[Told]:
        token = self.access.token
        account = str(token.account_id)
        return frozenset(
            {("token", str(token.id)), ("login", str(token.login_id)), ("account", account), ("actor", account)}
        )


@dataclass(frozen=True, slots=True)
class Own:
    """A token of an app that acts as itself."""

    token: AppToken
    app: App

    @property
    def marks(self) -> frozenset[Told]:
        return frozenset({("token", str(self.token.id))})


Held: TypeAlias = Personal | Own


class AccessBook:
    """One per node. By hashes of secrets; those not asked for longest are forgotten first."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._kept: OrderedDict[str, Held] = OrderedDict()
        self._marked: dict[Told, set[str]] = {}
        self._changes = 0
        store.listen(self._hear, self._forget_all, topics=_TOPICS)

    async def find(self, secret_hash: str) -> Held | None:
        """None when the token is worth nothing. The account may be gone: ask it."""
        held = self._kept.get(secret_hash)
        if held is not None:
            if isinstance(held, Own) or held.access.holds_at(self._clock()):
                self._kept.move_to_end(secret_hash)
                return held
            self.forget(secret_hash)
        changes = self._changes
        held = await self._store.read(_find, secret_hash)
        if held is not None and changes == self._changes:  # else it may have changed since it was read
            self._keep(secret_hash, held)
        return held

    def _keep(self, secret_hash: str, held: Held) -> None:
        self._kept[secret_hash] = held
        for mark in held.marks:
            self._marked.setdefault(mark, set()).add(secret_hash)
        if len(self._kept) > _MOST:
            self.forget(next(iter(self._kept)))

    def _hear(self, told: Sequence[Told]) -> None:
        for each in told:
            if each[0] in _TOPICS:
                self._changes += 1
                for secret_hash in tuple(self._marked.get(each, ())):
                    self.forget(secret_hash)

    def _forget_all(self) -> None:
        self._changes += 1
        self._kept.clear()
        self._marked.clear()

    def forget(self, secret_hash: str) -> None:
        """Read it anew next time."""
        held = self._kept.pop(secret_hash, None)
        if held is None:
            return
        for mark in held.marks:
            others = self._marked[mark]
            others.discard(secret_hash)
            if not others:
                del self._marked[mark]


async def _find(tx: Tx, secret_hash: str) -> Held | None:
    access = await tx.oauth.find_access(secret_hash, tx.now)
    if access is not None:
        return Personal(access, await tx.accounts.get(access.token.account_id))
    own = await tx.oauth.find_app_token(secret_hash)
    return None if own is None else Own(*own)
