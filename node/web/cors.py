"""Programs in a browser may use the open interfaces from their own site (CORS). These take no cookies, so what a page
of somebody else sends there is worth no more than what anybody sends (T-239)."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

_OPEN = (
    "/api/",
    "/open/",
    "/staff/",
    "/catalog.",
    "/hub",
    "/oauth/token",
    "/oauth/revoke",
    "/oauth/userinfo",
    "/.well-known/",
    "/nodeinfo/",
)
_NAMES = re.compile(r"[A-Za-z0-9-]{1,60}(\s*,\s*[A-Za-z0-9-]{1,60}){0,40}")
_ANSWER: Mapping[str, str] = MappingProxyType(
    {
        hdrs.ACCESS_CONTROL_ALLOW_ORIGIN: "*",
        hdrs.ACCESS_CONTROL_EXPOSE_HEADERS: (
            "Link, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id,"
            " Mastodon-Async-Refresh"
        ),
    }
)


def is_open(path: str) -> bool:
    return path.startswith(_OPEN)


@web.middleware
async def answer_preflight(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The question a browser asks before a request of another site's page."""
    asked = request.method == hdrs.METH_OPTIONS and hdrs.ACCESS_CONTROL_REQUEST_METHOD in request.headers
    if not asked or not is_open(request.path):
        return await handler(request)
    headers = {
        hdrs.ACCESS_CONTROL_ALLOW_METHODS: "GET, POST, PUT, PATCH, DELETE",
        hdrs.ACCESS_CONTROL_MAX_AGE: "86400",
        hdrs.VARY: hdrs.ACCESS_CONTROL_REQUEST_HEADERS,
    }
    wanted = request.headers.get(hdrs.ACCESS_CONTROL_REQUEST_HEADERS, "")
    if _NAMES.fullmatch(wanted):
        headers[hdrs.ACCESS_CONTROL_ALLOW_HEADERS] = wanted  # "*" would not stand for Authorization
    return web.Response(status=204, headers=headers)


def open_answer(request: web.Request, response: web.StreamResponse) -> None:
    """Errors and streams are answers, too."""
    if is_open(request.path):
        response.headers.update(_ANSWER)
