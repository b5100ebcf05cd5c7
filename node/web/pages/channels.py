"""The directory: which offices there are, which channels each of them has, and who else writes here (S11, row 107)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from aiohttp import web

from node.config import Organization, Organizations
from node.errors import NotFound
from node.store.database import Tx
from node.store.directory import Listed
from node.store.listeners import Told
from node.text.fold import excerpt
from node.text.html import to_text
from node.web.cards import Face, face, stamp
from node.web.kept import kept
from node.web.keys import NODE
from node.web.page import PER_PAGE, answer, look, rendering_of
from node.web.rendering import Frame, Rendering
from node.web.shown import SHOWN, Shown

_LINE = 140
_NAME = re.compile(r"[a-z0-9_]{1,30}")
_PLACES: Mapping[str, Literal["channels", "people"]] = {"kanaele": "channels", "personen": "people"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A channel in the directory. `line` is the beginning of what it says of itself; `last` when it last posted."""

    face: Face
    line: str
    last: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Branch:
    """An organisation with its channels and those below it. `level` is that of its heading."""

    organization: Organization
    kind: str
    level: int
    entries: Sequence[Entry]
    below: Sequence["Branch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`named` by their names; `others` and `people` may hold one more than a page shows."""

    named: Mapping[str, Listed]
    others: Sequence[Listed] = ()
    people: Sequence[Listed] = ()

    @property
    def all(self) -> Sequence[Listed]:
        return (*self.named.values(), *self.others, *self.people)


@kept
async def show_channels(request: web.Request) -> web.Response:
    asked, after = request.query.get("art", ""), request.query.get("nach", "")
    if (asked and asked not in _PLACES) or (after and not (asked and _NAME.fullmatch(after))):
        raise NotFound("the directory has no such part")
    organizations = request[NODE].config.organizations
    frame, found = await look(request, _directory, organizations, _PLACES.get(asked, ""), after)
    response = answer(request, frame, render_channels(rendering_of(request), frame, organizations, found, asked))
    response[SHOWN] = Shown((), told_of(found.all))
    return response


def told_of(listed: Sequence[Listed]) -> set[Told]:
    """What a list of channels changes with: their profiles, and when they last posted."""
    ids = [each.account.id for each in listed]
    return {("channels", "")} | {(topic, str(number)) for topic in ("account", "timeline") for number in ids}


def render_channels(
    rendering: Rendering, frame: Frame, organizations: Organizations, found: Found, asked: str = ""
) -> bytes:
    """`asked`: the part of which this is a further page, empty on the first."""
    words = frame.words
    title = {"kanaele": "pages.channels.others", "personen": "pages.channels.people"}.get(asked, "pages.channels.title")
    return rendering.page(
        "channels.html",
        frame,
        heading=words.t(title),
        trail=[("/kanaele", words.t("pages.channels.title")), ("", words.t(title))] if asked else [],
        tree=[] if asked else branches(organizations, found.named, frame),
        others=[entry(each, frame) for each in found.others[:PER_PAGE]],
        more_others=_next("kanaele", found.others),
        people=[entry(each, frame) for each in found.people[:PER_PAGE]],
        more_people=_next("personen", found.people),
        further=bool(asked),
    )


def branches(
    organizations: Organizations, named: Mapping[str, Listed], frame: Frame, above: str = "", level: int = 2
) -> list[Branch]:
    return [
        Branch(
            each,
            frame.words.t(f"pages.kind.{each.kind}"),
            level,
            [entry(named[name.lower()], frame) for name in each.channels if name.lower() in named],
            branches(organizations, named, frame, each.key, min(level + 1, 5)),
        )
        for each in organizations.children(above)
    ]


def entry(listed: Listed, frame: Frame) -> Entry:
    account, posted_at = listed.account, listed.posted_at
    last = "" if posted_at is None else frame.words.t("pages.channels.last", when=frame.when(posted_at))
    return Entry(
        face=face(account, frame),
        line=excerpt(to_text(account.summary), _LINE),
        last=last or frame.words.t("pages.channels.silent"),
        stamp="" if posted_at is None else stamp(posted_at),
    )


def _next(place: str, found: Sequence[Listed]) -> str:
    if len(found) <= PER_PAGE:
        return ""
    return f"/kanaele?art={place}&nach={found[PER_PAGE - 1].account.name.lower()}"


async def _directory(tx: Tx, _viewer_id: int, organizations: Organizations, place: str, after: str) -> Found:
    """The same for members: only what everybody may see."""
    names = organizations.channels
    if place:
        page = await tx.directory.besides(names, people=place == "people", after=after, limit=PER_PAGE + 1)
        return Found(named={}, people=page) if place == "people" else Found(named={}, others=page)
    return Found(
        named={each.account.name.lower(): each for each in await tx.directory.named(names)},
        others=await tx.directory.besides(names, people=False, limit=PER_PAGE + 1),
        people=await tx.directory.besides(names, people=True, limit=PER_PAGE + 1),
    )
