"""`/verwaltung/ersuchen`: what authorities asked for; what waits comes first, the most pressing on top."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from node.model.account import Actor
from node.model.disclosure import Disclosure, Outcome
from node.model.login import Role
from node.outbox.disclosures.register import list_for
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.page import answer, look, rendering_of
from node.web.pages.disclosing.words import ALL, NEW, deadline, path_of
from node.web.rendering import Frame


@dataclass(frozen=True, slots=True)
class _Found:
    requests: Sequence[Disclosure]
    administrators: int


async def show_list(request: web.Request) -> web.Response:
    """Raises Unauthenticated, and Forbidden for whoever does not administer."""
    frame, found = await look(request, _load, await require_viewer(request))
    waiting = [each for each in found.requests if each.outcome is Outcome.OPEN]
    body = rendering_of(request).page(
        "disclosing/list.html",
        frame,
        heading=frame.words.t("disclosure.title"),
        new=NEW,
        path=ALL,
        alone=found.administrators < 2,
        waiting=[_line(each, frame) for each in sorted(waiting, key=_pressing)],
        closed=[_line(each, frame) for each in found.requests if each.outcome is not Outcome.OPEN],
    )
    return answer(request, frame, body)


def _pressing(each: Disclosure) -> tuple[bool, datetime | None, int]:
    return each.due_at is None, each.due_at, each.id


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


async def _load(tx: Tx, _viewer_id: int, by: Actor) -> _Found:
    return _Found(await list_for(tx, by), await tx.logins.count_active(Role.ADMIN))
