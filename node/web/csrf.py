"""Forms count only when they come from our own pages (T-239): the browser must say so, and once somebody is logged in
each form carries a token made from the session, so nothing has to be stored for it."""

import hmac
from collections.abc import Mapping

from aiohttp import web
from multidict import MultiDictProxy

from node.errors import Forbidden, Invalid
from node.media.upload import Sent
from node.model.account import Actor
from node.web.auth import require_viewer, session_secret
from node.web.keys import NODE
from node.web.limits import counter_of
from node.web.multipart import brings_files, read_parts
from node.web.posted import read_posted, texts

FIELD = "marke"
FORM: web.RequestKey[MultiDictProxy[str]] = web.RequestKey("FORM", MultiDictProxy)
"""What a form with files said: it can be read but once."""
_FORMS = frozenset({"application/x-www-form-urlencoded"})


def token_of(secret: str) -> str:
    """The token of a session's forms; the session's secret cannot be found from it."""
    return hmac.digest(secret.encode(), b"allmende form", "sha256").hex()


def check_origin(request: web.Request) -> None:
    """Raises Forbidden when a browser says that another site's page sent this. What says nothing is no browser of the
    last years and has no business with our cookie, which is SameSite=Lax."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in {"same-origin", "none"}:
        raise Forbidden("this form was sent from another site")
    origin = request.headers.get("Origin")
    if origin is not None and origin != request[NODE].config.origin:
        raise Forbidden("this form was sent from another site")


async def read_open_form(request: web.Request) -> MultiDictProxy[str]:
    """A form for people who are not logged in. Raises Forbidden or Invalid."""
    check_origin(request)
    if request.content_type not in _FORMS:
        raise Invalid("this address takes forms only")
    return await read_posted(request)


async def read_form(request: web.Request) -> MultiDictProxy[str]:
    """A form of somebody who is logged in. Raises Unauthenticated, Forbidden, Invalid or TooMany."""
    form = await read_open_form(request)
    await _admit(request, form)
    return form


async def read_form_with_files(request: web.Request) -> tuple[MultiDictProxy[str], Mapping[str, Sent]]:
    """As `read_form`, for an address in `multipart.TAKING`; files by their field's name. Nothing is received from who is
    not logged in."""
    if not brings_files(request):
        return await read_form(request), {}
    check_origin(request)
    await require_viewer(request)
    parts = await read_parts(request)
    form = request[FORM] = texts(parts)
    await _admit(request, form)
    return form, {name: value for name, value in parts if isinstance(value, Sent)}


async def _admit(request: web.Request, form: MultiDictProxy[str]) -> None:
    viewer = await require_viewer(request)
    expected = token_of(session_secret(request) or "")
    if not hmac.compare_digest(form.get(FIELD, "").encode(), expected.encode()):
        raise Forbidden("the form's token does not fit your session")
    count_for(request, viewer, "write", request[NODE].config.limits.writes_per_login_per_minute)


def count_for(request: web.Request, viewer: Actor, what: str, per_minute: int) -> None:
    """One more act of this person. Raises TooMany."""
    config = request[NODE].config
    if config.limits.enabled:
        counter_of(request).count(f"{what} {config.host} {viewer.login_id}", per_minute)
