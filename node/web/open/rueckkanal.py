"""`/open/v1/channels/NAME/rueckkanal`: what others said to a channel, as long as it is public at its origin (rows 30, 30b).
What they wrote is theirs: it is shown here by reference to where it comes from, under no licence of ours (K1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from node.federation import rendering
from node.model.ids import HIGHEST
from node.model.slice import Slice
from node.store.database import Tx
from node.web.keys import NODE
from node.web.open import shown
from node.web.open.answer import Row, begin, give, give_rows, listed, whole
from node.web.open.asked import (
    PAGING,
    Page,
    channel_named,
    moment_of,
    most_of,
    offices_of,
    page_of,
    piece,
    refuse_unknown,
)
from node.web.open.post import in_words


@dataclass(frozen=True, slots=True)
class _Found:
    page: Page
    items: Sequence[dict[str, Any]]


async def list_contributions(request: web.Request) -> web.StreamResponse:
    form = begin(request)
    refuse_unknown(request, PAGING | {"since", "until"})
    node = request[NODE]
    if form in {"csv", "ndjson"}:
        pieces = whole(
            piece(request, most=HIGHEST), lambda part: node.store.read(_rows, request, part), most=most_of(request)
        )
        return await give_rows(request, pieces, shown.CONTRIBUTION_COLUMNS, form)
    found = await node.store.read(_page, request, piece(request))
    if form == "as2":
        address = f"{node.config.origin}{request.rel_url.raw_path_qs}"
        page = rendering.collection_page(
            address,
            part_of=f"{node.config.origin}{request.path}",
            items=[each["uri"] for each in found.items],
            next=found.page.older,
            prev=found.page.newer,
        )
        return give(request, page, form=form)
    deletions = f"{node.config.origin}/open/v1/deletions?channel={request.match_info['name']}"
    more = {"next": found.page.older, "previous": found.page.newer, "deletions": deletions}
    return give(request, listed(request, found.items, **more))


async def _page(tx: Tx, request: web.Request, part: Slice) -> _Found:
    ids = await _ids(tx, request, part)
    page = page_of(request, ids, part)
    return _Found(page, await _items(tx, request, page.ids))


async def _ids(tx: Tx, request: web.Request, part: Slice) -> Sequence[int]:
    channel = await channel_named(tx, request.match_info["name"], offices_of(request))
    since, until = moment_of(request, "since"), moment_of(request, "until")
    return await tx.openly.contributions(channel.id, part, since=since, until=until)


async def _items(tx: Tx, request: web.Request, ids: Sequence[int]) -> list[dict[str, Any]]:
    views = await tx.timelines.views(ids)
    channels = await tx.dumping.channels_of(ids, offices_of(request))
    return await in_words(tx, request[NODE], views, channels, as_said=True)


async def _rows(tx: Tx, request: web.Request, part: Slice) -> tuple[Sequence[int], Sequence[Row]]:
    ids = await _ids(tx, request, part)
    return ids, [shown.contribution_row(each) for each in await _items(tx, request, ids)]
