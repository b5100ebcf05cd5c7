"""Pictures, films and sounds of other servers, for people who read here: fetched when one of them first looks, never
because something arrived, and kept within a budget of bytes (decision 0015). Readers never ask the other server.

`get` gives a copy: from the cache, else fetched, once for all who wait for it. What is too large to be kept, or anything
where nothing is kept, is passed on as it comes (`pass_on`). A file that could not be had is not asked for again before a
while. What a file is, its first bytes say; what is neither picture nor film nor sound is not shown at all.
"""

import asyncio
import logging
import os
import re
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from node.config import MediaSettings
from node.errors import Forbidden, Gone, Invalid, NotFound, Problem, Refused, TooLarge, Unavailable, Unreachable
from node.federation.addressing import authority_of
from node.federation.client import Client, Stream, retry_after
from node.federation.hosts import HostBook
from node.media.storage import Storage, disk_failed, new_name
from node.media.types import HEAD, sniff
from node.model.remotefile import Miss, RemoteFile
from node.store.database import Store, Tx
from node.store.files import Copy, Missed, NoRoom

log = logging.getLogger(__name__)

_HEADERS: Final = {"Accept": "image/*, video/*, audio/*"}
_SHOWN: Final = frozenset({"image", "video", "audio"})
_FIRST_ROOM: Final = 1 << 20
_AT_ONCE: Final = 32
_LOOKS: Final = 3
_PASSING: Final = 24
_DOWN: Final = 30.0
_WINDOW: Final = 32 << 20
_RANGE: Final = re.compile(r"bytes=([0-9]{1,15})-([0-9]{0,15})")
_CONTENT_RANGE: Final = re.compile(r"bytes ([0-9]{1,15}-[0-9]{1,15}|\*)/([0-9]{1,15}|\*)")
_USED: Final = timedelta(minutes=5)  # how exactly is remembered when something was last looked at
_FIRST_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(days=1)


class _TooLarge(TooLarge):
    """It cannot be kept; `mime` is what it is."""

    def __init__(self, reason: str, mime: str) -> None:
        super().__init__(reason)
        self.mime = mime


@dataclass(frozen=True, slots=True)
class Passage:
    """What another server sends just now: `status` 200, 206 or 416."""

    status: int
    mime: str
    size: int | None
    content_range: str
    pieces: AsyncGenerator[bytes, None]


