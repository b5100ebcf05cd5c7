"""`/verwaltung/ratgeber`: who gives advice on drafts here. Those who administer say so."""

from collections.abc import Sequence
from typing import Final

from aiohttp import web

from node.errors import Invalid, NotFound, Unprocessable
from node.model.account import Actor
from node.model.login import Login, Role
from node.moderation.office import require_office
from node.outbox.advisers import appoint, dismiss
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import answer, id_in, look, rendering_of, see_other

PATH: Final = "/verwaltung/ratgeber"


async def show_advisers(request: web.Request) -> web.Response:
    """Raises Unauthenticated, and Forbidden for whoever does not administer."""
    return await _page(request, await require_viewer(request))


async def save_adviser(request: web.Request) -> web.Response:
    """Raises Forbidden, Unprocessable for what is neither giving nor taking."""
    form = await read_form(request)
    viewer, node = await require_viewer(request), request[NODE]
    act, email = form.get("tun", ""), form.get("mail", "").strip()
    if act == "entziehen":
        try:
            await dismiss(node, viewer, id_in(form.get("person", "")))
        except NotFound:  # somebody was quicker: it is as they want it
            return see_other(request, PATH)
        return see_other(request, PATH, done="ratgeber-weg")
    if act != "geben":
        raise Unprocessable("the right is given, or taken back")
    try:
        await appoint(node, viewer, email)
    except Invalid:
        return await _page(request, viewer, wrong="advisers.error_mail", email=email)
    return see_other(request, PATH, done="ratgeber")


async def _page(request: web.Request, viewer: Actor, *, wrong: str = "", email: str = "") -> web.Response:
    frame, found = await look(request, _all, viewer)
    body = rendering_of(request).page(
        "drafting/advisers.html",
        frame,
        heading=frame.words.t("advisers.title"),
        path=PATH,
        people=[(each.id, each.email) for each in found],
        wrong={"mail": frame.words.t(wrong)} if wrong else {},
        email=email,
    )
    return answer(request, frame, body, status=422 if wrong else 200)


async def _all(tx: Tx, _viewer_id: int, by: Actor) -> Sequence[Login]:
    await require_office(tx, by, Role.ADMIN)
    return await tx.logins.advising()
