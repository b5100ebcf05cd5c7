"""Finished answers, kept until the store tells that something they show has changed.

Nothing here expires by the clock: whoever keeps an answer names what it depends on, in the words of `Tx.tell`
(`("post", "17")`, `("account", "3")`). What is told while an answer is still being put together counts as well, so that
an old one is never kept behind a change.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

import msgspec

from node.store.database import Store, Told

_MOST_BYTES = 16 << 20
_PER_ENTRY = 600  # bytes that an entry takes beside its body, roughly


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of an answer. `owner_id` is the account whose thing it is (0: nobody's). `until`: figures that change
    without being told are read again after that."""

    body: bytes
    etag: str
    status: int = 200
    owner_id: int = 0
    until: datetime | None = None

    @classmethod
    def of(cls, value: Any, *, status: int = 200, owner_id: int = 0, until: datetime | None = None) -> "Document":
        """From what becomes JSON, or from bytes."""
        body = value if isinstance(value, bytes) else msgspec.json.encode(value)
        return cls(body, f'"{blake2b(body, digest_size=12).hexdigest()}"', status, owner_id, until)


class Watch:
    """Somebody puts an answer together; `keep` it when it is done."""

    def __init__(self, cache: "DocumentCache") -> None:
        self._cache = cache
        self.heard: set[Told] = set()

    def keep(self, key: str, document: Document, depends_on: Collection[Told]) -> None:
        """Unless what it depends on has changed since the watch began."""
        if self.heard.isdisjoint(depends_on):
            self._cache.put(key, document, depends_on)


class DocumentCache:
    """One per node. `most_bytes` bounds it; what was not asked for longest goes first."""

    def __init__(self, store: Store, *, most_bytes: int = _MOST_BYTES) -> None:
        self._kept: OrderedDict[str, tuple[Document, Collection[Told]]] = OrderedDict()
        self._keys: dict[Told, set[str]] = {}
        self._watches: set[Watch] = set()
        self._most_bytes = most_bytes
        self._bytes = 0
        store.listen(self._hear)

    def find(self, key: str) -> Document | None:
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    @contextmanager
    def watching(self) -> Iterator[Watch]:
        """Begin before the store is read."""
        watch = Watch(self)
        self._watches.add(watch)
        try:
            yield watch
        finally:
            self._watches.discard(watch)

    def put(self, key: str, document: Document, depends_on: Collection[Told]) -> None:
        self._drop(key)
        self._kept[key] = document, depends_on
        self._bytes += _size(document)
        for told in depends_on:
            self._keys.setdefault(told, set()).add(key)
        while self._bytes > self._most_bytes:
            self._drop(next(iter(self._kept)))

    def _hear(self, told: Sequence[Told]) -> None:
        for watch in self._watches:
            watch.heard.update(told)
        for each in told:
            for key in tuple(self._keys.get(each, ())):
                self._drop(key)

    def _drop(self, key: str) -> None:
        found = self._kept.pop(key, None)
        if found is None:
            return
        document, depends_on = found
        self._bytes -= _size(document)
        for told in depends_on:
            keys = self._keys[told]
            keys.discard(key)
            if not keys:
                del self._keys[told]


def _size(document: Document) -> int:
    return len(document.body) + _PER_ENTRY
