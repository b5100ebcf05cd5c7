"""The one way out: every request to another server passes here, whatever it is for (deliveries, look-ups, media).

What holds for each of them: the address guard judges the address, each resolved address, the socket's peer and each
redirect; a name is resolved once and the connection goes to the address that was judged, so a second answer of the name
server changes nothing (DNS rebinding). Time is limited as a whole, bytes after decompression, redirects to three and
never from https to http. No cookies, no referrer, no proxy from the environment, TLS always verified (T-096, T-098).

`Client` speaks for one node. Nodes of one process share connections (`Client.for_node`), and nothing else.
"""

import asyncio
import copy
import email.utils
import resource
import socket
import ssl
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Self
from urllib.parse import urljoin

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from multidict import CIMultiDict
from yarl import URL

from node import __version__
from node.errors import Refused, Unreachable
from node.federation.addressing import Address
from node.federation.bodies import in_our_words, read_note, read_pieces, read_whole
from node.federation.guard import AddressGuard, is_translated

Sign = Callable[[str, str, Mapping[str, str], bytes], Mapping[str, str]]
"""(method, url, headers, body) to the headers to add. Called for each hop, because a signature covers its target."""

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""(host, port) to IP addresses as text; raises OSError when there are none."""

MAX_BYTES = 1 << 20
MAX_REDIRECTS = 3
MAX_RETRY_AFTER = 24 * 3600.0

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEEP_ALIVE = 75.0
_STREAMS_PER_HOST = 6
_STREAMS = 64
_HANDSHAKE_TIME = 5.0  # for one of a host's addresses; leaves time for another within the usual 10 s


@dataclass(frozen=True, slots=True)
class Response:
    """`url` is the final one, without fragment; the names in `headers` know no case; `body` is decompressed."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer whose body is read in pieces. `url` is the final one; `size` what the other side says is to come."""

    url: str
    status: int
    headers: Mapping[str, str]
    size: int | None
    pieces: AsyncGenerator[bytes, None]


