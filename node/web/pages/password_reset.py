"""A forgotten password: the letter, and the new password by the link in it. What is shown is the same whether the address
is somebody's or not (T-237)."""

from collections.abc import Mapping

from aiohttp import web

from node.errors import Gone, NotFound, TooMany, Unprocessable
from node.model.factor import Purpose
from node.outbox.letters import RESET_PATH
from node.outbox.login import ask_for_reset, find_ticket, set_password_by_ticket
from node.web.auth import DOOR, spend_attempt
from node.web.csrf import read_open_form
from node.web.keys import NODE
from node.web.limits import count_request
from node.web.page import answer, frame_without_store, rendering_of, see_other
from node.web.pages.login import too_many
from node.web.pages.told import told_page
from node.web.passwords import MIN_LENGTH

FORGOTTEN = "/passwort-vergessen"


async def show_forgotten(request: web.Request) -> web.Response:
    return _forgotten_page(request)


async def save_forgotten(request: web.Request) -> web.Response:
    """One letter at a time; who asks again and again has to wait, whoever's address it is."""
    form = await read_open_form(request)
    email, words = form.get("adresse", ""), frame_without_store(request).words
    _need_mail(request)
    name = f"reset {email}"
    try:
        spend_attempt(request, name)
    except TooMany as refusal:
        return _forgotten_page(request, {"adresse": too_many(words, refusal)}, email=email, status=429)
    await ask_for_reset(request[NODE], email)
    return told_page(
        request, words.t("forgotten.title"), [words.t("forgotten.sent"), words.t("forgotten.nothing_came")]
    )


async def show_new_password(request: web.Request) -> web.Response:
    """The form behind the link. Looking at it uses nothing up: mail programs look, too."""
    count_request(request)
    return await _new_page(request, request.query.get("code", ""))


async def save_new_password(request: web.Request) -> web.Response:
    """Raises TooMany."""
    form = await read_open_form(request)
    count_request(request)
    code, words = form.get("code", ""), frame_without_store(request).words
    try:
        await find_ticket(request[NODE], code, Purpose.RESET, Purpose.INVITE)
        password_hash = await request.app[DOOR].passwords.hash(form.get("neues", ""))
        await set_password_by_ticket(request[NODE], code, password_hash)
    except Gone:
        return _gone_page(request)
    except Unprocessable:
        return await _new_page(request, code, {"neues": words.t("password.length", count=MIN_LENGTH)})
    return see_other(request, "/anmelden?neu=1", done="passwort-neu")


def _need_mail(request: web.Request) -> None:
    if not request[NODE].config.mail.is_on:
        raise NotFound("this node sends no mail")


def _forgotten_page(
    request: web.Request, wrong: Mapping[str, str] | None = None, *, email: str = "", status: int = 200
) -> web.Response:
    _need_mail(request)
    frame = frame_without_store(request)
    heading = frame.words.t("forgotten.title")
    body = rendering_of(request).page(
        "password_forgotten.html", frame, heading=heading, wrong=wrong or {}, email=email, path=FORGOTTEN
    )
    return answer(request, frame, body, status=status, forms=True)


async def _new_page(request: web.Request, code: str, wrong: Mapping[str, str] | None = None) -> web.Response:
    try:
        held = await find_ticket(request[NODE], code, Purpose.RESET, Purpose.INVITE)
    except Gone:
        return _gone_page(request)
    frame = frame_without_store(request)
    body = rendering_of(request).page(
        "password_new.html",
        frame,
        heading=frame.words.t("new_password.title"),
        wrong=wrong or {},
        code=code,
        email=held.login.email,
        least=MIN_LENGTH,
        path=RESET_PATH,
    )
    response = answer(request, frame, body, status=422 if wrong else 200, forms=True)
    response.headers["Cache-Control"] = "no-store"
    return response


def _gone_page(request: web.Request) -> web.Response:
    words = frame_without_store(request).words
    link = (FORGOTTEN, words.t("forgotten.again")) if request[NODE].config.mail.is_on else None
    return told_page(request, words.t("link.gone"), [words.t("link.gone_why")], link=link, status=410)
