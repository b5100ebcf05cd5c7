"""What is done again and again: each at its interval, at most once per interval however many processes there are."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from node.jobs.alarm import Alarm
from node.store.database import Store, Tx

_DUE = "schedule."
_SELDOM = timedelta(minutes=10)
_SETTLING = timedelta(minutes=3)


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
        """Until cancelled. A process that has just started has readers to answer first: what is done every ten minutes
        or more seldom, and what that loads, waits for three."""
        settled = self._clock() + _SETTLING
        while True:
            await self.step(seldom=self._clock() >= settled)
            await self._alarm.wait(None, self._clock)

    async def step(self, *, seldom: bool = True) -> None:
        """Do what is due; without `seldom` only what has to be done often."""
        for name, (interval, duty) in self._duties.items():
            if not seldom and interval >= _SELDOM:
                continue
            if await self._store.write(_take_turn, name, interval, self._clock()):
                await duty()


async def _take_turn(tx: Tx, name: str, interval: timedelta, now: datetime) -> bool:
    last = await tx.state.find(_DUE + name)
    if last is not None and datetime.fromisoformat(last) + interval > now:
        return False
    await tx.state.put(_DUE + name, now.isoformat())
    return True
