"""`/verwaltung/kanaele/NAME/steckbrief`: the questions about a channel, as the form asks them. What is missing may come
later; what cannot be an answer is said at its field, and nothing typed is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from aiohttp import web

from node.config.sheet_form import Question, SheetForm
from node.errors import Faulty, Invalid, NotFound
from node.model.account import Account, Actor
from node.model.channel import NEXT, Phase, SheetVersion
from node.model.template import Template, TemplateKind
from node.outbox.sheets import CHARACTERS, is_needed, missing_in, save_sheet, sheet_form
from node.outbox.templates.keep import add_template
from node.outbox.templates.rules import NAME_CHARACTERS
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import answer, look, rendering_of, see_other
from node.web.pages.tending.whom import administers, channel_of, path_of, trail_of
from node.web.refusals import refusal
from node.web.rendering import Frame

TEMPLATES: Final = "/verwaltung/vorlagen"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """A question as the page asks it."""

    name: str
    kind: str
    label: str
    hint: str
    value: str
    needed: str
    public: bool
    most: int
    choices: Sequence[tuple[str, str]]


async def show_sheet_form(request: web.Request) -> web.Response:
    """Raises Unauthenticated, NotFound, Forbidden."""
    viewer = await require_viewer(request)
    frame, found = await look(request, _load, viewer, request.match_info["name"])
    return _page(request, frame, found)


async def save_sheet_form(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, node = await require_viewer(request), request[NODE]
    frame, found = await look(request, _load, viewer, request.match_info["name"])
    questions = sheet_form(node.config).questions
    typed = {each.key: form.get(_name(each), "").replace("\r\n", "\n") for each in questions}
    if form.get("tun") == "vorlage":
        return _begun(request, frame, found, typed, form.get("vorlage", ""))
    try:
        await save_sheet(node, viewer, found.account.id, typed, incomplete=True)
    except Faulty as problem:
        wrong = {_name(each): _said(each, frame) for each in questions if each.key in problem.details}
        return _page(request, frame, found, typed, wrong)
    return see_other(request, f"{path_of(found.account)}/steckbrief", done="steckbrief")


async def save_as_template(request: web.Request) -> web.Response:
    """What is saved becomes a template for the sheets of others. Raises Forbidden for whoever does not administer, NotFound
    for a channel without a sheet."""
    form = await read_form(request)
    viewer = await require_viewer(request)
    frame, found = await look(request, _load, viewer, request.match_info["name"])
    if found.sheet is None:
        raise NotFound("the channel has no sheet yet")
    name, answers = form.get("bezeichnung", ""), _for_others(sheet_form(request[NODE].config), found.sheet.values)
    made = Template(key="", kind=TemplateKind.SHEET, name=name, answers=answers)
    try:
        await add_template(request[NODE], viewer, made)
    except Invalid as problem:
        wrong = {"bezeichnung": refusal(problem, frame.words)}
        return _page(request, frame, found, wrong=wrong)
    return see_other(request, TEMPLATES, done="vorlage")


def _for_others(form: SheetForm, values: Mapping[str, str]) -> Mapping[str, str]:
    """Without people, and without days: those are this channel's own."""
    kept = {each.key for each in form.questions if not each.personal and each.kind != "day"}
    return {key: text for key, text in values.items() if key in kept}


@dataclass(frozen=True, slots=True)
class _Found:
    account: Account
    sheet: SheetVersion | None
    leads: bool
    templates: Sequence[Template]


def _begun(request: web.Request, frame: Frame, found: _Found, typed: Mapping[str, str], key: str) -> web.Response:
    """The form again, with the answers of a template where none was typed. Nothing is saved."""
    template = next((each for each in found.templates if each.key == key), None)
    if template is None:
        return _page(request, frame, found, typed, {"vorlage": frame.words.t("template.error.choose")})
    filled = {name: text if text.strip() else template.answers.get(name, "") for name, text in typed.items()}
    return _page(request, replace(frame, notice="template.put_in"), found, filled)


def _name(question: Question) -> str:
    return f"frage-{question.key}"


def _said(question: Question, frame: Frame) -> str:
    label = question.text(frame.words.language)
    return frame.words.t(f"tending.error_answer.{question.kind}", label=label, most=CHARACTERS[question.kind])


def _page(
    request: web.Request,
    frame: Frame,
    found: _Found,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> web.Response:
    form, account, words = sheet_form(request[NODE].config), found.account, frame.words
    coming = next((each for each in NEXT[account.phase] if each.is_active), account.phase)
    values = typed if typed is not None else {} if found.sheet is None else found.sheet.values
    heading = words.t("tending.sheet_title")
    body = rendering_of(request).page(
        "tending/sheet.html",
        frame,
        heading=heading,
        of=account.shown_name,
        trail=trail_of(frame, account, heading, leads=found.leads),
        action=f"{path_of(account)}/steckbrief",
        versions=f"{path_of(account)}/steckbrief/versionen" if found.sheet is not None else "",
        back=path_of(account),
        coming=words.t(f"phase.{coming.value}"),
        missing=_missing(form, values, coming, frame),
        sections=[
            (section.text(words.language), [_field(each, values, coming, frame) for each in section.questions])
            for section in form.sections
        ],
        wrong=wrong or {},
        templates=[(each.key, each.name) for each in found.templates],
        keep=f"{path_of(account)}/steckbrief/vorlage" if found.leads and found.sheet is not None else "",
        name_most=NAME_CHARACTERS,
    )
    return answer(request, frame, body, status=422 if wrong else 200)


def _missing(form: SheetForm, values: Mapping[str, str], coming: Phase, frame: Frame) -> Sequence[tuple[str, str]]:
    """(field, its question) of what has to be answered before the next phase."""
    keys = set(missing_in(form, values, coming))
    return [(_name(each), each.text(frame.words.language)) for each in form.questions if each.key in keys]


def _field(question: Question, values: Mapping[str, str], coming: Phase, frame: Frame) -> _Field:
    language = frame.words.language
    return _Field(
        name=_name(question),
        kind=question.kind,
        label=question.text(language),
        hint=question.hint(language),
        value=values.get(question.key, ""),
        needed="" if is_needed(question, coming) else f"tending.needed.{question.needed or 'never'}",
        public=question.public,
        most=CHARACTERS[question.kind],
        choices=[(each.value, each.text(language)) for each in question.choices],
    )


async def _load(tx: Tx, _viewer_id: int, by: Actor, name: str) -> _Found:
    account = await channel_of(tx, by, name)
    return _Found(
        account,
        await tx.channels.newest_sheet(account.id),
        await administers(tx, by),
        await tx.templates.of_kind(TemplateKind.SHEET),
    )
