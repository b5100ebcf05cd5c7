"""Answers of the client API, and how often somebody may ask."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Final

import msgspec
from aiohttp import hdrs, web
from multidict import CIMultiDict, CIMultiDictProxy

from node.web.keys import NODE
from node.web.limits import COUNTER, client_range
from node.web.mastodon.entities import Reader, moment
from node.web.mastodon.readers import reader_for
from node.web.tokens import bearer, find_reader, require

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_READING = frozenset({"GET", "HEAD"})


encode: Final = msgspec.json.Encoder().encode

_HEADERS: Final = CIMultiDictProxy(
    CIMultiDict(
        {
            hdrs.CONTENT_TYPE: "application/json; charset=utf-8",
            hdrs.CACHE_CONTROL: "private, no-store",
            hdrs.VARY: "Authorization, Origin",
            "X-Content-Type-Options": "nosniff",
        }
    )
)


def answer(value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """`value` as JSON, for whoever asked and no cache."""
    return answer_bytes(encode(value), status=status, headers=headers)


def answer_bytes(body: bytes, *, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """JSON that is finished."""
    return web.Response(status=status, body=body, headers={**_HEADERS, **(headers or {})})


async def reader_of(request: web.Request, *scopes: str) -> Reader:
    """For what everybody may read: who looks, if anybody is logged in. Raises for a token that is not good for it."""
    found = await find_reader(request, *scopes)
    return await reader_for(request[NODE], 0 if found is None else found.account.id)


async def own_reader(request: web.Request, *scopes: str) -> Reader:
    """For what only people with such a token may read. Raises Unauthenticated, Forbidden."""
    return await reader_for(request[NODE], (await require(request, *scopes)).account.id)


def counted(handler: Handler) -> Handler:
    """The handler, asked no more often than the limits say: reading per account or address, writing per account."""

    async def count(request: web.Request) -> web.StreamResponse:
        node = request[NODE]
        limits, reads = node.config.limits, request.method in _READING
        found = await bearer(request)
        most = limits.requests_per_address_per_minute if reads else limits.writes_per_login_per_minute
        actor = None if found is None else found.actor
        who = client_range(request) if actor is None else str(actor.account.id)
        key = f"{'read' if reads else 'write'} {node.config.host} {who}"
        if limits.enabled:
            request.app[COUNTER].count(key, most)
        response = await handler(request)
        if not response.prepared:
            left = request.app[COUNTER].left(key, most) if limits.enabled else most
            response.headers["X-RateLimit-Limit"] = str(most)
            response.headers["X-RateLimit-Remaining"] = str(left)
            response.headers["X-RateLimit-Reset"] = moment(node.clock() + timedelta(minutes=1))
        return response

    return count
