"""The cases of a channel: what waits, what was passed on, what is done; and everything that is done with one."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from aiohttp import web
from multidict import MultiDictProxy

from node.context import Context
from node.errors import Conflict, Forbidden, Gone, NotFound, Problem, Refused, Unprocessable, Unreachable
from node.model.account import Actor
from node.model.case import WAITING, CaseSettings, CaseState
from node.model.post import Post
from node.outbox.cases import (
    CaseView,
    answer as answer_case,
    close,
    decline,
    open_case,
    page,
    pass_on,
    set_settings,
    take,
)
from node.store.database import Tx
from node.text.fold import excerpt
from node.text.html import to_text
from node.web.auth import require_viewer
from node.web.cards import post_path, profile_path, web_address
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import PER_PAGE, answer, before_of, look, number, older_page, rendering_of, see_other
from node.web.rendering import Frame

PATH: Final = "/vorgaenge"
_SHOWN: Final[Mapping[str, frozenset[CaseState]]] = MappingProxyType(
    {
        "offen": WAITING,
        "abgegeben": frozenset({CaseState.PASSED_ON}),
        "erledigt": frozenset({CaseState.ANSWERED, CaseState.CLOSED, CaseState.DECLINED, CaseState.WITHDRAWN}),
    }
)
_EXCERPT: Final = 300
_STEPS: Final[Mapping[str, Callable[[Context, Actor, int], Awaitable[object]]]] = MappingProxyType(
    {"nehmen": take, "zurueckgeben": decline, "schliessen": close}
)


@dataclass(frozen=True, slots=True)
class _Wrong:
    """What went wrong with which case, in which of its fields (empty: in none), and what had been typed."""

    case_id: int
    field: str
    key: str
    whom: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """`path` leads to what is asked, `form` to the whole form of an answer to it, where nobody else has to be named in it;
    `steps` are the words of what may be done."""

    id: int
    name: str
    when: str
    state: str
    text: str
    language: str
    path: str
    form: str
    origin: str
    sender: str
    sender_handle: str
    sender_path: str
    to: str
    answer_path: str
    answered_by: str
    steps: frozenset[str]


async def show_cases(request: web.Request) -> web.Response:
    """`?zeige=abgegeben` and `erledigt`: those."""
    await require_viewer(request)
    return await _page(request)


async def save_opened(request: web.Request) -> web.Response:
    """Raises NotFound, Forbidden."""
    await read_form(request)
    viewer = await require_viewer(request)
    await open_case(request[NODE], viewer, number(request.match_info["id"]))
    return see_other(request, PATH, done="vorgang")


async def save_settings(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer = await require_viewer(request)
    opens = form.get("von_selbst") == "1"
    await set_settings(request[NODE], viewer, CaseSettings(opens, opens and form.get("bestaetigen") == "1"))
    return see_other(request, PATH, done="vorgaenge-wie")


async def save_case(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, case_id = await require_viewer(request), number(request.match_info["id"])
    wrong = await _act(request[NODE], viewer, case_id, form)
    if wrong is None:
        return see_other(request, PATH, done="vorgang")
    return await _page(request, wrong=wrong)


async def _act(node: Context, viewer: Actor, case_id: int, form: MultiDictProxy[str]) -> _Wrong | None:
    """Raises NotFound for a case of somebody else's."""
    act, whom = form.get("tun", ""), form.get("an", "").strip()
    text = form.get("antwort" if act == "antworten" else "text", "").replace("\r\n", "\n")
    field = {"antworten": "antwort", "abgeben": "an"}.get(act, "")
    try:
        if act == "antworten":
            await answer_case(node, viewer, case_id, text)
        elif act == "abgeben":
            await pass_on(node, viewer, case_id, whom, text)
        else:
            await _step(node, viewer, case_id, act)
    except (Conflict, Forbidden, Gone, Refused, Unprocessable, Unreachable) as problem:
        return _Wrong(case_id, field, _key(problem, act), whom, text)
    except NotFound:
        if act != "abgeben":
            raise
        return _Wrong(case_id, field, "case.error_nobody", whom, text)
    return None


async def _step(node: Context, viewer: Actor, case_id: int, act: str) -> None:
    if act not in _STEPS:
        raise Unprocessable("say what is to be done")
    await _STEPS[act](node, viewer, case_id)


