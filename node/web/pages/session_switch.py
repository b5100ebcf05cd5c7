"""Act for another of one's accounts."""

from aiohttp import web

from node.web.auth import switch_account
from node.web.csrf import read_form
from node.web.page import number, see_other


async def save_switch(request: web.Request) -> web.Response:
    form = await read_form(request)
    await switch_account(request, number(form.get("kanal", "")))
    return see_other(request, "/start")
