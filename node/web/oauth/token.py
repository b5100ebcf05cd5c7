"""A program fetches its token: for the code a person's consent gave it, or for itself."""

import base64
import hmac
import re
import secrets
from datetime import datetime
from hashlib import sha256

from aiohttp import web
from multidict import MultiMapping

from node.errors import Unprocessable
from node.model.login import Token
from node.model.oauth import DEFAULT_SCOPE, App, AppToken, Consent, parse_scopes, uncovered
from node.store.database import Tx
from node.web.auth import hash_of
from node.web.keys import NODE
from node.web.limits import count_request
from node.web.oauth.client import authenticate_client
from node.web.oauth.params import only, read_params
from node.web.oauth.respond import Refusal, in_oauth_words, secret_answer

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_GRANTS = ("authorization_code", "client_credentials")


@in_oauth_words
async def post_token(request: web.Request) -> web.Response:
    count_request(request)
    params = await read_params(request)
    app = await authenticate_client(request, params)
    grant = only(params, "grant_type")
    if grant == "authorization_code":
        return await _for_code(request, params, app)
    if grant == "client_credentials":
        return await _for_itself(request, params, app)
    error = "unsupported_grant_type" if grant else "invalid_request"
    raise Refusal(error, f"grant_type is one of {', '.join(_GRANTS)}")


async def _for_code(request: web.Request, params: MultiMapping[str], app: App) -> web.Response:
    code = only(params, "code")
    if not code:
        raise Refusal("invalid_request", "the parameter code is missing")
    secret = secrets.token_urlsafe(32)
    token = await request[NODE].store.write(
        _exchange, hash_of(code), app, only(params, "redirect_uri"), only(params, "code_verifier"), hash_of(secret)
    )
    if isinstance(token, str):
        raise Refusal("invalid_grant", token)
    return _token_answer(secret, token.scopes, token.created_at)


async def _for_itself(request: web.Request, params: MultiMapping[str], app: App) -> web.Response:
    try:
        scopes = parse_scopes(only(params, "scope")) or (DEFAULT_SCOPE,)
    except Unprocessable as problem:
        raise Refusal("invalid_scope", problem.reason) from None
    beyond = uncovered(app.scopes, scopes)
    if beyond:
        raise Refusal("invalid_scope", f"the app is not registered for {' '.join(beyond)}")
    node, secret = request[NODE], secrets.token_urlsafe(32)
    now = node.clock()
    token = AppToken(id=node.ids.new(), app_id=app.id, scopes=scopes, created_at=now, used_at=now)
    await node.store.write(_keep, hash_of(secret), token)
    return _token_answer(secret, token.scopes, token.created_at)


def _token_answer(secret: str, scopes: tuple[str, ...], created_at: datetime) -> web.Response:
    return secret_answer(
        {
            "access_token": secret,
            "token_type": "Bearer",
            "scope": " ".join(scopes),
            "created_at": int(created_at.timestamp()),
        }
    )


async def _exchange(
    tx: Tx, code_hash: str, app: App, redirect_uri: str, verifier: str, secret_hash: str
) -> Token | str:
    """The token, or why there is none. A code is used up by being presented, by whomever and with whatever: whoever
    has it without being its app has it from somewhere it should not have been. What it was given for already ends
    (T-233), so this returns where others raise: it must be kept."""
    consent = await tx.oauth.use_code(code_hash, tx.now)
    if consent is None:
        used = await tx.oauth.find_used_code(code_hash)
        if used is not None and used.token_id is not None:
            await tx.oauth.end_token(used.token_id)
        return "the code is unknown, or was used before"
    fault = _fault(consent, app, redirect_uri, verifier, tx.now)
    if fault:
        return fault
    if not await tx.oauth.may_act(consent.login_id, consent.account_id, tx.now):
        return "the person may no longer act for the account"
    token = Token(
        id=tx.ids.new(),
        login_id=consent.login_id,
        account_id=consent.account_id,
        scopes=consent.scopes,
        name=app.name,
        created_at=tx.now,
        app_id=app.id,
        used_at=tx.now,
    )
    await tx.logins.add_token(secret_hash, token)
    await tx.oauth.note_token(code_hash, token.id)
    await tx.oauth.note_use(app.id, tx.now)
    return token


def _fault(consent: Consent, app: App, redirect_uri: str, verifier: str, now: datetime) -> str:
    if consent.app_id != app.id:
        return "the code was given to another client"
    if consent.expires_at <= now:
        return "the code has expired"
    if consent.redirect_uri != redirect_uri:
        return "redirect_uri is not the one the code was asked for with"
    if not consent.challenge:
        # Without this, leaving the challenge out of a stolen request would do (RFC 9700 section 2.1.1)
        return "there is a code_verifier, but there was no code_challenge" if verifier else ""
    if not _VERIFIER.fullmatch(verifier):
        return "code_verifier is missing, or not 43 to 128 characters long"
    made = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return "" if hmac.compare_digest(made, consent.challenge) else "code_verifier does not fit the code_challenge"


async def _keep(tx: Tx, secret_hash: str, token: AppToken) -> None:
    await tx.oauth.add_app_token(secret_hash, token)
    await tx.oauth.note_use(token.app_id, tx.now)
