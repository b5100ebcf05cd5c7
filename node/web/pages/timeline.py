"""A list of posts with its heading: the common part of home, local and public posts and of topics."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web
from markupsafe import Markup

from node.web.cards import Card
from node.web.page import answer, rendering_of
from node.web.rendering import Frame
from node.web.shown import Piece


@dataclass(frozen=True, slots=True)
class Notice:
    """Something announced, above the posts: what it says, and when that is."""

    id: int
    content: Markup
    when: str


def timeline_answer(
    request: web.Request,
    frame: Frame,
    cards: Sequence[Card | Piece],
    older: str,
    *,
    title: str,
    empty: str,
    intro: str = "",
    noindex: bool = True,
    notices: Sequence[Notice] = (),
    feeds: bool = False,
) -> web.Response:
    """`older` is the address of the next page, empty at the end; `noindex` keeps search engines out; `feeds`: links
    to those of the same things."""
    body = rendering_of(request).page(
        "timeline.html",
        frame,
        heading=title,
        intro=intro,
        cards=cards,
        older=older,
        empty=empty,
        noindex=noindex,
        notices=notices,
        feeds=feeds,
    )
    return answer(request, frame, body)
