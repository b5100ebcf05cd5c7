"""Forms with files. Files go to disk piece by piece as they arrive and are never whole in memory; each is counted while
it is received, and so is all that comes with it.

Whatever handler does not take files over (`outbox/upload.py: take`) leaves them to be deleted when the request ends.
"""

import asyncio
from contextlib import suppress
from typing import BinaryIO, Final, TypeAlias

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from node.errors import Invalid, Problem, TooLarge
from node.media.upload import Sent, forget, new_part, on_disk
from node.web.keys import NODE
from node.web.limits import BODY_SECONDS

Pairs: TypeAlias = list[tuple[str, str | Sent]]

TAKING: Final = frozenset(
    {
        "/api/v1/media",
        "/api/v2/media",
        "/api/v1/media/{id}",
        "/api/v1/accounts/update_credentials",
        "/api/v1/profile",
        "/verfassen",
        "/beitrag/{id}/aendern",
        "/profil",
        "/einstellungen/daten/tabelle",
        "/verwaltung/vorlagen/paket",
    }
)
"""Addresses where forms may bring files. Their bodies are not read before the handler asks for them."""

_PIECE: Final = 65_536
_MEGABYTE: Final = 1_048_576
_BUFFERED: Final = _MEGABYTE
_SLOWEST: Final = 32_768  # bytes a second; whoever is slower holds a place that others need (T-262)
_MOST_PARTS: Final = 1_000
_MOST_FILES: Final = 24
_RECEIVED: web.RequestKey[list[Sent]] = web.RequestKey("RECEIVED", list)


def brings_files(request: web.Request) -> bool:
    """Whether it is a form with files, for an address that takes some."""
    resource = request.match_info.route.resource
    return (
        request.content_type == "multipart/form-data"
        and resource is not None
        and resource.canonical.rstrip("/") in TAKING
    )


async def read_parts(request: web.Request) -> Pairs:
    """Names with texts or received files, in their order. An empty file field counts as not sent.

    Raises Invalid, TooLarge, Unavailable when the disk is full, or HTTPRequestTimeout for who sends too slowly.
    """
    request[_RECEIVED] = []
    try:
        async with asyncio.timeout(request.app[BODY_SECONDS]) as clock:
            return await _Form(request, clock).read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (ValueError, HttpProcessingError):  # also UnicodeDecodeError, no boundary, odd headers of a part
        raise Invalid("the form cannot be read") from None


async def read_text(request: web.Request, name: str) -> str:
    """The text of one field; empty where there is none before the first file, or it cannot be read. What stands behind it
    is not received."""
    try:
        async with asyncio.timeout(request.app[BODY_SECONDS]) as clock:
            return await _Form(request, clock).text_of(name)
    except (TimeoutError, ValueError, HttpProcessingError, Problem):
        return ""


async def forget_received(request: web.Request) -> None:
    """At the end of a request: files that nobody took over."""
    for sent in request.get(_RECEIVED, ()):
        await forget(request[NODE].config, sent.path.name)


class _Form:
    """One request's form while it is read: what has come so far, and how much more may."""

    def __init__(self, request: web.Request, clock: asyncio.Timeout) -> None:
        config = request[NODE].config
        self._request = request
        self._config = config
        self._clock = clock
        self._begun = asyncio.get_running_loop().time()
        self._bytes = 0
        self._texts_left = config.limits.body_bytes
        self._files_left = max(config.media.file_bytes, 4 * config.media.image_bytes) + _MEGABYTE
        self._largest = max(config.media.file_bytes, config.media.image_bytes)

    async def read(self) -> Pairs:
        found: Pairs = []
        reader = await self._request.multipart()
        for _ in range(_MOST_PARTS):
            part = await reader.next()
            if part is None:
                return found
            if not isinstance(part, BodyPartReader) or part.name is None:
                raise Invalid("the form cannot be read")
            if part.filename is None:
                found.append((part.name, await self._text(part)))
            elif (sent := await self._file(part)) is not None:
                found.append((part.name, sent))
        raise Invalid("too many values")

    async def text_of(self, name: str) -> str:
        reader = await self._request.multipart()
        for _ in range(_MOST_PARTS):
            part = await reader.next()
            if not isinstance(part, BodyPartReader) or part.filename is not None:
                break
            text = await self._text(part)
            if part.name == name:
                return text
        return ""

    async def _text(self, part: BodyPartReader) -> str:
        text = bytearray()
        while piece := await self._piece(part):
            text += piece
            self._texts_left -= len(piece)
            if self._texts_left < 0:
                raise TooLarge("the form is too large")
        return text.decode()

    async def _file(self, part: BodyPartReader) -> Sent | None:
        received = self._request[_RECEIVED]
        if len(received) >= _MOST_FILES:
            raise TooLarge("these are too many files at once")
        path = await on_disk(new_part, self._config)
        received.append(Sent(path, 0))
        file = await on_disk(path.open, "wb")
        try:
            size = await self._write(part, file)
        finally:
            with suppress(OSError):  # all of it is written, or it is known that it cannot be
                await asyncio.to_thread(file.close)
        return Sent(path, size) if size or part.filename else None

    async def _write(self, part: BodyPartReader, file: BinaryIO) -> int:
        size, waiting = 0, bytearray()
        while piece := await self._piece(part):
            size += len(piece)
            self._files_left -= len(piece)
            if size > self._largest or self._files_left < 0:
                raise TooLarge(f"a file has at most {self._largest} bytes here")
            waiting += piece
            if len(waiting) >= _BUFFERED:
                await on_disk(file.write, bytes(waiting))
                waiting.clear()
        await on_disk(file.write, bytes(waiting))
        await on_disk(file.flush)
        return size

    async def _piece(self, part: BodyPartReader) -> bytes:
        """The next one; with every byte that has come there is a little more time."""
        piece = await part.read_chunk(_PIECE)
        self._bytes += len(piece)
        self._clock.reschedule(self._begun + self._request.app[BODY_SECONDS] + self._bytes / _SLOWEST)
        return piece
