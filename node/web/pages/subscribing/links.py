"""Where the links in letters to subscribers lead. Following one only asks, because mail programs follow links to look at
them; the button does it, and to end a subscription one press in a mail program, too (RFC 8058)."""

from aiohttp import web

from node.errors import Gone
from node.model.account import Account
from node.model.subscription import Subscription
from node.outbox.subscriptions import CONFIRM_PATH, STOP_PATH, confirm, find_asked, find_stopping, stop
from node.web.cards import profile_path
from node.web.csrf import read_open_form
from node.web.keys import NODE
from node.web.limits import count_request
from node.web.page import answer, frame_without_store, rendering_of
from node.web.pages.told import told_page
from node.web.posted import read_stop_code


async def show_confirmation(request: web.Request) -> web.Response:
    count_request(request)
    code = request.query.get("code", "")
    try:
        found, channel = await find_asked(request[NODE], code)
    except Gone:
        return _gone(request)
    if found.confirmed_at is not None:
        return _confirmed(request, channel)
    return _question(request, found, channel, code, CONFIRM_PATH, "subscribe.confirm")


async def save_confirmation(request: web.Request) -> web.Response:
    form = await read_open_form(request)
    count_request(request)
    try:
        _, channel = await confirm(request[NODE], form.get("code", ""))
    except Gone:
        return _gone(request)
    return _confirmed(request, channel)


async def show_stop(request: web.Request) -> web.Response:
    count_request(request)
    code = request.query.get("code", "")
    try:
        found, channel = await find_stopping(request[NODE], code)
    except Gone:
        return _gone(request)
    return _question(request, found, channel, code, STOP_PATH, "subscribe.stop")


async def save_stop(request: web.Request) -> web.Response:
    count_request(request)
    code = await read_stop_code(request)
    words = frame_without_store(request).words
    try:
        await stop(request[NODE], code)
    except Gone:
        return _gone(request)
    return told_page(request, words.t("subscribe.stop.title"), [words.t("subscribe.stop.done")])


def _question(
    request: web.Request, found: Subscription, channel: Account, code: str, path: str, words: str
) -> web.Response:
    frame = frame_without_store(request)
    t = frame.words.t
    body = rendering_of(request).page(
        "mail_link.html",
        frame,
        heading=t(f"{words}.title"),
        question=t(f"{words}.question", email=found.email, channel=channel.shown_name),
        button=t(f"{words}.submit"),
        path=path,
        code=code,
    )
    response = answer(request, frame, body, forms=True)
    response.headers["Cache-Control"] = "no-store"
    return response


def _confirmed(request: web.Request, channel: Account) -> web.Response:
    t = frame_without_store(request).words.t
    return told_page(
        request,
        t("subscribe.confirm.title"),
        [t("subscribe.confirm.done", channel=channel.shown_name), t("subscribe.confirm.end")],
        link=(profile_path(channel), t("subscribe.back", name=channel.shown_name)),
    )


def _gone(request: web.Request) -> web.Response:
    words = frame_without_store(request).words
    return told_page(request, words.t("link.gone"), [words.t("subscribe.link_gone")], status=410)
