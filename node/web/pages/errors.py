"""What is wrong, gone or missing: what happened, why, and what to do next. Also while the store is away."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from aiohttp import hdrs, web

from node.errors import Conflict, Gone, Invalid, Problem, StoreAway, TooMany
from node.i18n.translate import Translator
from node.web.headers import security_headers
from node.web.languages import choose
from node.web.page import answer, frame_without_store, look_around, own_path, rendering_of
from node.web.pages.login import login_page
from node.web.refusals import refusal
from node.web.rendering import Frame
from node.web.typed import typed_text

_WORDED = frozenset({400, 401, 403, 404, 405, 410, 413, 421, 422, 429, 500, 502, 503})
_BARE: Final[Mapping[int, str]] = MappingProxyType({421: "error.421", 503: "error.resting"})
_PASSING = frozenset({429, 500, 502, 503})
"""What may be well again when the page is loaded once more."""
_TELLING = (Invalid, Conflict)
"""Errors whose own sentence helps the person; that of others may tell what is nobody's business."""


async def error_page(request: web.Request, problem: Problem, status: int) -> web.Response:
    """A page for people. Somebody who has to log in gets the form at once, and their text back."""
    if status == 401:
        return await login_page(request, needed=True, status=401)
    frame = await _frame(request, problem, status)
    worded = status if status in _WORDED else (400 if status < 500 else 500)
    words = frame.words
    gone = problem if isinstance(problem, Gone) and problem.at is not None else None
    body = rendering_of(request).page(
        "error.html",
        frame,
        heading=words.t(f"error.{worded}.title"),
        status=status,
        why=_why(problem, worded, frame),
        what=_what_next(problem, worded, words),
        detail=problem.reason if isinstance(problem, _TELLING) and not problem.code else "",
        again=own_path(frame.here) if worded in _PASSING and request.method == hdrs.METH_GET else "",
        typed=await typed_text(request),
        channel=f"/@{gone.handle}" if gone is not None and gone.handle else "",
        can_search=worded < 500,
    )
    return answer(request, frame, body, status=status)


def bare_page(request: web.Request, status: int) -> web.Response:
    """For a host name that is nobody's here (421), and for a node that is out of service (503): nothing is said of others."""
    rendering = rendering_of(request)
    language = choose(request.query.get("lang"), None, request.headers.get(hdrs.ACCEPT_LANGUAGE))
    return web.Response(
        status=status,
        body=rendering.bare("bare.html", rendering.words(language, ZoneInfo("UTC")), key=_BARE[status]),
        content_type="text/html",
        charset="utf-8",
        headers={**security_headers(is_https=False), "Content-Language": language, "Cache-Control": "no-store"},
    )


async def _frame(request: web.Request, problem: Problem, status: int) -> Frame:
    """After an error of ours the store may be what failed; and whoever asks too often is not counted once more."""
    if status >= 500 or isinstance(problem, TooMany):
        return frame_without_store(request)
    try:
        return await look_around(request)
    except StoreAway:
        return frame_without_store(request)


def _why(problem: Problem, worded: int, frame: Frame) -> str:
    if isinstance(problem, Gone) and problem.at is not None:
        return _withdrawn(problem, frame)
    if isinstance(problem, _TELLING) and problem.code:
        return refusal(problem, frame.words)
    return frame.words.t(f"error.{worded}.why")


def _withdrawn(gone: Gone, frame: Frame) -> str:
    """What was there, and since when it is not: of our own posts everybody may know that."""
    words = frame.words
    return "" if gone.at is None else words.t("states.withdrawn", name=f"@{gone.handle}", when=words.full(gone.at))


def _what_next(problem: Problem, worded: int, words: Translator) -> str:
    if isinstance(problem, TooMany):
        seconds = max(1, round(problem.retry_after))
        minutes = -(-timedelta(seconds=seconds) // timedelta(minutes=1))
        return (
            words.t("states.wait.minutes", count=minutes)
            if seconds > 90
            else words.t("states.wait.seconds", count=seconds)
        )
    # The middleware ends its sentence with the number under which the log has it
    if worded == 500:
        return words.t("error.500.what", request=problem.reason.rpartition(" ")[2])
    return words.t(f"error.{worded}.what")
