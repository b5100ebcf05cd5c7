"""A draft on its way to becoming a post: `checked` says what may not be, `write` makes its HTML and finds whom it names.

Publishing and editing share it.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from node.context import Context
from node.errors import Invalid, Problem, Unprocessable
from node.federation.addressing import authority_of
from node.model.account import Account
from node.model.draft import Draft, Format
from node.model.place import LONGEST_ADDRESS, LONGEST_NAME, Place
from node.model.poll import Option, Poll
from node.outbox.appointments import checked_appointment
from node.store.database import Tx
from node.text.appointment import facts
from node.text.compose import Composed, compose, scan
from node.text.coordinates import on_earth
from node.text.html import clean_name, tidy
from node.text.language import normalise
from node.text.links import MentionLink
from node.text.mentions import MAX_TAGS, Handle, fold_tag

T = TypeVar("T")

MOST_OPTIONS = 20
OPTION_CHARACTERS = 200
CORRECTION_CHARACTERS = 300
TITLE_CHARACTERS = 200
_LONGEST_POLL = timedelta(days=366)
_MOST_LANGUAGES = 20
MOST_MEDIA = 20
_LOOK_UPS = 10
_LOOK_UP_SECONDS = 15
_LONG = 4_000  # characters; rendering more than that takes milliseconds, so it goes to a thread


@dataclass(frozen=True, slots=True)
class Written:
    """A checked draft with its safe HTML. `unknown` are those it names whom nobody could find: they stay plain text."""

    draft: Draft
    content: str
    contents: dict[str, str]
    tags: tuple[str, ...]
    written_tags: tuple[str, ...]
    mentioned: tuple[Account, ...]
    unknown: tuple[Handle, ...]


def checked(draft: Draft, *, characters: int, now: datetime, known: Poll | None = None) -> Draft:
    """The draft, tidied. Raises Unprocessable with what is wrong. `known` is the poll it has already (an edit)."""
    draft = replace(
        draft,
        text=tidy(draft.text),
        summary=clean_name(draft.summary, characters + 1),
        name=clean_name(draft.name, TITLE_CHARACTERS + 1),
        language=_language(draft.language),
        translations=_translations(draft),
        options=tuple(clean_name(option, OPTION_CHARACTERS + 1) for option in draft.options),
        correction=clean_name(draft.correction, CORRECTION_CHARACTERS + 1),
        place=None if draft.place is None else _place(draft.place),
        appointment=None if draft.appointment is None else checked_appointment(draft.appointment),
    )
    if not draft.text.strip() and not draft.media and draft.quote_of_id is None and draft.kind != "Event":
        raise Unprocessable("Validation failed: Text can't be blank", code="empty")
    for text in (draft.text, *draft.translations.values()):
        if len(text) + len(draft.summary) > characters:
            raise Unprocessable(
                f"Validation failed: Text character limit of {characters} exceeded", code="text_long", most=characters
            )
    if len(draft.media) > MOST_MEDIA:
        raise Unprocessable(f"a post has at most {MOST_MEDIA} files", code="files_many", most=MOST_MEDIA)
    if len(draft.correction) > CORRECTION_CHARACTERS:
        raise Unprocessable(
            f"the note of a correction has at most {CORRECTION_CHARACTERS} characters",
            code="correction_long",
            most=CORRECTION_CHARACTERS,
        )
    _check_kind(draft)
    _check_poll(draft, now, known)
    # On an article the summary is an abstract, on everything else a warning
    return replace(draft, sensitive=draft.sensitive or bool(draft.summary and draft.kind != "Article"))


def poll_of(draft: Draft, known: Poll | None = None) -> Poll | None:
    """The poll it asks for. As long as its options stay the same, so do the votes of the one it has."""
    if not draft.options:
        return None
    titles = [option.title for option in known.options] if known else []
    if known and titles == list(draft.options) and known.multiple == draft.multiple:
        return replace(known, closes_at=draft.closes_at, hides_totals=draft.hides_totals)
    options = tuple(Option(title) for title in draft.options)
    return Poll(options=options, multiple=draft.multiple, hides_totals=draft.hides_totals, closes_at=draft.closes_at)


def _language(tag: str | None) -> str | None:
    if tag is None or tag == "":
        return None
    normal = normalise(tag)
    if normal is None:
        raise Unprocessable(f"{clean_name(tag, 40)!r} is no language tag", code="language")
    return normal


def _translations(draft: Draft) -> dict[str, str]:
    if len(draft.translations) > _MOST_LANGUAGES:
        raise Unprocessable(
            f"a post has at most {_MOST_LANGUAGES} further languages", code="languages_many", most=_MOST_LANGUAGES
        )
    main = _language(draft.language)
    found: dict[str, str] = {}
    for tag, text in draft.translations.items():
        language = _language(tag)
        if language is None or language == main or language in found:
            raise Unprocessable("each language is given once, with its tag", code="language_twice")
        if not text.strip():
            raise Unprocessable(f"the text in {language} is empty", code="language_empty", language=language)
        found[language] = tidy(text)
    return found


def _place(given: Place) -> Place | None:
    """Tidied; None when nothing is left that says where it is."""
    name, address = clean_name(given.name, LONGEST_NAME + 1), clean_name(given.address, LONGEST_ADDRESS + 1)
    if len(name) > LONGEST_NAME or len(address) > LONGEST_ADDRESS:
        raise Unprocessable(
            f"the name of a place has at most {LONGEST_NAME} characters, its address {LONGEST_ADDRESS}",
            code="place_long",
            most=LONGEST_NAME,
            address=LONGEST_ADDRESS,
        )
    latitude, longitude = given.latitude, given.longitude
    if (latitude is None) != (longitude is None):
        raise Unprocessable("a position is a latitude and a longitude", code="position")
    if latitude is not None and longitude is not None:
        position = on_earth(latitude, longitude)
        if position is None:
            raise Unprocessable("a latitude lies between -90 and 90, a longitude between -180 and 180", code="position")
        latitude, longitude = position
    elif not name and not address:
        return None
    return Place(name=name, address=address, latitude=latitude, longitude=longitude)


def _check_kind(draft: Draft) -> None:
    if draft.kind not in {"Note", "Article", "Event"}:
        raise Unprocessable("a post is a Note, an Article or an Event", code="kind")
    if (draft.kind == "Event") != (draft.appointment is not None):
        raise Unprocessable("an event says when it begins, and nothing else does", code="event_time")
    if draft.kind != "Note" and not draft.name:
        raise Unprocessable(f"an {draft.kind.lower()} needs a title", code="title_missing")
    if draft.kind == "Note" and draft.name:
        raise Unprocessable(
            "only an article or an event has a title: a Note with one would be taken for a vote", code="title_unfit"
        )
    if len(draft.name) > TITLE_CHARACTERS:
        raise Unprocessable(
            f"a title has at most {TITLE_CHARACTERS} characters", code="title_long", most=TITLE_CHARACTERS
        )


def _check_poll(draft: Draft, now: datetime, known: Poll | None) -> None:
    options = draft.options
    if not options:
        if draft.multiple or draft.closes_at is not None:
            raise Unprocessable("a poll needs options", code="poll_options", most=MOST_OPTIONS)
        return
    if draft.kind != "Note":
        raise Unprocessable(f"an {draft.kind.lower()} cannot ask a question", code="poll_unfit")
    if not 2 <= len(options) <= MOST_OPTIONS:
        raise Unprocessable(f"a poll has 2 to {MOST_OPTIONS} options", code="poll_options", most=MOST_OPTIONS)
    if any(not option or len(option) > OPTION_CHARACTERS for option in options):
        raise Unprocessable(
            f"an option has 1 to {OPTION_CHARACTERS} characters", code="option_long", most=OPTION_CHARACTERS
        )
    if len(set(options)) < len(options):
        raise Unprocessable("two options are the same: votes name their option", code="options_same")
    if draft.closes_at is not None and (known is None or draft.closes_at != known.closes_at):
        if draft.closes_at <= now:
            raise Unprocessable("a poll ends in the future", code="poll_end")
        if draft.closes_at > now + _LONGEST_POLL:
            raise Unprocessable("a poll ends within a year", code="poll_end")


async def write(node: Context, draft: Draft) -> Written:
    """The HTML of a checked draft in each of its languages. Looks up whom it names; the network may be asked."""
    texts = {"": draft.text, **draft.translations}
    handles: dict[Handle, None] = {}
    for text in texts.values():
        scanned = await _off_loop(text, partial(scan, text, draft.format))
        handles.update(dict.fromkeys(_key(handle) for handle in scanned.mentions))
    people = await find_named(node, handles)
    composed = {tag: await write_text(node, text, draft.format, people) for tag, text in texts.items()}
    tags: dict[str, str] = {}
    for each in composed.values():
        for tag in each.tags:
            tags.setdefault(fold_tag(tag), tag)
    html = {
        tag: (facts(draft.appointment, draft.place, tag or draft.language) if draft.kind == "Event" else "") + each.html
        for tag, each in composed.items()
    }
    return Written(
        draft=draft,
        content=html[""],
        contents={tag: each for tag, each in html.items() if tag},
        tags=tuple(tags)[:MAX_TAGS],
        written_tags=tuple(tags.values())[:MAX_TAGS],
        mentioned=tuple({account.id: account for account in people.values()}.values()),
        unknown=tuple(handle for handle in handles if handle not in people),
    )


async def typed_tags(draft: Draft) -> dict[str, str]:
    """The tags of all its texts, folded, and how each is typed first."""
    tags: dict[str, str] = {}
    for text in (draft.text, *draft.translations.values()):
        for tag in (await _off_loop(text, partial(scan, text, draft.format))).tags:
            tags.setdefault(fold_tag(tag), tag)
    return tags


async def write_text(node: Context, text: str, format: Format, people: Mapping[Handle, Account]) -> Composed:  # noqa: A002  # named as in Draft
    """Safe HTML, with links to these people."""
    names = [account.name.lower() for account in {each.id: each for each in people.values()}.values()]

    def mention_link(name: str, host: str | None) -> MentionLink | None:
        account = people.get(_key(Handle(name, host)))
        if account is None:
            return None
        # As Mastodon writes it; who shares the name with another one named here is told apart by the host
        alone = names.count(account.name.lower()) == 1
        return MentionLink(account.url, account.name if alone else node.addresses.handle(account))

    def tag_link(name: str) -> str:
        return node.addresses.tag_page(fold_tag(name))

    return await _off_loop(text, partial(compose, text, format=format, mention_link=mention_link, tag_link=tag_link))


async def find_named(node: Context, handles: Iterable[Handle]) -> dict[Handle, Account]:
    """Who of them exists. The stored ones, and a bounded number is looked up; who cannot be reached in time is left
    out, because a slow server must not keep somebody from posting (T-118)."""
    wanted = [_key(handle) for handle in handles]
    people = await node.store.read(_stored, wanted, frozenset(node.addresses.domains))
    missing = [handle for handle in wanted if handle not in people and not _is_here(handle, node.addresses.domains)]
    async with asyncio.TaskGroup() as group:
        tasks = {handle: group.create_task(_look_up(node, handle)) for handle in missing[:_LOOK_UPS]}
    looked_up = {handle: task.result() for handle, task in tasks.items()}
    return people | {handle: account for handle, account in looked_up.items() if account is not None}


async def _stored(tx: Tx, handles: Iterable[Handle], domains: frozenset[str]) -> dict[Handle, Account]:
    found: dict[Handle, Account] = {}
    for handle in handles:
        host = None if _is_here(handle, domains) else handle.host
        account = await tx.accounts.find_by_handle(handle.name, host)
        if account is not None and not account.is_gone:
            found[handle] = account
    return found


async def _look_up(node: Context, handle: Handle) -> Account | None:
    try:
        async with asyncio.timeout(_LOOK_UP_SECONDS):
            account = await node.actors.by_handle(handle.name, handle.host)
    except (Problem, TimeoutError):
        return None
    return None if account.is_gone else account


def _is_here(handle: Handle, domains: Iterable[str]) -> bool:
    return handle.host is None or handle.host in domains


def _key(handle: Handle) -> Handle:
    """The form in which two spellings of one handle are the same."""
    if handle.host is None:
        return Handle(handle.name.lower(), None)
    try:
        return Handle(handle.name.lower(), authority_of(f"https://{handle.host}"))
    except Invalid:
        return Handle(handle.name.lower(), handle.host)


async def _off_loop(text: str, work: Callable[[], T]) -> T:
    return await asyncio.to_thread(work) if len(text) > _LONG else work()
