"""Who is logged in: a random secret in a cookie, only its hash in the store (T-240, T-242). Readers get no cookie."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from aiohttp import web

from node.context import Context
from node.errors import Forbidden, Unauthenticated
from node.model.account import Actor
from node.model.login import Login
from node.store.database import Tx
from node.store.logins import Session
from node.web.attempts import Attempts
from node.web.keys import NODE, VIEWER
from node.web.limits import client_range
from node.web.passwords import Passwords

LASTS = timedelta(days=14)
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class Door:
    """What logging in needs beside the store; one for the whole program."""

    passwords: Passwords
    attempts: Attempts


DOOR: web.AppKey[Door] = web.AppKey("DOOR", Door)


def hash_of(secret: str) -> str:
    """What the store knows a secret by. It is random and long, so no slow hash is needed."""
    return sha256(secret.encode()).hexdigest()


def cookie_name(node: Context) -> str:
    """With the node's name, because browsers send cookies of one host to all its ports; with https `__Host-`, so that
    no neighbouring host can set it."""
    name = f"session-{_NOT_IN_A_NAME.sub('-', node.config.host)}"
    return f"__Host-{name}" if node.config.is_https else name


def session_secret(request: web.Request) -> str | None:
    secret = request.cookies.get(cookie_name(request[NODE]), "")
    return secret if _SECRET.fullmatch(secret) else None


async def viewer_of(request: web.Request) -> Actor | None:
    """Who is logged in, looked up once per request. Without a cookie the store is not asked."""
    if VIEWER in request:
        return request[VIEWER]
    secret = session_secret(request)
    viewer = None if secret is None else await request[NODE].store.read(_viewer, hash_of(secret))
    if viewer is not None:
        request[VIEWER] = viewer
    return viewer


async def require_viewer(request: web.Request) -> Actor:
    """Raises Unauthenticated when nobody is logged in."""
    viewer = await viewer_of(request)
    if viewer is None:
        raise Unauthenticated("please log in")
    return viewer


async def log_in(request: web.Request, email: str, password: str) -> str | None:
    """A new session's secret for the right password, else None. Raises TooMany, and Forbidden for a person who may act
    for no account."""
    node, door = request[NODE], request.app[DOOR]
    limits, now, host, network = node.config.limits, node.clock(), node.config.host, client_range(request)
    if limits.enabled:
        door.attempts.check(host, email, network, most=limits.login_attempts, now=now)
    login = await node.store.read(_login_of, email)
    usable = login if login is not None and login.disabled_at is None else None
    if not await door.passwords.matches(None if usable is None else usable.password_hash, password) or usable is None:
        door.attempts.failed(host, email, network, minutes=limits.login_minutes, now=now)
        return None
    door.attempts.succeeded(host, email, network)
    secret, old = secrets.token_urlsafe(32), session_secret(request)
    await node.store.write(_begin, usable.id, hash_of(secret), None if old is None else hash_of(old), now)
    return secret


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
    response.set_cookie(
        cookie_name(node),
        secret,
        max_age=int(LASTS.total_seconds()),
        path="/",
        httponly=True,
        samesite="Lax",
        secure=node.config.is_https,
    )


def drop_cookie(response: web.StreamResponse, node: Context) -> None:
    response.del_cookie(cookie_name(node), path="/", httponly=True, samesite="Lax", secure=node.config.is_https or None)


async def _viewer(tx: Tx, secret_hash: str) -> Actor | None:
    session = await tx.logins.find_session(secret_hash, tx.now)
    account = None if session is None else await tx.accounts.find(session.account_id)
    return None if session is None or account is None or account.is_gone else Actor(account, session.login_id)


async def _login_of(tx: Tx, email: str) -> Login | None:
    return await tx.logins.find_by_email(email.strip())


async def _begin(tx: Tx, login_id: int, secret_hash: str, old_hash: str | None, now: datetime) -> None:
    """A session for the first living account of the person; the one they had before ends (T-240)."""
    ids = await tx.logins.account_ids(login_id, now)
    accounts = await tx.accounts.by_ids(ids)
    usable = [number for number in ids if number in accounts and not accounts[number].is_gone]
    if not usable:
        raise Forbidden("there is no account this person may act for")
    if old_hash is not None:
        await tx.logins.end_session(old_hash)
    await tx.logins.add_session(secret_hash, Session(login_id, usable[0], now + LASTS), now)


async def _end(tx: Tx, secret_hash: str) -> None:
    await tx.logins.end_session(secret_hash)


async def _switch(tx: Tx, secret_hash: str, login_id: int, account_id: int) -> None:
    account = await tx.accounts.find(account_id)
    if account is None or account.is_gone or await tx.logins.membership(login_id, account_id, tx.now) is None:
        raise Forbidden("you may not act for this account")
    await tx.logins.switch_session(secret_hash, account_id)
