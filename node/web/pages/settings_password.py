"""Change one's password. Whoever else is logged in with the old one is out, and so is every app (T-236)."""

from aiohttp import web

from node.errors import Unprocessable
from node.outbox.login import change_password
from node.web.auth import DOOR, begin_session, own_login, set_cookie
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import look_around, see_other
from node.web.pages.settings import password_fault, settings_page
from node.web.passwords import MIN_LENGTH

PATH = "/einstellungen/passwort"


async def show_password(request: web.Request) -> web.Response:
    return await _page(request, {})


async def save_password(request: web.Request) -> web.Response:
    form, login = await read_form(request), await own_login(request)
    frame, node = await look_around(request), request[NODE]
    if fault := await password_fault(request, frame, form.get("passwort", "")):
        return await _page(request, {"passwort": fault})
    try:
        password_hash = await request.app[DOOR].passwords.hash(form.get("neues", ""))
    except Unprocessable:
        return await _page(request, {"neues": frame.words.t("password.length", count=MIN_LENGTH)})
    await change_password(node, login.id, password_hash)
    response = see_other(request, PATH, done="passwort")
    set_cookie(response, node, await begin_session(request, login.id))
    return response


async def _page(request: web.Request, wrong: dict[str, str]) -> web.Response:
    login, frame = await own_login(request), await look_around(request)
    return settings_page(
        request,
        "settings_password.html",
        frame,
        wrong=wrong,
        heading=frame.words.t("settings.password"),
        path=PATH,
        email=login.email,
        least=MIN_LENGTH,
    )
