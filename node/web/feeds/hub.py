"""`/hub`: where readers say which feed of ours they want to be told of (W3C WebSub, 5.1)."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from aiohttp import web

from node.errors import Invalid
from node.outbox.websub import ask
from node.web.headers import security_headers
from node.web.keys import NODE
from node.web.limits import client_range, counter_of
from node.web.posted import read_posted

_PER_VISITOR = 60
_PER_HOST = 120


async def take_request(request: web.Request) -> web.Response:
    """202: the callback will be asked. What is wrong with the request is said at once."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise Invalid("a hub is asked by a form (application/x-www-form-urlencoded)")
    node = request[NODE]
    form = await read_posted(request)
    callback = form.get("hub.callback", "")
    if node.config.limits.enabled:  # whom we are made to ask, and who makes us
        counter_of(request).count(f"hub {client_range(request)}", _PER_VISITOR)
        counter_of(request).count(f"hub of {_host(callback)}", _PER_HOST)
    await ask(
        node,
        mode=form.get("hub.mode", ""),
        topic=form.get("hub.topic", ""),
        callback=callback,
        lease=_lease(form),
        secret=form.get("hub.secret", ""),
    )
    return web.Response(status=202, headers=security_headers(is_https=node.config.is_https))


def _host(callback: str) -> str:
    try:
        return (urlsplit(callback).hostname or "")[:255]
    except ValueError:
        return ""


def _lease(form: Mapping[str, str]) -> int | None:
    text = form.get("hub.lease_seconds", "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 12):
        raise Invalid("hub.lease_seconds is a number of seconds")
    return int(text)


async def show_hub(_request: web.Request) -> web.Response:
    """A person came to look."""
    raise web.HTTPFound("/feeds")