def retry_after(response: Response | Stream, now: datetime) -> float | None:
    """Seconds the other side asks us to wait, from seconds or an HTTP date; never below 0 nor above a day (T-119)."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value), MAX_RETRY_AFTER)
    try:
        until = email.utils.parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if until.tzinfo is None:  # "-0000": UTC, place unknown
        until = until.replace(tzinfo=UTC)
    return min(max((until - now).total_seconds(), 0.0), MAX_RETRY_AFTER)


class Client:
    """Requests in the name of one node. 4xx and 5xx are answers, not errors.

    Refused: we must not ask there. Unreachable: network, TLS or time failed, or the answer is too large or malformed.
    """

    def __init__(
        self,
        base_url: str,
        guard: AddressGuard,
        *,
        resolve: Resolve | None = None,
        limit_per_host: int = 2,
        limit: int = 512,
    ) -> None:
        self._guard = guard
        self._pool = _Pool(guard, resolve, limit_per_host, limit)
        self._user_agent = _user_agent(base_url)

    def for_node(self, base_url: str) -> Self:
        """A client for another node of this process, on the same connections. Close one of them, and all are closed."""
        other = copy.copy(self)
        other._user_agent = _user_agent(base_url)  # noqa: SLF001  # a copy of ourselves
        return other

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._pool.close()

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        max_bytes: int = MAX_BYTES,
        timeout: float = 10,  # noqa: ASYNC109  # one sum for all hops, said in the error
        sign: Sign | None = None,
    ) -> Response:
        """`max_bytes` counts the decompressed body of a 2xx; others are cut short. `timeout` covers all hops."""
        address = self._guard.check_url(url)
        try:
            async with asyncio.timeout(timeout):
                for _ in range(MAX_REDIRECTS + 1):
                    asked = self._headers(address, headers, "gzip, deflate")
                    if sign:
                        asked.update(sign("GET", address.url, asked, b""))
                    response = await self._pool.exchange("GET", address, asked, None, max_bytes)
                    if response.status not in _REDIRECTS or "Location" not in response.headers:
                        return response
                    address = self._follow(address, response.headers["Location"])
        except TimeoutError as error:
            raise Unreachable(f"{address.host} did not answer within {timeout:g} seconds.") from error
        raise Unreachable(f"{address.host} redirected more than {MAX_REDIRECTS} times.")

    async def post(
        self,
        url: str,
        body: bytes,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: float = 10,  # noqa: ASYNC109  # as above
        sign: Sign | None = None,
    ) -> Response:
        """Follows no redirect. A body of the answer that is long, slow or broken comes back empty: the status counts.

        When a connection breaks before the answer, it sends once more: what we post is the same for being posted twice.
        """
        address = self._guard.check_url(url)
        asked = self._headers(address, headers, "identity")
        if sign:
            asked.update(sign("POST", address.url, asked, body))
        try:
            async with asyncio.timeout(timeout):
                return await self._pool.exchange("POST", address, asked, body, 0)
        except TimeoutError as error:
            raise Unreachable(f"{address.host} did not answer within {timeout:g} seconds.") from error

    async def send(
        self,
        method: str,
        url: str,
        body: bytes,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: float = 20,  # noqa: ASYNC109  # as above
    ) -> Response:
        """Any method, unsigned, for interfaces that are not ActivityPub. As `post`, but the answer to a 2xx is read whole."""
        address = self._guard.check_url(url)
        asked = self._headers(address, headers, "identity")
        try:
            async with asyncio.timeout(timeout):
                return await self._pool.exchange(method, address, asked, body, MAX_BYTES)
        except TimeoutError as error:
            raise Unreachable(f"{address.host} did not answer within {timeout:g} seconds.") from error

    @asynccontextmanager
    async def stream(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: float = 10,  # noqa: ASYNC109  # until the body begins, over all hops
        stall: float = 10,
    ) -> AsyncIterator[Stream]:
        """For what is too large for memory. How many bytes are taken, and for how long, is up to the caller; when none
        come for `stall` seconds, it ends. Deliveries have their own places and do not wait for streams."""
        address = self._guard.check_url(url)
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(timeout):
                    for _ in range(MAX_REDIRECTS + 1):
                        asked = self._headers(address, headers, "identity")
                        answer = await stack.enter_async_context(self._pool.open(address, asked))
                        if answer.status not in _REDIRECTS or "Location" not in answer.headers:
                            break
                        address = self._follow(address, answer.headers["Location"])
                        await stack.aclose()
                    else:
                        raise Unreachable(f"{address.host} redirected more than {MAX_REDIRECTS} times.")
            except TimeoutError as error:
                raise Unreachable(f"{address.host} did not answer within {timeout:g} seconds.") from error
            pieces = read_pieces(answer, address.host, stall=stall)
            stack.push_async_callback(pieces.aclose)
            yield Stream(address.url, answer.status, answer.headers, answer.content_length, pieces)

    def _headers(self, address: Address, given: Mapping[str, str] | None, encodings: str) -> CIMultiDict[str]:
        headers = CIMultiDict(given or ())
        headers["Host"] = address.authority
        headers["User-Agent"] = self._user_agent
        headers["Accept-Encoding"] = encodings
        return headers

    def _follow(self, here: Address, location: str) -> Address:
        try:
            there = urljoin(here.url, location)
        except ValueError as error:
            raise Refused(f"{here.host} redirects to what is no address.") from error
        address = self._guard.check_url(there)
        if (here.scheme, address.scheme) == ("https", "http"):
            raise Refused(f"{here.host} redirects from https to http.")
        return address


def _user_agent(base_url: str) -> str:
    return f"Allmende/{__version__} (+{base_url})"


@dataclass(slots=True)
class _Lane:
    """The requests now under way to one host, or waiting for it."""

    slots: asyncio.Semaphore
    users: int = 0


class _Turn:
    """One request's turn on a lane. A class, as a generator would cost each request more than the lane does."""

    __slots__ = ("_lane", "_lanes", "_name")

    def __init__(self, lanes: dict[str, _Lane], name: str, lane: _Lane) -> None:
        self._lanes = lanes
        self._name = name
        self._lane = lane

    async def __aenter__(self) -> None:
        self._lane.users += 1
        try:
            await self._lane.slots.acquire()
        except BaseException:
            self._leave()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._lane.slots.release()
        self._leave()

    def _leave(self) -> None:
        self._lane.users -= 1
        if not self._lane.users:
            del self._lanes[self._name]


@dataclass(slots=True)
class _Kept:
    """Which hosts we may be keeping connections to: a bounded number, so that idle sockets are bounded too (T-117)."""

    limit: int
    _until: OrderedDict[str, float] = field(default_factory=OrderedDict)

    def has_place_for(self, authority: str, now: float) -> bool:
        while self._until and next(iter(self._until.values())) < now:
            self._until.popitem(last=False)
        if authority not in self._until and len(self._until) >= self.limit:
            return False
        self._until[authority] = now + 2 * _KEEP_ALIVE
        self._until.move_to_end(authority)
        return True


