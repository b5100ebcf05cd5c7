"""Where a person's letters go, in which language, and whether they want the weekly one."""

from collections.abc import Mapping

from aiohttp import web
from multidict import MultiMapping

from node.errors import Invalid
from node.i18n.translate import LANGUAGES
from node.model.login import Login
from node.outbox.letters import ask_to_confirm
from node.outbox.login import ask_for_new_email
from node.store.database import Tx
from node.web.auth import count_letter, own_login
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import look_around, see_other
from node.web.pages.settings import password_fault, settings_page

PATH = "/einstellungen/mail"


async def show_mail(request: web.Request) -> web.Response:
    return await _page(request, await own_login(request))


async def save_email(request: web.Request) -> web.Response:
    """The address stays as it is until the link sent to the new one has been followed."""
    form, login = await read_form(request), await own_login(request)
    frame = await look_around(request)
    email, wrong = form.get("neue", ""), {}
    if not request[NODE].config.mail.is_on:
        wrong[""] = frame.words.t("mail.off")
    elif fault := await password_fault(request, frame, form.get("passwort", "")):
        wrong["passwort"] = fault
    else:
        count_letter(request, login.id)
        try:
            await ask_for_new_email(request[NODE], login.id, email)
        except Invalid:
            wrong["neue"] = frame.words.t("mail.not_an_address")
    if wrong:
        return await _page(request, login, typed=email, wrong=wrong)
    return see_other(request, PATH, done="bestaetigung")


async def save_again(request: web.Request) -> web.Response:
    """The letter with the link once more."""
    await read_form(request)
    login, node = await own_login(request), request[NODE]
    if node.config.mail.is_on and (login.new_email or login.confirmed_at is None):
        count_letter(request, login.id)
        await node.store.write(ask_to_confirm, login.id)
    return see_other(request, PATH, done="bestaetigung")


async def save_letters(request: web.Request) -> web.Response:
    form, login = await read_form(request), await own_login(request)
    await request[NODE].store.write(_save, login.id, form)
    return see_other(request, PATH, done="einstellungen")


async def _page(
    request: web.Request, login: Login, *, typed: str = "", wrong: Mapping[str, str] | None = None
) -> web.Response:
    frame = await look_around(request)
    return settings_page(
        request,
        "settings_mail.html",
        frame,
        wrong=wrong,
        heading=frame.words.t("settings.mail"),
        path=PATH,
        login=login,
        typed=typed,
        is_on=request[NODE].config.mail.is_on,
        languages=LANGUAGES,
    )


async def _save(tx: Tx, login_id: int, form: MultiMapping[str]) -> None:
    language = form.get("sprache", "")
    await tx.logins.set_letters(
        login_id,
        language=language if language in LANGUAGES else None,
        digest=form.get("wochenbrief") == "1",
        now=tx.now,
    )
