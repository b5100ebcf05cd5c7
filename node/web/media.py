"""Files: those of our people, and pictures, films and sounds of other servers that this node shows in their place.

The random address is the permission (T-142): whoever has it was shown the post. It answers 404 before there is anything
and after it is deleted, and for everything it is not the exact address of.

What strangers made is never active content of ours (T-266): types are those the node itself found by looking at the
bytes, browsers may not guess others, and what a browser opens runs in a sandbox without scripts and without origin.
"""

import asyncio
import re
import secrets
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Final

from aiohttp import hdrs, web

from node.config import Config
from node.errors import NotFound, Problem, StoreAway, TooLarge
from node.media.remote import Passage
from node.media.storage import Storage, is_name
from node.media.types import ALL
from node.model.ids import HIGHEST
from node.model.remotefile import RemoteFile, RemotePlace
from node.web.copies import FOLDER as STATIC_COPY
from node.web.keys import NODE
from node.web.static_pictures import FOLDER as PICTURES
from node.web.table import Routes

_MIMES: Final = {each.ending: each.mime for each in ALL}
_OPENED: Final = frozenset({"image", "audio", "video"})
# Not for proxies that many share: what is deleted must be gone from there, too
_FOR_A_YEAR: Final = "private, max-age=31536000, immutable"
_FOR_A_WEEK: Final = "private, max-age=604800, immutable"
_HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
    hdrs.ACCESS_CONTROL_ALLOW_ORIGIN: "*",
    hdrs.ACCESS_CONTROL_EXPOSE_HEADERS: "Accept-Ranges, Content-Length, Content-Range, ETag",
    hdrs.ACCEPT_RANGES: "bytes",
    hdrs.SERVER: "Allmende",
}
_TRIES: Final = 3
_DIGITS: Final = 19
_PATIENCE: Final = 300.0  # so long may somebody take for what is passed on: there are few places for it
_RANGE: Final = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")


class _Missing(NotFound):
    """The database knows the file, the storage does not."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Which bytes of a file of `size` bytes are wanted. `length` 0 of a file that is not empty: none it has."""

    start: int
    length: int
    size: int

    @property
    def content_range(self) -> str:
        if not self.length:
            return f"bytes */{self.size}"
        return f"bytes {self.start}-{self.start + self.length - 1}/{self.size}"


async def show_file(request: web.Request) -> web.StreamResponse:
    node, name = request[NODE], request.match_info["name"]
    mime = _MIMES.get(name.rpartition(".")[2], "application/octet-stream")
    try:
        if not is_name(name) or not await node.store.read(lambda tx: tx.files.is_readable(name)):
            raise NotFound("there is no such file")
    except StoreAway:
        copy = _copied(node.config, name)
        if copy is None:
            raise
        return web.Response(body=copy, headers={**_HEADERS, **_kind(mime), hdrs.CACHE_CONTROL: "no-store"})
    return await _send(request, node.storage, name, mime, _FOR_A_YEAR)


def _copied(config: Config, name: str) -> bytes | None:
    """The picture for the pages that lie as files, where there is one."""
    if not config.static_copy.enabled:
        return None
    try:
        return (config.node.data_dir / STATIC_COPY / PICTURES / name).read_bytes()
    except OSError:
        return None


async def show_remote_file(request: web.Request) -> web.StreamResponse:
    source = await _source(request)
    remote = request[NODE].remote_media
    for _ in range(_TRIES):
        try:
            copy = await remote.get(source)
        except TooLarge:
            break
        with suppress(_Missing):  # thrown out meanwhile, for others to have room
            return await _send(request, remote.storage, copy.name, copy.mime, _FOR_A_WEEK)
    async with remote.pass_on(source, request.headers.get(hdrs.RANGE, "")) as passage:
        try:
            async with asyncio.timeout(_PATIENCE):
                return await _pass_on(request, passage)
        except TimeoutError:
            raise _broken(request) from None


async def _source(request: web.Request) -> RemoteFile:
    """What the address stands for. Only this node could make it, out of what a row of its names today (T-094)."""
    node, info = request[NODE], request.match_info
    place = RemotePlace(info["place"])
    if len(info["id"]) > _DIGITS or (number := int(info["id"])) > HIGHEST:
        raise NotFound("there is no such file")
    source = await node.store.read(lambda tx: tx.files.find_source(place, number))
    if source is None or node.addresses.is_ours(source.url):
        raise NotFound("there is no such file")
    if not secrets.compare_digest(node.addresses.seal(place, number, source.url).encode(), info["seal"].encode()):
        raise NotFound("there is no such file")
    return source


