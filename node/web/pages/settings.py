"""What a person settles for themselves: the page that leads to all of it, and how things stand."""

from collections.abc import Mapping, Sequence

from aiohttp import web

from node.errors import TooMany
from node.model.factor import Factors
from node.model.login import Login
from node.store.database import Tx
from node.web.auth import is_password, require_viewer
from node.web.page import answer, look, rendering_of
from node.web.pages.login import too_many
from node.web.rendering import Frame


async def show_settings(request: web.Request) -> web.Response:
    viewer = await require_viewer(request)
    frame, (login, factors, sessions) = await look(request, _standing, viewer.login_id or 0)
    body = rendering_of(request).page(
        "settings.html",
        frame,
        heading=frame.words.t("settings.title"),
        lines=[] if login is None else _lines(frame, login, factors, sessions),
    )
    return answer(request, frame, body)


def settings_page(
    request: web.Request,
    template: str,
    frame: Frame,
    *,
    wrong: Mapping[str, str] | None = None,
    **values: object,
) -> web.Response:
    """One of these pages. With something `wrong` (field to sentence) it is the answer to a form."""
    body = rendering_of(request).page(template, frame, wrong=wrong or {}, **values)
    return answer(request, frame, body, status=422 if wrong else 200)


async def password_fault(request: web.Request, frame: Frame, password: str) -> str:
    """What is wrong with the password that was asked for once more; nothing when it is right."""
    try:
        return "" if await is_password(request, password) else frame.words.t("settings.password_wrong")
    except TooMany as refusal:
        return too_many(frame.words, refusal)


def _lines(frame: Frame, login: Login, factors: Factors, sessions: int) -> Sequence[tuple[str, str, str]]:
    """(page, its name, how things stand)."""
    t = frame.words.t
    mail = "settings.mail_confirmed" if login.confirmed_at is not None else "settings.mail_unconfirmed"
    return (
        ("/einstellungen/mail", t("settings.mail"), t(mail, email=login.email)),
        ("/einstellungen/passwort", t("settings.password"), t("settings.password_state")),
        (
            "/einstellungen/zweiter-faktor",
            t("settings.factor"),
            t("settings.factor_on" if factors else "settings.factor_off"),
        ),
        ("/einstellungen/sitzungen", t("settings.sessions"), t("settings.sessions_count", count=sessions)),
    )


async def _standing(tx: Tx, _viewer_id: int, login_id: int) -> tuple[Login | None, Factors, int]:
    login = await tx.logins.find(login_id)
    return login, await tx.factors.of(login_id), len(await tx.logins.sessions_of(login_id, tx.now))
