"""Pin a post of one's own to the profile, or take it off."""

from aiohttp import web

from node.outbox.pin import pin, unpin
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import number, see_other, way_back


async def save_pin(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, post_id = await require_viewer(request), number(request.match_info["id"])
    act = pin if form.get("an") == "1" else unpin
    await act(request[NODE], viewer, post_id)
    return see_other(request, way_back(form, "/start"))
