"""Where other servers send our people: to follow an account, or to answer or pass on a post, they found there (FEP-3b86,
OStatus). Nothing happens here; the page it leads to has the button for it."""

from dataclasses import replace

from aiohttp import web

from node.errors import Unreachable
from node.model.post import PostView
from node.outbox.lookup import LookUp, find
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.cards import host_of, post_path, profile_path
from node.web.csrf import count_for
from node.web.keys import NODE
from node.web.page import answer, look, look_around, rendering_of, see_other
from node.web.pages.compose import first_words, render_compose
from node.web.pages.post import readable_view

_LONGEST = 2_048


async def show_interaction(request: web.Request) -> web.Response:
    """`?uri=` an account or a post; `tun=antworten` leads to the form for an answer. Raises Unauthenticated: then the form
    to log in is shown, and leads back here."""
    await require_viewer(request)
    uri = request.query.get("uri", "").strip()
    found, silent = await _find(request, uri)
    if found.accounts:
        return see_other(request, profile_path(found.accounts[0]))
    if found.posts and request.query.get("tun") == "antworten":
        return see_other(request, f"/verfassen?antwort_auf={found.posts[0].id}")
    if found.posts:
        _, view = await look(request, readable_view, found.posts[0].id)
        return see_other(request, post_path(view.author, view.post.id))
    return await _nothing(request, uri, silent=silent)


async def show_share(request: web.Request) -> web.Response:
    """A post to be written, begun elsewhere: `text`, `url`, and `auf`, the address of what it answers. Raises
    Unauthenticated, as above."""
    await require_viewer(request)
    asked = request.query
    found, silent = await _find(request, asked["auf"]) if asked.get("auf") else (LookUp(), False)
    if asked.get("auf") and not found.posts:
        return await _nothing(request, asked["auf"], silent=silent)
    frame, parent = await look(request, _parent, found.posts[0].id if found.posts else 0)
    start = first_words(frame, parent)
    pieces = [asked.get(name, "").replace("\r\n", "\n").strip() for name in ("title", "text", "url")]
    written = replace(start, text=start.text + "\n\n".join(piece for piece in pieces if piece))
    limit = request[NODE].config.limits.post_characters
    return answer(request, frame, render_compose(rendering_of(request), frame, written, parent, limit))


async def _find(request: web.Request, uri: str) -> tuple[LookUp, bool]:
    """What stands behind the address, and whether its server kept silent. Raises TooMany."""
    viewer = await require_viewer(request)
    count_for(request, viewer, "lookup", request[NODE].config.limits.lookups_per_login_per_minute)
    try:
        return await find(request[NODE], viewer, uri.removeprefix("acct:")[:_LONGEST]), False
    except Unreachable:
        return LookUp(), True


async def _nothing(request: web.Request, uri: str, *, silent: bool) -> web.Response:
    frame = await look_around(request)
    t = frame.words.t
    sentence = t("interact.silent", host=host_of(uri)) if silent else t("interact.nothing", address=uri[:200])
    body = rendering_of(request).page(
        "told.html",
        frame,
        heading=t("interact.title"),
        sentences=[sentence, t("interact.what_next")],
        link=("/suche", t("search.title")),
    )
    return answer(request, frame, body, status=404)


async def _parent(tx: Tx, viewer_id: int, post_id: int) -> PostView | None:
    return await readable_view(tx, viewer_id, post_id) if post_id else None
