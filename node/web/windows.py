"""Programs in a browser open the log-in in a window of its own, ask again and again whether it is still open, and expect
it to lead back to them (Phanpy). `Cross-Origin-Opener-Policy` would tell them at once that it is closed: on the way to
the question whether a program may act for somebody, and only there, our answers go without it.

Whoever opens a window can then lead it elsewhere, as without us, and learns nothing: nothing on this way depends on
whether somebody is logged in, and no page may be framed.
"""

from typing import Final

from aiohttp import hdrs, web

from node.web.page import own_path
from node.web.posted import read_posted
from node.web.table import Handler

_QUESTION: Final = ("/oauth/authorize", "/oauth/authorize/")
_WATCHED: web.RequestKey[bool] = web.RequestKey("WATCHED", bool)
_OPENER_POLICY: Final = "Cross-Origin-Opener-Policy"


def watched(handler: Handler) -> Handler:
    """For the question itself, its errors too, and for the ways to log in as far as they lead back (`zurueck`) to it."""

    async def also(request: web.Request) -> web.StreamResponse:
        request[_WATCHED] = request.path in _QUESTION
        response = await handler(request)
        asks = request.method in {hdrs.METH_GET, hdrs.METH_HEAD}
        given = request.query.get("zurueck") if asks else (await read_posted(request)).get("zurueck")
        if given is not None and own_path(given).partition("?")[0] in _QUESTION:
            request[_WATCHED] = True
        return response

    return also


def let_be_watched(request: web.Request, response: web.StreamResponse) -> None:
    """Before the answer's headers leave."""
    if request.get(_WATCHED):
        response.headers.popall(_OPENER_POLICY, None)
