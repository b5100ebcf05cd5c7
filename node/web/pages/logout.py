"""Log out: the session ends in the store, and the browser forgets the pages it kept."""

from aiohttp import web

from node.web.auth import drop_cookie, log_out
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import see_other


async def save_logout(request: web.Request) -> web.Response:
    await read_form(request)
    await log_out(request)
    response = see_other(request, "/", done="abgemeldet")
    drop_cookie(response, request[NODE])
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
