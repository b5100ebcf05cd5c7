"""`/open/v1/posts`: what the channels here publish, newest first, narrowed as asked.

The first pages without filters by content are kept until one of their channels changes: those are what everybody asks for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from aiohttp import web

from node.federation import rendering
from node.model.ids import HIGHEST
from node.model.post import PostView
from node.model.slice import Slice
from node.store.database import Tx
from node.store.listeners import Told
from node.store.openly import Asked
from node.web.cache import Document
from node.web.keys import NODE, SERVED
from node.web.open import shown
from node.web.open.answer import Form, Row, begin, context_of, give_bytes, give_rows, listed, whole
from node.web.open.asked import FILTERS, PAGING, Page, most_of, narrowed, page_of, piece, refuse_unknown
from node.web.shown import Shown

_MOST_WATCHED: Final = 200
"""Channels a kept page may depend on."""


@dataclass(frozen=True, slots=True)
class _Found:
    """`watched`: what the list may change with, beside the posts on it; None where that is not known beforehand."""

    views: Sequence[PostView]
    page: Page
    watched: frozenset[Told] | None


async def list_posts(request: web.Request) -> web.StreamResponse:
    form = begin(request)
    refuse_unknown(request, FILTERS | PAGING)
    node, cache = request[NODE], request[SERVED].documents
    licence = _licence_of(request)
    if form in {"csv", "ndjson"}:
        pieces = whole(
            piece(request, most=HIGHEST), lambda part: node.store.read(_rows, request, part), most=most_of(request)
        )
        return await give_rows(request, pieces, shown.POST_COLUMNS, form, licence)
    key = f"open posts {form} {request.rel_url.raw_path_qs}"
    kept = cache.find(key)
    if kept is None or kept.is_past(node.clock()):
        async with cache.making(key) as watch:
            kept = cache.find(key)
            if kept is None or kept.is_past(node.clock()):
                found = await node.store.read(_find, request)
                kept = Document.of(_body(request, found, form))
                if found.watched is not None:
                    seen = Shown(found.views, found.watched)
                    watch.keep(key, replace(kept, until=seen.until), seen.depends_on)
    return give_bytes(request, kept.body, licence=licence, form=form)


def _licence_of(request: web.Request) -> str:
    """For the header: that of the channel or organisation, else the node's. Each object names its own."""
    config = request[NODE].config
    channel = request.query.get("channel")
    if channel is not None:
        return config.license_of(channel.lower())
    organization = config.organizations.find(request.query.get("organization", ""))
    return (organization.license if organization is not None else "") or config.open.license


async def _find(tx: Tx, request: web.Request) -> _Found:
    asked, part = await narrowed(tx, request), piece(request)
    page = page_of(request, await tx.openly.posts(asked, part), part)
    return _Found(await tx.timelines.views(page.ids), page, await _watched(tx, request, asked))


async def _watched(tx: Tx, request: web.Request, asked: Asked) -> frozenset[Told] | None:
    if asked != Asked(offices=asked.offices, channels=asked.channels):
        return None  # an edit can bring a post onto the list or take it off
    ids = asked.channels
    if ids is None or "organization" in request.query:
        local = await tx.accounts.local(limit=_MOST_WATCHED + 1)
        ids = None if len(local) > _MOST_WATCHED else [each.id for each in local]
    if ids is None:
        return None
    told = {("channels", ""), ("offices", "")} | {(topic, str(each)) for topic in ("author", "account") for each in ids}
    return frozenset(told)


def _body(request: web.Request, found: _Found, form: Form) -> dict[str, Any]:
    node = request[NODE]
    if form == "as2":
        return _as2(request, found)
    items = [shown.post(view, node) for view in found.views]
    body = listed(request, items, next=found.page.older, previous=found.page.newer)
    return {"@context": context_of(request), **body}


def _as2(request: web.Request, found: _Found) -> dict[str, Any]:
    """As other servers get them; of what is somebody else's only the address."""
    node = request[NODE]
    origin = node.config.origin
    items: list[Any] = [
        view.boosted.post.uri if view.boosted is not None else rendering.note(view, node.addresses)
        for view in found.views
    ]
    return rendering.collection_page(
        f"{origin}{request.rel_url.raw_path_qs}",
        part_of=f"{origin}{request.path}",
        items=items,
        next=found.page.older,
        prev=found.page.newer,
    )


async def _rows(tx: Tx, request: web.Request, part: Slice) -> tuple[Sequence[int], Sequence[Row]]:
    ids = await tx.openly.posts(await narrowed(tx, request), part)
    return ids, [shown.post(view, request[NODE]) for view in await tx.timelines.views(ids)]
