"""`/warnung`: those who moderate, and whoever has the crisis role, put a warning above every page, and take it down again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web

from node.errors import NotFound, Unprocessable
from node.model.account import Actor
from node.model.warning import Level, PageWarning
from node.outbox.warnings import CHARACTERS, Wanted, clear, is_link, require_warner, warn
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import answer, look, rendering_of, see_other
from node.web.rendering import Frame

PATH = "/warnung"
_PAST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """The form as it was filled in."""

    level: str = Level.WARNING.value
    text_de: str = ""
    text_en: str = ""
    link: str = ""
    until: str = ""


async def show_warning(request: web.Request) -> web.Response:
    """Raises Unauthenticated, and Forbidden for whoever neither moderates nor has the crisis role."""
    return await _page(request, await require_viewer(request))


async def save_warning(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, node = await require_viewer(request), request[NODE]
    if form.get("tun") == "aufheben":
        try:
            await clear(node, viewer)
        except NotFound:  # somebody was quicker, or its time was up: it is as they want it
            await look(request, _past, viewer)
        return see_other(request, PATH, done="entwarnt")
    typed = _Typed(
        level=form.get("stufe", ""),
        text_de=form.get("text", ""),
        text_en=form.get("text-en", ""),
        link=form.get("link", ""),
        until=form.get("bis", "").strip(),
    )
    frame, _ = await look(request, _past, viewer)
    wrong, ends_at = _mistakes(typed, frame, request[NODE].config.origin)
    if wrong:
        return await _page(request, viewer, typed=typed, wrong=wrong)
    wanted = Wanted(
        level=Level(typed.level), text_de=typed.text_de, text_en=typed.text_en, link=typed.link, ends_at=ends_at
    )
    try:
        await warn(node, viewer, wanted)
    except Unprocessable as problem:
        wrong = {"text": frame.words.t("error.detail", detail=problem.reason)}
        return await _page(request, viewer, typed=typed, wrong=wrong)
    return see_other(request, PATH, done="gewarnt")


def _mistakes(typed: _Typed, frame: Frame, origin: str) -> tuple[Mapping[str, str], datetime | None]:
    """What is missing or wrong by field, and until when it is to stand."""
    t = frame.words.t
    found: dict[str, str] = {}
    if not typed.text_de.strip():
        found["text"] = t("warning.error.empty")
    for field, text in (("text", typed.text_de), ("text-en", typed.text_en)):
        if len(text.strip()) > CHARACTERS:
            found[field] = t("warning.error.long", most=CHARACTERS)
    if typed.level not in set(Level):
        found["stufe"] = t("warning.error.level")
    if typed.link.strip() and not (is_link(typed.link.strip()) or typed.link.strip().startswith(f"{origin}/")):
        found["link"] = t("warning.error.link")
    ends_at = None
    if typed.until:
        try:
            ends_at = datetime.fromisoformat(typed.until).replace(tzinfo=frame.words.zone).astimezone(UTC)
        except (ValueError, OverflowError):
            found["bis"] = t("warning.error.time")
        else:
            if ends_at <= frame.now:
                found["bis"] = t("warning.error.past")
    return found, ends_at


async def _page(
    request: web.Request, viewer: Actor, *, typed: _Typed | None = None, wrong: Mapping[str, str] | None = None
) -> web.Response:
    frame, past = await look(request, _past, viewer)
    standing = next((each for each in past if each.stands_at(frame.now)), None)
    body = rendering_of(request).page(
        "warning.html",
        frame,
        heading=frame.words.t("warning.title"),
        form=typed or _Typed(),
        wrong=wrong or {},
        levels=[each.value for each in Level],
        most=CHARACTERS,
        zone=str(frame.words.zone),
        standing=None if standing is None else _line(standing, frame),
        past=[_line(each, frame) for each in past if each is not standing],
        path=PATH,
    )
    return answer(request, frame, body, status=422 if wrong else 200)


def _line(each: PageWarning, frame: Frame) -> Mapping[str, str]:
    words = frame.words
    over = min(filter(None, (each.cleared_at, each.ends_at)), default=None)
    text, language = each.text_in(words.language)
    return {
        "level": words.t(f"warning.level.{each.level.value}"),
        "text": text,
        "language": language,
        "from": words.moment(each.created_at, frame.now),
        "until": "" if over is None else words.moment(over, frame.now),
    }


async def _past(tx: Tx, _viewer_id: int, by: Actor) -> Sequence[PageWarning]:
    await require_warner(tx, by)
    return (await tx.warnings.all())[:_PAST]
