"""A list of posts with its heading: the common part of home, local and public posts and of topics."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web
from markupsafe import Markup

from node.model.filters import FilterPlace
from node.model.post import PostView
from node.web.cards import cards
from node.web.page import answer, rendering_of
from node.web.rendering import Frame, Rendering


@dataclass(frozen=True, slots=True)
class Notice:
    """Something announced, above the posts: what it says, and when that is."""

    id: int
    content: Markup
    when: str


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
    place: FilterPlace = FilterPlace.PUBLIC,
    notices: Sequence[Notice] = (),
    feeds: bool = False,
) -> web.Response:
    body = render_timeline(
        rendering_of(request),
        frame,
        views,
        older,
        title=title,
        empty=empty,
        intro=intro,
        noindex=noindex,
        place=place,
        notices=notices,
        feeds=feeds,
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
    place: FilterPlace = FilterPlace.PUBLIC,
    notices: Sequence[Notice] = (),
    feeds: bool = False,
) -> bytes:
    """`older` is the address of the next page, empty at the end; `noindex` keeps search engines out; `feeds`: links
    to those of the same things."""
    return rendering.page(
        "timeline.html",
        frame,
        heading=title,
        intro=intro,
        cards=cards(views, frame, place),
        older=older,
        empty=empty,
        noindex=noindex,
        notices=notices,
        feeds=feeds,
    )
