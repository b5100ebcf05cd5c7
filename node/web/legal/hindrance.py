"""Tell us of a barrier: a plain form without a puzzle, a receipt at once, an answer within a month."""

from collections.abc import Mapping

from aiohttp import web

from node.errors import Invalid
from node.model.email import check_email
from node.model.hindrance import Hindrance
from node.outbox.hindrances import LINE_CHARACTERS, TEXT_CHARACTERS, address_for, report_hindrance
from node.web.csrf import read_open_form
from node.web.keys import NODE
from node.web.legal.place import Place, look_at_place, trail_to
from node.web.limits import client_range, counter_of
from node.web.page import answer, rendering_of
from node.web.rendering import Frame

_PER_MINUTE = 3


async def show_hindrance(request: web.Request) -> web.Response:
    frame, place = await look_at_place(request)
    return _page(request, frame, place, {"seite": request.query.get("seite", "")[:LINE_CHARACTERS]})


async def save_hindrance(request: web.Request) -> web.Response:
    form = await read_open_form(request)
    frame, place = await look_at_place(request)
    typed = {name: form.get(name, "") for name in ("text", "seite", "email")}
    wrong = _mistakes(frame, typed)
    if wrong:
        return _page(request, frame, place, typed, wrong=wrong)
    node = request[NODE]
    if node.config.limits.enabled:
        counter_of(request).count(f"hindrance {client_range(request)}", _PER_MINUTE)
    made = await report_hindrance(node, typed["text"], page=typed["seite"], email=typed["email"], channel=place.channel)
    return _page(request, frame, place, {}, made=made)


def _mistakes(frame: Frame, typed: Mapping[str, str]) -> dict[str, str]:
    """By field, in words."""
    words, found = frame.words, {}
    text = typed["text"].strip()
    if not text:
        found["text"] = words.t("legal.hindrance.error_empty")
    elif len(text) > TEXT_CHARACTERS:
        found["text"] = words.t("compose.error_too_long", count=len(text) - TEXT_CHARACTERS)
    if len(typed["seite"]) > LINE_CHARACTERS:
        found["seite"] = words.t("compose.error_too_long", count=len(typed["seite"]) - LINE_CHARACTERS)
    if typed["email"].strip():
        try:
            check_email(typed["email"])
        except Invalid:
            found["email"] = words.t("legal.hindrance.error_email")
    return found


def _page(
    request: web.Request,
    frame: Frame,
    place: Place,
    typed: Mapping[str, str],
    *,
    wrong: Mapping[str, str] | None = None,
    made: Hindrance | None = None,
) -> web.Response:
    words = frame.words
    heading = words.t("legal.hindrance.title")
    body = rendering_of(request).page(
        "legal/hindrance.html",
        frame,
        heading=heading,
        place=place,
        org=place.organization,
        trail=trail_to(place, (place.path("accessibility"), words.t("legal.accessibility.title")), ("", heading)),
        action=place.path("hindrance"),
        typed={"text": "", "seite": "", "email": "", **typed},
        wrong=wrong or {},
        reference="" if made is None else made.reference,
        due="" if made is None else words.date(made.due_at),
        email=address_for(request[NODE], place.channel),
        most=TEXT_CHARACTERS,
        line=LINE_CHARACTERS,
    )
    return answer(request, frame, body, status=422 if wrong else 200, forms=True)
