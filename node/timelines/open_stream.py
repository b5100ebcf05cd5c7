"""What is public is told to everybody who listens, as soon as it is stored: posts of channels here and what others say to
them, changes of both, and that something is gone. One hub per node and process; nobody has to log in.

    commit ──> Tx.tell ──> hub ──> one read, however many listen ──> each listener's queue ──> web

The last things that happened are remembered by what they were about, not by what they said: whoever was away for a moment
is told of them as they are now. Whoever was away for longer is told so, and reads the lists.
"""

import asyncio
import contextlib
import logging
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from node.errors import TooMany
from node.model.deletion import Deletion
from node.model.stream import Happening, What
from node.store.database import Store, Tx
from node.store.listeners import Told
from node.store.parting import Parted
from node.store.rows import EPOCH, us
from node.timelines.listener import MOST_WAITING, End, Listener

log = logging.getLogger(__name__)

_REMEMBERED: Final = 1_000
_MOST_PENDING: Final = 10_000
_MOST_HIDDEN: Final = 100
"""What left at once, or while somebody was away, told one by one; of more, that there was much."""
_OVERLAP: Final = timedelta(seconds=2)
"""Clocks of two processes differ by less."""
_TOPICS: Final = {"posted": What.POSTED, "edited": What.EDITED, "deleted": What.DELETED, "actor": What.DELETED}


_REMEMBERED_TOPICS: Final = frozenset({"posted", "edited"})


class Entry(NamedTuple):
    """Numbers are microseconds since 1970, so that another process understands them."""

    number: int
    topic: str
    key: str


@dataclass(slots=True, eq=False, kw_only=True)
class OpenHappening(Happening):
    """`channels` are the names of those it concerns. Without `view` and `deletion` it says that something was missed."""

    number: int
    channels: tuple[str, ...] = ()
    answered: bool = False
    deletion: Deletion | None = None


class OpenStream:
    """`offices` gives the names of those that organisations name as their own. `most` connections altogether, and
    `most_per_place`; None for as many as come."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        offices: Callable[[], Collection[str]],
        *,
        most: int | None = None,
        most_per_place: int | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._offices = offices
        self._most = most
        self._most_per_place = most_per_place
        self._places: dict[Listener, str] = {}
        self._per_place: Counter[str] = Counter()
        self._remembered: deque[Entry] = deque(maxlen=_REMEMBERED)
        self._forgotten_until = us(clock())
        self._last = self._forgotten_until
        self._pending: deque[Entry] = deque()
        self._worker: asyncio.Task[None] | None = None
        self._is_closing = False
        store.listen(self._hear, self._begin_anew, topics=_TOPICS)

    @property
    def count(self) -> int:
        return len(self._places)

    @property
    def last(self) -> int:
        """The number of what happened last."""
        return self._last

    def join(self, listener: Listener, place: str) -> None:
        """Raises TooMany."""
        if self._is_closing or (self._most is not None and self.count >= self._most):
            raise TooMany("there are too many open connections", 60)
        if self._most_per_place is not None and self._per_place[place] >= self._most_per_place:
            raise TooMany("there are too many open connections from your network", 60)
        self._places[listener] = place
        self._per_place[place] += 1

    def leave(self, listener: Listener) -> None:
        place = self._places.pop(listener, None)
        if place is not None:
            self._per_place -= Counter({place: 1})

    async def missed(self, since: int) -> Sequence[OpenHappening]:
        """What happened after that number, as it is now; some of it perhaps once more. When nobody knows any longer, a
        single happening without anything says so."""
        overlap = since - int(_OVERLAP.total_seconds() * 1_000_000)
        entries = [each for each in self._remembered if each.number > overlap]
        if since < self._forgotten_until or len(entries) >= MOST_WAITING:
            return [OpenHappening(what=What.MERGED, number=self._last)]
        found = list(await self._store.read(_gone_since, EPOCH + timedelta(microseconds=overlap)))
        for entry in entries:
            found += await self._store.read(_find, entry, self._offices())
        return sorted(found, key=lambda each: each.number)

    async def close(self) -> None:
        """End all connections; nothing more is told."""
        self._is_closing = True
        self._pending.clear()
        self._end_all()
        if self._worker is not None:
            self._worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._worker

    def _end_all(self) -> None:
        for listener in tuple(self._places):
            listener.end(End.CLOSING)

    def _begin_anew(self) -> None:
        """What happened meanwhile nobody knows: whoever comes again is told so."""
        self._last = self._forgotten_until = max(self._last + 1, us(self._clock()))
        self._remembered.clear()
        self._end_all()

    def _hear(self, told: Iterable[Told]) -> None:
        if self._is_closing:
            return
        now = us(self._clock())
        for topic, key in told:
            if topic not in _TOPICS:
                continue
            self._last = max(self._last + 1, now)
            entry = Entry(self._last, topic, key)
            if topic in _REMEMBERED_TOPICS:  # what is gone stands in the list of deletions
                if len(self._remembered) == _REMEMBERED:
                    self._forgotten_until = self._remembered[0].number
                self._remembered.append(entry)
            if self._places and len(self._pending) < _MOST_PENDING:
                self._pending.append(entry)
        if self._pending and self._worker is None:
            self._worker = asyncio.get_running_loop().create_task(self._work(), name="open stream")

    async def _work(self) -> None:
        """Until nothing is left to tell. An error loses the one thing at hand."""
        try:
            while self._pending:
                entry = self._pending.popleft()
                try:
                    for happening in await self._store.read(_find, entry, self._offices()):
                        for listener in tuple(self._places):
                            listener.offer(happening, ())
                except Exception:
                    log.exception("something could not be streamed", extra={"action": "stream.failed"})
                await asyncio.sleep(0)  # those who write get their turn before more is put into their queues
        finally:
            self._worker = None


async def _find(tx: Tx, entry: Entry, offices: Collection[str]) -> Sequence[OpenHappening]:
    """What there is to tell of it; nothing where it is not public."""
    if entry.topic == "actor":
        return await _hidden(tx, entry)
    if entry.topic == "deleted":
        deletion = await tx.deletions.find(Parted.of(entry.key).post_id)
        return [] if deletion is None else [_gone(entry.number, deletion)]
    post_id = int(entry.key)
    channels = (await tx.dumping.channels_of([post_id], offices)).get(post_id)
    views = [] if channels is None else await tx.timelines.views([post_id])
    if channels is None or not views:
        return []
    answered = post_id in await tx.openly.answered([post_id], offices)
    what = _TOPICS[entry.topic]
    return [
        OpenHappening(
            what=what, number=entry.number, key=entry.key, view=views[0], channels=channels, answered=answered
        )
    ]


def _gone(number: int, deletion: Deletion) -> OpenHappening:
    return OpenHappening(
        what=What.DELETED, number=number, key=str(deletion.post_id), channels=deletion.channels, deletion=deletion
    )


async def _hidden(tx: Tx, entry: Entry) -> Sequence[OpenHappening]:
    """An account that was suspended or limited takes along what it said."""
    account = await tx.accounts.find(int(entry.key))
    at = None if account is None else account.suspended_at or account.silenced_at
    if account is None or at is None:
        return []
    return await _gone_since(tx, at, entry.number)


async def _gone_since(tx: Tx, at: datetime, number: int | None = None) -> Sequence[OpenHappening]:
    """Each under that number, or the one of its moment."""
    found = await tx.deletions.page(since=at, limit=_MOST_HIDDEN + 1)
    if len(found) > _MOST_HIDDEN:
        return [OpenHappening(what=What.MERGED, number=number or us(tx.now))]
    return [_gone(number or us(each.at), each) for each in found]
