"""`/verwaltung/ersuchen/ID/vorschlag`: which kinds of data would be given, each with its own legal ground (S28)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import web
from multidict import MultiDictProxy

from node.errors import Conflict, Forbidden, Gone, Unprocessable
from node.model.disclosure import REACH, WISHED, Datum, Item, Law, Stage
from node.outbox.disclosures.register import CHARACTERS, Entry
from node.outbox.disclosures.review import propose
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import answer, look, number, rendering_of, see_other
from node.web.pages.disclosing.one import datum_words, load
from node.web.pages.disclosing.words import ALL, day_in, path_of
from node.web.refusals import refusal
from node.web.rendering import Frame


@dataclass(frozen=True, slots=True)
class _Line:
    """One kind of data as it was filled in; without a law it is not given."""

    law: str = ""
    ground: str = ""
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class _Typed:
    lines: Mapping[Datum, _Line] = field(default_factory=dict)
    whole: bool = False


async def show_proposal(request: web.Request) -> web.Response:
    """With what the last proposal said. Raises Unauthenticated, NotFound, Forbidden, and Conflict where nothing can be
    proposed (any longer)."""
    frame, entry = await look(request, load, await require_viewer(request), number(request.match_info["id"]))
    _refuse_closed(entry)
    lines = {
        each.datum: _Line(
            each.law.value,
            each.basis,
            "" if each.first is None else each.first.isoformat(),
            "" if each.last is None else each.last.isoformat(),
        )
        for each in entry.items
    }
    return _page(request, frame, entry, _Typed(lines, entry.disclosure.is_whole))


async def save_proposal(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer = await require_viewer(request)
    frame, entry = await look(request, load, viewer, number(request.match_info["id"]))
    _refuse_closed(entry)
    typed = _read(form, entry)
    wrong, items = _items(typed, frame)
    if wrong:
        return _page(request, frame, entry, typed, wrong)
    try:
        await propose(request[NODE], viewer, entry.disclosure.id, items, is_whole=typed.whole)
    except Gone:
        return _page(request, frame, entry, typed, {"": frame.words.t("disclosure.error_gone")}, status=410)
    except (Conflict, Forbidden):
        return _page(request, frame, entry, typed, {"": frame.words.t("disclosure.error_changed")}, status=409)
    except Unprocessable as problem:
        return _page(request, frame, entry, typed, {"": refusal(problem, frame.words)})
    return see_other(request, path_of(entry.disclosure.id), done="vorschlag")


def _refuse_closed(entry: Entry) -> None:
    if entry.disclosure.stage is not Stage.OPEN or not WISHED[entry.disclosure.wish]:
        raise Conflict("nothing can be proposed for this request")


def _offered(entry: Entry) -> Sequence[Datum]:
    return [each for each in Datum if each in WISHED[entry.disclosure.wish]]


def _read(form: MultiDictProxy[str], entry: Entry) -> _Typed:
    lines = {
        each: _Line(
            form.get(f"gesetz-{each.value}", ""),
            form.get(f"grund-{each.value}", "").strip(),
            form.get(f"von-{each.value}", "").strip(),
            form.get(f"bis-{each.value}", "").strip(),
        )
        for each in _offered(entry)
    }
    return _Typed(lines, form.get("alles") == "1")


def _items(typed: _Typed, frame: Frame) -> tuple[Mapping[str, str], Sequence[Item]]:
    """What is wrong, by field; what is proposed."""
    t, today = frame.words.t, frame.now.astimezone(frame.words.zone).date()
    wrong: dict[str, str] = {}
    found: list[Item] = []
    for datum, typed_line in typed.lines.items():
        if not typed_line.law:
            continue
        name = datum_words(datum, frame)
        if typed_line.law not in set(Law) or datum not in REACH[Law(typed_line.law)]:
            wrong[f"gesetz-{datum.value}"] = t("disclosure.error_reach", datum=name)
            continue
        if not typed_line.ground or len(typed_line.ground) > CHARACTERS:
            wrong[f"grund-{datum.value}"] = t("disclosure.error_item", datum=name)
        first = last = None
        if datum.is_dated:
            try:
                first, last = day_in(typed_line.first), day_in(typed_line.last)
            except ValueError:
                first = None
            if first is None or last is None or not first <= last <= today or (last - first).days > 366:
                wrong[f"von-{datum.value}"] = t("disclosure.error_span", datum=name)
        found.append(Item(datum=datum, law=Law(typed_line.law), basis=typed_line.ground, first=first, last=last))
    if not found and not wrong:
        wrong[""] = t("disclosure.error_nothing")
    return wrong, found


def _page(
    request: web.Request,
    frame: Frame,
    entry: Entry,
    typed: _Typed,
    wrong: Mapping[str, str] | None = None,
    *,
    status: int = 422,
) -> web.Response:
    words, found = frame.words, entry.disclosure
    body = rendering_of(request).page(
        "disclosing/propose.html",
        frame,
        heading=words.t("disclosure.propose"),
        of=found.authority,
        trail=[
            (ALL, words.t("disclosure.title")),
            (path_of(found.id), found.authority),
            ("", words.t("disclosure.propose")),
        ],
        action=f"{path_of(found.id)}/vorschlag",
        back=path_of(found.id),
        most=CHARACTERS,
        whole=typed.whole,
        kinds=[
            {
                "key": each.value,
                "name": datum_words(each, frame),
                "about": words.t(f"disclosure.about.{each.value}"),
                "dated": each.is_dated,
                "line": typed.lines.get(each, _Line()),
                "laws": [(law.value, words.t(f"legal.law.{law.value}")) for law in Law if each in REACH[law]],
            }
            for each in _offered(entry)
        ],
        wrong=wrong or {},
    )
    return answer(request, frame, body, status=status if wrong else 200)
