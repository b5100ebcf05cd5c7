"""Where the links in letters lead that prove an address or end the weekly letter. Following one only asks; the button
does it, because mail programs follow links to look at them. One press in a mail program does it, too (RFC 8058)."""

from aiohttp import web

from node.errors import Conflict, Gone
from node.model.factor import Purpose
from node.outbox.digest import UNSUBSCRIBE_PATH
from node.outbox.letters import CONFIRM_PATH
from node.outbox.login import confirm_email, find_ticket, stop_digest
from node.web.csrf import read_open_form
from node.web.keys import NODE
from node.web.limits import count_request
from node.web.page import answer, frame_without_store, rendering_of
from node.web.pages.told import told_page
from node.web.posted import read_stop_code


async def show_confirm(request: web.Request) -> web.Response:
    return await _question(request, CONFIRM_PATH, Purpose.CONFIRM, "confirm")


async def save_confirm(request: web.Request) -> web.Response:
    form = await read_open_form(request)
    count_request(request)
    words = frame_without_store(request).words
    try:
        login = await confirm_email(request[NODE], form.get("code", ""))
    except Gone:
        return _gone(request)
    except Conflict:
        return told_page(request, words.t("confirm.title"), [words.t("confirm.taken")], status=409)
    sentence = words.t("confirm.done_changed" if login.new_email else "confirm.done")
    return told_page(request, words.t("confirm.title"), [sentence], link=("/start", words.t("link.on")))


async def show_unsubscribe(request: web.Request) -> web.Response:
    return await _question(request, UNSUBSCRIBE_PATH, Purpose.UNSUBSCRIBE, "unsubscribe")


async def save_unsubscribe(request: web.Request) -> web.Response:
    count_request(request)
    code = await read_stop_code(request)
    words = frame_without_store(request).words
    try:
        await stop_digest(request[NODE], code)
    except Gone:
        return _gone(request)
    return told_page(request, words.t("unsubscribe.title"), [words.t("unsubscribe.done")])


async def _question(request: web.Request, path: str, purpose: Purpose, words: str) -> web.Response:
    count_request(request)
    code = request.query.get("code", "")
    try:
        held = await find_ticket(request[NODE], code, purpose)
    except Gone:
        return _gone(request)
    frame = frame_without_store(request)
    t = frame.words.t
    body = rendering_of(request).page(
        "mail_link.html",
        frame,
        heading=t(f"{words}.title"),
        question=t(f"{words}.question", email=held.ticket.email),
        button=t(f"{words}.submit"),
        path=path,
        code=code,
    )
    response = answer(request, frame, body, forms=True)
    response.headers["Cache-Control"] = "no-store"
    return response


def _gone(request: web.Request) -> web.Response:
    words = frame_without_store(request).words
    return told_page(request, words.t("link.gone"), [words.t("link.gone_why")], status=410)
