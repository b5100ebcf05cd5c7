"""Something to wait on: rung when the store tells of new work, or when the time has come."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from node.store.database import Store

_LONGEST_NAP = 30.0


class Alarm:
    """Wakes one worker. `topics` are what the store tells (`Tx.tell`)."""

    def __init__(self, store: Store, *topics: str) -> None:
        self._event = asyncio.Event()
        store.listen(lambda _: self.ring(), self.ring, topics=topics)

    def ring(self) -> None:
        self._event.set()

    async def wait(self, until: datetime | None, clock: Callable[[], datetime]) -> None:
        """Until it rings, or until that moment, or half a minute: what another process queued without telling is
        found then."""
        seconds = _LONGEST_NAP if until is None else min(max((until - clock()).total_seconds(), 0.0), _LONGEST_NAP)
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            pass
        self._event.clear()
