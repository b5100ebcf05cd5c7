"""Which program asks: its id and secret, from the body or by HTTP Basic (RFC 6749 section 2.3.1)."""

import base64
import binascii
import hmac
from urllib.parse import unquote_plus

from aiohttp import hdrs, web
from multidict import MultiMapping

from node.model.oauth import App
from node.store.database import Tx
from node.web.auth import hash_of
from node.web.keys import NODE
from node.web.oauth.params import only
from node.web.oauth.respond import Refusal

_NOBODYS = hash_of("")


async def authenticate_client(request: web.Request, params: MultiMapping[str]) -> App:
    """Raises Refusal: invalid_client for an unknown app or a wrong secret, which are not told apart."""
    client_id, secret, basic = _credentials(request, params)
    app = await request[NODE].store.read(_app, client_id) if client_id else None
    expected = _NOBODYS if app is None else app.secret_hash
    # Hashes are compared in constant time, for somebody unknown as well (T-035)
    if not hmac.compare_digest(hash_of(secret), expected) or app is None:
        raise Refusal("invalid_client", "the client is unknown or its secret is wrong", status=401, basic=basic)
    return app


def _credentials(request: web.Request, params: MultiMapping[str]) -> tuple[str, str, bool]:
    """(id, secret, whether by Basic)."""
    client_id, secret = only(params, "client_id"), only(params, "client_secret")
    scheme, _, encoded = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    if scheme.lower() != "basic":
        return client_id, secret, False
    try:
        pair = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise Refusal("invalid_client", "the Basic credentials cannot be read", status=401, basic=True) from None
    name, _, password = pair.partition(":")
    name, password = unquote_plus(name), unquote_plus(password)
    if secret or client_id not in {"", name}:
        raise Refusal("invalid_request", "the client names itself in two ways")
    if "\0" in name:
        raise Refusal("invalid_client", "the Basic credentials cannot be read", status=401, basic=True)
    return name, password, True


async def _app(tx: Tx, client_id: str) -> App | None:
    return await tx.oauth.find_app(client_id)
