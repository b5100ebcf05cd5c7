"""What is done again and again: each at its interval, at most once per interval however many processes there are."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from node.jobs.alarm import Alarm
from node.store.database import Store, Tx

_DUE = "schedule."


class Schedule:
    """`duties`: name to (interval, what to do). The last run of each is stored, so a restart does not repeat it."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        duties: Mapping[str, tuple[timedelta, Callable[[], Awaitable[None]]]],
    ) -> None:
        self._store = store
        self._clock = clock
        self._duties = duties
        self._alarm = Alarm(store)

    async def run(self) -> None:
        while True:
            await self.step()
            await self._alarm.wait(None, self._clock)

    async def step(self) -> None:
        """Do what is due."""
        for name, (interval, duty) in self._duties.items():
            if await self._store.write(_take_turn, name, interval, self._clock()):
                await duty()


async def _take_turn(tx: Tx, name: str, interval: timedelta, now: datetime) -> bool:
    last = await tx.state.find(_DUE + name)
    if last is not None and datetime.fromisoformat(last) + interval > now:
        return False
    await tx.state.put(_DUE + name, now.isoformat())
    return True
