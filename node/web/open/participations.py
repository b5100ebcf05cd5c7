"""`/open/v1/participations`: everything the channels here ask the public, running and past, with its phases and results (row
110). Polls are the kind there is so far."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from aiohttp import web

from node.context import Context
from node.errors import Invalid
from node.model.ids import HIGHEST
from node.model.poll import Poll
from node.model.post import PostView
from node.model.slice import Slice
from node.store.database import Tx
from node.text.html import to_text
from node.web.keys import NODE
from node.web.open.answer import Row, begin, give, give_rows, listed, whole
from node.web.open.asked import PAGING, Page, most_of, narrowed, page_of, piece, refuse_unknown
from node.web.open.shown import PARTICIPATION_COLUMNS

PHASES: Final = ("running", "ended")


async def list_participations(request: web.Request) -> web.StreamResponse:
    """Newest first."""
    form = begin(request)
    refuse_unknown(request, PAGING | {"channel", "organization", "phase"})
    if request.query.get("phase", PHASES[0]) not in PHASES:
        raise Invalid(f"phase is one of {', '.join(PHASES)}")
    node, licence = request[NODE], request[NODE].config.open.license
    if form in {"csv", "ndjson"}:
        pieces = whole(
            piece(request, most=HIGHEST), lambda part: node.store.read(_rows, request, part), most=most_of(request)
        )
        return await give_rows(request, pieces, PARTICIPATION_COLUMNS, form, licence)
    page, views = await node.store.read(_page, request, piece(request))
    return give(request, listed(request, _shown(views, node), next=page.older, previous=page.newer), licence=licence)


async def _ids(tx: Tx, request: web.Request, part: Slice) -> Sequence[int]:
    phase = request.query.get("phase")
    running = None if phase is None else phase == "running"
    asked = replace(await narrowed(tx, request), kind="poll", running=running, at=request[NODE].clock())
    return await tx.openly.posts(asked, part)


async def _page(tx: Tx, request: web.Request, part: Slice) -> tuple[Page, Sequence[PostView]]:
    page = page_of(request, await _ids(tx, request, part), part)
    return page, await tx.timelines.views(page.ids)


async def _rows(tx: Tx, request: web.Request, part: Slice) -> tuple[Sequence[int], Sequence[Row]]:
    ids = await _ids(tx, request, part)
    return ids, _shown(await tx.timelines.views(ids), request[NODE])


def _shown(views: Sequence[PostView], node: Context) -> list[dict[str, Any]]:
    return [_participation(view, view.poll, node) for view in views if view.poll is not None]


def _participation(view: PostView, poll: Poll, node: Context) -> dict[str, Any]:
    post, organization = view.post, node.config.organizations.of_channel(view.author.name)
    now = node.clock()
    return {
        "id": str(post.id),
        "type": "Question",
        "kind": "poll",
        "uri": post.uri,
        "url": post.url,
        "title": post.name or to_text(post.content),
        "channel": view.author.name,
        "organization": None if organization is None else organization.key,
        "phase": "ended" if poll.is_closed(now) else "running",
        "phases": [{"name": "vote", "begins": post.published_at, "ends": poll.closed_at or poll.closes_at}],
        "participants": poll.voters,
        "representative": False,
        "result": [
            {"title": option.title, "votes": votes}
            for option, votes in zip(poll.options, poll.tallies(now), strict=True)
        ],
        "license": node.config.license_of(view.author.name),
    }
