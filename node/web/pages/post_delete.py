"""Delete one's own post, after a question."""

from aiohttp import web

from node.outbox.delete import delete_post
from node.web.auth import require_viewer
from node.web.cards import card, profile_path
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import answer, look, number, rendering_of, see_other
from node.web.pages.post_edit import own_view


async def show_delete(request: web.Request) -> web.Response:
    await require_viewer(request)
    post_id = number(request.match_info["id"])
    frame, view = await look(request, own_view, post_id)
    body = rendering_of(request).page(
        "confirm.html",
        frame,
        heading=frame.words.t("post.delete_confirm"),
        card=card(view, frame),
        action=f"/beitrag/{post_id}/loeschen",
    )
    return answer(request, frame, body)


async def save_delete(request: web.Request) -> web.Response:
    await read_form(request)
    viewer = await require_viewer(request)
    await delete_post(request[NODE], viewer, number(request.match_info["id"]))
    return see_other(request, profile_path(viewer.account), done="geloescht")
