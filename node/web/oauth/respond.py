"""Answers to programs, and errors in the words of RFC 6749 beside our own."""

from collections.abc import Awaitable, Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

import msgspec
from aiohttp import hdrs, web

from node.errors import Invalid

_NO_STORE = {hdrs.CACHE_CONTROL: "no-store", hdrs.PRAGMA: "no-cache", "X-Content-Type-Options": "nosniff"}


class Refusal(Exception):  # noqa: N818  # reads as what it is: "raise Refusal(...)", as in node/errors.py
    """`error` is one of RFC 6749's words, `description` a sentence for the program's author."""

    def __init__(self, error: str, description: str, *, status: int = 400, basic: bool = False) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.status = status
        self.basic = basic


def secret_answer(value: Any) -> web.Response:
    """JSON that must be kept nowhere on its way (RFC 6749 section 5.1)."""
    return web.Response(body=msgspec.json.encode(value), content_type="application/json", headers=_NO_STORE)


def in_oauth_words(
    handler: Callable[[web.Request], Awaitable[web.Response]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A handler whose errors are answered as RFC 6749 says."""

    @wraps(handler)
    async def answered(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except Refusal as refusal:
            return refusal_answer(refusal)
        except Invalid as problem:
            return refusal_answer(Refusal("invalid_request", problem.reason))

    return answered


def refusal_answer(refusal: Refusal) -> web.Response:
    """RFC 6749 section 5.2, with what our other errors say."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": refusal.description,
        "error": refusal.error,
        "error_description": refusal.description,
    }
    response = web.Response(
        status=refusal.status, body=msgspec.json.encode(body), content_type="application/json", headers=_NO_STORE
    )
    if refusal.basic:
        response.headers[hdrs.WWW_AUTHENTICATE] = 'Basic realm="oauth", charset="UTF-8"'
    return response
