"""Answers for programs: the same for everybody, with a validator, the licence in a header, and open to other sites."""

from hashlib import blake2b
from typing import Final

from aiohttp import hdrs, web

from node.web.headers import security_headers
from node.web.keys import NODE
from node.web.limits import count_request

LICENSE: Final = '<{}>; rel="license"'


def given(
    request: web.Request,
    body: bytes,
    media: str,
    *,
    licence: str = "",
    max_age: int = 0,
) -> web.Response:
    """Finished bytes. Counts the request: anybody may ask, but not without end."""
    count_request(request)
    return finished(request, body, media, licence=licence, max_age=max_age)


def finished(request: web.Request, body: bytes, media: str, *, licence: str = "", max_age: int = 0) -> web.Response:
    """The same for a request that was counted before."""
    etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    headers = {
        **open_headers(request, licence),
        hdrs.ETAG: etag,
        hdrs.CACHE_CONTROL: f"public, max-age={max_age}" if max_age else "public, no-cache",
    }
    if has(request, etag):
        return web.Response(status=304, headers=headers)
    kind, _, charset = media.partition("; charset=")
    return web.Response(body=body, content_type=kind, charset=charset or None, headers=headers)


def open_headers(request: web.Request, licence: str = "") -> dict[str, str]:
    """What every answer says, also one that is still being written."""
    headers = {
        **security_headers(is_https=request[NODE].config.is_https),
        hdrs.ACCESS_CONTROL_ALLOW_ORIGIN: "*",
        hdrs.ACCESS_CONTROL_EXPOSE_HEADERS: "ETag, Link, Retry-After",
        "Cross-Origin-Resource-Policy": "cross-origin",
        hdrs.VARY: hdrs.ACCEPT,
    }
    return headers | {hdrs.LINK: LICENSE.format(licence)} if licence else headers


def has(request: web.Request, etag: str) -> bool:
    """Whether whoever asks says they have this version."""
    asked = request.headers.get(hdrs.IF_NONE_MATCH, "")
    return asked.strip() == "*" or etag in (each.strip().removeprefix("W/") for each in asked.split(","))


def wants_page(request: web.Request) -> bool:
    """A person with a browser: programs do not say text/html."""
    return "text/html" in request.headers.get(hdrs.ACCEPT, "")
