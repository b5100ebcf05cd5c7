"""What is wrong, gone or missing: what happened, why, and what to do next."""

from aiohttp import web

from node.errors import Conflict, Invalid, Problem, TooMany
from node.web.page import answer, frame_without_store, look_around, rendering_of
from node.web.pages.login import login_page

_WORDED = frozenset({400, 401, 403, 404, 405, 410, 413, 421, 422, 429, 500, 502, 503})
_TELLING = (Invalid, Conflict)
"""Errors whose own sentence helps the person; that of others may tell what is nobody's business."""


async def error_page(request: web.Request, problem: Problem, status: int) -> web.Response:
    """A page for people. Somebody who has to log in gets the form at once, and their text back."""
    if status == 401:
        return await login_page(request, needed=True, status=401)
    # After an error of ours the store may be what failed; and whoever asks too often is not counted once more
    bare = status >= 500 or isinstance(problem, TooMany)
    frame = frame_without_store(request) if bare else await look_around(request)
    worded = status if status in _WORDED else (400 if status < 500 else 500)
    words = frame.words
    # The middleware ends its sentence with the number under which the log has it
    number = problem.reason.rpartition(" ")[2] if worded == 500 else ""
    body = rendering_of(request).page(
        "error.html",
        frame,
        heading=words.t(f"error.{worded}.title"),
        status=status,
        why=words.t(f"error.{worded}.why"),
        what=words.t(f"error.{worded}.what", request=number) if number else words.t(f"error.{worded}.what"),
        detail=problem.reason if isinstance(problem, _TELLING) else "",
    )
    return answer(request, frame, body, status=status)
