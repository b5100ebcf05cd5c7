"""A program sends a person here: log in, read what it wants, choose an account, allow or refuse.

Nothing is allowed without the press of a button, however often the same program has asked before: a name and an id
prove nothing about who asks (RFC 8252 section 8.6).
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote, urlencode

from aiohttp import hdrs, web
from multidict import MultiMapping

from node.context import Context
from node.errors import Forbidden, Invalid
from node.i18n.translate import LANGUAGES
from node.model.account import Account
from node.model.oauth import App, Consent, simplified
from node.outbox.letters import tell_person
from node.store.database import Tx
from node.web.auth import hash_of, require_viewer, viewer_of
from node.web.cards import face
from node.web.csrf import read_form, read_open_form
from node.web.headers import content_security_policy, security_headers
from node.web.keys import NODE
from node.web.oauth.asked import PATH, Asked, Fault, fault_of, read_asked, scopes_of
from node.web.oauth.params import query_params
from node.web.page import answer, look, look_around, number, rendering_of
from node.web.rendering import in_language

CODE_LASTS = timedelta(minutes=10)
_TRUE = frozenset({"1", "true", "t", "on", "yes"})


async def show_authorize(request: web.Request) -> web.Response:
    """The question; before it the log-in, where nobody is logged in or the program wants it anew."""
    params = query_params(request)
    asked = read_asked(params)
    app = await _app_of(request, asked)
    fault = fault_of(asked, app)
    if fault is not None:
        return await _fault_page(request, asked, app, fault)
    anew = params.get("force_login", "").lower() in _TRUE
    if anew or await viewer_of(request) is None:
        return _to_login(request, asked, anew=anew)
    return await _question(request, asked, app)


async def save_authorize(request: web.Request) -> web.Response:
    """The person's answer. Everything is checked once more: the form may be old, and the app gone."""
    if await viewer_of(request) is None:
        return _to_login(request, read_asked(await read_open_form(request)))
    form = await read_form(request)
    asked = read_asked(form)
    app = await _app_of(request, asked)
    fault = fault_of(asked, app)
    if fault is not None:
        return await _fault_page(request, asked, app, fault)
    if form.get("antwort") != "ja":
        return await _refused(request, asked, app)
    code = await _allow(request, asked, app, form)
    if asked.is_out_of_band:
        return await _code_page(request, asked, app, code)
    return _back(request, asked.answer(request[NODE].config.origin, code=code))


async def _app_of(request: web.Request, asked: Asked) -> App:
    """The program, when the redirect address is letter for letter one of its own. Raises Invalid: to an address nobody
    vouches for, nothing leads back."""
    app = await request[NODE].store.read(_find_app, asked.client_id)
    if app is None:
        raise Invalid("the app that sent you here is not known (client_id)")
    if asked.redirect_uri not in app.redirect_uris:
        raise Invalid("the app that sent you here wants to go back to an address it did not register (redirect_uri)")
    return app


def _to_login(request: web.Request, asked: Asked, *, anew: bool = False) -> web.Response:
    """And back to the very same request, in the same language. `anew`: also for somebody who is logged in."""
    language = request.query.get("lang", "")
    spoken = {"lang": language} if language in LANGUAGES else {}
    query = {"zurueck": in_language(asked.address, language) if spoken else asked.address, **spoken}
    if anew:
        query["neu"] = "1"
    return _see(request, f"/anmelden?{urlencode(query, quote_via=quote, safe='')}")


async def _question(request: web.Request, asked: Asked, app: App) -> web.Response:
    viewer = await require_viewer(request)
    frame, accounts = await look(request, _accounts, viewer.login_id)
    words = frame.words
    again = urlencode({"zurueck": asked.address, "neu": "1"}, quote_via=quote, safe="")
    body = rendering_of(request).page(
        "oauth_consent.html",
        frame,
        heading=words.t("oauth.consent.title", app=app.name),
        app=app,
        goes_to="" if asked.is_out_of_band else asked.goes_to,
        scopes=scope_words(scopes_of(asked)),
        faces=[face(each, frame) for each in accounts],
        ids=[each.id for each in accounts],
        chosen=viewer.account.id,
        fields=asked.fields,
        action=PATH,
        again=f"/anmelden?{again}",
    )
    response = answer(request, frame, body, forms=True)
    response.headers["Content-Security-Policy"] = content_security_policy(form_target=asked.source)
    return _unkept(response)


