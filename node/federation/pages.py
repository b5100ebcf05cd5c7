"""Looks at a page somebody linked: once, briefly, and only at its beginning. Through the one guarded client (T-093)."""

import asyncio
from datetime import datetime
from typing import Final

from node.errors import NotFound, Unreachable
from node.federation.client import Client
from node.federation.hosts import HostBook
from node.model.preview import NO_PAGE, Page
from node.text.pagehead import read_head

MOST_BYTES: Final = 256 * 1024
_TYPES: Final = ("text/html", "application/xhtml+xml")
_HEADERS: Final = {"Accept": "text/html, application/xhtml+xml", "Accept-Language": "de, en;q=0.8, *;q=0.5"}
_END: Final = b"</head"
_BUSY: Final = 500


async def look_at(client: Client, hosts: HostBook, url: str, now: datetime, *, seconds: float) -> Page:
    """What the page says of itself; nothing where it is no HTML. Raises Unreachable when it may work later, Refused,
    Forbidden or NotFound when it will not. `seconds` is for all of it."""
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
                return NO_PAGE
            body = bytearray()
            async for piece in answer.pieces:
                at = max(0, len(body) - len(_END))
                body += piece
                if body.find(_END, at) >= 0 or len(body) >= MOST_BYTES:
                    break
    except TimeoutError as error:
        raise Unreachable("the page takes too long") from error
    return read_head(bytes(body[:MOST_BYTES]), content_type, answer.url, now)
