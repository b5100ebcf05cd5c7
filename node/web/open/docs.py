"""The open interface described: as an OpenAPI document, as a page for people, and as the JSON-LD context of its words."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from aiohttp import web

from node import __version__
from node.i18n.translate import Translator
from node.web.cache import Document
from node.web.given import given
from node.web.keys import NODE, SERVED
from node.web.open.answer import BULK_PER_MINUTE
from node.web.open.asked import MOST
from node.web.openapi.show import TABLE
from node.web.page import answer, look_around, rendering_of

_KEPT: Final = "open openapi"
_DESCRIPTION: Final = (
    "Everything public of this node: no key, no account. Each address answers JSON; the ending .as2, .csv or .ndjson, or the"
    " header Accept, asks for another form. CSV and NDJSON give the whole list. Names are only taken away twelve months after"
    " a Deprecation and a Sunset header announced it."
)
_SCHEMA: Final = "https://schema.org/"
_WORDS: Final = {
    "id": "@id",
    "type": "@type",
    "items": {"@id": f"{_SCHEMA}itemListElement", "@container": "@list"},
    "uri": {"@id": f"{_SCHEMA}identifier", "@type": "@id"},
    "url": {"@id": f"{_SCHEMA}url", "@type": "@id"},
    "published": {"@id": f"{_SCHEMA}datePublished", "@type": f"{_SCHEMA}DateTime"},
    "updated": {"@id": f"{_SCHEMA}dateModified", "@type": f"{_SCHEMA}DateTime"},
    "created": {"@id": f"{_SCHEMA}dateCreated", "@type": f"{_SCHEMA}DateTime"},
    "language": f"{_SCHEMA}inLanguage",
    "title": f"{_SCHEMA}headline",
    "text": f"{_SCHEMA}text",
    "location": f"{_SCHEMA}contentLocation",
    "event": f"{_SCHEMA}about",
    "start": f"{_SCHEMA}startDate",
    "end": f"{_SCHEMA}endDate",
    "status": f"{_SCHEMA}eventStatus",
    "seats": f"{_SCHEMA}maximumAttendeeCapacity",
    "tags": f"{_SCHEMA}keywords",
    "license": {"@id": f"{_SCHEMA}license", "@type": "@id"},
    "media": f"{_SCHEMA}associatedMedia",
    "credit": f"{_SCHEMA}creditText",
    "homepage": {"@id": f"{_SCHEMA}url", "@type": "@id"},
    "pictures": f"{_SCHEMA}numberOfItems",
    "cover": f"{_SCHEMA}image",
    "post": {"@id": f"{_SCHEMA}isPartOf", "@type": "@id"},
    "picture": {"@id": f"{_SCHEMA}image", "@type": "@id"},
    "handle": f"{_SCHEMA}alternateName",
    "operator": f"{_SCHEMA}provider",
    "documentation": {"@id": f"{_SCHEMA}documentation", "@type": "@id"},
    "@vocab": _SCHEMA,
}
CONTEXT: Final[Mapping[str, Any]] = {"@context": _WORDS}


async def show_document(request: web.Request) -> web.Response:
    """It never changes while the program runs."""
    cache = request[SERVED].documents
    kept = cache.find(_KEPT)
    if kept is None:
        kept = Document.of(described(request))
        cache.put(_KEPT, kept, ())
    return given(request, kept.body, "application/json", max_age=3600)


def described(request: web.Request) -> dict[str, Any]:
    # Tables most nodes are seldom asked for
    from node.web.open.operations import OPERATIONS  # noqa: PLC0415
    from node.web.open.schemas import ANSWERS, COMPONENTS  # noqa: PLC0415
    from node.web.openapi.document import document  # noqa: PLC0415

    config = request[NODE].config
    routes = request.app[TABLE]
    return document(
        routes,
        OPERATIONS,
        ANSWERS,
        COMPONENTS,
        origin=config.origin,
        title=config.node.title,
        version=f"1.0 (Allmende {__version__})",
        description=_DESCRIPTION,
        errors="application/problem+json",
        with_tokens=False,
    )


async def show_context(request: web.Request) -> web.Response:
    cache = request[SERVED].documents
    kept = cache.find("open context")
    if kept is None:
        kept = Document.of(CONTEXT)
        cache.put("open context", kept, ())
    return given(request, kept.body, "application/ld+json", max_age=86_400)


EXAMPLES: Final = (
    "/open/v1/posts?limit=5",
    "/open/v1/posts.csv?limit=100",
    "/open/v1/channels",
    "/open/v1/statistics.csv?period=day",
    "/open/v1/node",
)
"""On the page; the tests ask them."""


class Operation(NamedTuple):
    """An address as the page shows it."""

    method: str
    path: str
    summary: str
    parameters: Sequence[tuple[str, str]]
    forms: Sequence[str]


async def show_docs(request: web.Request) -> web.Response:
    frame = await look_around(request)
    paths = described(request)["paths"]
    words = frame.words
    body = rendering_of(request).page(
        "open/docs.html",
        frame,
        heading=words.t("open.title"),
        operations=[_row(path, found["get"], words) for path, found in paths.items()],
        origin=request[NODE].config.origin,
        licence=request[NODE].config.open.license,
        limit=words.number(request[NODE].config.limits.requests_per_address_per_minute),
        whole=words.number(BULK_PER_MINUTE),
        most=words.number(MOST),
        examples=EXAMPLES,
    )
    return answer(request, frame, body)


def _row(path: str, found: Mapping[str, Any], words: Translator) -> Operation:
    name = "open.op." + path.removeprefix("/open/v1/").strip("/").replace("/", ".").replace("{", "").replace("}", "")
    parameters = [(each["name"], words.t(f"open.parameter.{each['name']}")) for each in found["parameters"]]
    return Operation("GET", path, words.t(name), parameters, list(found["responses"]["200"]["content"]))
