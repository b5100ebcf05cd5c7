"""One open connection that listens: what it wants to hear, and what waits for it to be written."""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Sequence
from enum import StrEnum
from typing import Final

from node.model.oauth import covers
from node.model.stream import Channel, Happening, Subscription, What

MOST_WAITING: Final = 200
"""Happenings that wait for a slow reader; with one more it is closed. Whoever reads at all never has that many."""
MOST_SUBSCRIPTIONS: Final = 100
_OF_NOTIFICATIONS: Final = frozenset({What.TOLD, What.MERGED})

Told = tuple[Happening, Sequence[Subscription]]


class End(StrEnum):
    """Why a connection ends from our side."""

    REVOKED = "the access token has ended"
    SLOW = "it does not keep up"
    CLOSING = "the node is stopping"


class Listener:
    """`scopes` are those of its token: without the right to read notifications there are none on the user channel."""

    __slots__ = (
        "_waiter",
        "_waiting",
        "account_id",
        "ended",
        "hears_notifications",
        "login_id",
        "on_end",
        "scopes",
        "subscriptions",
        "token_id",
    )

    def __init__(self, *, account_id: int, token_id: int, login_id: int | None, scopes: Collection[str]) -> None:
        self.account_id = account_id
        self.token_id = token_id
        self.login_id = login_id
        self.scopes = scopes
        self.hears_notifications = covers(scopes, "read:notifications")
        self.subscriptions: set[Subscription] = set()
        self.ended: End | None = None
        self.on_end: Callable[[End], None] | None = None
        self._waiting: deque[Told] = deque()
        self._waiter: asyncio.Future[None] | None = None

    def hears(self, what: What, subscription: Subscription) -> bool:
        if what in _OF_NOTIFICATIONS and subscription.channel is Channel.USER:
            return self.hears_notifications
        return True

    def offer(self, happening: Happening, subscriptions: Sequence[Subscription]) -> None:
        """Never waits: who does not take what is offered is closed, so that nobody else has to wait."""
        if self.ended is not None:
            return
        if len(self._waiting) >= MOST_WAITING:
            self.end(End.SLOW)
            return
        self._waiting.append((happening, subscriptions))
        self._wake()

    async def next(self) -> Told | None:
        """What to write next, as soon as there is something; None when it has ended. What waited is then not written."""
        while self.ended is None:
            if self._waiting:
                return self._waiting.popleft()
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        return None

    def end(self, why: End) -> None:
        if self.ended is not None:
            return
        self.ended = why
        self._waiting.clear()
        self._wake()
        if self.on_end is not None:
            self.on_end(why)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
