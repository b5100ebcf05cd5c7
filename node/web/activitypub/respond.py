"""What all our ActivityPub answers have in common: which form is asked for, headers, conditional requests, pages of
collections.

An address of ours is an ActivityPub document first. A browser, which prefers text/html, is sent on to the page.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from aiohttp import hdrs, web

from node.errors import Invalid, NotFound
from node.federation.rendering import Json, collection_page, first_page
from node.model.ids import HIGHEST
from node.web.cache import Document

Form: TypeAlias = Literal["activity", "ld", "page"]

ACTIVITY_JSON: Final = "application/activity+json; charset=utf-8"
LD_JSON: Final = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
PER_PAGE: Final = 40

_VARY: Final = "Accept, Signature"
_ANYBODY: Final = "public, max-age=60"
_NOBODY_ELSE: Final = "private, no-store"  # T-263
_ACTIVITY_TYPES: Final = ("application/activity+json", "application/json")
_PAGE_TYPES: Final = ("text/html", "application/xhtml+xml")
_NUMBER: Final = re.compile(r"[0-9]{1,19}")


def form_for(request: web.Request) -> Form:
    """What the `Accept` header prefers. Where it names nothing of ours, or anything will do, it is ActivityPub."""
    accept = request.headers.get(hdrs.ACCEPT, "")
    if accept in _ACTIVITY_TYPES:
        return "activity"
    qualities = _qualities(accept)
    activity = max((qualities.get(each, 0.0) for each in _ACTIVITY_TYPES), default=0.0)
    linked = qualities.get("application/ld+json", 0.0)
    named = max(activity, linked)
    page = max((qualities.get(each, 0.0) for each in _PAGE_TYPES), default=0.0)
    if page > named and page >= qualities.get("*/*", 0.0):
        return "page"
    return "ld" if linked > activity else "activity"


def _qualities(accept: str) -> dict[str, float]:
    """Media types (parameters but `q` left out) with what they are worth (RFC 9110, section 12.5.1)."""
    found: dict[str, float] = {}
    for part in accept.split(","):
        kind, _, rest = part.partition(";")
        worth = 1.0
        for parameter in rest.split(";") if rest else ():
            name, _, value = parameter.strip().partition("=")
            if name in {"q", "Q"}:
                worth = _worth(value)
        kind = kind.strip().lower()
        found[kind] = max(found.get(kind, 0.0), worth)
    return found


def _worth(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return 0.0


def see_page(url: str) -> web.Response:
    """People are sent to the page."""
    return web.Response(status=302, headers={hdrs.LOCATION: url, hdrs.VARY: _VARY, hdrs.CACHE_CONTROL: _ANYBODY})


def respond(
    request: web.Request, document: Document, *, form: Form = "activity", private: bool = False
) -> web.Response:
    """The document, or 304 when the asker has it. `private`: only this asker may have it, no cache may keep it."""
    linked = form == "ld"
    etag = f'{document.etag[:-1]}-ld"' if linked else document.etag
    headers = dict(_PRIVATE if private else _PUBLIC)
    headers[hdrs.ETAG] = etag
    if document.status == 200 and is_known(request, etag):
        return web.Response(status=304, headers=headers)
    headers[hdrs.CONTENT_TYPE] = LD_JSON if linked else ACTIVITY_JSON
    return web.Response(body=document.body, status=document.status, headers=headers)


_PUBLIC: Mapping[str, str] = MappingProxyType(
    {
        hdrs.VARY: _VARY,
        hdrs.CACHE_CONTROL: _ANYBODY,
        hdrs.ACCESS_CONTROL_ALLOW_ORIGIN: "*",
        "X-Content-Type-Options": "nosniff",
    }
)
_PRIVATE: Mapping[str, str] = MappingProxyType(
    {hdrs.VARY: _VARY, hdrs.CACHE_CONTROL: _NOBODY_ELSE, "X-Content-Type-Options": "nosniff"}
)


def is_known(request: web.Request, etag: str) -> bool:
    """Whether `If-None-Match` names it: compared weakly, as proxies that compress weaken it (RFC 9110, 13.1.2)."""
    known = request.headers.get(hdrs.IF_NONE_MATCH)
    if known is None:
        return False
    return known.strip() == "*" or any(each.strip().removeprefix("W/") == etag for each in known.split(","))


def number_of(request: web.Request) -> int:
    """The number in the address. Raises NotFound for one that nothing can have."""
    text = request.match_info["id"]
    if len(text) > 19 or int(text) > HIGHEST:
        raise NotFound("there is no such thing here")
    return int(text)


def wants_items(request: web.Request) -> bool:
    """A page of a collection is asked for, not the collection."""
    query = request.rel_url.raw_query_string
    return bool(query) and not request.query.keys().isdisjoint(("page", "before", "after"))


def cursor(request: web.Request, name: Literal["before", "after"]) -> int:
    """Where the page begins: behind the item with that number. Raises Invalid."""
    text = request.query.get(name)
    if text is None:
        return HIGHEST if name == "before" else 0
    if not _NUMBER.fullmatch(text) or int(text) > HIGHEST:
        raise Invalid(f"{name} must be a number that one of our pages named")
    return int(text)


def page_of(
    collection_uri: str,
    request: web.Request,
    name: Literal["before", "after"],
    found: Sequence[tuple[int, str | Json | None]],
    *,
    owner_uri: str | None = None,
    per_page: int = PER_PAGE,
    ordered: bool = True,
) -> Json:
    """`found`: (cursor, item), one more than fits on a page when there is a next one. Items that are None only count."""
    start = request.query.get(name)
    shown = found[:per_page]
    first = first_page(collection_uri)
    return collection_page(
        first if start is None else f"{first}&{name}={cursor(request, name)}",
        part_of=collection_uri,
        items=[item for _, item in shown if item is not None],
        next=f"{first}&{name}={shown[-1][0]}" if len(found) > per_page else None,
        owner_uri=owner_uri,
        ordered=ordered,
    )
