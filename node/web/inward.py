"""The node asks itself for a page, as a reader without a name would: copies of it are then exactly what readers get."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final, cast

from aiohttp import hdrs, web
from aiohttp.http import HttpVersion11, RawRequestMessage
from aiohttp.streams import EMPTY_PAYLOAD
from aiohttp.typedefs import Handler
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from node.web.keys import INWARD
from node.web.middleware import outermost


@dataclass(frozen=True, slots=True)
class _Nobody:
    """In place of a connection: there is none."""

    ssl_context: None = None
    peername: None = None
    sockname: None = None
    transport: None = None


_NOBODY: Final = _Nobody()


async def ask_inward(
    app: web.Application, host: str, path: str, *, language: str, handler: Handler | None = None
) -> web.Response:
    """What a reader gets at that address; `handler` instead of the one that answers there. Nothing is counted."""
    headers = CIMultiDict({hdrs.HOST: host, hdrs.ACCEPT: "text/html", hdrs.ACCEPT_LANGUAGE: language})
    message = RawRequestMessage(
        method=hdrs.METH_GET if handler is None else hdrs.METH_HEAD,
        path=path,
        version=HttpVersion11,
        headers=CIMultiDictProxy(headers),
        raw_headers=(),
        should_close=False,
        compression=None,
        upgrade=False,
        chunked=False,
        url=URL(path, encoded=True),
    )
    nobody = cast("Any", _NOBODY)
    task = cast("asyncio.Task[None]", asyncio.current_task())
    request = web.Request(message, EMPTY_PAYLOAD, nobody, nobody, task, asyncio.get_running_loop())
    found = await app.router.resolve(request)
    found.add_app(app)
    request._match_info = found  # noqa: SLF001  # what aiohttp's own application does here
    request[INWARD] = True
    answered = await outermost(request, handler or found.handler)
    if not isinstance(answered, web.Response):
        raise TypeError(f"{path} is a stream")
    return answered
