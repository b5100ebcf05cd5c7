"""Somebody has read an announcement: it no longer stands on their home page."""

from aiohttp import web

from node.outbox.announcements import dismiss
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import number, see_other


async def save_announcement_read(request: web.Request) -> web.Response:
    await read_form(request)
    viewer = await require_viewer(request)
    await dismiss(request[NODE], viewer, number(request.match_info["id"]))
    return see_other(request, "/start")
