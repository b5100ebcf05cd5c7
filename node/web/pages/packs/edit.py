"""`/verwaltung/vorlagen/neu` and `.../bearbeiten/KEY`: one template is written, changed and thrown away. What is wrong is
said at its field, and nothing typed is lost."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from aiohttp import web
from multidict import MultiDictProxy

from node.errors import Invalid, NotFound
from node.model.account import Actor
from node.model.login import Role
from node.model.template import Template, TemplateKind
from node.model.visibility import Visibility
from node.moderation.office import require_office
from node.outbox.sheets import sheet_form, worded
from node.outbox.templates import rules
from node.outbox.templates.keep import add_template, change_template, remove_template
from node.store.database import Tx
from node.text.variables import ANSWER, POST
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.languages import OWN_NAMES
from node.web.page import answer, look, rendering_of, see_other
from node.web.pages.packs.list import PATH
from node.web.refusals import refusal
from node.web.rendering import Frame

_KINDS: Final = MappingProxyType({"beitrag": TemplateKind.POST, "antwort": TemplateKind.ANSWER})
_WORDS: Final = MappingProxyType({kind: word for word, kind in _KINDS.items()})
_FIELDS: Final = MappingProxyType(
    {
        "name": "bezeichnung",
        "text": "text",
        "summary": "hinweis",
        "title": "titel",
        "language": "sprache",
        "tags": "stichwoerter",
        "link": "link",
    }
)
_VISIBILITIES: Final = (Visibility.PUBLIC, Visibility.UNLISTED, Visibility.FOLLOWERS, Visibility.LOCAL)


async def show_new(request: web.Request) -> web.Response:
    """`?art=` beitrag or antwort. Raises Unauthenticated, and Forbidden for whoever does not administer."""
    viewer = await require_viewer(request)
    frame, _ = await look(request, _admit, viewer)
    kind = _KINDS.get(request.query.get("art", ""), TemplateKind.POST)
    return _page(request, frame, Template(key="", kind=kind, name="", language=frame.site.language))


async def save_new(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer = await require_viewer(request)
    frame, _ = await look(request, _admit, viewer)
    kind = _KINDS.get(form.get("art", ""), TemplateKind.POST)
    typed = _typed(form, Template(key="", kind=kind, name=""))
    wrong = _mistakes(typed, frame)
    if not wrong:
        try:
            await add_template(request[NODE], viewer, typed)
        except Invalid as problem:  # there are too many
            wrong = {"": refusal(problem, frame.words)}
    if wrong:
        return _page(request, frame, typed, wrong)
    return see_other(request, PATH, done="vorlage")


async def show_template(request: web.Request) -> web.Response:
    """Raises Unauthenticated, Forbidden, NotFound."""
    viewer = await require_viewer(request)
    frame, template = await look(request, _load, viewer, request.match_info["key"])
    return _page(request, frame, template)


async def save_template(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, node = await require_viewer(request), request[NODE]
    key = request.match_info["key"]
    if form.get("tun") == "loeschen":
        with suppress(NotFound):  # somebody was quicker: it is as they want it
            await remove_template(node, viewer, key)
        return see_other(request, PATH, done="vorlage-weg")
    frame, template = await look(request, _load, viewer, key)
    typed = _typed(form, template)
    wrong = _mistakes(typed, frame)
    if wrong:
        return _page(request, frame, typed, wrong)
    await change_template(node, viewer, typed)
    return see_other(request, PATH, done="vorlage")


def _typed(form: MultiDictProxy[str], start: Template) -> Template:
    """What the form says, as typed; what a template of its kind does not have stays empty."""
    named = replace(start, name=form.get("bezeichnung", ""))
    if start.kind is TemplateKind.SHEET:
        return named
    answering = replace(
        named,
        text=form.get("text", "").replace("\r\n", "\n"),
        format="markdown" if form.get("form") == "markdown" else "plain",
        language=form.get("sprache", start.language),
        link=form.get("link", ""),
    )
    if start.kind is TemplateKind.ANSWER:
        return answering
    visibility = form.get("sichtbar", "")
    return replace(
        answering,
        summary=form.get("hinweis", ""),
        title=form.get("titel", ""),
        visibility=Visibility(visibility) if visibility in set(_VISIBILITIES) else None,
        tags=tuple(form.get("stichwoerter", "").replace(",", " ").split()),
    )


def _mistakes(typed: Template, frame: Frame) -> Mapping[str, str]:
    """By field, in words."""
    return {
        _FIELDS.get(each.field, ""): frame.words.t(f"template.error.{each.code}", detail=each.detail)
        for each in rules.faults(rules.tidied(typed))
    }


def _page(
    request: web.Request, frame: Frame, template: Template, wrong: Mapping[str, str] | None = None
) -> web.Response:
    t, kind = frame.words.t, template.kind
    heading = t("template.edit" if template.key else f"template.new.{kind.value}")
    body = rendering_of(request).page(
        "packs/edit.html",
        frame,
        heading=heading,
        trail=[(PATH, t("template.title")), ("", heading)],
        action=f"{PATH}/bearbeiten/{template.key}" if template.key else f"{PATH}/neu",
        kind=kind.value,
        word=_WORDS.get(kind, ""),
        form=template,
        tags=" ".join(template.tags),
        wrong=wrong or {},
        limits=rules,
        variables=[
            (each, t(f"template.variable.{each}")) for each in (ANSWER if kind is TemplateKind.ANSWER else POST)
        ],
        languages=_languages(template.language),
        visibilities=[each.value for each in _VISIBILITIES],
        answers=_answers(request, template, frame),
    )
    return answer(request, frame, body, status=422 if wrong else 200)


def _languages(chosen: str) -> list[tuple[str, str]]:
    known = list(OWN_NAMES.items())
    return known if not chosen or chosen in OWN_NAMES else [(chosen, chosen), *known]


def _answers(request: web.Request, template: Template, frame: Frame) -> list[tuple[str, str]]:
    """Question and answer of a sheet, as people read them; questions that are not asked here by their key."""
    language = frame.words.language
    questions = {each.key: each for each in sheet_form(request[NODE].config).questions} if template.answers else {}
    return [
        (questions[key].text(language), worded(questions[key], text, language)) if key in questions else (key, text)
        for key, text in template.answers.items()
    ]


async def _admit(tx: Tx, _viewer_id: int, by: Actor) -> None:
    await require_office(tx, by, Role.ADMIN)


async def _load(tx: Tx, _viewer_id: int, by: Actor, key: str) -> Template:
    await require_office(tx, by, Role.ADMIN)
    found = await tx.templates.find(key)
    if found is None:
        raise NotFound("there is no such template")
    return found