def _key(problem: Problem, act: str) -> str:
    if isinstance(problem, Unreachable):
        return "case.error_away"
    if isinstance(problem, Conflict):
        return "case.error_moved"
    if isinstance(problem, Gone):
        return "case.error_gone"
    return "case.error_answer" if act == "antworten" else "case.error_whom" if act == "abgeben" else "case.error_moved"


@dataclass(frozen=True, slots=True)
class _Found:
    cases: Sequence[CaseView]
    settings: CaseSettings


async def _load(tx: Tx, _viewer_id: int, by: Actor, states: frozenset[CaseState], before: int) -> _Found:
    found = await page(tx, by, states, before=before, limit=PER_PAGE + 1)
    return _Found(found, await tx.cases.settings(by.account.id))


async def _page(request: web.Request, *, wrong: _Wrong | None = None) -> web.Response:
    viewer = await require_viewer(request)
    asked = request.query.get("zeige", "")
    kind = asked if asked in _SHOWN else "offen"
    frame, found = await look(request, _load, viewer, _SHOWN[kind], before_of(request))
    shown = {each.case.id: each for each in found.cases}
    ids, older = older_page(PATH, list(shown))
    if older and kind != "offen":
        older += f"&zeige={kind}"
    field = "" if wrong is None or wrong.case_id not in ids or not wrong.field else f"{wrong.field}-{wrong.case_id}"
    body = rendering_of(request).page(
        "cases.html",
        frame,
        heading=frame.words.t("case.title"),
        entries=[_entry(shown[each], frame) for each in ids],
        kinds=[(each, f"{PATH}?zeige={each}" if each != "offen" else PATH, each == kind) for each in _SHOWN],
        kind=kind,
        older=older,
        wrong={} if wrong is None else {field: frame.words.t(wrong.key)},
        typed=wrong,
        settings=found.settings,
        path=PATH,
    )
    return answer(request, frame, body, status=200 if wrong is None else 422)


def _entry(view: CaseView, frame: Frame) -> _Entry:
    case, asker, subject = view.case, view.asker, view.subject
    spoken = view.question if view.question is not None else None
    return _Entry(
        id=case.id,
        name=frame.words.t("case.from_nobody") if asker is None else asker.shown_name,
        when=frame.when(case.opened_at),
        state=frame.words.t(f"case.state.{case.state.value}"),
        text=_text(view, frame) if spoken is None else excerpt(to_text(spoken.content), _EXCERPT),
        language="" if spoken is None else spoken.language or "",
        path="" if subject is None else frame.to(_post_path(view, subject)),
        form="" if spoken is None or view.sender is not None else frame.to(f"/verfassen?antwort_auf={spoken.id}"),
        origin=web_address(case.question_uri) if spoken is None and not view.question_gone else "",
        sender="" if view.sender is None else view.sender.shown_name,
        sender_handle="" if view.sender is None else f"@{view.sender.handle}",
        sender_path="" if view.sender is None else frame.to(profile_path(view.sender)),
        to=_whom(view, frame),
        answer_path=""
        if view.answer is None or view.answered_by is None
        else frame.to(post_path(view.answered_by, view.answer.id)),
        answered_by="" if view.answered_by is None else view.answered_by.shown_name,
        steps=frozenset(each.value for each in view.steps),
    )


def _post_path(view: CaseView, post: Post) -> str:
    author = view.asker if post is view.question else view.sender
    return PATH if author is None else post_path(author, post.id)


def _text(view: CaseView, frame: Frame) -> str:
    """Where the question is not to be read here: whether it is deleted, or never came; then what was said along with it."""
    if view.question_gone:
        return frame.words.t("case.question_gone")
    said = "" if view.note is None else excerpt(to_text(view.note.content), _EXCERPT)
    return f"{frame.words.t('case.question_away')} {said}".strip()


def _whom(view: CaseView, frame: Frame) -> str:
    if view.to is None or view.case.state in WAITING:
        return ""
    said = view.case.said_state
    further = view.case.state is CaseState.PASSED_ON and said in {CaseState.IN_PROGRESS, CaseState.PASSED_ON}
    name = view.to.shown_name
    return frame.words.t(f"case.to_{said.value}", name=name) if further and said is not None else name
