"""`/verwaltung/ersuchen`: what authorities asked for; what waits comes first, the most pressing on top. What has an answer
follows in pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from node.model.account import Actor
from node.model.disclosure import Disclosure, Outcome
from node.model.ids import HIGHEST
from node.model.login import Role
from node.outbox.disclosures.register import closed_for, waiting_for
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.page import PER_PAGE, answer, before_of, look, rendering_of
from node.web.pages.disclosing.words import ALL, NEW, deadline, path_of
from node.web.rendering import Frame


@dataclass(frozen=True, slots=True)
class _Found:
    waiting: Sequence[Disclosure]
    closed: Sequence[Disclosure]
    older: str
    administrators: int


async def show_list(request: web.Request) -> web.Response:
    """Raises Unauthenticated, and Forbidden for whoever does not administer."""
    frame, found = await look(request, _load, await require_viewer(request), before_of(request))
    body = rendering_of(request).page(
        "disclosing/list.html",
        frame,
        heading=frame.words.t("disclosure.title"),
        new=NEW,
        path=ALL,
        alone=found.administrators < 2,
        waiting=[_line(each, frame) for each in found.waiting],
        closed=[_line(each, frame) for each in found.closed],
        older=found.older,
    )
    return answer(request, frame, body)


def _line(each: Disclosure, frame: Frame) -> Mapping[str, object]:
    words = frame.words
    return {
        "path": path_of(each.id),
        "name": each.authority,
        "reference": each.reference,
        "wish": words.t(f"legal.wish.{each.wish.value}"),
        "received": words.date(each.received_on),
        "stage": words.t(f"disclosure.stage.{each.stage.value}"),
        "outcome": words.t(f"disclosure.outcome.{each.outcome.value}"),
        "deadline": deadline(each, frame),
        "waits": each.outcome is Outcome.OPEN,
        "late": each.is_overdue(frame.now),
    }


async def _load(tx: Tx, _viewer_id: int, by: Actor, before: int) -> _Found:
    """What waits stands on the first page."""
    waiting = await waiting_for(tx, by) if before == HIGHEST else ()
    closed, last = await closed_for(tx, by, before, PER_PAGE)
    administrators = await tx.logins.count_active(Role.ADMIN)
    return _Found(waiting, closed, f"{ALL}?vor={last}" if last else "", administrators)
