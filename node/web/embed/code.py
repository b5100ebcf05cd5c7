"""`/einbetten`: what to copy so that a post or channel of ours stands on one's own page."""

import re
from html import escape

from aiohttp import web

from node.errors import NotFound, Problem
from node.i18n.translate import Translator
from node.store.database import Tx
from node.web.embed.found import Shown, find_channel, find_post
from node.web.embed.fragment import quotation
from node.web.keys import NODE
from node.web.page import answer, look, number, rendering_of

_LONGEST = 300
_ADDRESS = re.compile(r"/@([a-z0-9_]{1,30})(?:/(\d{1,19}))?/?")
_SANDBOX = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"


async def show_code(request: web.Request) -> web.Response:
    """`?adresse=`: the page of a post or channel here. `?antworten=1`: with answers."""
    node = request[NODE]
    asked = request.query.get("adresse", "").strip()[:_LONGEST]
    with_answers = request.query.get("antworten") == "1"

    async def find(tx: Tx, _viewer_id: int) -> Shown | None:
        try:
            return await _find(tx, asked.removeprefix(node.config.origin).partition("?")[0], with_answers=with_answers)
        except Problem:
            return None

    frame, shown = await look(request, find)
    words, codes = frame.words, ("", "", "")
    if shown is not None:
        codes = _codes(node.config.origin, words, shown, is_post=_is_post(asked), with_answers=with_answers)
    body = rendering_of(request).page(
        "embed_code.html",
        frame,
        heading=words.t("embed.title"),
        asked=asked,
        with_answers=with_answers,
        missing=bool(asked) and shown is None,
        page=codes[0],
        framed=codes[1],
        quoted=codes[2],
        may_frame=", ".join(node.config.embed.frame_ancestors),
    )
    return answer(request, frame, body)


def _is_post(asked: str) -> bool:
    match = _ADDRESS.search(asked)
    return match is not None and match[2] is not None


async def _find(tx: Tx, path: str, *, with_answers: bool) -> Shown:
    match = _ADDRESS.fullmatch(path)
    if match is None:
        raise NotFound("this is no address of a post or channel here")
    if match[2] is None:
        return await find_channel(tx, match[1])
    return await find_post(tx, match[1], number(match[2]), with_answers=with_answers)


def _codes(base: str, words: Translator, shown: Shown, *, is_post: bool, with_answers: bool) -> tuple[str, str, str]:
    """The page that is framed, the frame, and the quotation."""
    post = f"/{shown.views[0].post.id}" if is_post else ""
    page = f"{base}/@{shown.channel.name}{post}/einbetten{'?antworten=1' if is_post and with_answers else ''}"
    title = words.t("embed.of_post" if is_post else "embed.of_channel", name=shown.channel.shown_name)
    framed = (
        f'<iframe src="{escape(page)}" title="{escape(title)}" width="100%" height="480" loading="lazy"'
        f' referrerpolicy="no-referrer" sandbox="{_SANDBOX}"></iframe>'
    )
    return page, framed, "\n".join(quotation(view, words) for view in (*shown.views, *shown.answers))
