"""What an address of the open interface asks for. A name or value nobody knows is refused: a filter that is misspelt must
not give everything."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast, get_args
from urllib.parse import urlencode

from aiohttp import web

from node.config import Organizations
from node.errors import Invalid, NotFound
from node.model.account import Account
from node.model.ids import HIGHEST
from node.model.place import Box
from node.model.slice import Slice
from node.store.database import Tx
from node.store.openly import Asked, Kind
from node.text.coordinates import on_earth
from node.text.fold import fold
from node.text.language import normalise
from node.text.words import MOST_ASKED, words_of
from node.web import asked
from node.web.keys import NODE

MOST: Final = 100
USUAL: Final = 20
PAGING: Final = frozenset({"limit", "before", "after"})
FILTERS: Final = frozenset(
    {"channel", "organization", "kind", "tag", "language", "since", "until", "q", "place", "bbox", "from", "to"}
)
KINDS: Final[Sequence[Kind]] = get_args(Kind)
_LONGEST: Final = 200


def refuse_unknown(request: web.Request, known: Collection[str]) -> None:
    """Raises Invalid for names nobody knows, and for a name that comes twice."""
    for name in request.query:
        if name not in known:
            raise Invalid(f"there is no parameter {name[:60]}; there are: {', '.join(sorted(known)) or 'none'}")
        if len(request.query.getall(name)) > 1:
            raise Invalid(f"{name} may be given once")


def piece(request: web.Request, *, most: int = MOST) -> Slice:
    """`before` and `after` are ids; with `after` alone it is what comes right above. One more than asked for: whether
    there is more."""
    limit = asked.number(request, "limit", least=1, most=most, default=USUAL)
    return Slice(
        before=asked.cursor(request, "before", default=HIGHEST),
        after=asked.cursor(request, "after", default=0),
        upwards="after" in request.query and "before" not in request.query,
        limit=limit + 1,
    )


def most_of(request: web.Request) -> int | None:
    """How many rows of a whole list are asked for; None for all."""
    return asked.number(request, "limit", least=1, most=HIGHEST, default=0) or None


@dataclass(frozen=True, slots=True)
class Page:
    """Ids of a page, and where the pages beside it are."""

    ids: Sequence[int]
    older: str | None
    newer: str | None


def page_of(request: web.Request, ids: Sequence[int], piece: Slice) -> Page:
    """Cuts off the one that only told that there is more. There is always a newer page: something may come."""
    limit = piece.limit - 1
    more = len(ids) > limit
    shown = list(ids[1:] if more and piece.upwards else ids[:limit])
    if not shown:
        return Page((), None, None)
    older = beside(request, before=shown[-1]) if more or piece.upwards else None
    return Page(shown, older, beside(request, after=shown[0]))


def beside(request: web.Request, **cursor: int) -> str:
    """The same address with another cursor."""
    kept = [(name, value) for name, value in request.query.items() if name not in {"before", "after"}]
    query = urlencode([*kept, *cursor.items()])
    return f"{request[NODE].config.origin}{request.path}?{query}"


def moment_of(request: web.Request, name: str) -> datetime | None:
    return asked.moment(request, name) if name in request.query else None


async def narrowed(tx: Tx, request: web.Request) -> Asked:
    """Raises Invalid, and NotFound for a channel or organisation there is not."""
    query = request.query
    kind = query.get("kind")
    if kind is not None and kind not in KINDS:
        raise Invalid(f"kind is one of {', '.join(KINDS)}")
    return Asked(
        offices=offices_of(request),
        channels=await _channels(tx, request),
        kind=cast("Kind | None", kind),
        tag=None if "tag" not in query else _tag(query["tag"]),
        language=None if "language" not in query else _language(query["language"]),
        since=moment_of(request, "since"),
        until=moment_of(request, "until"),
        words=() if "q" not in query else _words(query["q"], "q"),
        place=() if "place" not in query else _words(query["place"], "place"),
        on_after=moment_of(request, "from"),
        on_before=moment_of(request, "to"),
        box=None if "bbox" not in query else _box(query["bbox"]),
    )


async def _channels(tx: Tx, request: web.Request) -> Collection[int] | None:
    """Ids of those asked for; None for all."""
    query, organizations = request.query, request[NODE].config.organizations
    offices = organizations.offices
    found: set[int] | None = None
    if "organization" in query:
        names = names_below(organizations, query["organization"])
        if names is not None:
            found = {each.id for each in await tx.openly.channels_named(names, offices)}
    if "channel" in query:
        account = await channel_named(tx, query["channel"], offices)
        found = {account.id} if found is None else found & {account.id}
    return found


def offices_of(request: web.Request) -> Collection[str]:
    """The names of those that are channels whoever they are, because an organisation names them as its own."""
    return request[NODE].config.organizations.offices


async def channel_named(tx: Tx, name: str, offices: Collection[str]) -> Account:
    """A channel of this node that is shown. Raises NotFound."""
    found = await tx.openly.channels_named([name[:_LONGEST]], offices)
    if not found:
        raise NotFound("there is no such channel")
    return found[0]


def names_below(organizations: Organizations, key: str) -> Iterable[str] | None:
    """Channels of an organisation and all below it; None for all channels: who answers for the node answers for those
    nobody else does. Raises NotFound."""
    wanted = organizations.find(key)
    if wanted is None:
        raise NotFound("there is no such organisation")
    if wanted is organizations.root:
        return None
    return [name for each in organizations if wanted in organizations.line_of(each) for name in each.channels]


def _tag(text: str) -> str:
    return fold(text.removeprefix("#")[:_LONGEST])


def _language(text: str) -> str:
    found = normalise(text[:_LONGEST])
    if found is None:
        raise Invalid("language must be a language tag such as de or en-GB")
    return found


def _box(text: str) -> Box:
    """As in GeoJSON (RFC 7946, 5): west, south, east, north."""
    parts = text[:_LONGEST].split(",")
    try:
        west, south, east, north = map(float, parts)
    except ValueError:
        raise Invalid("bbox is four numbers of degrees: west,south,east,north") from None
    if on_earth(south, west) is None or on_earth(north, east) is None or south > north:
        raise Invalid("bbox is no part of the map: west,south,east,north in degrees")
    return Box(west, south, east, north)


def _words(text: str, name: str) -> Sequence[str]:
    found = words_of(text[:_LONGEST])
    if not found:
        raise Invalid(f"{name} needs a word to look for")
    return found[:MOST_ASKED]
