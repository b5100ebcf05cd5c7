"""`/warnung`: those who moderate, and whoever has the crisis role, put a warning above every page, and take it down again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web

from node.errors import NotFound, Unprocessable
from node.model.account import Actor
from node.model.warning import Category, Level, PageWarning
from node.outbox.cap.own import cap_path
from node.outbox.warnings import CHARACTERS, EVENT_CHARACTERS, Wanted, clear, is_link, require_warner, warn
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import answer, look, rendering_of, see_other
from node.web.refusals import refusal
from node.web.rendering import Frame

PATH = "/warnung"
_PAST = 20
_CLEARING = {"aufheben": False, "uebung-beenden": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """The form as it was filled in."""

    level: str = Level.WARNING.value
    text_de: str = ""
    text_en: str = ""
    link: str = ""
    until: str = ""
    category: str = Category.OTHER.value
    event: str = ""
    instruction_de: str = ""
    instruction_en: str = ""
    exercise: bool = False

    @property
    def tells_more(self) -> bool:
        """Something of what is folded away was filled in."""
        more = self.event or self.instruction_de or self.instruction_en or self.exercise
        return bool(more) or self.category != Category.OTHER


async def show_warning(request: web.Request) -> web.Response:
    """Raises Unauthenticated, and Forbidden for whoever neither moderates nor has the crisis role."""
    return await _page(request, await require_viewer(request))


async def save_warning(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, node = await require_viewer(request), request[NODE]
    if form.get("tun") in _CLEARING:
        try:
            await clear(node, viewer, exercise=_CLEARING[form["tun"]])
        except NotFound:  # somebody was quicker, or its time was up: it is as they want it
            await look(request, _past, viewer)
        return see_other(request, PATH, done="entwarnt")
    typed = _typed(form)
    frame, _ = await look(request, _past, viewer)
    wrong, ends_at = _mistakes(typed, frame, request[NODE].config.origin)
    if wrong:
        return await _page(request, viewer, typed=typed, wrong=wrong)
    wanted = Wanted(
        level=Level(typed.level),
        text_de=typed.text_de,
        text_en=typed.text_en,
        link=typed.link,
        ends_at=ends_at,
        category=Category(typed.category),
        event=typed.event,
        instruction_de=typed.instruction_de,
        instruction_en=typed.instruction_en,
        is_exercise=typed.exercise,
    )
    try:
        await warn(node, viewer, wanted)
    except Unprocessable as problem:
        wrong = {"text": refusal(problem, frame.words)}
        return await _page(request, viewer, typed=typed, wrong=wrong)
    return see_other(request, PATH, done="geuebt" if typed.exercise else "gewarnt")


def _typed(form: Mapping[str, str]) -> _Typed:
    return _Typed(
        level=form.get("stufe", ""),
        text_de=form.get("text", ""),
        text_en=form.get("text-en", ""),
        link=form.get("link", ""),
        until=form.get("bis", "").strip(),
        category=form.get("art", Category.OTHER.value),
        event=form.get("ereignis", ""),
        instruction_de=form.get("anweisung", ""),
        instruction_en=form.get("anweisung-en", ""),
        exercise=form.get("uebung") == "1",
    )


def _mistakes(typed: _Typed, frame: Frame, origin: str) -> tuple[Mapping[str, str], datetime | None]:
    """What is missing or wrong by field, and until when it is to stand."""
    t = frame.words.t
    found: dict[str, str] = {}
    if not typed.text_de.strip():
        found["text"] = t("warning.error.empty")
    texts = {"text": typed.text_de, "text-en": typed.text_en}
    texts |= {"anweisung": typed.instruction_de, "anweisung-en": typed.instruction_en}
    for field, text in texts.items():
        if len(text.strip()) > CHARACTERS:
            found[field] = t("warning.error.long", most=CHARACTERS)
    if len(typed.event.strip()) > EVENT_CHARACTERS:
        found["ereignis"] = t("warning.error.event", most=EVENT_CHARACTERS)
    if typed.category not in set(Category):
        found["art"] = t("warning.error.category")
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
    standing = [each for each in past if each.stands_at(frame.now)]
    body = rendering_of(request).page(
        "warning.html",
        frame,
        heading=frame.words.t("warning.title"),
        form=typed or _Typed(),
        wrong=wrong or {},
        levels=[each.value for each in Level],
        most=CHARACTERS,
        zone=str(frame.words.zone),
        categories=[each.value for each in Category],
        most_event=EVENT_CHARACTERS,
        standing=[_line(each, frame) for each in standing],
        past=[_line(each, frame) for each in past if each not in standing],
        path=PATH,
    )
    return answer(request, frame, body, status=422 if wrong else 200)


def _line(each: PageWarning, frame: Frame) -> Mapping[str, str | bool]:
    words = frame.words
    over = min(filter(None, (each.cleared_at, each.ends_at)), default=None)
    text, language = each.text_in(words.language)
    return {
        "level": (f"{words.t('warning.exercise')}: " if each.is_exercise else "")
        + words.t(f"warning.level.{each.level.value}"),
        "exercise": each.is_exercise,
        "cap": cap_path(each.id),
        "text": text,
        "language": language,
        "from": words.moment(each.created_at, frame.now),
        "until": "" if over is None else words.moment(over, frame.now),
    }


async def _past(tx: Tx, _viewer_id: int, by: Actor) -> Sequence[PageWarning]:
    await require_warner(tx, by)
    return (await tx.warnings.all())[:_PAST]
