"""Answers of the client API."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from aiohttp import hdrs, web
from multidict import CIMultiDict, CIMultiDictProxy

from node.web.keys import NODE
from node.web.mastodon.entities import Reader
from node.web.mastodon.readers import reader_for
from node.web.tokens import find_reader, require

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
