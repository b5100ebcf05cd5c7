"""Where a person is logged in: kinds of browsers and days, and the buttons that end it. Where they were is not known."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from node.errors import NotFound
from node.store.database import Tx
from node.store.logins import Session
from node.web.auth import hash_of, own_login, require_viewer, session_secret
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import look, see_other
from node.web.pages.settings import settings_page
from node.web.rendering import Frame

PATH = "/einstellungen/sitzungen"


@dataclass(frozen=True, slots=True)
class _Row:
    """`key` names the session in the form that ends it; nobody can log in with it."""

    key: str
    browser: str
    since: str
    used: str
    is_own: bool


async def show_sessions(request: web.Request) -> web.Response:
    viewer = await require_viewer(request)
    frame, sessions = await look(request, _sessions, viewer.login_id or 0)
    own = hash_of(session_secret(request) or "")
    return settings_page(
        request,
        "settings_sessions.html",
        frame,
        heading=frame.words.t("settings.sessions"),
        path=PATH,
        rows=[_row(each, frame, own) for each in sessions],
    )


async def save_session_end(request: web.Request) -> web.Response:
    """Raises NotFound for one that is not theirs."""
    form, login = await read_form(request), await own_login(request)
    if not await request[NODE].store.write(lambda tx: tx.logins.end_session_of(login.id, form.get("sitzung", ""))):
        raise NotFound("there is no such session")
    return see_other(request, PATH, done="sitzung")


async def save_other_sessions_end(request: web.Request) -> web.Response:
    await read_form(request)
    login, own = await own_login(request), hash_of(session_secret(request) or "")
    await request[NODE].store.write(lambda tx: tx.logins.end_other_sessions(login.id, own))
    return see_other(request, PATH, done="sitzungen")


def _row(session: Session, frame: Frame, own: str) -> _Row:
    begun = session.created_at or frame.now
    return _Row(
        key=session.secret_hash,
        browser=session.browser or frame.words.t("sessions.unknown"),
        since=frame.words.date(begun),
        used=frame.words.day(session.used_at or begun, frame.now),
        is_own=session.secret_hash == own,
    )


async def _sessions(tx: Tx, _viewer_id: int, login_id: int) -> Sequence[Session]:
    return await tx.logins.sessions_of(login_id, tx.now)