def scope_words(scopes: Sequence[str]) -> Sequence[str]:
    """The catalogue's keys for what the scopes permit, the broad ones only."""
    return [f"oauth.scope.{each.replace(':', '.')}.may" for each in simplified(scopes)]


async def _allow(request: web.Request, asked: Asked, app: App, form: MultiMapping[str]) -> str:
    """The code for what the person allowed. Raises Forbidden for an account that is not theirs."""
    node, viewer = request[NODE], await require_viewer(request)
    if viewer.login_id is None:
        raise Forbidden("only a person who is logged in can allow this")
    code = secrets.token_urlsafe(32)
    consent = Consent(
        app_id=app.id,
        login_id=viewer.login_id,
        account_id=number(form.get("kanal", "")),
        redirect_uri=asked.redirect_uri,
        scopes=scopes_of(asked),
        challenge=asked.code_challenge,
        expires_at=node.clock() + CODE_LASTS,
    )
    await node.store.write(_keep, node, hash_of(code), consent, app.name)
    return code


async def _refused(request: web.Request, asked: Asked, app: App) -> web.Response:
    fault = Fault("access_denied", "the person refused", "oauth.fault.denied")
    if asked.is_out_of_band:
        return await _fault_page(request, asked, app, fault, status=200)
    return _back(request, _with_fault(request, asked, fault))


def _with_fault(request: web.Request, asked: Asked, fault: Fault) -> str:
    return asked.answer(request[NODE].config.origin, error=fault.error, error_description=fault.description)


async def _code_page(request: web.Request, asked: Asked, app: App, code: str) -> web.Response:
    """For programs that have no address of their own: the person carries the code."""
    frame = replace(await look_around(request), here=asked.address)
    body = rendering_of(request).page(
        "oauth_code.html",
        frame,
        heading=frame.words.t("oauth.code.title", app=app.name),
        app=app,
        code=code,
        minutes=int(CODE_LASTS.total_seconds() // 60),
    )
    return _unkept(answer(request, frame, body, forms=True))


async def _fault_page(request: web.Request, asked: Asked, app: App, fault: Fault, *, status: int = 400) -> web.Response:
    frame = replace(await look_around(request), here=asked.address)
    body = rendering_of(request).page(
        "oauth_fault.html",
        frame,
        heading=frame.words.t(f"{fault.key}.title", app=app.name),
        why=frame.words.t(f"{fault.key}.why"),
        detail=fault.description if status == 400 else "",
        app=app,
        back="" if asked.is_out_of_band else _with_fault(request, asked, fault),
        goes_to=asked.goes_to,
    )
    return _unkept(answer(request, frame, body, status=status, forms=True))


def _back(request: web.Request, address: str) -> web.Response:
    """To the program: 303, so that no browser sends the form along (RFC 9700 section 4.12)."""
    return _see(request, address)


def _see(request: web.Request, address: str) -> web.Response:
    headers = {**security_headers(is_https=request[NODE].config.is_https), hdrs.LOCATION: address}
    return _unkept(web.Response(status=303, headers=headers))


def _unkept(response: web.Response) -> web.Response:
    response.headers[hdrs.CACHE_CONTROL] = "no-store"
    return response


async def _find_app(tx: Tx, client_id: str) -> App | None:
    return await tx.oauth.find_app(client_id) if client_id else None


async def _accounts(tx: Tx, viewer_id: int, login_id: int | None) -> Sequence[Account]:
    """Whom the person may act for, the one they act for now first."""
    ids = [] if login_id is None else await tx.logins.account_ids(login_id, tx.now)
    found = await tx.accounts.by_ids(ids)
    living = [found[each] for each in ids if each in found and not found[each].is_gone]
    return sorted(living, key=lambda each: each.id != viewer_id)


async def _keep(tx: Tx, node: Context, code_hash: str, consent: Consent, name: str) -> None:
    if not await tx.oauth.may_act(consent.login_id, consent.account_id, tx.now):
        raise Forbidden("you may not act for this account")
    await tx.oauth.add_code(code_hash, consent)
    await tell_person(tx, node, consent.login_id, "app", detail=name)
