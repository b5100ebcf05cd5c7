"""What `/open/v1/polls` and `/open/v1/participations` have in common: lists of posts with polls, of which each tells it its own
way."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias

from aiohttp import web

from node.context import Context
from node.model.ids import HIGHEST
from node.model.poll import Poll
from node.model.post import PostView
from node.model.slice import Slice
from node.store.database import Tx
from node.store.openly import Asked
from node.web.keys import NODE
from node.web.open.answer import Form, Row, give, give_rows, listed, whole
from node.web.open.asked import Page, most_of, page_of, piece

Tell: TypeAlias = Callable[[PostView, Poll, Context], dict[str, Any]]


async def give_polls(
    request: web.Request, form: Form, columns: Sequence[str], asked: Callable[[Tx], Awaitable[Asked]], tell: Tell
) -> web.StreamResponse:
    """Newest first. `asked` says which."""
    node, licence = request[NODE], request[NODE].config.open.license

    async def ids_of(tx: Tx, part: Slice) -> Sequence[int]:
        return await tx.openly.posts(await asked(tx), part)

    async def page(tx: Tx, part: Slice) -> tuple[Page, Sequence[PostView]]:
        found = page_of(request, await ids_of(tx, part), part)
        return found, await tx.timelines.views(found.ids)

    async def rows(tx: Tx, part: Slice) -> tuple[Sequence[int], Sequence[Row]]:
        ids = await ids_of(tx, part)
        return ids, told(await tx.timelines.views(ids))

    def told(views: Sequence[PostView]) -> list[dict[str, Any]]:
        return [tell(view, view.poll, node) for view in views if view.poll is not None]

    if form in {"csv", "ndjson"}:
        pieces = whole(piece(request, most=HIGHEST), lambda part: node.store.read(rows, part), most=most_of(request))
        return await give_rows(request, pieces, columns, form, licence)
    found, views = await node.store.read(page, piece(request))
    return give(request, listed(request, told(views), next=found.older, previous=found.newer), licence=licence)
