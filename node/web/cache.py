"""Finished answers, kept until the store tells that something they show has changed.

Whoever keeps an answer names what it depends on, in the words of `Tx.tell` (`("post", "17")`, `("account", "3")`). What is
told while an answer is still being put together counts as well, so that an old one is never kept behind a change.

Nothing expires by the clock but pages that may count late: a post that is liked by many while many read it is not rendered
for each like. And what was dropped because something was added stays at hand as a past copy, for the time when the database
is away (`find_past`); what was dropped because something was changed, deleted or hidden is forgotten at once.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, Final

import msgspec

from node.store.database import Store, as_exactly, utc_now
from node.store.listeners import Told

_MOST_BYTES = 16 << 20
_TURNS = 4  # for which one waits: then, whatever changes so often, one makes one's own
_PER_ENTRY = 600  # bytes that an entry takes beside its body, roughly
_COUNTS_LATE: Final = timedelta(seconds=10)
_ADDING: Final = frozenset({"counts", "feed", "replies", "tag", "timeline"})
"""What is told when something was added: an answer without it is old, not wrong."""


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of an answer. `owner_id` is the account whose thing it is (0: nobody's). `until`: figures that change
    without being told are read again after that. `made_at`: where whoever asks is told, or when it is a copy. `counts_late`:
    likes and boosts may be ten seconds old in it. `headers`: of pages, all they were answered with."""

    body: bytes
    etag: str
    status: int = 200
    owner_id: int = 0
    until: datetime | None = None
    made_at: datetime | None = None
    counts_late: bool = False
    headers: tuple[tuple[str, str], ...] = ()

    def is_past(self, now: datetime) -> bool:
        return self.until is not None and self.until <= now

    @classmethod
    def of(
        cls,
        value: Any,
        *,
        status: int = 200,
        owner_id: int = 0,
        until: datetime | None = None,
        made_at: datetime | None = None,
    ) -> "Document":
        """From what becomes JSON, or from bytes."""
        body = value if isinstance(value, bytes) else msgspec.json.encode(value)
        return cls(body, f'"{blake2b(body, digest_size=12).hexdigest()}"', status, owner_id, until, made_at)


@dataclass(slots=True)
class _Entry:
    """Kept since `at`. `ends`: its counts have changed, and are to be read again then. `is_past`: something was added since.
    `is_doubtful`: something may have changed of which nothing was heard."""

    document: Document
    depends_on: Collection[Told]
    at: datetime
    ends: datetime | None = None
    is_past: bool = False
    is_doubtful: bool = False


class Watch:
    """Somebody puts an answer together; `keep` it when it is done."""

    def __init__(self, cache: "DocumentCache") -> None:
        self._cache = cache
        self.heard: set[Told] = set()
        self.counted: set[Told] = set()
        self.is_wanted = False
        self.has_missed = False

    def keep(self, key: str, document: Document, depends_on: Collection[Told]) -> None:
        """Unless what it depends on has changed since the watch began."""
        self.is_wanted = True
        if self.has_missed or not self.heard.isdisjoint(depends_on):
            return
        is_counted = not self.counted.isdisjoint(depends_on)
        if is_counted and not document.counts_late:
            return
        self._cache.put(key, document, depends_on, is_counted=is_counted)


class _Making:
    """Somebody puts the answer with this key together, and others wait for it. `is_shared`: it was one that is kept, so what
    came of it is found, or made anew by one of them."""

    __slots__ = ("ended", "is_shared")

    def __init__(self) -> None:
        self.ended = asyncio.Event()
        self.is_shared = False


