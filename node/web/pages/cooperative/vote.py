"""A member votes on a motion. A secret vote cannot be changed, so it is asked once more before it is cast; and the number under
which it is published is shown once, on the answer itself: it stands in no address, no history and no store beside its voter."""

from typing import Final

from aiohttp import hdrs, web

from node.errors import Conflict
from node.model.account import Actor
from node.model.member import Entitled
from node.model.motion import Motion, Vote
from node.outbox.members import refuse_without_cooperative
from node.outbox.voting import entitled, vote
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import answer, id_in, look, look_around, number, rendering_of
from node.web.pages.cooperative.list import PATH
from node.web.pages.cooperative.motion import motion_page

_SURE: Final = "1"


async def save_vote(request: web.Request) -> web.Response:
    """Raises Unauthenticated, NotFound, Forbidden for who has no vote, Conflict for one that cannot be cast or changed."""
    form = await read_form(request)
    viewer, node, here = await require_viewer(request), request[NODE], number(request.match_info["id"])
    refuse_without_cooperative(node)
    member, wanted = id_in(form.get("mitglied", "")), form.get("stimme", "")
    if wanted not in set(Vote):
        return await motion_page(request, {f"stimme-{member}": "cooperative.error.vote"})
    if form.get("sicher") != _SURE:
        motion, found = await node.store.read(_standing, viewer, here, member)
        if motion.secret and motion.takes_votes(node.clock()) and found is not None:
            return await _ask_again(request, motion, found, Vote(wanted))
    receipt = await vote(node, viewer, here, member, Vote(wanted))
    return await _voted(request, here, Vote(wanted), receipt)


async def _ask_again(request: web.Request, motion: Motion, found: Entitled, wanted: Vote) -> web.Response:
    if found.has_voted:
        raise Conflict("there is a vote for this member already; a secret one cannot be changed")
    frame = await look_around(request)
    words = frame.words
    body = rendering_of(request).page(
        "cooperative/sure.html",
        frame,
        heading=words.t("cooperative.sure"),
        motion=motion,
        path=f"{PATH}/antraege/{motion.number}",
        member=found.member,
        by_proxy=found.by_proxy,
        vote=wanted.value,
        said=words.t(f"cooperative.vote.{wanted.value}"),
    )
    return _for_nobody_else(answer(request, frame, body))


async def _voted(request: web.Request, here: int, wanted: Vote, receipt: str) -> web.Response:
    frame, motion = await look(request, _motion, here)
    body = rendering_of(request).page(
        "cooperative/voted.html",
        frame,
        heading=frame.words.t("cooperative.voted"),
        motion=motion,
        path=f"{PATH}/antraege/{motion.number}",
        said=frame.words.t(f"cooperative.vote.{wanted.value}"),
        receipt=receipt,
    )
    return _for_nobody_else(answer(request, frame, body))


def _for_nobody_else(response: web.Response) -> web.Response:
    response.headers[hdrs.CACHE_CONTROL] = "no-store"
    return response


async def _standing(tx: Tx, by: Actor, here: int, member: int) -> tuple[Motion, Entitled | None]:
    motion = await tx.motions.get(here)
    found = await entitled(tx, by, motion)
    return motion, next((each for each in found if each.member.number == member), None)


async def _motion(tx: Tx, _viewer_id: int, here: int) -> Motion:
    return await tx.motions.get(here)
