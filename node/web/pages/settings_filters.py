"""What somebody does not want to see: their filters, as a list and each in a form. They are the same as in their apps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from aiohttp import web
from multidict import MultiMapping

from node.errors import Unprocessable
from node.model.filters import LONGEST_KEYWORD, LONGEST_TITLE, MOST_FILTERS, Filter, FilterAction, FilterPlace
from node.outbox.filters import Full, Wording, own_filter, remove_filter, write_filter
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import look, look_around, number, see_other
from node.web.pages.settings import settings_page
from node.web.refusals import refusal
from node.web.rendering import Frame

PATH: Final = "/einstellungen/filter"
_NEW: Final = 3
_HOURS: Final = (1, 12, 24)
_DAYS: Final = (7, 30)
_KEEP, _NEVER = "bleibt", "immer"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A word in the form; `name` is that of its field."""

    name: str
    text: str
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """The form as it is shown. `expiry` is one of the choices; `until` and `posts` are of the filter there is."""

    title: str = ""
    places: tuple[str, ...] = tuple(FilterPlace)
    action: str = FilterAction.WARN.value
    expiry: str = _NEVER
    lines: Sequence[_Line] = ()
    until: datetime | None = None
    posts: int = 0


async def show_filters(request: web.Request) -> web.Response:
    await require_viewer(request)
    frame, found = await look(request, _all)
    return settings_page(
        request,
        "settings_filters.html",
        frame,
        heading=frame.words.t("filters.title"),
        filters=[_shown(each, frame) for each in found],
    )


async def show_new_filter(request: web.Request) -> web.Response:
    await require_viewer(request)
    return _page(request, await look_around(request), None, _Typed())


async def save_new_filter(request: web.Request) -> web.Response:
    form = await read_form(request)
    return await _save(request, form, await look_around(request), None)


async def show_filter(request: web.Request) -> web.Response:
    await require_viewer(request)
    frame, found = await look(request, own_filter, number(request.match_info["id"]))
    return _page(request, frame, found, _typed_of(found))


async def save_filter(request: web.Request) -> web.Response:
    form = await read_form(request)
    frame, found = await look(request, own_filter, number(request.match_info["id"]))
    return await _save(request, form, frame, found)


async def save_filter_gone(request: web.Request) -> web.Response:
    await read_form(request)
    viewer = await require_viewer(request)
    await remove_filter(request[NODE], viewer, number(request.match_info["id"]))
    return see_other(request, PATH, done="filter-geloescht")


async def _save(request: web.Request, form: MultiMapping[str], frame: Frame, found: Filter | None) -> web.Response:
    viewer, node = await require_viewer(request), request[NODE]
    typed = _read(form, found)
    wrong = dict(_mistakes(typed, found, frame))
    if not wrong:
        try:
            await write_filter(node, viewer, None if found is None else found.id, _wording(typed, node.clock()))
        except Full as full:
            key = "filters.error_many" if full.most == MOST_FILTERS else "filters.error_keywords_many"
            wrong[""] = frame.words.t(key, count=full.most)
        except Unprocessable as problem:
            wrong[""] = refusal(problem, frame.words)
    if wrong:
        return _page(request, frame, found, typed, wrong=wrong)
    return see_other(request, frame.to(PATH), done="filter")


def _read(form: MultiMapping[str], found: Filter | None) -> _Typed:
    """As it was typed; words that are not in the form stay as they are."""
    names = [f"wort-{each.id}" for each in found.keywords] if found is not None else []
    names = [name for name in names if name in form] + [f"neu-{place}" for place in range(1, _NEW + 1)]
    return _Typed(
        title=form.get("name", "").strip(),
        places=tuple(each for each in FilterPlace if each.value in form.getall("ort", [])),
        action=form.get("tun", ""),
        expiry=form.get("dauer", ""),
        lines=[
            _Line(name=name, text=form.get(name, "").strip(), whole=form.get(f"ganz-{name}") == "1") for name in names
        ],
        until=None if found is None else found.expires_at,
        posts=0 if found is None else len(found.posts),
    )


def _typed_of(found: Filter) -> _Typed:
    return _Typed(
        title=found.title,
        places=found.places,
        action=found.action.value,
        expiry=_NEVER if found.expires_at is None else _KEEP,
        lines=[_Line(name=f"wort-{each.id}", text=each.keyword, whole=each.whole_word) for each in found.keywords],
        until=found.expires_at,
        posts=len(found.posts),
    )


