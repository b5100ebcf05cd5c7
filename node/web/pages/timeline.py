"""A list of posts with its heading: the common part of home, local and public posts and of topics."""

from collections.abc import Sequence

from aiohttp import web

from node.model.post import PostView
from node.web.cards import cards
from node.web.page import answer, rendering_of
from node.web.rendering import Frame, Rendering


def timeline_answer(
    request: web.Request,
    frame: Frame,
    views: Sequence[PostView],
    older: str,
    *,
    title: str,
    empty: str,
    intro: str = "",
    noindex: bool = True,
) -> web.Response:
    body = render_timeline(
        rendering_of(request), frame, views, older, title=title, empty=empty, intro=intro, noindex=noindex
    )
    return answer(request, frame, body)


def render_timeline(
    rendering: Rendering,
    frame: Frame,
    views: Sequence[PostView],
    older: str,
    *,
    title: str,
    empty: str,
    intro: str = "",
    noindex: bool = True,
) -> bytes:
    """`older` is the address of the next page, empty at the end; `noindex` keeps search engines out."""
    return rendering.page(
        "timeline.html",
        frame,
        heading=title,
        intro=intro,
        cards=cards(views, frame),
        older=older,
        empty=empty,
        noindex=noindex,
    )
