"""A member lets another one vote for it on a motion, or takes that back (§ 43 Abs. 5 GenG)."""

from aiohttp import web

from node.errors import NotFound, Unprocessable
from node.outbox.members import refuse_without_cooperative
from node.outbox.voting import entrust, revoke
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import id_in, number, see_other
from node.web.pages.cooperative.list import PATH
from node.web.pages.cooperative.motion import motion_page


async def save_proxy(request: web.Request) -> web.Response:
    """Raises Unauthenticated, NotFound, Forbidden for somebody else's vote, Conflict once it is cast or the other stands in for
    two already."""
    form = await read_form(request)
    viewer, node, here = await require_viewer(request), request[NODE], number(request.match_info["id"])
    refuse_without_cooperative(node)
    member = id_in(form.get("mitglied", ""))
    if form.get("tun") == "widerrufen":
        await revoke(node, viewer, here, member)
        return see_other(request, f"{PATH}/antraege/{here}", done="vollmacht-weg")
    await node.store.read(lambda tx: tx.motions.get(here))
    try:
        await entrust(node, viewer, here, member, id_in(form.get("bevollmaechtigt", "").strip()))
    except (NotFound, Unprocessable):
        return await motion_page(request, {f"bevollmaechtigt-{member}": "cooperative.error.holder"})
    return see_other(request, f"{PATH}/antraege/{here}", done="vollmacht")
