"""Block an account, or no longer."""

from aiohttp import web

from node.outbox.block import block, unblock
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import number, see_other, way_back


async def save_block(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, account_id = await require_viewer(request), number(request.match_info["id"])
    if form.get("an") == "1":
        await block(request[NODE], viewer, account_id)
        return see_other(request, way_back(form, "/start"), done="blockiert")
    await unblock(request[NODE], viewer, account_id)
    return see_other(request, way_back(form, "/start"))
