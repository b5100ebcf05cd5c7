"""`/verwaltung/vorlagen/angebot/ID`: a pack that an office which advises offers. Those who administer look at it, and accept
what they tick, or decline."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from node.errors import Conflict, Unprocessable
from node.model.account import Actor
from node.model.login import Role
from node.model.template import Compared, PackOffer
from node.moderation.office import require_office
from node.outbox.templates.offers import accept_offer, decline_offer, open_offer
from node.outbox.templates.take_over import compare
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import look, number, see_other
from node.web.pages.packs.list import PATH
from node.web.pages.packs.shown import chosen, pack_page


@dataclass(frozen=True, slots=True)
class _Found:
    offer: PackOffer
    compared: Sequence[Compared]


async def show_offer(request: web.Request) -> web.Response:
    """Raises Unauthenticated, Forbidden, NotFound also for one that was decided."""
    return await _page(request, await require_viewer(request))


async def save_offer(request: web.Request) -> web.Response:
    """Raises Unauthenticated, Forbidden, NotFound, Unprocessable for what is no decision."""
    form = await read_form(request)
    viewer, node = await require_viewer(request), request[NODE]
    offer_id = number(request.match_info["id"])
    if form.get("tun") == "ablehnen":
        try:
            await decline_offer(node, viewer, offer_id)
        except Conflict:  # somebody was quicker
            return see_other(request, PATH)
        return see_other(request, PATH, done="angebot-abgelehnt")
    if form.get("tun") != "uebernehmen":
        raise Unprocessable("an offer is accepted or declined")
    await look(request, _load, viewer, offer_id)
    try:
        await accept_offer(node, viewer, offer_id, chosen(form), form.get("stand", ""))
    except Conflict:  # what is offered or what is kept here has changed since: the page shows how it is now
        return await _page(request, viewer, wrong="template.error.changed")
    return see_other(request, PATH, done="angebot-angenommen")


async def _page(request: web.Request, viewer: Actor, *, wrong: str = "") -> web.Response:
    frame, found = await look(request, _load, viewer, number(request.match_info["id"]))
    return pack_page(
        request,
        frame,
        found.offer.pack,
        found.compared,
        action=f"{PATH}/angebot/{found.offer.id}",
        hidden={},
        offered_by=found.offer.offered_by,
        wrong={"": frame.words.t(wrong)} if wrong else {},
        status=409 if wrong else 200,
    )


async def _load(tx: Tx, _viewer_id: int, by: Actor, offer_id: int) -> _Found:
    await require_office(tx, by, Role.ADMIN)
    offer = await open_offer(tx, offer_id)
    return _Found(offer, await compare(tx, offer.pack))