class RemoteMedia:
    """One per process. `storage` is the cache's own, `folder` where files lie while they come in."""

    def __init__(
        self,
        settings: MediaSettings,
        store: Store,
        storage: Storage,
        client: Client,
        hosts: HostBook,
        clock: Callable[[], datetime],
        folder: Path,
        *,
        seconds: float = 10.0,
    ) -> None:
        self._budget = settings.cache_bytes
        self._largest = min(settings.cache_file_bytes, settings.cache_bytes)
        self._store = store
        self.storage = storage
        self._client = client
        self._hosts = hosts
        self._clock = clock
        self.folder = folder
        self._seconds = seconds
        self._stall = seconds
        self._longest = 12 * seconds
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._passing = asyncio.Semaphore(_PASSING)
        self._freeing = asyncio.Lock()  # what has to go is gone before anybody else is given its room
        self._down_until = clock()
        self._coming: dict[RemoteFile, asyncio.Task[Copy]] = {}
        self._fetched = 0

    async def get(self, source: RemoteFile) -> Copy:
        """Raises TooLarge when it can only be passed on, NotFound, or Unreachable when it may work later."""
        self._refuse_unwanted(source.url, source.owner_uri)
        missed = None
        for _ in range(_LOOKS):
            if source in self._coming:
                break
            fetched = self._fetched
            copy, missed = await self._store.read(_known, source)
            if copy is not None and await self._is_there(copy):
                if copy.used_at + _USED < self._clock():
                    await self._store.write(_use, copy.name)
                return copy
            if missed is not None and missed.retry_at > self._clock():
                raise _said(missed, self._clock())
            if fetched == self._fetched:  # else it may have come while we looked
                break
        task = self._coming.get(source)
        if task is None:
            self._refuse_while_down()
            task = self._coming[source] = asyncio.create_task(self._fetch(source, missed))
            task.add_done_callback(lambda done: self._ended(source, done))
        return await asyncio.shield(task)  # whoever goes away leaves it to the others

    @asynccontextmanager
    async def pass_on(self, source: RemoteFile, wanted: str) -> AsyncIterator[Passage]:
        """What `get` says is too large. `wanted` is a Range header, or empty."""
        self._refuse_unwanted(source.url, source.owner_uri)
        _, missed = await self._store.read(_known, source)
        if self._passing.locked():
            raise Unavailable("too many films are passed on at the moment", retry_after=10)
        part = _window(wanted)
        headers = {**_HEADERS, **({"Range": part} if part else {})}
        async with self._passing, self._ask(source, headers) as answer:
            if part and answer.status == 416:
                yield Passage(416, "", 0, _content_range(answer), answer.pieces)
                return
            _check(answer, self._clock(), may_be_part=bool(part))
            mime, pieces = await _judge(answer, source, missed)
            content_range = _content_range(answer) if answer.status == 206 else ""
            yield Passage(answer.status, mime, answer.size, content_range, pieces)

    async def close(self) -> None:
        """What is still coming is given up."""
        tasks = list(self._coming.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, source: RemoteFile, task: asyncio.Task[Copy]) -> None:
        self._fetched += 1
        self._coming.pop(source, None)
        if not task.cancelled():
            task.exception()  # seen, also when nobody waits any more

    def _refuse_while_down(self) -> None:
        left = (self._down_until - self._clock()).total_seconds()
        if left > 0:
            raise Unavailable("the storage of the files failed just now", retry_after=left)

    async def _is_there(self, copy: Copy) -> bool:
        """Whole, as its row says. If not, somebody cleared the folder, and it is fetched anew."""
        stored = await self.storage.find(copy.name)
        return stored is not None and stored.size == copy.size

    async def _fetch(self, source: RemoteFile, missed: Missed | None) -> Copy:
        try:
            async with self._places, asyncio.timeout(self._longest):
                return await self._fetch_now(source)
        except TimeoutError:
            problem: Problem = Unreachable(f"{authority_of(source.url)} sends too slowly")
        except Unavailable as down:  # our own storage: no fault of theirs, and no reason to ask them for nothing
            self._down_until = self._clock() + timedelta(seconds=min(down.retry_after or _DOWN, _DOWN))
            raise
        except NoRoom as error:  # others are coming; a moment later there may be
            raise TooLarge("there is no room to keep it") from error
        except (Unreachable, Refused, Invalid, NotFound, Gone) as found:
            problem = found
        again = self._missed(problem, missed)
        await self._store.write(lambda tx: tx.files.miss(source, again))
        log.info(
            "a file of another server is not shown",
            extra={"action": "media.missed", "host": authority_of(source.url), "why": problem.reason},
        )
        raise _said(again, self._clock()) from problem

    def _missed(self, problem: Problem, before: Missed | None) -> Missed:
        """What is remembered of a failure, and for how long."""
        tries = 1 if before is None else min(before.tries + 1, 30)
        wait, kind, mime = _LONGEST_WAIT, Miss.USELESS, ""
        if isinstance(problem, _TooLarge):
            kind, mime = Miss.LARGE, problem.mime
        elif isinstance(problem, Unreachable):
            kind = Miss.FAILED
            wait = min(_FIRST_WAIT * 4 ** (tries - 1), _LONGEST_WAIT)
            wait = max(wait, timedelta(seconds=problem.retry_after or 0))
        return Missed(kind, problem.reason, mime, tries, self._clock() + wait)

    async def _fetch_now(self, source: RemoteFile) -> Copy:
        async with self._ask(source, _HEADERS) as answer:
            _check(answer, self._clock())
            mime, pieces = await _judge(answer, source, None)
            if self._largest == 0 or (answer.size or 0) > self._largest:
                raise _TooLarge("it is too large to be kept", mime)
            return await self._keep(source, mime, answer.size, pieces)

    async def _keep(self, source: RemoteFile, mime: str, size: int | None, pieces: AsyncGenerator[bytes, None]) -> Copy:
        """Room is made before a byte is written, so that the budget holds at every moment."""
        name = new_name("copy")
        path = self.folder / secrets.token_hex(16)
        is_kept = False
        try:
            room = min(size or _FIRST_ROOM, self._largest)
            async with self._freeing:
                await self._deleted(await self._store.write(_begin, name, source, room, self._budget))
            await asyncio.to_thread(self.folder.mkdir, mode=0o700, parents=True, exist_ok=True)
            written = await self._write(path, name, mime, room, pieces)
            if size is not None and written < size:
                raise Unreachable(f"{authority_of(source.url)} broke off")
            await self.storage.put(name, path, mime)
            async with self._freeing:
                replaced = await self._store.write(lambda tx: tx.files.keep(name, source, size=written, mime=mime))
                is_kept = replaced is not None
                if replaced is None:
                    raise Unavailable("the cache was cleared just now", retry_after=1)
                await self._deleted(replaced)
            return Copy(name, mime, written, self._clock())
        finally:
            path.unlink(missing_ok=True)
            if not is_kept:
                await self._give_up(name)

    async def _write(self, path: Path, name: str, mime: str, room: int, pieces: AsyncGenerator[bytes, None]) -> int:
        """Returns how many bytes there were."""
        written = 0
        file = await asyncio.to_thread(os.open, path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            async for piece in pieces:
                written += len(piece)
                if written > self._largest:
                    raise _TooLarge("it is too large to be kept", mime)
                if written > room:
                    room = min(max(2 * room, written), self._largest)
                    async with self._freeing:
                        await self._deleted(await self._store.write(_make_room, name, room, self._budget))
                await asyncio.to_thread(_write_all, file, piece)
        except OSError as error:
            raise disk_failed(error) from error
        finally:
            os.close(file)
        return written

    async def _deleted(self, names: Sequence[str]) -> None:
        if names:
            await self.storage.delete(names)

    async def _give_up(self, name: str) -> None:
        """Neither file nor row stays; what a crash leaves of either is swept."""
        with suppress(Unreachable):
            await self.storage.delete([name])
        await self._store.write(lambda tx: tx.files.drop([name]))

    @asynccontextmanager
    async def _ask(self, source: RemoteFile, headers: Mapping[str, str]) -> AsyncIterator[Stream]:
        """No cookie, no header and no name of the reader goes along (T-094)."""
        async with self._client.stream(source.url, headers=headers, timeout=self._seconds, stall=self._stall) as answer:
            self._refuse_unwanted(answer.url)
            yield answer

    def _refuse_unwanted(self, *addresses: str) -> None:
        for each in addresses:
            try:
                self._hosts.refuse_blocked(each)
            except Forbidden as problem:
                raise NotFound(problem.reason) from problem
            if self._hosts.rejects_media(each):
                raise NotFound("this node shows no pictures of that server")


async def _use(tx: Tx, name: str) -> None:
    await tx.files.use(name)


async def _known(tx: Tx, source: RemoteFile) -> tuple[Copy | None, Missed | None]:
    return await tx.files.find_copy(source), await tx.files.find_miss(source)


async def _begin(tx: Tx, name: str, source: RemoteFile, room: int, budget: int) -> Sequence[str]:
    await tx.files.begin(name, source)
    return await tx.files.make_room(name, room, budget)


async def _make_room(tx: Tx, name: str, room: int, budget: int) -> Sequence[str]:
    return await tx.files.make_room(name, room, budget)


def _said(missed: Missed, now: datetime) -> Problem:
    """What a reader is told of a file that could not be had."""
    if missed.kind is Miss.LARGE:
        return TooLarge(missed.reason)
    if missed.kind is Miss.USELESS:
        return NotFound(missed.reason)
    return Unreachable(missed.reason, retry_after=max((missed.retry_at - now).total_seconds(), 1))


def _check(answer: Stream, now: datetime, *, may_be_part: bool = False) -> None:
    """Raises for anything but the file, or a part of it that says which."""
    host = authority_of(answer.url)
    if answer.status == 200 or (may_be_part and answer.status == 206 and _content_range(answer)):
        return
    if answer.status in {408, 425, 429} or answer.status >= 500:
        raise Unreachable(f"{host} answers {answer.status}", retry_after=retry_after(answer, now))
    raise NotFound(f"{host} does not give it to us ({answer.status})")


async def _judge(answer: Stream, source: RemoteFile, missed: Missed | None) -> tuple[str, AsyncGenerator[bytes, None]]:
    """What it is, by its first bytes (T-265), and all its bytes. Of a part without them, what they were the last time."""
    if answer.status == 206 and not _content_range(answer).startswith("bytes 0-"):
        if missed is None or not missed.mime:
            raise NotFound("nobody knows what that is")
        return missed.mime, answer.pieces
    head = b""
    async for piece in answer.pieces:
        head += piece
        if len(head) >= HEAD:
            break
    found = sniff(head[:HEAD])
    if found is None or found.family not in _SHOWN or (source.place.is_picture and found.family != "image"):
        raise NotFound(f"{authority_of(answer.url)} sends something else than a picture, a film or a sound")
    return found.mime, _joined(head, answer.pieces)


async def _joined(head: bytes, rest: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    yield head
    async for piece in rest:
        yield piece


def _content_range(answer: Stream) -> str:
    """Empty when it is not in form; it is passed on to readers."""
    given = answer.headers.get("Content-Range", "").strip()
    return given if _CONTENT_RANGE.fullmatch(given) else ""


def _window(wanted: str) -> str:
    """Of what a reader wants one range, in our own words. An open one is cut, so that a film comes in pieces and nobody
    holds a place while they pause."""
    found = _RANGE.fullmatch(wanted)
    if found is None:
        return ""
    start, end = found.groups()
    return f"bytes={start}-{end or int(start) + _WINDOW - 1}"


def _write_all(file: int, piece: bytes) -> None:
    left = memoryview(piece)
    while left:
        left = left[os.write(file, left) :]
