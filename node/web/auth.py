"""Who is logged in: a random secret in a cookie, only its hash in the store (T-240, T-242). Readers get no cookie.

There is one door, whoever sends somebody to it (pages, OAuth): the password, then the second factor of those who have one;
or a passkey alone. Between the two steps a person has a cookie of another kind, which opens nothing else (T-238).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from node.config import Config
from node.context import Context
from node.errors import Forbidden, TooMany, Unauthenticated, Unprocessable
from node.model import secret as secrets_of_ours
from node.model.account import Actor
from node.model.channel import MemberRole
from node.model.factor import Factors
from node.model.login import Login, Role
from node.model.retention import SESSIONS
from node.outbox.acting import CRISIS_ONLY
from node.outbox.factors import check_code
from node.outbox.letters import tell_person
from node.outbox.passkeys import prove
from node.store.database import Tx
from node.store.logins import Session
from node.web.attempts import Attempts
from node.web.browsers import browser_of
from node.web.keys import IN_CRISIS, NODE, VIEWER
from node.web.limits import client_range
from node.web.passwords import Passwords

LASTS = SESSIONS
HALF_LASTS = timedelta(minutes=10)
TRIES = 5
SETUP = "/einstellungen/zweiter-faktor"
"""Where somebody goes who has to have a second factor and has none; everything else waits."""

_ALWAYS_OPEN = (SETUP, "/abmelden")
# What somebody in the crisis role sees as such: what they are there for, their own log-in, and the way to other channels
_IN_CRISIS = re.compile(
    r"/(verfassen|warnung|start|abmelden|kanal-wechseln|einstellungen|oauth/[a-z/_-]+"
    r"|einstellungen/(mail|passwort|sitzungen|zweiter-faktor)(/[a-z0-9/-]+)?|beitrag/\d+/(aendern|loeschen))"
)
_NOTED = timedelta(days=1)
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class Door:
    """What logging in needs beside the store; one for the whole program."""

    passwords: Passwords
    attempts: Attempts


DOOR: web.AppKey[Door] = web.AppKey("DOOR", Door)


hash_of = secrets_of_ours.hash_of


def cookie_name(node: Context) -> str:
    """With the node's name, because browsers send cookies of one host to all its ports; with https `__Host-`, so that
    no neighbouring host can set it."""
    name = f"session-{_NOT_IN_A_NAME.sub('-', node.config.host)}"
    return f"__Host-{name}" if node.config.is_https else name


def session_secret(request: web.Request) -> str | None:
    secret = request.cookies.get(cookie_name(request[NODE]), "")
    return secret if _SECRET.fullmatch(secret) else None


async def viewer_of(request: web.Request) -> Actor | None:
    """Who is logged in, looked up once per request. Without a cookie the store is not asked. Whoever has to set up a
    second factor is led there."""
    if VIEWER in request:
        return request[VIEWER]
    secret = session_secret(request)
    node = request[NODE]
    found = None if secret is None else await node.store.read(_viewer, hash_of(secret))
    if found is None:
        return None
    viewer, session = found
    if must_set_up(node.config, session) and not request.path.startswith(_ALWAYS_OPEN):
        raise web.HTTPSeeOther(SETUP, headers={"Cache-Control": "no-store"})
    if session.used_at is None or node.clock() - session.used_at > _NOTED:
        await node.store.write(_touch, session.secret_hash)
    request[VIEWER] = viewer
    if session.part == MemberRole.CRISIS:
        request[IN_CRISIS] = True
    return viewer


def is_shut(request: web.Request) -> bool:
    """Whether somebody in the crisis role asks for what they have no business with. What the channel alone may read, they
    may not (row 112)."""
    return IN_CRISIS in request and not _IN_CRISIS.fullmatch(request.path)


def must_set_up(config: Config, session: Session) -> bool:
    """Whether the node wants a second factor of this person, and there is none."""
    wanted = config.login.second_factor
    return not session.has_factor and (wanted == "all" or (wanted == "moderators" and session.role is not Role.MEMBER))


async def reader_of(request: web.Request) -> Actor | None:
    """Whose rights count for what is shown: nobody's where they have but the crisis role."""
    viewer = await viewer_of(request)
    return None if is_shut(request) else viewer


async def require_viewer(request: web.Request) -> Actor:
    """Raises Unauthenticated when nobody is logged in, Forbidden for somebody in the crisis role where that does not
    reach."""
    viewer = await viewer_of(request)
    if viewer is None:
        raise Unauthenticated("please log in")
    if is_shut(request):
        raise Forbidden(CRISIS_ONLY)
    return viewer


@dataclass(frozen=True, slots=True)
class Entered:
    """The secret for the cookie. `is_half`: the second factor is still to come."""

    secret: str
    is_half: bool


