"""Looks at a page somebody linked: once, briefly, and only at its beginning. Through the one guarded client (T-093)."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from node.errors import NotFound, Unreachable
from node.federation.client import Client
from node.federation.hosts import HostBook
from node.model.preview import NO_PAGE, Page
from node.text.backlinks import links_to_me
from node.text.pagehead import decoded, read_head

MOST_BYTES: Final = 256 * 1024
_TYPES: Final = ("text/html", "application/xhtml+xml")
_HEADERS: Final = {"Accept": "text/html, application/xhtml+xml", "Accept-Language": "de, en;q=0.8, *;q=0.5"}
_END: Final = b"</head"
_BUSY: Final = 500


async def look_at(client: Client, hosts: HostBook, url: str, now: datetime, *, seconds: float) -> Page:
    """What the page says of itself; nothing where it is no HTML. Raises Unreachable when it may work later, Refused,
    Forbidden or NotFound when it will not. `seconds` is for all of it."""
    page = await _fetched(client, hosts, url, seconds=seconds, end=_END)
    return NO_PAGE if page is None else read_head(page.body, page.content_type, page.url, now)


async def find_backlinks(client: Client, hosts: HostBook, url: str, *, seconds: float) -> set[str]:
    """What the page links to as its own (`rel="me"`). Raises as `look_at`."""
    page = await _fetched(client, hosts, url, seconds=seconds, end=b"")
    return set() if page is None else links_to_me(decoded(page.body, page.content_type), page.url)


@dataclass(frozen=True, slots=True)
class _Fetched:
    """The beginning of a page of HTML, and where it was in the end."""

    body: bytes
    content_type: str
    url: str


async def _fetched(client: Client, hosts: HostBook, url: str, *, seconds: float, end: bytes) -> _Fetched | None:
    """As far as `end`, if there is one. None for what is no HTML."""
    hosts.refuse_blocked(url)
    try:
        async with (
            asyncio.timeout(seconds),
            client.stream(url, headers=_HEADERS, timeout=seconds, stall=seconds) as answer,
        ):
            if answer.status >= _BUSY or answer.status == 429:
                raise Unreachable("the page cannot be had just now", status=answer.status)
            if answer.status != 200:
                raise NotFound("there is no page for us at this address")
            hosts.refuse_blocked(answer.url)
            content_type = answer.headers.get("Content-Type", "")
            if content_type.partition(";")[0].strip().lower() not in _TYPES:
                return None
            body = bytearray()
            async for piece in answer.pieces:
                at = max(0, len(body) - len(end))
                body += piece
                if (end and body.find(end, at) >= 0) or len(body) >= MOST_BYTES:
                    break
    except TimeoutError as error:
        raise Unreachable("the page takes too long") from error
    return _Fetched(bytes(body[:MOST_BYTES]), content_type, answer.url)
