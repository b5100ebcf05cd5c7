"""`/open/v1/polls`: what channels here asked, and what has been answered so far. Who voted for what is told to nobody."""

from dataclasses import replace
from typing import Any

from aiohttp import web

from node.context import Context
from node.model.poll import Poll
from node.model.post import PostView
from node.outbox.dumps import forms
from node.store.database import Tx
from node.store.openly import Asked
from node.web.open.answer import begin
from node.web.open.asked import PAGING, narrowed, refuse_unknown
from node.web.open.poll_lists import give_polls
from node.web.open.shown import POLL_COLUMNS


async def list_polls(request: web.Request) -> web.StreamResponse:
    form = begin(request)
    refuse_unknown(request, PAGING | {"channel", "organization"})

    async def asked(tx: Tx) -> Asked:
        return replace(await narrowed(tx, request), kind="poll")

    return await give_polls(request, form, POLL_COLUMNS, asked, _poll)


def _poll(view: PostView, poll: Poll, node: Context) -> dict[str, Any]:
    return forms.poll(view, poll, node.config, node.clock())
