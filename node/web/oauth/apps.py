"""A program introduces itself, and asks whether it is still known."""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec
from aiohttp import web
from multidict import MultiMapping

from node.errors import Unprocessable
from node.model.oauth import DEFAULT_SCOPE, App, check_redirect_uri, parse_scopes
from node.store.database import Tx
from node.web.auth import hash_of
from node.web.keys import NODE
from node.web.limits import client_range, counter_of
from node.web.oauth.params import only, query_params, read_params
from node.web.oauth.respond import secret_answer
from node.web.tokens import require_bearer

VAPID = "vapid_public_key"
"""Where `node_state` has the key that push messages are signed with."""

_NAME_LENGTH = 60
_WEBSITE_LENGTH = 2_000
_MOST_URIS = 20
_PER_MINUTE = 20


async def post_app(request: web.Request) -> web.Response:
    """Anybody may register a program: it can do nothing until a person allows it. Raises Unprocessable, TooMany."""
    node = request[NODE]
    if node.config.limits.enabled:
        counter_of(request).count(f"apps {client_range(request)}", _PER_MINUTE)
    params = await read_params(request)
    secret = secrets.token_urlsafe(32)
    app = _described(params or query_params(request), node.ids.new(), secret, request)
    vapid = await node.store.write(_register, app)
    return secret_answer(
        {
            **app_entity(app, vapid),
            "client_id": app.client_id,
            "client_secret": secret,
            "client_secret_expires_at": 0,
        }
    )


async def get_own_app(request: web.Request) -> web.Response:
    """The app whose token this is, whatever the token permits. Raises Unauthenticated."""
    bearer = await require_bearer(request)
    app, vapid = await request[NODE].store.read(_known, bearer.app_id)
    if app is not None:
        return _answer(app_entity(app, vapid))
    # A token from the command line
    return _answer(
        {
            "id": str(bearer.token_id),
            "name": bearer.app_name,
            "website": None,
            "scopes": bearer.scopes,
            "redirect_uri": "",
            "redirect_uris": [],
            "vapid_key": vapid,
        }
    )


def app_entity(app: App, vapid: str) -> dict[str, Any]:
    return {
        "id": str(app.id),
        "name": app.name,
        "website": app.website or None,
        "scopes": app.scopes,
        "redirect_uri": "\n".join(app.redirect_uris),
        "redirect_uris": app.redirect_uris,
        "vapid_key": vapid,
    }


def _described(params: MultiMapping[str], app_id: int, secret: str, request: web.Request) -> App:
    name = " ".join(only(params, "client_name").split())
    if not name or not name.isprintable() or len(name) > _NAME_LENGTH:
        raise Unprocessable(f"Validation failed: client_name has 1 to {_NAME_LENGTH} characters")
    uris = tuple(dict.fromkeys(uri for given in params.getall("redirect_uris", []) for uri in given.split()))
    if not uris or len(uris) > _MOST_URIS:
        raise Unprocessable(f"Validation failed: redirect_uris holds 1 to {_MOST_URIS} addresses")
    for uri in uris:
        check_redirect_uri(uri)
    return App(
        id=app_id,
        client_id=secrets.token_urlsafe(32),
        secret_hash=hash_of(secret),
        name=name,
        website=_website(only(params, "website").strip()),
        redirect_uris=uris,
        scopes=parse_scopes(" ".join(params.getall("scopes", []))) or (DEFAULT_SCOPE,),
        created_at=request[NODE].clock(),
    )


def _website(text: str) -> str:
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        plain = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        plain = False
    if not plain or len(text) > _WEBSITE_LENGTH or not text.isprintable() or " " in text:
        raise Unprocessable("Validation failed: website is not an http or https address")
    return text


def _answer(value: Mapping[str, Any]) -> web.Response:
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=msgspec.json.encode(value), content_type="application/json", headers=headers)


async def _register(tx: Tx, app: App) -> str:
    await tx.oauth.add_app(app)
    return await tx.state.find(VAPID) or ""


async def _known(tx: Tx, app_id: int | None) -> tuple[App | None, str]:
    return None if app_id is None else await tx.oauth.app(app_id), await tx.state.find(VAPID) or ""
