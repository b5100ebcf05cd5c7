"""How often somebody may ask, and how slowly. Counted in memory only, by address range, never stored (M23)."""

import asyncio
import contextlib
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from aiohttp import web

from node.errors import Forbidden, Invalid, TooMany
from node.web.keys import INWARD, NODE
from node.web.posted import MULTIPART, read_fields

_REMEMBERED = 50_000


@dataclass(slots=True)
class Counter:
    """A bucket per key that refills evenly over a minute, or over as long as each call of that key says."""

    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def count(self, key: str, share: int, *, minutes: float = 1, now: float | None = None) -> None:
        """Raises TooMany when the key has used up its share of these minutes."""
        now = time.monotonic() if now is None else now
        left, at = self._buckets.get(key, (float(share), now))
        left = min(float(share), left + (now - at) * share / (60 * minutes))
        if left < 1:
            raise TooMany("too many requests; please slow down", retry_after=60 * minutes * (1 - left) / share)
        self._buckets[key] = (left - 1, now)
        self._buckets.move_to_end(key)
        if len(self._buckets) > _REMEMBERED:
            self._buckets.popitem(last=False)

    def left(self, key: str, per_minute: int) -> int:
        """How many more times the key may be counted at once."""
        left, at = self._buckets.get(key, (float(per_minute), time.monotonic()))
        return int(min(float(per_minute), left + (time.monotonic() - at) * per_minute / 60))


COUNTED: web.RequestKey[bool] = web.RequestKey("COUNTED", bool)
TOLD: web.RequestKey[Mapping[str, str]] = web.RequestKey("TOLD", dict)
"""Headers that say how often the asker may still ask, for answers and errors alike."""
COUNTER: web.AppKey[Counter] = web.AppKey("COUNTER", Counter)


@dataclass(frozen=True, slots=True)
class NodeCounter:
    """What one node counts: what somebody does at another one in this process is none of its business."""

    _counter: Counter
    _host: str

    def count(self, key: str, share: int, *, minutes: float = 1) -> None:
        """Raises TooMany."""
        self._counter.count(f"{self._host} {key}", share, minutes=minutes)

    def left(self, key: str, per_minute: int) -> int:
        return self._counter.left(f"{self._host} {key}", per_minute)


def counter_of(request: web.Request) -> NodeCounter:
    return NodeCounter(request.app[COUNTER], request[NODE].config.host)


def client_range(request: web.Request) -> str:
    """Where the request comes from, as a range: the address for IPv4, the /64 for IPv6."""
    address = client_address(request)
    if address is None:
        return "local"
    return str(address) if isinstance(address, IPv4Address) else str(ip_network((int(address), 64), strict=False))


def client_address(request: web.Request) -> IPv4Address | IPv6Address | None:
    """Where the request comes from; None through a socket on this machine. Behind trusted proxies it is the last address
    in X-Forwarded-For that is none of theirs (T-261)."""
    remote = request.remote or ""
    trusted = request[NODE].config.node.trusted_proxies
    address = _parsed(remote)
    if trusted and (address is None or any(address in network for network in trusted)):
        hops = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
        for hop in reversed(hops):
            found = _parsed(hop.strip())
            if found is None:
                break
            address = found
            if not any(found in network for network in trusted):
                break
    return address


async def refuse_shut(request: web.Request) -> None:
    """Raises Forbidden for networks an administrator has shut out."""
    networks = request[NODE].networks
    if await networks.are_open():
        return
    address = client_address(request)
    if address is not None and networks.is_shut(address):
        raise Forbidden("this node does not answer your network")


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


BODY_SECONDS: web.AppKey[float] = web.AppKey("BODY_SECONDS", float)


async def read_in_time(request: web.Request) -> None:
    """Have the whole body at hand, or give up: whoever sends a byte now and then must not hold a place (T-262). The
    time for the head is the server's keep-alive time."""
    try:
        if request.content.is_eof() and request.content_type != MULTIPART:  # nothing to wait for
            await request.read()
            return
        async with asyncio.timeout(request.app[BODY_SECONDS]):
            if request.content_type == MULTIPART:  # what is read as bytes could not be taken apart afterwards
                with contextlib.suppress(Invalid):  # whoever wants it says so
                    await read_fields(request)
            else:
                await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (web.RequestPayloadError, ConnectionResetError) as problem:
        raise Invalid("the body of the request breaks off or cannot be read") from problem


def count_delivery(request: web.Request) -> None:
    """One more delivery from there. Raises TooMany."""
    limits = request[NODE].config.limits
    if limits.enabled:
        counter_of(request).count(f"inbox {client_range(request)}", limits.inbox_per_address_per_minute)


def count_host(request: web.Request, host: str) -> None:
    """One more delivery that is really signed by that host. Raises TooMany."""
    limits = request[NODE].config.limits
    if limits.enabled:
        counter_of(request).count(f"inbox of {host}", limits.inbox_per_host_per_minute)


def count_page(request: web.Request) -> None:
    """One more of the pages that are kept finished. While a warning stands above them nobody is turned away: whoever looks
    again and again then has a reason to."""
    if COUNTED not in request and request[NODE].alarms.known is None:
        count_request(request)
    request[COUNTED] = True


def count_request(request: web.Request) -> None:
    limits = request[NODE].config.limits
    if limits.enabled and INWARD not in request:
        counter_of(request).count(f"get {client_range(request)}", limits.requests_per_address_per_minute)
