"""`/verwaltung/kanaele`: the channels of this node with their phases, for those who administer."""

from collections.abc import Sequence

from aiohttp import web

from node.model.account import Account, Actor
from node.model.login import Role
from node.moderation.office import require_office
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.page import answer, look, rendering_of
from node.web.pages.tending.whom import ALL, NEW, path_of

_PER_PAGE = 50
_LONGEST_NAME = 30


async def show_list(request: web.Request) -> web.Response:
    """`?nach=` begins behind that name. Raises Unauthenticated, and Forbidden for whoever does not administer."""
    viewer = await require_viewer(request)
    frame, found = await look(request, _load, viewer, request.query.get("nach", "")[:_LONGEST_NAME])
    words, shown = frame.words, found[:_PER_PAGE]
    body = rendering_of(request).page(
        "tending/list.html",
        frame,
        heading=words.t("tending.title"),
        new=NEW,
        path=ALL,
        channels=[
            {
                "path": path_of(each),
                "name": each.shown_name,
                "handle": f"@{each.name}@{frame.site.account_domain}",
                "phase": words.t(f"phase.{each.phase.value}"),
                "posts": words.t("account.posts", count=each.posts_count),
                "last": "" if each.last_post_at is None else words.date(each.last_post_at),
            }
            for each in shown
        ],
        more=f"{ALL}?nach={shown[-1].name}" if len(found) > _PER_PAGE else "",
    )
    return answer(request, frame, body)


async def _load(tx: Tx, _viewer_id: int, by: Actor, after: str) -> Sequence[Account]:
    await require_office(tx, by, Role.ADMIN)
    return await tx.channels.page(after=after, limit=_PER_PAGE + 1)
