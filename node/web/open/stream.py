"""`/open/v1/stream`: what happens in public, while it happens, as an event stream (SSE) anybody may listen to.

Events are `created` and `updated` with the whole object, `deleted` with its entry of the deletions list, and `reset`: more
was missed than is remembered, read the lists. `Last-Event-ID` goes on where a connection broke off.
"""

import asyncio
import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import msgspec
from aiohttp import hdrs, web

from node.context import Context
from node.errors import Invalid
from node.model.stream import What
from node.outbox.dumps import forms
from node.timelines.listener import End, Listener
from node.timelines.open_stream import OpenHappening
from node.web.given import open_headers
from node.web.keys import NODE
from node.web.limits import client_range, count_request
from node.web.open import shown
from node.web.open.asked import channel_named, offices_of, refuse_unknown

_HEARTBEAT_SECONDS: Final = 15.0
_GRACE_SECONDS: Final = 5.0
"""For an orderly end; then the connection is cut."""
_EVENTS: Final = {
    What.POSTED: "created",
    What.EDITED: "updated",
    What.DELETED: "deleted",
    What.MERGED: "reset",
}


async def stream_events(request: web.Request) -> web.StreamResponse:
    count_request(request)
    refuse_unknown(request, {"channel"})
    node = request[NODE]
    since = _last_event(request)
    name = request.query.get("channel")
    channel = None if name is None else (await node.store.read(channel_named, name, offices_of(request))).name
    response = web.StreamResponse(
        headers={
            **open_headers(request),
            hdrs.CONTENT_TYPE: "text/event-stream",
            hdrs.CACHE_CONTROL: "no-store",
            "X-Accel-Buffering": "no",
        }
    )
    response.force_close()
    if request.method == hdrs.METH_HEAD:
        return response
    with _joined(request, node) as listener, contextlib.suppress(ConnectionResetError):  # the reader is gone
        await response.prepare(request)
        await response.write(f"retry: 3000\nid: {node.open_stream.last}\n: listening\n\n".encode())
        if since is not None:
            for missed in await node.open_stream.missed(since):
                await _write(response, node, missed, channel)
        await _write_all(response, node, listener, channel)
        await response.write_eof()
    return response


def _last_event(request: web.Request) -> int | None:
    text = request.headers.get("Last-Event-ID", "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Invalid("Last-Event-ID is the id of an event of this stream")
    return int(text)


async def _write_all(response: web.StreamResponse, node: Context, listener: Listener, channel: str | None) -> None:
    """Until it ends or the reader is gone."""
    while listener.ended is None:
        try:
            async with asyncio.timeout(_HEARTBEAT_SECONDS):
                told = await listener.next()
        except TimeoutError:
            await response.write(b": listening\n\n")
            continue
        if told is None:
            return
        happening, _ = told
        if isinstance(happening, OpenHappening):
            await _write(response, node, happening, channel)


async def _write(response: web.StreamResponse, node: Context, happening: OpenHappening, channel: str | None) -> None:
    if channel is not None and happening.what is not What.MERGED and channel not in happening.channels:
        return
    words = happening.words.get("open")
    if words is None:
        words = happening.words["open"] = _in_words(node, happening)
    await response.write(f"id: {happening.number}\nevent: {_EVENTS[happening.what]}\ndata: {words}\n\n".encode())


def _in_words(node: Context, happening: OpenHappening) -> str:
    """JSON has no line breaks of its own."""
    view = happening.view
    if happening.deletion is not None:
        body = forms.deletion(happening.deletion)
    elif view is None:
        body = {"deletions": f"{node.config.origin}/open/v1/deletions", "posts": f"{node.config.origin}/open/v1/posts"}
    elif shown.is_own(view, happening.channels):
        body = shown.post(view, node)
    else:
        body = shown.contribution(view, happening.channels, node, answered=happening.answered)
    return msgspec.json.encode(body).decode()


@contextmanager
def _joined(request: web.Request, node: Context) -> Iterator[Listener]:
    """Known to the node as long as the connection lasts; who does not keep up is cut off. Raises TooMany."""
    listener = Listener(account_id=0, token_id=0, login_id=None, scopes=())
    transport = request.transport
    cut: list[asyncio.TimerHandle] = []

    def end(why: End) -> None:
        if transport is not None:
            seconds = 0 if why is End.SLOW else _GRACE_SECONDS
            cut.append(asyncio.get_running_loop().call_later(seconds, transport.abort))

    listener.on_end = end
    node.open_stream.join(listener, client_range(request))
    try:
        yield listener
    finally:
        node.open_stream.leave(listener)
        for each in cut:
            each.cancel()
