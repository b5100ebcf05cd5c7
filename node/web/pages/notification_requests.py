"""Whose notifications are kept apart, and whether they are let through."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from node.errors import Unprocessable
from node.model.notification import NotificationRequest
from node.model.slice import Slice
from node.outbox.notifications import accept_request, dismiss_request
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.cards import Face, face, summary_of
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import PER_PAGE, answer, before_of, look, number, rendering_of, see_other
from node.web.rendering import Frame

_PAGE = "/mitteilungen/zurueckgehalten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    id: int
    face: Face
    count: int
    excerpt: str


async def show_notification_requests(request: web.Request) -> web.Response:
    await require_viewer(request)
    frame, found = await look(request, _requests, before_of(request))
    shown = found[:PER_PAGE]
    body = rendering_of(request).page(
        "notification_requests.html",
        frame,
        heading=frame.words.t("notification.requests.title"),
        entries=[_entry(each, frame) for each in shown],
        older=f"{_PAGE}?vor={shown[-1].id}" if len(found) > PER_PAGE else "",
    )
    return answer(request, frame, body)


async def save_notification_request(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, node = await require_viewer(request), request[NODE]
    request_id = number(request.match_info["id"])
    match form.get("antwort"):
        case "ja":
            await accept_request(node, viewer, request_id)
            return see_other(request, _PAGE, done="zugelassen")
        case "nein":
            await dismiss_request(node, viewer, request_id)
            return see_other(request, _PAGE, done="verworfen")
        case _:
            raise Unprocessable("say yes or no")


def _entry(found: NotificationRequest, frame: Frame) -> Entry:
    return Entry(
        id=found.id,
        face=face(found.origin, frame),
        count=found.count,
        excerpt="" if found.last_post is None else summary_of(found.last_post.post),
    )


async def _requests(tx: Tx, viewer_id: int, before: int) -> Sequence[NotificationRequest]:
    return await tx.notification_rules.page(viewer_id, Slice(before=before, limit=PER_PAGE + 1))
