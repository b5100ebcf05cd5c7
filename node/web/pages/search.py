"""Find an account, a post or a topic by handle, address or name. Only people who are logged in make us ask other
servers; readers find what is known here."""

from collections.abc import Sequence
from urllib.parse import quote

from aiohttp import web

from node.errors import Unreachable
from node.model.account import Account
from node.model.post import PostView
from node.outbox.lookup import LookUp, find
from node.store.database import Tx
from node.web.auth import viewer_of
from node.web.cards import cards, face, host_of, post_path, profile_path
from node.web.csrf import count_for
from node.web.keys import NODE
from node.web.limits import count_request
from node.web.page import answer, look, rendering_of, see_other
from node.web.rendering import Frame, Rendering

_LONGEST = 500


async def show_search(request: web.Request) -> web.Response:
    """What names one thing exactly leads there at once."""
    query = request.query.get("q", "").strip()[:_LONGEST]
    if query.startswith("#") and len(query) > 1:
        return see_other(request, _in_language(request, f"/tags/{quote(query[1:], safe='')}"))
    found, silent = LookUp(), False
    if query:
        await _count(request, query)
        try:
            found = await find(request[NODE], await viewer_of(request), query)
        except Unreachable:
            silent = True
    frame, views = await look(request, _views, [post.id for post in found.posts])
    if names_one(query) and len(found.accounts) + len(views) == 1:
        path = profile_path(found.accounts[0]) if found.accounts else post_path(views[0].author, views[0].post.id)
        return see_other(request, frame.to(path))
    body = render_search(rendering_of(request), frame, query, found.accounts, views, silent=silent)
    return answer(request, frame, body)


def render_search(
    rendering: Rendering,
    frame: Frame,
    query: str,
    accounts: Sequence[Account],
    views: Sequence[PostView],
    *,
    silent: bool = False,
) -> bytes:
    """`silent`: the server that was asked did not answer."""
    words = frame.words
    message = ""
    if silent:
        message = words.t("search.unreachable", host=host_of(query) or query.lstrip("@").partition("@")[2])
    elif query and not accounts and not views:
        message = words.t("search.none" if frame.person else "search.none_here", query=query)
    return rendering.page(
        "search.html",
        frame,
        heading=words.t("search.results", query=query) if query else words.t("search.title"),
        query=query,
        message=message,
        faces=[face(each, frame) for each in accounts],
        cards=cards(views, frame),
    )


def names_one(query: str) -> bool:
    """An address, or a handle with its server; else it is the beginning of a name."""
    return query.lower().startswith(("https://", "http://")) or "@" in query.lstrip("@")


async def _count(request: web.Request, query: str) -> None:
    viewer = await viewer_of(request)
    if viewer is None:
        count_request(request)
    elif names_one(query):
        count_for(request, viewer, "lookup", request[NODE].config.limits.lookups_per_login_per_minute)


def _in_language(request: web.Request, path: str) -> str:
    language = request.query.get("lang", "")
    return f"{path}?lang={language}" if language in {"de", "en"} else path


async def _views(tx: Tx, viewer_id: int, ids: Sequence[int]) -> list[PostView]:
    return await tx.timelines.views(ids, viewer_id) if ids else []
