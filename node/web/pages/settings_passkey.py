"""Add a passkey. The password is asked for before the device is, so that no device keeps a key we do not know."""

from collections.abc import Mapping

import msgspec
from aiohttp import web

from node.errors import Conflict, Unprocessable
from node.outbox.passkeys import add_passkey, options_to_add
from node.web.auth import SETUP, hash_of, own_login, require_viewer, session_secret
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import look_around
from node.web.pages.recovery_codes import codes_page
from node.web.pages.settings import password_fault, settings_page
from node.web.scripted import json_answer, with_script

PATH = f"{SETUP}/passkey"


async def show_passkey(request: web.Request) -> web.Response:
    return await _page(request)


async def give_new_passkey_options(request: web.Request) -> web.Response:
    """For the script: what the device has to know; or, in words for the person, why not."""
    form, login = await read_form(request), await own_login(request)
    viewer, frame = await require_viewer(request), await look_around(request)
    fault = await password_fault(request, frame, form.get("passwort", ""))
    if not fault:
        try:
            options = await options_to_add(request[NODE], login, viewer.account.shown_name)
            return json_answer(request, options)
        except Unprocessable:
            fault = frame.words.t("passkey.too_many")
    return json_answer(request, msgspec.json.encode({"error": fault}), status=422)


async def save_passkey(request: web.Request) -> web.Response:
    """What was signed was asked for with the password, and is good once: that is proof enough of it."""
    form, login = await read_form(request), await own_login(request)
    words = (await look_around(request)).words
    session = hash_of(session_secret(request) or "")
    try:
        codes = await add_passkey(
            request[NODE], login.id, form.get("antwort", ""), form.get("name", ""), session=session
        )
    except Unprocessable:
        return await _page(request, {"": words.t("passkey.not_proven")})
    except Conflict:
        return await _page(request, {"": words.t("passkey.known")})
    return await codes_page(request, codes)


async def _page(request: web.Request, wrong: Mapping[str, str] | None = None) -> web.Response:
    await own_login(request)
    frame = await look_around(request)
    heading = frame.words.t("passkey.title")
    return with_script(settings_page(request, "settings_passkey.html", frame, wrong=wrong, heading=heading, path=PATH))
