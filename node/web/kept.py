"""Pages for readers who are not logged in are kept finished, until something they show changes, and for one day at
most: then "heute" is another day. How often a post was liked and shared may be ten seconds old on them. Somebody who is logged
in always gets a page of their own."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from aiohttp import hdrs, web
from multidict import CIMultiDict

from node.moderation.alarms import WARNED
from node.web.auth import session_secret
from node.web.cache import Document, Watch
from node.web.copies import is_from_copies, made_at, with_notice
from node.web.feed_links import feed_header
from node.web.keys import INWARD, NODE, SERVED
from node.web.languages import choose, tongue_of
from node.web.limits import count_page
from node.web.page import rendering_of
from node.web.shown import SHOWN

_Handler = Callable[[web.Request], Awaitable[web.Response]]


def kept(handler: _Handler) -> _Handler:
    """Keep the handler's answers, if they say what they depend on (`response[SHOWN]`)."""

    @wraps(handler)
    async def answered(request: web.Request) -> web.Response:
        if INWARD in request or session_secret(request) is not None:
            return await handler(request)
        count_page(request)
        node, cache = request[NODE], request[SERVED].documents
        language = choose(request.query.get("lang"), None, request.headers.get("Accept-Language"))
        now = node.clock()
        day = now.astimezone(node.config.node.timezone).date().toordinal()
        spoken = f"{language} {tongue_of(request.headers.get('Accept-Language'))}".rstrip()
        key = f"page {spoken} {day} {request.rel_url.raw_path_qs}"
        found = cache.find(key)
        if found is None and is_from_copies(request):
            found = cache.find(f"page {spoken} {day - 1} {request.rel_url.raw_path_qs}")
        if found is None or found.is_past(now):
            async with cache.making(key) as watch:
                found = cache.find(key)
                if found is None or found.is_past(now):
                    return await _made(request, handler, key, watch)
        return _again(request, found, language)

    return answered


async def _made(request: web.Request, handler: _Handler, key: str, watch: Watch) -> web.Response:
    response = await handler(request)
    shown = response.get(SHOWN)
    if shown is not None and response.status == 200 and isinstance(response.body, bytes):
        until = min(filter(None, (shown.until, request[NODE].alarms.until)), default=None)
        document = Document(
            response.body,
            response.headers[hdrs.ETAG],
            until=until,
            counts_late=True,
            headers=tuple(response.headers.items()),
        )
        watch.keep(key, document, shown.depends_on | {WARNED})
    return response


def _again(request: web.Request, found: Document, language: str) -> web.Response:
    headers = CIMultiDict(found.headers)
    if is_from_copies(request):
        return web.Response(body=_noted(request, found.body, language), headers=headers)
    if found.etag in request.headers.get(hdrs.IF_NONE_MATCH, ""):
        del headers[hdrs.CONTENT_TYPE]
        return web.Response(status=304, headers=headers)
    return web.Response(body=found.body, headers=headers)


def _noted(request: web.Request, body: bytes, language: str) -> bytes:
    """The copy of a page, saying how old it is."""
    node, at = request[NODE], made_at(request)
    words = rendering_of(request).words(language, node.config.node.timezone)
    return body if at is None else with_notice(body, words.t("states.copy", when=words.moment(at, node.clock())))


def alternate_link(request: web.Request) -> str:
    """The Link header that leads programs from a page of ours to the same thing as ActivityPub; empty for others."""
    info: Any = request.match_info
    addresses, handle, post_id = request[NODE].addresses, info.get("handle", ""), info.get("id")
    if not handle or "@" in handle:
        return ""
    uri = addresses.actor(handle) if post_id is None else addresses.post(handle, int(post_id))
    if album_id := info.get("album"):
        uri = addresses.album(handle, int(album_id))
    feeds = feed_header(request[NODE].config.origin, request.rel_url.raw_path)
    return f'<{uri}>; rel="alternate"; type="application/activity+json"{", " if feeds else ""}{feeds}'