class DocumentCache:
    """One per node. `most_bytes` bounds it; what was not asked for longest goes first."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime] = utc_now, most_bytes: int = _MOST_BYTES) -> None:
        self._kept: OrderedDict[str, _Entry] = OrderedDict()
        self._keys: dict[Told, set[str]] = {}
        self._watches: set[Watch] = set()
        self._makings: dict[str, _Making] = {}
        self._clock = clock
        self._most_bytes = most_bytes
        self._bytes = 0
        store.listen(self._hear, self._doubt)

    def find(self, key: str) -> Document | None:
        found = self._find(key)
        return None if found is None else found.document

    def find_with(self, key: str) -> tuple[Document, Collection[Told]] | None:
        """With what it depends on, for what it becomes a part of."""
        found = self._find(key)
        return None if found is None else (found.document, found.depends_on)

    def _find(self, key: str) -> _Entry | None:
        found = self._kept.get(key)
        if found is None or found.is_past:
            return None
        if found.ends is not None and found.ends <= self._clock():
            found.is_past = True
            return None
        self._kept.move_to_end(key)
        return found

    def find_past(self, key: str) -> tuple[Document, datetime] | None:
        """The last copy and when it was made, even if something was added since. Nothing that was changed, deleted or
        hidden is in it."""
        found = self._kept.get(key)
        return None if found is None else (found.document, found.at)

    @contextmanager
    def watching(self) -> Iterator[Watch]:
        """Begin before the store is read."""
        watch = Watch(self)
        self._watches.add(watch)
        try:
            yield watch
        finally:
            self._watches.discard(watch)

    @asynccontextmanager
    async def making(self, key: str) -> AsyncIterator[Watch]:
        """As `watching`, for one at a time: of all who want the same answer at once, one makes it, the others wait. Whoever
        comes in asks `find` once more. Where it cannot be kept, because it is an error or for some eyes only, those who
        waited make theirs side by side; where it was overtaken by a change, or its maker went away, the next one makes it.
        """
        mine = None
        for _ in range(_TURNS):
            other = self._makings.get(key)
            if other is None:
                mine = self._makings[key] = _Making()
                break
            await other.ended.wait()
            if not other.is_shared or self.find(key) is not None:
                break
        try:
            with self.watching() as watch:
                try:
                    yield watch
                except Exception:
                    watch.is_wanted = False
                    raise
                except BaseException:  # whoever made it went away
                    watch.is_wanted = True
                    raise
                finally:
                    if mine is not None:
                        mine.is_shared = watch.is_wanted
        finally:
            if mine is not None:
                del self._makings[key]
                mine.ended.set()

    def put(self, key: str, document: Document, depends_on: Collection[Told], *, is_counted: bool = False) -> None:
        """`is_counted`: its counts have changed while it was made."""
        self._drop(key)
        now = self._clock()
        self._kept[key] = _Entry(document, depends_on, now, now + _COUNTS_LATE if is_counted else None)
        self._bytes += _size(document)
        for told in depends_on:
            self._keys.setdefault(told, set()).add(key)
        while self._bytes > self._most_bytes:
            self._drop(next(iter(self._kept)))

    def _hear(self, news: Sequence[Told]) -> None:
        if not self._kept and not self._watches:
            return
        for each in news:
            topic, told = each[0], as_exactly(each)
            for watch in self._watches:
                (watch.counted if topic == "counts" else watch.heard).add(told)
            for key in tuple(self._keys.get(told, ())):
                self._let_go(key, topic)

    def _doubt(self) -> None:
        """Nothing counts any longer. While the store is away it still serves as a copy; when it is back, no more."""
        for watch in self._watches:
            watch.has_missed = True
        for key, entry in tuple(self._kept.items()):
            if entry.is_doubtful:
                self._drop(key)
            entry.is_past = entry.is_doubtful = True

    def _let_go(self, key: str, topic: str) -> None:
        entry = self._kept[key]
        if topic not in _ADDING:
            self._drop(key)
        elif topic != "counts" or not entry.document.counts_late:
            entry.is_past = True
        elif entry.ends is None:
            entry.ends = self._clock() + _COUNTS_LATE

    def _drop(self, key: str) -> None:
        entry = self._kept.pop(key, None)
        if entry is None:
            return
        self._bytes -= _size(entry.document)
        for told in entry.depends_on:
            keys = self._keys[told]
            keys.discard(key)
            if not keys:
                del self._keys[told]


def _size(document: Document) -> int:
    return len(document.body) + sum(len(name) + len(value) for name, value in document.headers) + _PER_ENTRY
