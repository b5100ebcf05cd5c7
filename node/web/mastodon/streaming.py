"""Streams: what happens reaches an app at once, by a websocket that carries many channels or by an event stream of one.

Both are one loop that writes what a `Listener` has waiting. What is public takes a token as well, as on Mastodon since 4.2:
nobody holds connections here who is nobody's.
"""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import msgspec
from aiohttp import WSCloseCode, WSMsgType, hdrs, web

from node.context import Context
from node.errors import Invalid, NotFound, Problem, Unauthenticated
from node.model.stream import Subscription
from node.timelines.listener import End, Listener
from node.web.keys import NODE
from node.web.mastodon.channels import channel_at, channel_named, listener_of, subscription_of
from node.web.mastodon.entities.streams import HEARTBEAT, OPENING, frame, lines, refusal
from node.web.mastodon.params import Params, nested
from node.web.mastodon.streamed import words_for

_HEARTBEAT_SECONDS: Final = 15.0
_PING_SECONDS: Final = 30.0
_GRACE_SECONDS: Final = 5.0
"""For an orderly end; then the connection is cut."""
_MOST_BYTES: Final = 8_192
"""Of a message from an app; Mastodon's are some 60 bytes long."""
_KERNEL_BYTES: Final = 65_536
"""That the kernel keeps for a reader who does not read; else it is megabytes."""
_CODES: Final = {
    End.REVOKED: WSCloseCode.POLICY_VIOLATION,
    End.SLOW: WSCloseCode.TRY_AGAIN_LATER,
    End.CLOSING: WSCloseCode.GOING_AWAY,
}


async def show_health(_request: web.Request) -> web.Response:
    return web.Response(text="OK")


async def stream_events(request: web.Request) -> web.StreamResponse:
    """One channel as an event stream (SSE)."""
    node, params = request[NODE], Params(nested(request.query.items()))
    listener = await listener_of(request)
    channel = channel_at(request.path.strip("/").removeprefix("api/v1/streaming/"), params)
    subscription, _ = await subscription_of(node, listener, channel, params)
    response = web.StreamResponse(
        headers={
            hdrs.CONTENT_TYPE: "text/event-stream",
            hdrs.CACHE_CONTROL: "private, no-store",
            "X-Accel-Buffering": "no",
        }
    )
    response.force_close()
    if request.method == hdrs.METH_HEAD:
        return response
    with _joined(request, node, listener):
        node.streams.subscribe(listener, subscription)
        with contextlib.suppress(ConnectionResetError):  # the reader is gone
            await response.prepare(request)
            await response.write(OPENING)
            await _write_events(node, listener, response)
            await response.write_eof()
    return response


async def _write_events(node: Context, listener: Listener, response: web.StreamResponse) -> None:
    """Until it ends or the reader is gone."""
    while listener.ended is None:
        try:
            async with asyncio.timeout(_HEARTBEAT_SECONDS):
                told = await listener.next()
        except TimeoutError:
            await response.write(HEARTBEAT)
            continue
        if told is None:
            return
        happening, _ = told
        words = await words_for(node, happening, listener.account_id)
        if words is not None and listener.ended is None:
            await response.write(lines(happening.what, words))


async def open_socket(request: web.Request) -> web.StreamResponse:
    """A websocket: `stream` in its address is its first subscription, messages make and end others. A plain request is
    answered 404, by which apps know that streams are served here and not elsewhere."""
    node = request[NODE]
    # A browser that offered its token as a subprotocol wants it back
    offered = request.headers.get(hdrs.SEC_WEBSOCKET_PROTOCOL, "").strip()
    answer = web.WebSocketResponse(
        heartbeat=_PING_SECONDS,
        timeout=_GRACE_SECONDS,
        compress=False,  # else each connection would keep some 300 KB
        max_msg_size=_MOST_BYTES,
        protocols=(offered,) if offered else (),
    )
    if not answer.can_prepare(request).ok:
        raise NotFound("Not found")
    listener = await listener_of(request)
    with _joined(request, node, listener):
        await answer.prepare(request)
        talk = _Talk(node, listener, answer)
        async with asyncio.TaskGroup() as tasks:
            writing = tasks.create_task(talk.write())
            await talk.read(Params(nested(request.query.items())))
            writing.cancel()
    return answer


class _Talk:
    """One websocket. `_names`: how each subscription is called in its frames."""

    def __init__(self, node: Context, listener: Listener, socket: web.WebSocketResponse) -> None:
        self._node = node
        self._listener = listener
        self._socket = socket
        self._names: dict[Subscription, list[str]] = {}

    async def write(self) -> None:
        """Until it ends; then the other side is told why."""
        with contextlib.suppress(ConnectionResetError):
            while (told := await self._listener.next()) is not None:
                happening, subscriptions = told
                words = await words_for(self._node, happening, self._listener.account_id)
                for each in subscriptions:
                    if words is not None and each in self._names and self._listener.ended is None:
                        await self._socket.send_str(frame(self._names[each], happening.what, words))
            why = self._listener.ended or End.CLOSING
            await self._socket.close(code=_CODES[why], message=why.value.encode())

    async def read(self, asked: Params) -> None:
        """What the address asks for, then what each message does."""
        if "stream" in asked:
            await self._act("subscribe", asked)
        async for message in self._socket:
            if message.type is WSMsgType.BINARY:
                await self._socket.close(code=WSCloseCode.UNSUPPORTED_DATA)
                return
            if message.type is WSMsgType.TEXT:
                found = _read_json(message.data)
                if isinstance(found, dict):
                    await self._act(found.get("type"), Params(found))

    async def _act(self, kind: Any, params: Params) -> None:
        try:
            if kind == "subscribe":
                await self._subscribe(params)
            elif kind == "unsubscribe":
                await self._unsubscribe(params)
        except Problem as problem:
            status = 401 if isinstance(problem, Unauthenticated) else 400
            with contextlib.suppress(ConnectionResetError):
                await self._socket.send_str(refusal(problem.reason, status))

    async def _subscribe(self, params: Params) -> None:
        subscription, name = await subscription_of(self._node, self._listener, channel_named(params), params)
        if self._listener.ended is None:
            self._node.streams.subscribe(self._listener, subscription)
            self._names.setdefault(subscription, name)

    async def _unsubscribe(self, params: Params) -> None:
        try:
            subscription, _ = await subscription_of(self._node, self._listener, channel_named(params), params)
        except Problem:
            raise Invalid("Error unsubscribing from channel") from None
        self._node.streams.unsubscribe(self._listener, subscription)
        self._names.pop(subscription, None)


def _read_json(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None


@contextmanager
def _joined(request: web.Request, node: Context, listener: Listener) -> Iterator[None]:
    """Known to the node as long as the connection lasts. Whoever does not keep up is cut off at once, whoever ends for
    another reason has a moment to say goodbye. Raises TooMany."""
    transport, loop = request.transport, asyncio.get_running_loop()
    cut: list[asyncio.TimerHandle] = []

    def end(why: End) -> None:
        if transport is not None:
            cut.append(loop.call_later(0 if why is End.SLOW else 2 * _GRACE_SECONDS, transport.abort))

    if transport is not None and (raw := transport.get_extra_info("socket")) is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _KERNEL_BYTES)
    listener.on_end = end
    node.streams.join(listener)
    try:
        yield
    finally:
        node.streams.leave(listener)
        for each in cut:
            each.cancel()
