"""Log in."""

from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from node.errors import Forbidden, TooMany
from node.i18n.translate import Translator
from node.web.auth import drop_half_cookie, log_in, set_cookie, set_half_cookie, viewer_of
from node.web.csrf import read_open_form
from node.web.keys import NODE
from node.web.page import answer, frame_without_store, here, own_path, rendering_of, see_other
from node.web.typed import typed_text

SECOND_STEP: Final = "/anmelden/zweiter-schritt"


async def show_login(request: web.Request) -> web.Response:
    """The form; whoever is logged in already goes to their start page, unless they mean to log in anew (`?neu=1`)."""
    if request.query.get("neu") != "1" and await viewer_of(request) is not None:
        return see_other(request, own_path(request.query.get("zurueck", "")) or "/start")
    return await login_page(request, back=request.query.get("zurueck", ""))


async def save_login(request: web.Request) -> web.Response:
    """Check address and password. What is wrong is not told apart (T-237)."""
    form = await read_open_form(request)
    email, back = form.get("adresse", ""), own_path(form.get("zurueck", ""))
    words = frame_without_store(request).words
    try:
        entered = await log_in(request, email, form.get("passwort", ""))
    except TooMany as refusal:
        wrong = {"adresse": too_many(words, refusal)}
        return await login_page(request, wrong=wrong, email=email, back=back, status=429)
    except Forbidden:
        wrong = {"adresse": words.t("login.no_account")}
        return await login_page(request, wrong=wrong, email=email, back=back, status=403)
    if entered is None:
        wrong = {"adresse": words.t("login.wrong")}
        return await login_page(request, wrong=wrong, email=email, back=back, status=422)
    if entered.is_half:
        response = see_other(request, to_second_step(back))
        set_half_cookie(response, request[NODE], entered.secret)
        return response
    return entered_page(request, entered.secret, back)


def entered_page(request: web.Request, secret: str, back: str) -> web.Response:
    """On to where somebody wanted to go, logged in."""
    response = see_other(request, back or "/start")
    set_cookie(response, request[NODE], secret)
    drop_half_cookie(request, response)
    return response


def to_second_step(back: str) -> str:
    return f"{SECOND_STEP}?{urlencode({'zurueck': back})}" if back else SECOND_STEP


def too_many(words: Translator, refusal: TooMany) -> str:
    return words.t("login.too_many", minutes=max(1, round(refusal.retry_after / 60)))


async def login_page(
    request: web.Request,
    *,
    needed: bool = False,
    wrong: dict[str, str] | None = None,
    email: str = "",
    back: str = "",
    status: int = 200,
) -> web.Response:
    """The form. `needed`: shown instead of a page for people who are logged in; what they had typed is shown, too."""
    frame = frame_without_store(request)
    typed = await typed_text(request) if needed else ""
    if needed and request.method != "POST":
        back = here(request)
    body = rendering_of(request).page(
        "login.html",
        frame,
        heading=frame.words.t("login.title"),
        needed=needed,
        typed=typed,
        wrong=wrong or {},
        email=email,
        back=own_path(back),
        mail=request[NODE].config.mail.is_on,
        query=f"?{urlencode({'zurueck': own_path(back)})}" if own_path(back) else "",
    )
    return answer(request, frame, body, status=status, forms=True)
