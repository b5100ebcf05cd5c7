"""Where the links in a guest's letters lead: what became of their answer, with the buttons to send it off and to take it
back (C3). Following a link only asks, because mail programs follow them to look."""

from aiohttp import web

from node.errors import Gone
from node.model.guest import GuestState
from node.outbox.guests import GUEST_PATH, Known, confirm, find_known, withdraw
from node.web.cards import post_path
from node.web.csrf import read_open_form
from node.web.keys import NODE
from node.web.limits import count_request
from node.web.page import answer, frame_without_store, rendering_of
from node.web.pages.told import told_page


async def show_guest_link(request: web.Request) -> web.Response:
    count_request(request)
    code = request.query.get("code", "")
    try:
        known = await find_known(request[NODE], code)
    except Gone:
        return _gone(request)
    return _page(request, known, code)


async def save_guest_link(request: web.Request) -> web.Response:
    form = await read_open_form(request)
    count_request(request)
    node, code = request[NODE], form.get("code", "")
    words = frame_without_store(request).words
    try:
        if form.get("tun") == "loeschen":
            await withdraw(node, code)
            return told_page(request, words.t("guest.withdrawn.title"), [words.t("guest.withdrawn.text")])
        if form.get("tun") == "absenden":
            await confirm(node, code)
        return _page(request, await find_known(node, code), code)
    except Gone:
        return _gone(request)


def _page(request: web.Request, known: Known, code: str) -> web.Response:
    frame = frame_without_store(request)
    t, reply = frame.words.t, known.reply
    state = reply.state.value
    if reply.state is GuestState.PUBLISHED and known.post is None:
        state = "removed"
    body = rendering_of(request).page(
        "guest_link.html",
        frame,
        heading=t(f"guest.state.{state}.title"),
        lead=t(f"guest.state.{state}.text", name=known.channel.shown_name),
        state=state,
        reply=reply,
        written=frame.words.full(reply.created_at),
        decided="" if reply.decided_at is None else frame.words.full(reply.decided_at),
        channel=known.channel.shown_name,
        answered=post_path(known.channel, known.answered.id) if known.answered else "",
        page=frame.path_of(known.post.url) if known.post is not None else "",
        path=GUEST_PATH,
        code=code,
    )
    response = answer(request, frame, body, forms=True)
    response.headers["Cache-Control"] = "no-store"
    return response


def _gone(request: web.Request) -> web.Response:
    words = frame_without_store(request).words
    return told_page(request, words.t("link.gone"), [words.t("guest.link_gone")], status=410)