async def log_in(request: web.Request, email: str, password: str) -> Entered | None:
    """For the right password, else None. Raises TooMany, and Forbidden for a person who may act for no account."""
    node = request[NODE]
    login = await node.store.read(_login_of, email)
    usable = login if login is not None and login.disabled_at is None else None
    is_right = await _matches(request, email, None if usable is None else usable.password_hash, password)
    if usable is None or not is_right:
        return None
    half = secrets_of_ours.new_secret()
    if await node.store.write(_begin_half, usable.id, hash_of(half), node.clock() + HALF_LASTS):
        return Entered(half, is_half=True)
    return Entered(await begin_session(request, usable.id), is_half=False)


async def second_step(request: web.Request) -> tuple[Login, Factors] | None:
    """Whose second factor is to come, and which ones they have; None when the password has to be given first."""
    half = _half_secret(request)
    return None if half is None else await request[NODE].store.read(_second_step, hash_of(half))


async def give_code(request: web.Request, code: str) -> str | None:
    """A new session's secret for the right code, else None. Raises TooMany, and Unauthenticated when the password has to
    be given (again): after five wrong codes a guesser is back there."""
    node, half = request[NODE], _half_secret(request)
    pending = await second_step(request)
    if half is None or pending is None:
        raise Unauthenticated("please log in")
    login, _ = pending
    spend_attempt(request, _as_code(login))
    is_right = await node.store.write(_check_half, node, hash_of(half), login.id, code)
    if is_right is None:
        raise Unauthenticated("please log in")
    if not is_right:
        return None
    _succeeded(request, _as_code(login))
    return await begin_session(request, login.id)


async def give_passkey(request: web.Request, answer: str, *, alone: bool) -> str:
    """A new session's secret for a passkey's signature: after the password, or `alone`. Raises Unprocessable, Forbidden,
    TooMany, and Unauthenticated when the password has to be given first."""
    node, half = request[NODE], _half_secret(request)
    pending = None if alone else await second_step(request)
    if not alone and (half is None or pending is None):
        raise Unauthenticated("please log in")
    name = f"passkey {client_range(request)}" if pending is None else _as_code(pending[0])
    check_attempts(request, name)
    try:
        login_id = await prove(node, answer, None if pending is None else pending[0].id)
    except Unprocessable:
        count_failure(request, name)
        raise
    if half is not None:
        await node.store.write(lambda tx: tx.factors.end_half(hash_of(half)))
    return await begin_session(request, login_id)


async def begin_session(request: web.Request, login_id: int) -> str:
    """Its secret. The one of before in this browser ends (T-240). Raises Forbidden for a person who may act for no
    account."""
    node = request[NODE]
    secret, old = secrets_of_ours.new_secret(), session_secret(request)
    browser = browser_of(request.headers.get("User-Agent", ""))
    await node.store.write(_begin, node, login_id, hash_of(secret), None if old is None else hash_of(old), browser)
    return secret


async def is_password(request: web.Request, password: str) -> bool:
    """Whether it is the one of who is logged in: asked again before what would lock them out (T-236). Raises TooMany."""
    login = await own_login(request)
    return await _matches(request, login.email, login.password_hash, password)


async def _matches(request: web.Request, email: str, password_hash: str | None, password: str) -> bool:
    spend_attempt(request, email)
    try:
        is_right = await request.app[DOOR].passwords.matches(password_hash, password)
    except TooMany:  # nobody has looked at it
        _take_back(request, email)
        raise
    if is_right:
        _succeeded(request, email)
    return is_right


async def own_login(request: web.Request) -> Login:
    """Of who is logged in. Raises Unauthenticated."""
    viewer = await require_viewer(request)
    login_id = viewer.login_id or 0
    login = await request[NODE].store.read(lambda tx: tx.logins.find(login_id))
    if login is None:
        raise Unauthenticated("please log in")
    return login


def check_attempts(request: web.Request, name: str) -> None:
    """Raises TooMany. `name` is whatever somebody guesses at: a person's address, their code, a link."""
    limits = request[NODE].config.limits
    if limits.enabled:
        request.app[DOOR].attempts.check(
            request[NODE].config.host,
            name,
            client_range(request),
            most=limits.login_attempts,
            now=request[NODE].clock(),
        )


def count_letter(request: web.Request, login_id: int) -> None:
    """One more letter that somebody has sent by us to an address they name. Raises TooMany: strangers read it."""
    spend_attempt(request, f"letter {login_id}")


def spend_attempt(request: web.Request, name: str) -> None:
    """Counted before anybody looks whether it is right, so that of many at once no more count than one after the other.
    Raises TooMany."""
    check_attempts(request, name)
    count_failure(request, name)


def count_failure(request: web.Request, name: str) -> None:
    node = request[NODE]
    request.app[DOOR].attempts.failed(
        node.config.host, name, client_range(request), minutes=node.config.limits.login_minutes, now=node.clock()
    )


def _succeeded(request: web.Request, name: str) -> None:
    request.app[DOOR].attempts.succeeded(request[NODE].config.host, name, client_range(request))


def _take_back(request: web.Request, name: str) -> None:
    request.app[DOOR].attempts.take_back(request[NODE].config.host, name, client_range(request))


async def log_out(request: web.Request) -> None:
    secret = session_secret(request)
    if secret is not None:
        await request[NODE].store.write(_end, hash_of(secret))


