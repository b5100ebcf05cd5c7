"""Throws away what nobody needs: uploads that hung on nothing for a day, files whose rows are gone, copies of pictures
whose posts are gone, what a crash left half written (T-268, T-329).

A file that a row names is never deleted, nor one younger than a day. A row whose file is missing is never deleted
either, for the disk may only be unplugged: it is told (`missing`).
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from node.config import Config
from node.media.remote import RemoteMedia
from node.media.storage import Storage, Stored
from node.media.upload import forget
from node.model.retention import UNUSED_FILES
from node.store.database import Store, Tx
from node.store.files import NoRoom

_LEFT: Final = timedelta(days=1)
_COMING: Final = timedelta(hours=1)
_MISSED: Final = timedelta(days=7)
_AT_ONCE: Final = 500
_HEADS: Final = 20


@dataclass(frozen=True, slots=True)
class Swept:
    """How many of each were (or would be) thrown away. `bytes` of those whose size is known."""

    unused: int = 0
    discarded: int = 0
    stale: int = 0
    nameless: int = 0
    half: int = 0
    bytes: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


class Broom:
    """`dry`: only looks."""

    def __init__(
        self,
        config: Config,
        store: Store,
        storage: Storage,
        remote: RemoteMedia,
        clock: Callable[[], datetime],
        *,
        dry: bool = False,
    ) -> None:
        self._config = config
        self._store = store
        self._storage = storage
        self._cache = remote.storage
        self._coming = remote.folder
        self._clock = clock
        self._dry = dry

    async def discard(self) -> Swept:
        """Files that a deletion let go of. Often: they are to be gone soon."""
        if self._dry:
            return Swept(discarded=await self._store.read(lambda tx: tx.files.count_discarded()))
        count = 0
        while names := await self._store.read(lambda tx: tx.uploads.discarded()):
            await self._storage.delete(names)
            await self._store.write(_deleted, names)
            count += len(names)
        return Swept(discarded=count)

    async def tidy(self) -> Swept:
        """Uploads that hung on nothing for a day, and copies nobody can see any more."""
        now = self._clock()
        if self._dry:
            unused = await self._store.read(lambda tx: tx.files.count_loose(now - UNUSED_FILES))
            copies = await self._store.read(lambda tx: tx.files.stale(now - _COMING))
            return Swept(unused=unused, stale=len(copies))
        unused = 0
        while gone := await self._store.write(lambda tx: tx.uploads.remove_loose(now - UNUSED_FILES)):
            await forget(self._config, *(name for media in gone for name in (media.upload, media.cover)))
            unused += len(gone)
        stale = 0
        while names := await self._store.read(lambda tx: tx.files.stale(now - _COMING)):
            await self._drop(names)
            stale += len(names)
        with suppress(NoRoom):  # what is coming takes all there is
            await self._drop(await self._store.write(lambda tx: tx.files.shrink(self._config.media.cache_bytes)))
        await self._store.write(lambda tx: tx.files.prune_misses(now - _MISSED))
        return Swept(unused=unused, stale=stale)

    async def compare(self) -> Swept:
        """Goes through both storages, for files that no row names."""
        before = self._clock() - _LEFT
        swept = Swept()
        async for found in _batches(self._storage):
            unknown = await self._store.read(_unknown, found)
            swept += await self._throw_away(self._storage, found, unknown, before)
        async for found in _batches(self._cache):
            unknown = await self._store.read(_unknown_copies, found)
            swept += await self._throw_away(self._cache, found, unknown, before)
        if self._dry:
            return swept
        half = await self._storage.tidy(before) + await self._cache.tidy(before)
        half += await asyncio.to_thread(_remove_old, self._coming, before.timestamp())
        await self._forget_lost_copies()
        await self._store.write(lambda tx: tx.files.recount())
        return replace(swept, half=half)

    async def missing(self) -> Sequence[str]:
        """Names of files of ours that are not where they should be."""
        lost: list[str] = []
        last = 0
        while rows := await self._store.read(_names_after, last):
            last = rows[-1][0]
            names = [name for _, both in rows for name in both]
            lost += await _lost(self._storage, names)
        return lost

    async def clear_cache(self) -> Swept:
        """Every copy; they come again when somebody looks."""
        count = 0
        while names := await self._store.read(_copies_after, ""):
            await self._drop(names)
            count += len(names)
        await self._store.write(lambda tx: tx.files.forget_misses())
        return Swept(stale=count)

    async def _forget_lost_copies(self) -> None:
        """Rows whose copy is gone; they would count for nothing."""
        last = ""
        while names := await self._store.read(_copies_after, last):
            last = names[-1]
            lost = await _lost(self._cache, names)
            await self._store.write(_drop, lost)

    async def _throw_away(
        self, storage: Storage, found: Sequence[Stored], unknown: set[str], before: datetime
    ) -> Swept:
        going = [each for each in found if each.name in unknown and each.modified < before]
        if not self._dry:
            await storage.delete(each.name for each in going)
        return Swept(nameless=len(going), bytes=sum(each.size for each in going))

    async def _drop(self, names: Sequence[str]) -> None:
        """First the file: a row without one is found again, a file without row only by going through all of them."""
        if names:
            await self._cache.delete(names)
            await self._store.write(_drop, names)


async def _deleted(tx: Tx, names: Sequence[str]) -> None:
    await tx.uploads.forget_discarded(names)


async def _unknown(tx: Tx, found: Sequence[Stored]) -> set[str]:
    return await tx.files.unknown(each.name for each in found)


async def _unknown_copies(tx: Tx, found: Sequence[Stored]) -> set[str]:
    return await tx.files.unknown_copies(each.name for each in found)


async def _names_after(tx: Tx, media_id: int) -> Sequence[tuple[int, Sequence[str]]]:
    return await tx.files.names_after(media_id)


async def _copies_after(tx: Tx, name: str) -> Sequence[str]:
    return await tx.files.copies_after(name)


async def _drop(tx: Tx, names: Sequence[str]) -> None:
    await tx.files.drop(names)


async def _batches(storage: Storage) -> AsyncIterator[list[Stored]]:
    batch: list[Stored] = []
    async for found in storage.names():
        batch.append(found)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


async def _lost(storage: Storage, names: Sequence[str]) -> list[str]:
    lost = []
    for start in range(0, len(names), _HEADS):
        some = names[start : start + _HEADS]
        found = await asyncio.gather(*(storage.find(name) for name in some))
        lost += [name for name, stored in zip(some, found, strict=True) if stored is None]
    return lost


def _remove_old(folder: Path, before: float) -> int:
    old = [path for path in folder.glob("*") if path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
