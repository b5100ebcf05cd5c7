"""`/open/v1/participations`: everything the channels here ask the public, running and past, with its phases and results (row
110). Polls are the kind there is so far."""

from dataclasses import replace
from typing import Any, Final

from aiohttp import web

from node.context import Context
from node.errors import Invalid
from node.model.poll import Poll
from node.model.post import PostView
from node.store.database import Tx
from node.store.openly import Asked
from node.text.html import to_text
from node.web.keys import NODE
from node.web.open.answer import begin
from node.web.open.asked import PAGING, narrowed, refuse_unknown
from node.web.open.poll_lists import give_polls
from node.web.open.shown import PARTICIPATION_COLUMNS

PHASES: Final = ("running", "ended")


async def list_participations(request: web.Request) -> web.StreamResponse:
    """Newest first. What people ask in their own name is no participation."""
    form, node = begin(request), request[NODE]
    refuse_unknown(request, PAGING | {"channel", "organization", "phase"})
    phase = request.query.get("phase")
    if phase is not None and phase not in PHASES:
        raise Invalid(f"phase is one of {', '.join(PHASES)}")
    running = None if phase is None else phase == PHASES[0]

    async def asked(tx: Tx) -> Asked:
        return replace(await narrowed(tx, request), kind="poll", running=running, at=node.clock())

    return await give_polls(request, form, PARTICIPATION_COLUMNS, asked, _participation)


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
