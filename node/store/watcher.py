"""What a process on PostgreSQL needs to hold on to: one connection that hears what other processes changed, and whose
advisory lock is the process's slot among them.

When it is lost, nobody can say what was changed since, and another process may take the slot. So until it is back the
store counts as away (`is_there`), and what is kept counts no longer. It is asked every few seconds: a network that
swallows everything closes no connection.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

import asyncpg

from node.errors import Misconfigured
from node.model.ids import SLOTS

log = logging.getLogger(__name__)

_ASKED_EVERY = 10.0
_ANSWERS_WITHIN = 15.0
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 5.0


class Watcher:
    """`hear` is given the payload of each notification. `missed` is called when some may be missing, and again just before
    the store is there again; `moved` when the slot is another one then."""

    def __init__(self, address: str, settings: dict[str, str], channel: str, lock_class: int) -> None:
        self._address = address
        self._settings = settings
        self._channel = channel
        self._lock_class = lock_class
        self._raw: Any = None
        self._tending: asyncio.Task[None] | None = None
        self._broken = asyncio.Event()
        self.slot = -1
        self.is_there = False
        self.hear: Callable[[str], None] = lambda _: None
        self.missed: Callable[[], None] = lambda: None
        self.moved: Callable[[int], None] = lambda _: None

    @property
    def raw(self) -> Any:
        """The connection, for what is done once at the start."""
        return self._raw

    async def connect(self) -> None:
        """Raises what asyncpg raises."""
        self._raw = await asyncpg.connect(self._address, server_settings=self._settings)

    async def begin(self) -> None:
        """Take a slot and listen from now on. Raises Misconfigured when no slot is free."""
        self.slot = await self._take_slot()
        self._broken.clear()
        self._raw.add_termination_listener(self._note_end)
        await self._raw.add_listener(self._channel, self._note)
        self.missed()
        self.moved(self.slot)
        self.is_there = True

    def tend(self) -> None:
        """See to it that the connection comes back, until `close`."""
        self._tending = asyncio.create_task(self._tend(), name="watch the database")

    async def is_alone(self) -> bool:
        """Each process holds its slot as an advisory lock; ours is the only one."""
        taken = await self._raw.fetchval(
            "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid::bigint = $1"
            " AND objid::bigint < $2"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            self._lock_class,
            SLOTS,
        )
        return int(taken) <= 1

    async def close(self) -> None:
        self.is_there = False
        if self._tending is not None:
            self._tending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._tending
        with contextlib.suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            await self._raw.close(timeout=5)

    def _note(self, _connection: Any, _process: int, _channel: str, payload: object) -> None:
        self.hear(str(payload))

    def _note_end(self, connection: Any) -> None:
        if connection is self._raw and self.is_there:
            self.is_there = False
            self._broken.set()
            self.missed()

    async def _tend(self) -> None:
        while True:
            try:
                async with asyncio.timeout(_ASKED_EVERY):
                    await self._broken.wait()
            except TimeoutError:
                await self._ask()
                continue
            log.warning("the connection that hears of changes is lost", extra={"action": "store.deaf"})
            await self._return()
            log.warning("changes are heard again", extra={"action": "store.hears", "slot": self.slot})

    async def _ask(self) -> None:
        """Whether the other side still answers; if not, the connection is ended."""
        raw = self._raw
        try:
            await raw.fetchval("SELECT 1", timeout=_ANSWERS_WITHIN)
        except (TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            raw.terminate()
            self._note_end(raw)

    async def _return(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                async with asyncio.timeout(_ANSWERS_WITHIN):
                    await self.connect()
                    await self.begin()
            except (TimeoutError, Misconfigured, asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                self._raw.terminate()
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                return

    async def _take_slot(self) -> int:
        """A number no other live process on this schema has, the one we had if we can; it is free again when the connection
        ends."""
        for slot in sorted(range(SLOTS), key=lambda each: each != self.slot):
            if await self._raw.fetchval("SELECT pg_try_advisory_lock($1, $2)", self._lock_class, slot):
                return slot
        raise Misconfigured(f"more than {SLOTS} processes on one database")
