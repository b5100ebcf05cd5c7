"""The netiquette and the terms: as they hold today, as they held before, and the list of all versions (M26). Whoever was
judged by a rule can read it as it was then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from aiohttp import web
from markupsafe import Markup

from node.errors import NotFound
from node.model.rule import DocumentVersion, NodeText, Rule, Wordings
from node.outbox.texts import wordings_of
from node.store.database import Tx
from node.web.kept import kept
from node.web.keys import NODE
from node.web.legal.differences import differences
from node.web.legal.place import Place, look_at_place, show
from node.web.legal_texts import Written, terms_html
from node.web.page import number, rendering_of
from node.web.rendering import Frame

_DOCUMENTS = {"netiquette": "netiquette", "terms": "terms_of_service"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A rule as a page shows it."""

    id: int
    text: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A line in the list of versions; `since` is from when on it holds."""

    number: int
    path: str
    since: str
    is_current: bool
    changes: str = ""
    """Where one reads what it changed; of the first one nowhere."""


@kept
async def show_netiquette(request: web.Request) -> web.Response:
    return await _show(request, "netiquette")


@kept
async def show_terms(request: web.Request) -> web.Response:
    return await _show(request, "terms")


@kept
async def list_netiquette_versions(request: web.Request) -> web.Response:
    return await _list(request, "netiquette")


@kept
async def list_terms_versions(request: web.Request) -> web.Response:
    return await _list(request, "terms")


async def _show(request: web.Request, page: str) -> web.Response:
    """The node's text always; under it what the channel says besides, where it says something."""
    frame, place = await look_at_place(request)
    asked = request.query.get("version")
    wanted = None if asked is None else number(asked) if asked != "0" else 0
    store = request[NODE].store
    common = await store.read(lambda tx: tx.versions.all(_DOCUMENTS[page], ""))
    own = await store.read(lambda tx: tx.versions.all(_DOCUMENTS[page], place.channel)) if place.channel else ()
    today = _today(frame)
    # A channel's address counts the channel's own versions, where it has some
    base = _chosen(common, None if own else wanted, today)
    special = _chosen(own, wanted, today) if own else None
    shown = special if own else base
    newest = _in_force(own or common, today)
    return show(
        request,
        frame,
        place,
        page,
        template="legal/versioned.html",
        html=_body(request, frame, place, page, base),
        rules=_rules(base, frame),
        special=None if special is None else _text(wordings_of(special), frame),
        number="" if shown is None else str(shown.number),
        since=_since(shown, frame, request[NODE].itself.created_at),
        is_old=(shown is None and newest is not None)
        or (shown is not None and newest is not None and shown.number < newest.number),
        coming=_coming(own or common, frame, today, place.path(page)),
        versions_path=f"{place.path(page)}/versionen",
    )


async def _list(request: web.Request, page: str) -> web.Response:
    frame, place = await look_at_place(request)
    found, started = await request[NODE].store.read(_versions, _DOCUMENTS[page], place.channel), request[NODE].itself
    path, current = place.path(page), _in_force(found, _today(frame))
    lines = [
        Listed(
            number=each.number,
            path=f"{path}?version={each.number}",
            since=_since(each, frame, started.created_at),
            is_current=current is not None and each.number == current.number,
            changes=f"{path}/aenderungen?version={each.number}" if each.number > 1 else "",
        )
        for each in found
    ]
    if not place.channel:
        since = _since(None, frame, started.created_at)
        lines.append(Listed(number=0, path=f"{path}?version=0", since=since, is_current=current is None))
    return show(request, frame, place, page, template="legal/versions.html", lines=lines, path=path)


@kept
async def show_netiquette_changes(request: web.Request) -> web.Response:
    return await _changes(request, "netiquette")


@kept
async def show_terms_changes(request: web.Request) -> web.Response:
    return await _changes(request, "terms")


async def _changes(request: web.Request, page: str) -> web.Response:
    """Between a version and the one before it."""
    frame, place = await look_at_place(request)
    wanted, document = number(request.query.get("version", "")), _DOCUMENTS[page]
    store = request[NODE].store
    after = await store.read(lambda tx: tx.versions.find(document, place.channel, wanted))
    before = await store.read(lambda tx: tx.versions.find(document, place.channel, wanted - 1))
    if after is None or before is None:
        raise NotFound("there is no such version, or none before it")
    return show(
        request,
        frame,
        place,
        page,
        template="legal/changes.html",
        lines=differences(wordings_of(before), wordings_of(after), frame.words.language),
        old=str(before.number),
        new=str(after.number),
        versions_path=f"{place.path(page)}/versionen",
    )


async def _versions(tx: Tx, document: str, channel: str) -> Sequence[DocumentVersion]:
    return await tx.versions.all(document, channel)


def _chosen(found: Sequence[DocumentVersion], wanted: int | None, today: date) -> DocumentVersion | None:
    """None is what the software says by itself. Raises NotFound for a number never given."""
    if wanted is None:
        return _in_force(found, today)
    if wanted == 0:
        return None
    for each in found:
        if each.number == wanted:
            return each
    raise NotFound("there is no such version")


def _in_force(found: Sequence[DocumentVersion], today: date) -> DocumentVersion | None:
    """The newest that holds already."""
    return next((each for each in found if each.effective_on is None or each.effective_on <= today), None)


def _coming(found: Sequence[DocumentVersion], frame: Frame, today: date, path: str) -> tuple[str, str] | None:
    """From when on other terms hold, and where they can be read (Art. 14(2) DSA)."""
    later = [each for each in found if each.effective_on is not None and each.effective_on > today]
    if not later or later[0].effective_on is None:
        return None
    return frame.words.date(later[0].effective_on), f"{path}?version={later[0].number}"


def _body(request: web.Request, frame: Frame, place: Place, page: str, base: DocumentVersion | None) -> Written | None:
    """What those who administer wrote; before they did, what the software says."""
    said = Wordings() if base is None else wordings_of(base)
    own = _text(said, frame)
    if own is not None or said.rules:
        return own
    if page == "terms":
        return Written(terms_html(request, frame, place.organization), frame.words.language)
    made = rendering_of(request).page(f"legal/netiquette.{frame.words.language}.html", frame, org=place.organization)
    return Written(Markup(made.decode()), frame.words.language)  # noqa: S704  # a template escapes what it is given


def _text(said: Wordings, frame: Frame) -> Written | None:
    language = frame.words.language
    own: NodeText | None = said.texts.get(language)
    if own is not None:
        return Written.of(own, language)
    first = said.texts.get("")
    return None if first is None else Written.of(first, frame.site.language)


def _rules(base: DocumentVersion | None, frame: Frame) -> list[Held]:
    return [] if base is None else [_held(each, frame.words.language) for each in wordings_of(base).rules]


def _held(rule: Rule, language: str) -> Held:
    said = rule.translations.get(language)
    return Held(id=rule.id, text=said.text if said else rule.text, hint=said.hint if said else rule.hint)


def _since(version: DocumentVersion | None, frame: Frame, started: datetime) -> str:
    if version is None:
        return frame.words.date(started)
    return frame.words.date(version.effective_on or version.created_at)


def _today(frame: Frame) -> date:
    return frame.now.astimezone(frame.words.zone).date()
