"""Vote in a poll."""

from aiohttp import web

from node.errors import Unprocessable
from node.outbox.vote import vote
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import number, see_other, way_back

_MOST = 50


async def save_vote(request: web.Request) -> web.Response:
    """Raises Unprocessable when nothing is chosen."""
    form = await read_form(request)
    viewer, post_id = await require_viewer(request), number(request.match_info["id"])
    chosen = form.getall("antwort", [])
    if not chosen or len(chosen) > _MOST or not all(each.isascii() and each.isdigit() for each in chosen):
        raise Unprocessable("choose an answer first")
    await vote(request[NODE], viewer, post_id, [int(each[:4]) for each in chosen])
    return see_other(request, way_back(form, "/start"), done="abgestimmt")
