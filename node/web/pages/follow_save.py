"""Follow an account or no longer: from its profile, or by its handle."""

from aiohttp import web

from node.errors import Unreachable
from node.outbox.follow import follow, unfollow
from node.outbox.lookup import find
from node.web.auth import require_viewer
from node.web.cards import profile_path
from node.web.csrf import count_for, read_form
from node.web.keys import NODE
from node.web.page import answer, look_around, number, rendering_of, see_other, way_back
from node.web.pages.search import names_one


async def save_follow(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, account_id = await require_viewer(request), number(request.match_info["id"])
    if form.get("an") != "1":
        await unfollow(request[NODE], viewer, account_id)
        return see_other(request, way_back(form, "/start"))
    made = await follow(request[NODE], viewer, account_id)
    return see_other(request, way_back(form, "/start"), done="gefolgt" if made.accepted else "angefragt")


async def show_follow(request: web.Request) -> web.Response:
    await require_viewer(request)
    return await _page(request)


async def save_follow_by_handle(request: web.Request) -> web.Response:
    """Leads to the profile that was found, so that it is seen who is followed now."""
    form = await read_form(request)
    viewer, handle = await require_viewer(request), form.get("adresse", "").strip()
    count_for(request, viewer, "lookup", request[NODE].config.limits.lookups_per_login_per_minute)
    try:
        accounts = (await find(request[NODE], viewer, handle)).accounts
    except Unreachable:
        accounts = ()
    # Without a server the beginnings of names are found, too: only the very name is meant here
    account = next((each for each in accounts if names_one(handle) or each.handle == handle.lstrip("@").lower()), None)
    if account is None:
        return await _page(request, handle, wrong=True)
    made = await follow(request[NODE], viewer, account.id)
    return see_other(request, profile_path(account), done="gefolgt" if made.accepted else "angefragt")


async def _page(request: web.Request, handle: str = "", *, wrong: bool = False) -> web.Response:
    frame = await look_around(request)
    sentence = frame.words.t("follow.not_found", handle=handle[:200])
    body = rendering_of(request).page(
        "follow.html",
        frame,
        heading=frame.words.t("follow.title"),
        handle=handle,
        wrong={"adresse": sentence} if wrong else {},
    )
    return answer(request, frame, body, status=422 if wrong else 200)
