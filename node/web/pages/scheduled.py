"""Posts that wait for their time: a list, and taking one back."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from node.errors import Problem
from node.model.scheduled import Scheduled
from node.outbox.schedule import unschedule
from node.store.database import Tx
from node.text.fold import excerpt
from node.web.auth import require_viewer
from node.web.cards import stamp
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import answer, look, number, rendering_of, see_other
from node.web.refusals import refusal
from node.web.rendering import Frame

_EXCERPT = 280


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """`failure` says why it could not be published; empty as long as it waits."""

    id: int
    text: str
    when: str
    stamp: str
    failure: str


async def show_scheduled(request: web.Request) -> web.Response:
    await require_viewer(request)
    frame, found = await look(request, _waiting)
    body = rendering_of(request).page(
        "scheduled.html",
        frame,
        heading=frame.words.t("scheduled.title"),
        entries=[_entry(each, frame) for each in found],
    )
    return answer(request, frame, body)


async def save_unscheduled(request: web.Request) -> web.Response:
    await read_form(request)
    viewer = await require_viewer(request)
    await unschedule(request[NODE], viewer, number(request.match_info["id"]))
    return see_other(request, "/geplant", done="zurueckgenommen")


def _entry(found: Scheduled, frame: Frame) -> Waiting:
    return Waiting(
        id=found.id,
        text=excerpt(". ".join(filter(None, (found.draft.name, found.draft.summary or found.draft.text))), _EXCERPT),
        when=frame.words.full(found.publish_at),
        stamp=stamp(found.publish_at),
        failure=_failure(found, frame),
    )


def _failure(found: Scheduled, frame: Frame) -> str:
    why = Problem(found.failure, code=found.failure_code, **found.failure_values)
    return refusal(why, frame.words) if found.failure else ""


async def _waiting(tx: Tx, viewer_id: int) -> Sequence[Scheduled]:
    return await tx.scheduled.upcoming(viewer_id)
