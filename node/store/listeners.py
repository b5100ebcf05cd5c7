"""Who is told of what was committed."""

from collections.abc import Callable, Collection, Sequence
from typing import TypeAlias

Told: TypeAlias = tuple[str, str]
"""Topic and key, see `Tx.tell`."""
Listener: TypeAlias = Callable[[Sequence[Told]], None]


class Listeners:
    def __init__(self) -> None:
        self._all: list[tuple[Listener, Callable[[], None], frozenset[str] | None]] = []

    def add(self, listener: Listener, missed: Callable[[], None], topics: Collection[str] | None) -> None:
        """Without `topics` it is called for all of them."""
        self._all.append((listener, missed, None if topics is None else frozenset(topics)))

    def tell(self, told: Sequence[Told]) -> None:
        """A listener that is called gets all that was told."""
        topics = {topic for topic, _ in told}
        for listener, _, wanted in self._all:
            if wanted is None or not wanted.isdisjoint(topics):
                listener(told)

    def miss(self) -> None:
        for _, missed, _ in self._all:
            missed()