async def switch_account(request: web.Request, account_id: int) -> None:
    """Act for another of one's accounts from now on. Raises Forbidden."""
    viewer, secret = await require_viewer(request), session_secret(request)
    if viewer.login_id is None or secret is None:
        raise Forbidden("only a person who is logged in can switch")
    await request[NODE].store.write(_switch, hash_of(secret), viewer.login_id, account_id)


def set_cookie(response: web.StreamResponse, node: Context, secret: str) -> None:
    _set(response, node, cookie_name(node), secret, LASTS)


def drop_half_cookie(request: web.Request, response: web.StreamResponse) -> None:
    """The second step is over."""
    node = request[NODE]
    if _half_secret(request) is not None:
        name, secure = _half_name(node), node.config.is_https or None
        response.del_cookie(name, path="/", httponly=True, samesite="Lax", secure=secure)


def set_half_cookie(response: web.StreamResponse, node: Context, secret: str) -> None:
    _set(response, node, _half_name(node), secret, HALF_LASTS)


def _set(response: web.StreamResponse, node: Context, name: str, secret: str, lasts: timedelta) -> None:
    response.set_cookie(
        name,
        secret,
        max_age=int(lasts.total_seconds()),
        path="/",
        httponly=True,
        samesite="Lax",
        secure=node.config.is_https,
    )


def drop_cookie(response: web.StreamResponse, node: Context) -> None:
    response.del_cookie(cookie_name(node), path="/", httponly=True, samesite="Lax", secure=node.config.is_https or None)


def _half_name(node: Context) -> str:
    return cookie_name(node).replace("session-", "step-", 1)


def _half_secret(request: web.Request) -> str | None:
    secret = request.cookies.get(_half_name(request[NODE]), "")
    return secret if _SECRET.fullmatch(secret) else None


def _as_code(login: Login) -> str:
    """Guesses at a code are counted apart from those at the password."""
    return f"code {login.email}"


async def _viewer(tx: Tx, secret_hash: str) -> tuple[Actor, Session] | None:
    session = await tx.logins.find_session(secret_hash, tx.now)
    account = None if session is None else await tx.accounts.find(session.account_id)
    if session is None or account is None or account.is_gone:
        return None
    return Actor(account, session.login_id), session


async def _touch(tx: Tx, secret_hash: str) -> None:
    await tx.logins.touch_session(secret_hash, tx.now)


async def _login_of(tx: Tx, email: str) -> Login | None:
    return await tx.logins.find_by_email(email.strip())


async def _begin_half(tx: Tx, login_id: int, secret_hash: str, until: datetime) -> bool:
    """Whether the person has a second factor to give."""
    if not await tx.factors.of(login_id):
        return False
    await tx.factors.add_half(secret_hash, login_id, until)
    return True


async def _second_step(tx: Tx, secret_hash: str) -> tuple[Login, Factors] | None:
    half = await tx.factors.find_half(secret_hash, tx.now)
    login = None if half is None else await tx.logins.find(half.login_id)
    return None if login is None else (login, await tx.factors.of(login.id))


async def _check_half(tx: Tx, node: Context, secret_hash: str, login_id: int, code: str) -> bool | None:
    """A code is used up only by whoever still has the half log-in, and that by the code. None: the password has to be given
    (again)."""
    if await tx.factors.find_half(secret_hash, tx.now) is None:
        return None
    left = await tx.factors.count_try(secret_hash, most=TRIES)
    if left is None:
        return None
    if await check_code(tx, node, login_id, code):
        await tx.factors.end_half(secret_hash)
        return True
    return False if left else None


async def _begin(tx: Tx, node: Context, login_id: int, secret_hash: str, old_hash: str | None, browser: str) -> None:
    """For the first living account of the person. Somebody who logs in with another kind of browser than ever before is
    told by letter."""
    login = await tx.logins.find(login_id)
    usable = await _usable(tx, login_id)
    if login is None or login.disabled_at is not None or not usable:
        raise Forbidden("there is no account this person may act for")
    if old_hash is not None:
        await tx.logins.end_session(old_hash)
    await tx.logins.add_session(secret_hash, Session(login_id, usable[0], tx.now + LASTS, browser), tx.now)
    if await tx.logins.see_browser(login_id, browser, tx.now):
        await tell_person(tx, node, login_id, "browser", detail=browser or "?")


async def _usable(tx: Tx, login_id: int) -> Sequence[int]:
    ids = await tx.logins.account_ids(login_id, tx.now, even_crisis=True)
    accounts = await tx.accounts.by_ids(ids)
    return [number for number in ids if number in accounts and not accounts[number].is_gone]


async def _end(tx: Tx, secret_hash: str) -> None:
    await tx.logins.end_session(secret_hash)


async def _switch(tx: Tx, secret_hash: str, login_id: int, account_id: int) -> None:
    account = await tx.accounts.find(account_id)
    if account is None or account.is_gone or await tx.logins.membership(login_id, account_id, tx.now) is None:
        raise Forbidden("you may not act for this account")
    await tx.logins.switch_session(secret_hash, account_id)
