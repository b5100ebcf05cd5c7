"""The first page: what this is, who writes here, what is new."""

from collections.abc import Sequence

from aiohttp import web

from node.model.account import Account, Kind
from node.model.filters import FilterPlace
from node.model.post import PostView
from node.store.database import Tx
from node.web.cards import cards, face
from node.web.page import answer, look, rendering_of
from node.web.rendering import Frame, Rendering

_POSTS = 10
_CHANNELS = 24


async def show_start(request: web.Request) -> web.Response:
    frame, (accounts, views) = await look(request, _start)
    return answer(request, frame, render_start(rendering_of(request), frame, accounts, views))


def render_start(rendering: Rendering, frame: Frame, accounts: Sequence[Account], views: Sequence[PostView]) -> bytes:
    faces = [face(account, frame) for account in accounts]
    return rendering.page(
        "start.html", frame, heading=frame.site.title, faces=faces, cards=cards(views, frame, FilterPlace.PUBLIC)
    )


async def _start(tx: Tx, _viewer_id: int) -> tuple[list[Account], list[PostView]]:
    """Only what everybody may see, also for members: this is the front of the house."""
    accounts = [
        account
        for account in await tx.accounts.local()
        if not account.is_gone
        and not account.is_limited
        and account.kind is not Kind.APPLICATION
        and account.discoverable
    ]
    # Offices before people: they are what a newcomer looks for
    accounts.sort(key=lambda account: account.kind is Kind.PERSON)
    ids = await tx.timelines.public(local=True, limit=_POSTS)
    return accounts[:_CHANNELS], await tx.timelines.views(ids)
