"""Around every request: which node is meant, and what becomes of errors. The only place that knows status codes."""

import logging
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from node.context import Context
from node.errors import (
    Conflict,
    Faulty,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    Problem,
    Refused,
    StoreAway,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unavailable,
    Unprocessable,
    Unreachable,
    Unready,
)
from node.web.copies import answer_from_copy
from node.web.granted import hold_to_grant, shows_grant
from node.web.health import HEALTH
from node.web.keys import INWARD, NODE, NODES, PROCESSOR, SERVED, TENANCY, Served, Tenancy
from node.web.limits import TOLD, read_in_time, refuse_shut
from node.web.multipart import brings_files, forget_received
from node.web.pages.errors import bare_page, error_page

log = logging.getLogger(__name__)

_AWAY = "the database does not answer; please try again later"

STATUSES: tuple[tuple[type[Problem], int], ...] = (
    (TooLarge, 413),
    (Unprocessable, 422),
    (Invalid, 400),
    (Unauthenticated, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (Gone, 410),
    (Conflict, 409),
    (TooMany, 429),
    (Unavailable, 503),
    (Unreachable, 502),
    (Refused, 502),
    (Problem, 500),
)


@web.middleware
async def outermost(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Pick the node by Host (decision 0004), run the handler, put its errors in words."""
    if request.path in HEALTH:
        return await handler(request)
    host = request.host.lower()
    served = request.app[NODES].get(host)
    if served is not None:
        return await _answered_by(served, request, handler)
    tenancy = request.app.get(TENANCY)
    if tenancy is not None and tenancy.knows(host):
        return await _answered_by_tenant(tenancy, request, handler)
    if wants_page(request):
        return bare_page(request, HTTPStatus.MISDIRECTED_REQUEST)
    return problem_response(request, 421, "this node answers for another host name")


async def _answered_by_tenant(tenancy: Tenancy, request: web.Request, handler: Handler) -> web.StreamResponse:
    """By a node that is there when it is asked for, or by the word that it is out of service."""
    try:
        async with tenancy.serving(request.host.lower(), is_visit=INWARD not in request) as served:
            return await _answered_by(served, request, handler)
    except Unavailable as problem:
        status = HTTPStatus.SERVICE_UNAVAILABLE
        response = (
            bare_page(request, status) if wants_page(request) else problem_response(request, status, problem.reason)
        )
        response.headers[hdrs.RETRY_AFTER] = str(max(1, round(problem.retry_after or 60)))
        return response


async def _answered_by(served: Served, request: web.Request, handler: Handler) -> web.StreamResponse:
    """What the handler answers, or its error in words; while the store is away the last copy of it."""
    elsewhere = _other_domain(request, served.node)
    if elsewhere is not None:
        return elsewhere
    request[SERVED] = served
    request[NODE] = served.node
    request[PROCESSOR] = served.processor
    try:
        return await _answered_by_store(request, handler)
    except StoreAway as away:
        known = {"action": "store.away", "why": str(away), "path": request.path}
        log.error("the database is away", extra=known)  # noqa: TRY400  # where it was noticed is of no interest
        copy = await answer_from_copy(request, handler)
        return copy or await answer(request, HTTPStatus.SERVICE_UNAVAILABLE, Unavailable(_AWAY, retry_after=60))
    finally:
        await forget_received(request)


async def _answered_by_store(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        await _admit(request)
        hold_to_grant(request)
        return await handler(request)
    except Problem as problem:
        return await answer(request, next(status for kind, status in STATUSES if isinstance(problem, kind)), problem)
    except web.HTTPException as refusal:
        if refusal.status < 400:
            raise
        return await _refused(request, refusal)
    except (ConnectionResetError, StoreAway):
        raise
    except Exception:
        number = secrets.token_hex(4)
        log.exception("a request failed", extra={"action": "request.failed", "path": request.path, "number": number})
        return await answer(request, 500, Problem(f"an error of ours; it is logged as {number}"))


async def _admit(request: web.Request) -> None:
    """What no handler should have to think of."""
    if "%00" in request.raw_path:  # nothing we have is called so, and PostgreSQL cannot even be asked for it
        raise Invalid("an address holds no NUL")
    if request.headers.get(hdrs.CONTENT_ENCODING, "identity").strip().lower() != "identity":
        raise web.HTTPUnsupportedMediaType  # nobody sends us compressed bodies, so nobody needs to try bombs
    node = request[NODE]
    if not node.networks.are_known_open:
        await refuse_shut(request)
    if not node.offices.are_current:
        await node.offices.current()
    if request.can_read_body and not brings_files(request):
        await read_in_time(request)


async def _refused(request: web.Request, refusal: web.HTTPException) -> web.Response:
    """Refusals of aiohttp itself (404, 405, 413, ...) in our words."""
    response = await answer(request, refusal.status, Problem(HTTPStatus(refusal.status).phrase))
    if refusal.status == HTTPStatus.REQUEST_TIMEOUT:
        response.force_close()
    if hdrs.ALLOW in refusal.headers:
        response.headers[hdrs.ALLOW] = refusal.headers[hdrs.ALLOW]
    return response


def _other_domain(request: web.Request, node: Context) -> web.Response | None:
    """At the domain of the handles, where it is not the node's own host, only discovery is answered (FEP-4adb)."""
    if request.host.lower() == node.config.host or request.path.startswith("/.well-known/"):
        return None
    location = node.config.origin + (request.raw_path if request.raw_path.startswith("/") else "/")
    return web.Response(status=308, headers={hdrs.LOCATION: location, hdrs.VARY: "Host"})


async def answer(request: web.Request, status: int, problem: Problem) -> web.Response:
    """The one error body, or a page for people who read."""
    if wants_page(request):
        response = await error_page(request, problem, status)
    else:
        response = problem_response(request, status, problem.reason, faults_of(problem))
    response.headers.update(request.get(TOLD, {}))
    if status == HTTPStatus.UNAUTHORIZED and is_for_tokens(request.path):
        response.headers[hdrs.WWW_AUTHENTICATE] = 'Bearer error="invalid_token"'
    if isinstance(problem, TooMany | Unreachable) and problem.retry_after is not None:
        response.headers[hdrs.RETRY_AFTER] = str(max(1, round(problem.retry_after)))
    return response


def is_for_tokens(path: str) -> bool:
    """Where programs show a token (RFC 6750)."""
    return path.startswith(("/api/", "/staff/", "/oauth/userinfo"))


def wants_page(request: web.Request) -> bool:
    """Whether a person with a browser asks: it says text/html, and neither address nor token are a program's."""
    if shows_grant(request):
        return False
    return "text/html" in request.headers.get(hdrs.ACCEPT, "") and not request.path.startswith(
        (
            "/api/",
            "/staff/",
            "/oauth/token",
            "/oauth/revoke",
            "/oauth/userinfo",
            "/.well-known/",
            "/nodeinfo/",
            "/inbox",
        )
    )


def faults_of(problem: Problem) -> dict[str, Any]:
    """What is wrong with each field, where that is known: codes as Mastodon's, and words; which gates are open."""
    if isinstance(problem, Unready):
        return {"gates": list(problem.gates), "missing": list(problem.missing)}
    if not isinstance(problem, Faulty):
        return {}
    return {
        "details": {
            name: [{"error": code, "description": words} for code, words in faults]
            for name, faults in problem.details.items()
        }
    }


def problem_response(
    request: web.Request, status: int, detail: str, more: Mapping[str, Any] | None = None
) -> web.Response:
    """RFC 9457, with `error` for clients of the Mastodon API."""
    phrase = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": phrase, "status": status, "detail": detail, "error": detail or phrase}
    body |= more or {}
    api = request.path.startswith(("/api/", "/oauth/"))
    return web.Response(
        status=status,
        body=msgspec.json.encode(body),
        content_type="application/json" if api else "application/problem+json",
        headers={hdrs.VARY: "Accept, Signature", "X-Content-Type-Options": "nosniff"},
    )