def _mistakes(typed: _Typed, found: Filter | None, frame: Frame) -> Mapping[str, str]:
    """By field."""
    t, wrong = frame.words.t, {}
    if not typed.title:
        wrong["name"] = t("filters.error_title")
    elif len(typed.title) > LONGEST_TITLE:
        wrong["name"] = t("filters.error_title_long", count=LONGEST_TITLE)
    if any(len(line.text) > LONGEST_KEYWORD for line in typed.lines):
        wrong["woerter"] = t("filters.error_keyword_long", count=LONGEST_KEYWORD)
    elif not any(line.text for line in typed.lines) and not typed.posts:
        kept = found is not None and len(found.keywords) > sum(each.name.startswith("wort-") for each in typed.lines)
        if not kept:
            wrong["woerter"] = t("filters.error_words")
    if not typed.places:
        wrong["orte"] = t("filters.error_places")
    return wrong


def _wording(typed: _Typed, now: datetime) -> Wording:
    kept = {line.name.removeprefix("wort-"): line for line in typed.lines if line.name.startswith("wort-")}
    return Wording(
        title=typed.title,
        places=tuple(FilterPlace(each) for each in typed.places),
        action=FilterAction(typed.action) if typed.action in set(FilterAction) else FilterAction.WARN,
        expires_at=_end(typed, now),
        words={int(name): (line.text, line.whole) for name, line in kept.items()},
        new=[(line.text, line.whole) for line in typed.lines if line.name.startswith("neu-") and line.text],
    )


def _end(typed: _Typed, now: datetime) -> datetime | None:
    if typed.expiry == _KEEP:
        return typed.until
    hours = {str(each): timedelta(hours=each) for each in _HOURS} | {f"{each}t": timedelta(days=each) for each in _DAYS}
    return now + hours[typed.expiry] if typed.expiry in hours else None


def _page(
    request: web.Request,
    frame: Frame,
    found: Filter | None,
    typed: _Typed,
    *,
    wrong: Mapping[str, str] | None = None,
) -> web.Response:
    t, names = frame.words.t, {line.name for line in typed.lines}
    fresh = [f"neu-{place}" for place in range(1, _NEW + 1)]
    return settings_page(
        request,
        "settings_filter.html",
        frame,
        wrong=wrong,
        heading=t("filters.new_title") if found is None else t("filters.edit_title", title=found.title),
        action=f"{PATH}/neu" if found is None else f"{PATH}/{found.id}",
        removing="" if found is None else f"{PATH}/{found.id}/loeschen",
        typed=typed,
        lines=[*typed.lines, *(_Line(name=name, text="", whole=True) for name in fresh if name not in names)],
        places=[(each.value, t(f"filters.place.{each.value}")) for each in FilterPlace],
        actions=[(each.value, t(f"filters.action.{each.value}")) for each in FilterAction],
        expiries=_expiries(typed, frame),
        longest=LONGEST_KEYWORD,
        longest_title=LONGEST_TITLE,
        back=PATH,
    )


def _expiries(typed: _Typed, frame: Frame) -> Sequence[tuple[str, str]]:
    t = frame.words.t
    kept = [] if typed.until is None else [(_KEEP, t("filters.expiry.keep", until=frame.words.full(typed.until)))]
    hours = [(str(each), t("filters.expiry.hours", count=each)) for each in _HOURS]
    days = [(f"{each}t", t("filters.expiry.days", count=each)) for each in _DAYS]
    return [*kept, (_NEVER, t("filters.expiry.never")), *hours, *days]


def _shown(found: Filter, frame: Frame) -> Mapping[str, object]:
    """A line of the list."""
    t = frame.words.t
    until = ""
    if found.expires_at is not None:
        key = "filters.ended" if found.expires_at <= frame.now else "filters.ends"
        until = t(key, when=frame.words.full(found.expires_at))
    return {
        "path": f"{PATH}/{found.id}",
        "title": found.title,
        "words": t("filters.words_list", words=", ".join(each.keyword for each in found.keywords)),
        "has_words": bool(found.keywords),
        "posts": t("filters.posts", count=len(found.posts)) if found.posts else "",
        "action": t(f"filters.action.{found.action.value}"),
        "places": t("filters.place.all")
        if len(found.places) == len(FilterPlace)
        else " · ".join(t(f"filters.place.{each.value}") for each in found.places),
        "until": until,
    }


async def _all(tx: Tx, viewer_id: int) -> Sequence[Filter]:
    return await tx.filters.of_account(viewer_id)
