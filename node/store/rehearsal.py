"""A store in which everything seems to happen and nothing does: to find out what an activity would change.

Each write runs in a transaction of the real store that is rolled back at its end; each later one, and each read, does all
the earlier ones over again first. So one sees its own changes, waits for the network without holding a lock, and leaves
no trace. Made for the few steps of one rehearsal: the cost grows with their square.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from typing import Any, Concatenate, ParamSpec, TypeVar

from node.model.ids import Ids
from node.store.database import Store, Tx
from node.store.listeners import Listener

P = ParamSpec("P")
T = TypeVar("T")


class _Undone(Exception):  # noqa: N818  # no error: what carries the value out of a transaction that is to be rolled back
    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class _Ids(Ids):
    """Hands out the same ids whenever a step is done over."""

    def __init__(self, real: Ids) -> None:
        super().__init__()
        self._real = real
        self._made: list[int] = []
        self._next = 0

    def again(self) -> "_Ids":
        self._next = 0
        return self

    def new(self) -> int:
        if self._next == len(self._made):
            self._made.append(self._real.new())
        self._next += 1
        return self._made[self._next - 1]


class Rehearsal(Store):
    """`close` leaves the real store open."""

    def __init__(self, real: Store) -> None:
        self._real = real
        self._steps: list[tuple[_Ids, Callable[[Tx], Awaitable[Any]]]] = []
        self._turn = asyncio.Lock()

    async def write(self, apply: Callable[Concatenate[Tx, P], Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs) -> T:
        def step(tx: Tx) -> Awaitable[T]:
            return apply(tx, *args, **kwargs)

        async with self._turn:
            value: T = await self._run(_Ids(self._real.ids), step)
            return value

    async def read(self, query: Callable[Concatenate[Tx, P], Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs) -> T:
        async with self._turn:
            value: T = await self._run(None, lambda tx: query(tx, *args, **kwargs))
            return value

    async def close(self) -> None:
        self._steps.clear()

    async def is_alone(self) -> bool:
        return False  # the real store's owner is at work

    def listen(self, listener: Listener, missed: Callable[[], None], *, topics: Collection[str] | None = None) -> None:
        """Nothing is ever committed, so there is nothing to tell."""

    @property
    def ids(self) -> Ids:
        return self._real.ids

    async def _run(self, ids: _Ids | None, step: Callable[[Tx], Awaitable[Any]]) -> Any:
        """All steps so far, then this one; with `ids` it becomes one of them."""
        try:
            await self._real.write(self._play, ids, step)
        except _Undone as end:
            if ids is not None:
                self._steps.append((ids, step))
            return end.value
        raise AssertionError("a rehearsal was committed")

    async def _play(self, tx: Tx, ids: _Ids | None, step: Callable[[Tx], Awaitable[Any]]) -> None:
        real = tx.ids
        try:
            for earlier, again in self._steps:
                tx.ids = earlier.again()
                await again(tx)
            tx.ids = real if ids is None else ids.again()
            raise _Undone(await step(tx))
        finally:
            tx.ids = real
