"""Log in with more than a password: the code or passkey after it, or a passkey instead of it."""

from collections.abc import Mapping

from aiohttp import web

from node.errors import Forbidden, TooMany, Unauthenticated, Unprocessable
from node.outbox.passkeys import options_to_prove
from node.web.auth import give_code, give_passkey, second_step
from node.web.csrf import read_open_form
from node.web.keys import NODE
from node.web.limits import count_request
from node.web.page import answer, frame_without_store, own_path, rendering_of, see_other
from node.web.pages.login import SECOND_STEP, entered_page, login_page, too_many
from node.web.scripted import json_answer, with_script

PASSKEY = "/anmelden/passkey"


async def show_second_step(request: web.Request) -> web.Response:
    return await _second_step_page(request, back=request.query.get("zurueck", ""))


async def save_second_step(request: web.Request) -> web.Response:
    """The code of a generator, a recovery code, or what a passkey signed."""
    form = await read_open_form(request)
    back, words = own_path(form.get("zurueck", "")), frame_without_store(request).words
    try:
        if form.get("antwort"):
            secret: str | None = await give_passkey(request, form["antwort"], alone=False)
        else:
            secret = await give_code(request, form.get("code", ""))
    except Unauthenticated:
        return await _from_the_start(request, back)
    except TooMany as refusal:
        return await _second_step_page(request, wrong={"code": too_many(words, refusal)}, back=back, status=429)
    except Unprocessable:
        wrong = {"": words.t("passkey.not_proven")}
        return await _second_step_page(request, wrong=wrong, back=back, status=422)
    if secret is None:
        wrong = {"code": words.t("second_step.wrong")}
        return await _second_step_page(request, wrong=wrong, back=back, status=422)
    return entered_page(request, secret, back)


async def give_second_step_options(request: web.Request) -> web.Response:
    """What a passkey has to sign, for the script."""
    await read_open_form(request)
    count_request(request)
    pending = await second_step(request)
    if pending is None:
        raise Unauthenticated("please log in")
    return json_answer(request, await options_to_prove(request[NODE], pending[0].id))


async def show_passkey_login(request: web.Request) -> web.Response:
    return _passkey_page(request, back=request.query.get("zurueck", ""))


async def save_passkey_login(request: web.Request) -> web.Response:
    """A passkey and nothing else: the device has made sure of the person."""
    form = await read_open_form(request)
    back, words = own_path(form.get("zurueck", "")), frame_without_store(request).words
    try:
        secret = await give_passkey(request, form.get("antwort", ""), alone=True)
    except TooMany as refusal:
        return _passkey_page(request, wrong={"": too_many(words, refusal)}, back=back, status=429)
    except Unprocessable:
        return _passkey_page(request, wrong={"": words.t("passkey.not_proven")}, back=back, status=422)
    except Forbidden:
        return _passkey_page(request, wrong={"": words.t("login.no_account")}, back=back, status=403)
    return entered_page(request, secret, back)


async def give_passkey_options(request: web.Request) -> web.Response:
    """Asked for when the button is pressed, so that looking at the page stores nothing."""
    await read_open_form(request)
    count_request(request)
    return json_answer(request, await options_to_prove(request[NODE], None))


async def _second_step_page(
    request: web.Request, *, wrong: Mapping[str, str] | None = None, back: str = "", status: int = 200
) -> web.Response:
    pending = await second_step(request)
    if pending is None:
        return await _from_the_start(request, back) if status != 200 else see_other(request, "/anmelden")
    _, factors = pending
    frame = frame_without_store(request)
    body = rendering_of(request).page(
        "login_second_step.html",
        frame,
        heading=frame.words.t("second_step.title"),
        wrong=wrong or {},
        back=own_path(back),
        action=SECOND_STEP,
        has_generator=factors.generator is not None,
        has_passkey=bool(factors.passkeys),
    )
    response = answer(request, frame, body, status=status, forms=True)
    return with_script(response) if factors.passkeys else response


async def _from_the_start(request: web.Request, back: str) -> web.Response:
    """Too long has passed, or too many codes were wrong."""
    wrong = {"": frame_without_store(request).words.t("second_step.over")}
    return await login_page(request, wrong=wrong, back=back, status=422)


def _passkey_page(
    request: web.Request, *, wrong: Mapping[str, str] | None = None, back: str = "", status: int = 200
) -> web.Response:
    frame = frame_without_store(request)
    body = rendering_of(request).page(
        "login_passkey.html",
        frame,
        heading=frame.words.t("passkey_login.title"),
        wrong=wrong or {},
        back=own_path(back),
        action=PASSKEY,
    )
    return with_script(answer(request, frame, body, status=status, forms=True))