class _Pool:
    """The connections. Opened with the first request, because a node is put together before its loop runs.

    The limits are kept here and not by aiohttp, whose waiting lists cost more with every host that waits. A request
    first waits for its host and only then for a place among all, so a host that hangs holds `limit_per_host` places.
    """

    def __init__(self, guard: AddressGuard, resolve: Resolve | None, limit_per_host: int, limit: int) -> None:
        self._guard = guard
        self._resolver = _CheckedResolver(guard, resolve)
        self._limit_per_host = limit_per_host
        self._lanes: dict[str, _Lane] = {}
        self._places = asyncio.Semaphore(limit)
        self._streams = asyncio.Semaphore(_STREAMS)
        files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        self._kept = _Kept(max(32, min(4096, files // (2 * limit_per_host))))
        self._sessions: tuple[aiohttp.ClientSession, aiohttp.ClientSession] | None = None

    async def exchange(
        self, method: str, address: Address, headers: CIMultiDict[str], body: bytes | None, max_bytes: int
    ) -> Response:
        """One request, one answer, no redirects. `max_bytes` 0: only the status matters."""
        async with self._lane(address.authority, self._limit_per_host), self._places:
            return await self._send(method, address, headers, body, max_bytes)

    @asynccontextmanager
    async def open(self, address: Address, headers: CIMultiDict[str]) -> AsyncIterator[aiohttp.ClientResponse]:
        """An answer whose body is still to be read; what is left of it when the caller is done is not waited for."""
        async with self._lane(f"stream {address.authority}", _STREAMS_PER_HOST), self._streams:
            url = URL(address.url, encoded=True)
            with in_our_words(address.host):
                answer = await self._session(address.authority).get(url, headers=headers, allow_redirects=False)
            try:
                yield answer
            finally:
                answer.close()

    def _lane(self, name: str, limit: int) -> "_Turn":
        lane = self._lanes.get(name)
        if lane is None:
            lane = self._lanes[name] = _Lane(asyncio.Semaphore(limit))
        return _Turn(self._lanes, name, lane)

    async def close(self) -> None:
        if self._sessions:
            for session in self._sessions:
                await session.close()
        await self._resolver.close()

    async def _send(
        self, method: str, address: Address, headers: CIMultiDict[str], body: bytes | None, max_bytes: int
    ) -> Response:
        session = self._session(address.authority)
        url = URL(address.url, encoded=True)
        with in_our_words(address.host):
            try:
                answer = await session.request(method, url, data=body, headers=headers, allow_redirects=False)
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
                # The usual case: the other side closed a kept connection just now. aiohttp repeats a GET by itself.
                if body is None or isinstance(error, aiohttp.ClientConnectorError):
                    raise
                answer = await session.request(method, url, data=body, headers=headers, allow_redirects=False)
            async with answer:
                strict = max_bytes > 0 and answer.status < 300
                content = await (
                    read_whole(answer, address.host, max_bytes) if strict else read_note(answer, address.host)
                )
                return Response(address.url, answer.status, answer.headers, content)

    def _session(self, authority: str) -> aiohttp.ClientSession:
        """One session keeps its connections. The other closes them: for hosts beyond the number we can keep."""
        if self._sessions is None:
            context = ssl.create_default_context()
            context.set_alpn_protocols(["http/1.1"])
            self._sessions = (self._open(context, keep=True), self._open(context, keep=False))
        now = asyncio.get_running_loop().time()
        return self._sessions[0 if self._kept.has_place_for(authority, now) else 1]

    def _open(self, context: ssl.SSLContext, *, keep: bool) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            resolver=self._resolver,
            ttl_dns_cache=60,  # of judged answers
            ssl=context,
            limit=0,
            socket_factory=self._open_socket,
            **({"keepalive_timeout": _KEEP_ALIVE} if keep else {"force_close": True}),
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=_HANDSHAKE_TIME),  # the whole is limited above
            auto_decompress=False,
            trust_env=False,
        )

    def _open_socket(self, info: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        """The last look before connecting, at what is really connected to."""
        family, kind, protocol, _, peer = info
        self._guard.check_peer(str(peer[0]))
        return socket.socket(family, kind, protocol)


class _CheckedResolver(AbstractResolver):
    """Answers only with addresses the guard allows. One forbidden address refuses the name: it is broken or hostile."""

    def __init__(self, guard: AddressGuard, resolve: Resolve | None) -> None:
        self._guard = guard
        # Own threads: in the loop's few, ten names whose servers never answer would hold up everybody.
        self._threads = ThreadPoolExecutor(32, thread_name_prefix="resolve")
        self._resolve = resolve or self._ask_system

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        if host == "localhost" or host.endswith(".localhost"):  # RFC 6761, 6.3: never asked of anybody
            found = ["127.0.0.1"]
        else:
            found = await self._resolve(host, port)
        found = [ip for ip in found if not is_translated(ip)] or found
        for ip in found:
            self._guard.check_address(host, ip)
        if not found:
            raise OSError(f"{host} has no address")
        return [
            ResolveResult(hostname=host, host=ip, port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST)
            for ip in found
        ]

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _ask_system(self, host: str, port: int) -> list[str]:
        ask = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
        answers = await asyncio.get_running_loop().run_in_executor(self._threads, ask)
        return list(dict.fromkeys(str(peer[0]) for *_, peer in answers))
