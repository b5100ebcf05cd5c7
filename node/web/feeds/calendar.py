"""Calendars as finished bytes, kept until an event in them changes."""

from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web

from node.model.ids import HIGHEST
from node.outbox.feeds.calendar import ComposedCalendar, compose_calendar, compose_event
from node.outbox.feeds.ical import MEDIA_TYPE
from node.web.cache import Document
from node.web.feeds.give import LOOK_AGAIN, answer_feed
from node.web.keys import NODE, SERVED
from node.web.limits import count_request
from node.web.page import number


async def give_node_calendar(request: web.Request) -> web.Response:
    return await _calendar(request, "", "kalender")


async def give_channel_calendar(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    return await _calendar(request, name, name)


async def give_event(request: web.Request) -> web.Response:
    """To be saved by who wants this one only."""
    name, post_id = request.match_info["name"], min(number(request.match_info["id"]), HIGHEST)
    return await _given(request, lambda: compose_event(request[NODE], name, post_id), f"{name}-{post_id}")


async def _calendar(request: web.Request, channel: str, file_name: str) -> web.Response:
    node = request[NODE]
    return await _given(request, lambda: compose_calendar(node, channel, node.clock()), file_name)


async def _given(
    request: web.Request, compose: Callable[[], Awaitable[ComposedCalendar]], file_name: str
) -> web.Response:
    count_request(request)
    cache, now = request[SERVED].documents, request[NODE].clock()
    key = f"calendar {request.path}"
    found = cache.find(key)
    if found is None or found.until is None or found.until <= now:
        async with cache.making(key) as watch:
            found = cache.find(key)
            if found is None or found.until is None or found.until <= now:
                composed = await compose()
                found = Document.of(composed.body, until=now + LOOK_AGAIN, made_at=now)
                watch.keep(key, found, composed.depends_on)
    response = answer_feed(request, found, MEDIA_TYPE, "")
    response.headers[hdrs.CONTENT_DISPOSITION] = f'inline; filename="{file_name}.ics"'
    return response
