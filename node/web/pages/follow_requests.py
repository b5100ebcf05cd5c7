"""Who asks to follow, and the answer."""

from collections.abc import Sequence

from aiohttp import web

from node.errors import Unprocessable
from node.model.account import Account
from node.outbox.follow import accept, reject
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.cards import face
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import PER_PAGE, answer, before_of, look, number, rendering_of, see_other, way_back


async def show_requests(request: web.Request) -> web.Response:
    await require_viewer(request)
    frame, found = await look(request, _requests, before_of(request))
    shown = found[:PER_PAGE]
    body = rendering_of(request).page(
        "people.html",
        frame,
        heading=frame.words.t("follow.requests"),
        trail=[],
        intro="",
        faces=[face(each, frame) for each in shown],
        ids=[each.id for each in shown],
        answer=True,
        older=f"/anfragen?vor={shown[-1].id}" if len(found) > PER_PAGE else "",
        empty=frame.words.t("follow.no_requests"),
    )
    return answer(request, frame, body)


async def save_request(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, node = await require_viewer(request), request[NODE]
    follower_id = number(request.match_info["id"])
    match form.get("antwort"):
        case "ja":
            await accept(node, viewer, follower_id)
        case "nein":
            await reject(node, viewer, follower_id)
        case _:
            raise Unprocessable("say yes or no")
    return see_other(request, way_back(form, "/anfragen"))


async def _requests(tx: Tx, viewer_id: int, before: int) -> Sequence[Account]:
    return await tx.follows.followers(viewer_id, before=before, limit=PER_PAGE + 1, accepted=False)
