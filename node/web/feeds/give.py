"""Feeds as finished bytes, kept until something in them changes."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final

from aiohttp import hdrs, web

from node.errors import Invalid, NotFound
from node.model.feed import MEDIA_TYPES, Feed, Subject
from node.outbox.feeds import Composed, compose
from node.text.mentions import MAX_TAG
from node.web.cache import Document
from node.web.given import LICENSE, has
from node.web.headers import security_headers
from node.web.keys import NODE, SERVED
from node.web.limits import count_request
from node.web.page import before_of, number

# Somebody may come back into sight, or into a thread, without any post having changed
LOOK_AGAIN: Final = timedelta(minutes=5)
_SECOND: Final = timedelta(seconds=1)
_LONGEST_QUERY: Final = 200


async def give_node(request: web.Request) -> web.Response:
    return await _give(request, Feed(subject=Subject.NODE))


async def give_channel(request: web.Request) -> web.Response:
    answers = request.query.get("antworten", "0")
    if answers not in {"0", "1"}:
        raise Invalid("antworten is 1 or 0")
    return await _give(request, Feed(subject=Subject.CHANNEL, name=request.match_info["name"], answers=answers == "1"))


async def give_thread(request: web.Request) -> web.Response:
    name, post_id = request.match_info["name"], number(request.match_info["id"])
    return await _give(request, Feed(subject=Subject.THREAD, name=name, number=post_id))


async def give_corrections(request: web.Request) -> web.Response:
    return await _give(request, Feed(subject=Subject.CORRECTIONS, name=request.match_info.get("name", "")))


async def give_album(request: web.Request) -> web.Response:
    name, album_id = request.match_info["name"], number(request.match_info["id"])
    return await _give(request, Feed(subject=Subject.ALBUM, name=name, number=album_id))


async def give_tag(request: web.Request) -> web.Response:
    tag = request.match_info["tag"].lstrip("#")
    if not tag or len(tag) > MAX_TAG:
        raise NotFound("this is no hashtag")
    return await _give(request, Feed(subject=Subject.TAG, name=tag))


async def give_search(request: web.Request) -> web.Response:
    """Looked for anew each time: which posts have a word changes with every post."""
    query = " ".join(request.query.get("q", "").split())
    if not query or len(query) > _LONGEST_QUERY:
        raise Invalid(f"q is what is searched for, at most {_LONGEST_QUERY} letters")
    count_request(request)
    feed, ending = Feed(subject=Subject.SEARCH, name=query), request.match_info["ending"]
    composed = await compose(request[NODE], feed, ending, before=before_of(request))
    return answer_feed(request, Document.of(composed.body), MEDIA_TYPES[ending], _links(composed))


async def _give(request: web.Request, feed: Feed) -> web.Response:
    count_request(request)
    node, cache = request[NODE], request[SERVED].documents
    ending, before, now = request.match_info["ending"], before_of(request), node.clock()
    key = f"feed {feed.path(ending, before=before)}"
    found, links = cache.find(key), cache.find(f"{key} links")
    if found is None or links is None or found.until is None or found.until <= now:
        async with cache.making(key) as watch:
            found, links = cache.find(key), cache.find(f"{key} links")
            if found is None or links is None or found.until is None or found.until <= now:
                composed = await compose(node, feed, ending, before=before)
                found = Document.of(composed.body, until=now + LOOK_AGAIN, made_at=now)
                links = Document.of(_links(composed).encode())
                watch.keep(f"{key} links", links, composed.depends_on)
                watch.keep(key, found, composed.depends_on)
    return answer_feed(request, found, MEDIA_TYPES[ending], links.body.decode())


def _links(composed: Composed) -> str:
    """What W3C WebSub looks for first, and the licence."""
    head = composed.head
    links = [f'<{head.url}>; rel="self"']
    links += [f'<{head.hub}>; rel="hub"'] if head.hub else []
    links += [f'<{head.next}>; rel="next"'] if head.next else []
    return ", ".join([*links, LICENSE.format(head.licence)] if head.licence else links)


def answer_feed(request: web.Request, document: Document, media_type: str, links: str) -> web.Response:
    """To whoever asks, from wherever; 304 to who has it."""
    node = request[NODE]
    headers: dict[str, str] = {
        **security_headers(is_https=node.config.is_https),
        hdrs.ACCESS_CONTROL_ALLOW_ORIGIN: "*",
        hdrs.ACCESS_CONTROL_EXPOSE_HEADERS: "ETag, Link, Last-Modified, Retry-After",
        "Cross-Origin-Resource-Policy": "cross-origin",
        hdrs.CACHE_CONTROL: "public, no-cache",
        hdrs.ETAG: document.etag,
    }
    if links:
        headers[hdrs.LINK] = links
    # When these bytes were made, not when the newest post was: what is deleted changes them, too. Within the same second
    # they could change once more, so that one is not told.
    made_at = None if document.made_at is None else document.made_at.replace(microsecond=0)
    if made_at is not None and node.clock() >= made_at + _SECOND:
        headers[hdrs.LAST_MODIFIED] = format_datetime(made_at.astimezone(UTC), usegmt=True)
    else:
        made_at = None
    if _is_known(request, document.etag, made_at):
        return web.Response(status=304, headers=headers)
    return web.Response(body=document.body, content_type=media_type, charset="utf-8", headers=headers)


def _is_known(request: web.Request, etag: str, made_at: datetime | None) -> bool:
    """RFC 9110, 13.2.2: a date counts only where there is no tag."""
    if hdrs.IF_NONE_MATCH in request.headers:
        return has(request, etag)
    try:
        asked = parsedate_to_datetime(request.headers.get(hdrs.IF_MODIFIED_SINCE, ""))
    except (ValueError, OverflowError):
        return False
    return made_at is not None and (asked if asked.tzinfo else asked.replace(tzinfo=UTC)) >= made_at
