"""A page that only says something, and where to go on."""

from collections.abc import Sequence

from aiohttp import web

from node.web.page import answer, frame_without_store, rendering_of


def told_page(
    request: web.Request,
    heading: str,
    sentences: Sequence[str],
    *,
    link: tuple[str, str] | None = None,
    status: int = 200,
) -> web.Response:
    """`link` is (address, words); without one it goes on to the first page."""
    frame = frame_without_store(request)
    link = link or ("/", frame.words.t("error.to_home"))
    body = rendering_of(request).page("told.html", frame, heading=heading, sentences=sentences, link=link)
    return answer(request, frame, body, status=status, forms=True)