async def _send(request: web.Request, storage: Storage, name: str, mime: str, keep: str) -> web.StreamResponse:
    """A file never changes under its name, so its name says whether a browser has it already."""
    found = await storage.find(name)
    if found is None:
        raise _Missing("there is no such file")
    etag = f'"{name.partition(".")[0]}"'
    headers = {**_HEADERS, **_kind(mime), hdrs.CACHE_CONTROL: keep, hdrs.ETAG: etag}
    if _has(etag, request.headers.get(hdrs.IF_NONE_MATCH, "")):
        return web.Response(status=304, headers=headers)
    part = _part(request, etag, found.size)
    if part is not None:
        headers[hdrs.CONTENT_RANGE] = part.content_range
        if not part.length:
            return web.Response(status=416, headers=headers)
    start, length = (0, found.size) if part is None else (part.start, part.length)
    pieces = storage.read(name, start, length)
    return await _stream(request, 200 if part is None else 206, headers, length, pieces)


async def _pass_on(request: web.Request, passage: Passage) -> web.StreamResponse:
    headers = {**_HEADERS, hdrs.CACHE_CONTROL: "no-store"}
    if passage.content_range:
        headers[hdrs.CONTENT_RANGE] = passage.content_range
    if passage.status == 416:
        return web.Response(status=416, headers=headers)
    headers.update(_kind(passage.mime))
    return await _stream(request, passage.status, headers, passage.size, passage.pieces)


async def _stream(
    request: web.Request,
    status: int,
    headers: Mapping[str, str],
    length: int | None,
    pieces: AsyncGenerator[bytes, None],
) -> web.StreamResponse:
    """Nothing is promised before the first bytes are here: until then what fails can still be said."""
    async with aclosing(pieces):
        try:
            first = b"" if request.method == hdrs.METH_HEAD else await anext(pieces, b"")
        except NotFound as problem:
            raise _Missing(problem.reason) from problem
        response = web.StreamResponse(status=status, headers=headers)
        response.content_length = length
        await response.prepare(request)
        if request.method == hdrs.METH_HEAD:
            return response
        try:
            await response.write(first)
            async for piece in pieces:
                await response.write(piece)
        except Problem as problem:
            raise _broken(request) from problem
        await response.write_eof()
        return response


def _broken(request: web.Request) -> ConnectionResetError:
    """The rest does not come. Only a connection that breaks tells a browser that it has not all of it."""
    if request.transport is not None:
        request.transport.abort()
    return ConnectionResetError("the file broke off")


def _kind(mime: str) -> Mapping[str, str]:
    """Pictures, films and sounds may be opened, everything else is saved."""
    opened = mime.partition("/")[0] in _OPENED
    return {hdrs.CONTENT_TYPE: mime, hdrs.CONTENT_DISPOSITION: "inline" if opened else "attachment"}


def _has(etag: str, given: str) -> bool:
    return given.strip() == "*" or etag in (each.strip().removeprefix("W/") for each in given.split(","))


def _part(request: web.Request, etag: str, size: int) -> _Part | None:
    """The one range asked for (RFC 9110, 14.2); None: all of it, also for several ranges at once, and for those meant
    for another version."""
    if request.method != hdrs.METH_GET or request.headers.get(hdrs.IF_RANGE, etag).strip() != etag:
        return None
    wanted = _RANGE.fullmatch(request.headers.get(hdrs.RANGE, "").replace(" ", ""))
    if wanted is None:
        return None
    first, last = wanted.groups()
    if not first and not last:
        return None
    if first and last and int(last) < int(first):
        return None
    start = int(first) if first else max(0, size - int(last))
    end = min(size, int(last) + 1) if first and last else size
    return _Part(start, max(0, end - start), size)


_PLACES: Final = "|".join(place.value for place in RemotePlace)

ROUTES: Routes = (
    ("GET", f"/media/{{place:{_PLACES}}}/{{id:[0-9]+}}/{{seal}}", show_remote_file),
    ("GET", "/media/{name}", show_file),
)
