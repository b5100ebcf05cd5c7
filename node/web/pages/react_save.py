"""Like a post or not, share it or not."""

from aiohttp import web

from node.outbox.boost import boost, unboost
from node.outbox.react import like, unlike
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import number, see_other, way_back


async def save_like(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, post_id = await require_viewer(request), number(request.match_info["id"])
    act = like if form.get("an") == "1" else unlike
    await act(request[NODE], viewer, post_id)
    return see_other(request, way_back(form, "/start"))


async def save_boost(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, post_id = await require_viewer(request), number(request.match_info["id"])
    if form.get("an") == "1":
        await boost(request[NODE], viewer, post_id)
    else:
        await unboost(request[NODE], viewer, post_id)
    return see_other(request, way_back(form, "/start"))
