"""`/open/v1/polls`: what channels here asked, and what has been answered so far. Who voted for what is told to nobody."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from aiohttp import web

from node.context import Context
from node.model.ids import HIGHEST
from node.model.post import PostView
from node.model.slice import Slice
from node.outbox.dumps import forms
from node.store.database import Tx
from node.web.keys import NODE
from node.web.open.answer import Row, begin, give, give_rows, listed, whole
from node.web.open.asked import PAGING, Page, most_of, narrowed, page_of, piece, refuse_unknown
from node.web.open.shown import POLL_COLUMNS


async def list_polls(request: web.Request) -> web.StreamResponse:
    form = begin(request)
    refuse_unknown(request, PAGING | {"channel", "organization"})
    node, licence = request[NODE], request[NODE].config.open.license
    if form in {"csv", "ndjson"}:
        pieces = whole(
            piece(request, most=HIGHEST), lambda part: node.store.read(_rows, request, part), most=most_of(request)
        )
        return await give_rows(request, pieces, POLL_COLUMNS, form, licence)
    page, views = await node.store.read(_page, request, piece(request))
    body = listed(request, _shown(views, node), next=page.older, previous=page.newer)
    return give(request, body, licence=licence)


async def _ids(tx: Tx, request: web.Request, part: Slice) -> Sequence[int]:
    return await tx.openly.posts(replace(await narrowed(tx, request), kind="poll"), part)


async def _page(tx: Tx, request: web.Request, part: Slice) -> tuple[Page, Sequence[PostView]]:
    page = page_of(request, await _ids(tx, request, part), part)
    return page, await tx.timelines.views(page.ids)


async def _rows(tx: Tx, request: web.Request, part: Slice) -> tuple[Sequence[int], Sequence[Row]]:
    ids = await _ids(tx, request, part)
    return ids, _shown(await tx.timelines.views(ids), request[NODE])


def _shown(views: Sequence[PostView], node: Context) -> list[dict[str, Any]]:
    now = node.clock()
    return [forms.poll(view, view.poll, node.config, now) for view in views if view.poll is not None]
