"""`/verwaltung/blockvorschlaege`: servers that an office which advises proposes to block. Those who administer decide, and
nothing follows by itself."""

from collections.abc import Sequence
from typing import Any, Final

from aiohttp import web

from node.errors import Conflict, Unprocessable
from node.model.account import Actor
from node.model.login import Role
from node.model.proposal import BlockProposal, Outcome
from node.moderation.office import require_office
from node.outbox.proposals import decide_proposal
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import answer, id_in, look, rendering_of, see_other
from node.web.rendering import Frame

PATH: Final = "/verwaltung/blockvorschlaege"
_OPEN: Final = 50
_DECIDED: Final = 20
_OUTCOMES: Final = {"annehmen": Outcome.ACCEPTED, "ablehnen": Outcome.DECLINED}


async def show_proposals(request: web.Request) -> web.Response:
    """Raises Unauthenticated, and Forbidden for whoever does not administer."""
    viewer = await require_viewer(request)
    frame, (waiting, decided) = await look(request, _load, viewer)
    body = rendering_of(request).page(
        "overseeing/proposals.html",
        frame,
        heading=frame.words.t("proposals.title"),
        path=PATH,
        waiting=[_shown(each, frame) for each in waiting],
        decided=[_shown(each, frame) for each in decided],
    )
    return answer(request, frame, body)


async def save_proposal(request: web.Request) -> web.Response:
    """Raises Unauthenticated, Forbidden, NotFound, Unprocessable for what is no decision."""
    form = await read_form(request)
    viewer = await require_viewer(request)
    outcome = _OUTCOMES.get(form.get("tun", ""))
    if outcome is None:
        raise Unprocessable("a proposal is accepted or declined")
    try:
        await decide_proposal(request[NODE], viewer, id_in(form.get("vorschlag", "")), outcome)
    except Conflict:  # somebody was quicker: the page shows how
        return see_other(request, PATH)
    return see_other(request, PATH, done=f"vorschlag-{outcome.value}")


def _shown(found: BlockProposal, frame: Frame) -> dict[str, Any]:
    words = frame.words
    return {
        "id": found.id,
        "host": found.host,
        "wanted": words.t(f"proposals.wanted.{found.policy.value}"),
        "reason": found.reason,
        "by": found.proposed_by,
        "day": words.date(found.proposed_at),
        "outcome": "" if found.outcome is Outcome.OPEN else words.t(f"proposals.outcome.{found.outcome.value}"),
        "decided": "" if found.decided_at is None else words.date(found.decided_at),
    }


async def _load(tx: Tx, _viewer_id: int, by: Actor) -> tuple[Sequence[BlockProposal], Sequence[BlockProposal]]:
    await require_office(tx, by, Role.ADMIN)
    return await tx.proposals.open(limit=_OPEN), await tx.proposals.decided(limit=_DECIDED)
