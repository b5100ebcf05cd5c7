"""What a channel here published, month by month: which months there are, and everything of one of them (row 2).

A month is one in the node's time zone. Shown is what everybody may read, also to those who could read more: it is the
public archive.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from node.errors import NotFound
from node.model.account import Account
from node.model.filters import FilterPlace
from node.model.ids import HIGHEST
from node.model.slice import Slice
from node.store.database import Tx
from node.store.listeners import Told
from node.store.rows import moment
from node.web.cards import profile_path
from node.web.kept import kept
from node.web.keys import NODE
from node.web.page import PER_PAGE, answer, look, number, rendering_of
from node.web.pages.profile import account_called
from node.web.pieces import Loaded, Pieces, pieces_of
from node.web.rendering import Frame, Rendering
from node.web.shown import SHOWN, Shown

_FIRST_YEAR, _LAST_YEAR = 1970, 9998
_OLDEST_FIRST = "aelteste"


@dataclass(frozen=True, slots=True, order=True)
class Month:
    year: int
    month: int

    @classmethod
    def of(cls, at: datetime, zone: ZoneInfo) -> "Month":
        local = at.astimezone(zone)
        return cls(local.year, local.month)

    def begins(self, zone: ZoneInfo) -> datetime:
        return datetime(self.year, self.month, 1, tzinfo=zone)

    def ends(self, zone: ZoneInfo) -> datetime:
        further, month = divmod(self.month, 12)
        return datetime(self.year + further, month + 1, 1, tzinfo=zone)

    def path(self, account: Account) -> str:
        return f"{chronicle_path(account)}/{self.year:04}/{self.month:02}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chronicle:
    account: Account
    months: dict[Month, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A page of a month. `further` is the id behind which it goes on, 0 at its end; `earlier` and `later` are the next
    months in which there is something."""

    account: Account
    month: Month
    posts: Sequence[Loaded]
    further: int
    earlier: Month | None
    later: Month | None
    upwards: bool
    is_first: bool


def chronicle_path(account: Account) -> str:
    return f"{profile_path(account)}/chronik"


@kept
async def show_chronicle(request: web.Request) -> web.Response:
    zone = request[NODE].config.node.timezone
    frame, found = await look(request, _chronicle, request.match_info["handle"], zone)
    _to_its_own_address(request, frame, found.account, chronicle_path(found.account))
    response = answer(request, frame, render_chronicle(rendering_of(request), frame, found))
    response[SHOWN] = Shown((), _told(found.account))
    return response


@kept
async def show_month(request: web.Request) -> web.Response:
    month = Month(int(request.match_info["year"]), int(request.match_info["month"]))
    if not (_FIRST_YEAR <= month.year <= _LAST_YEAR and 1 <= month.month <= 12):
        raise NotFound("there is no such month")
    order = request.query.get("zuerst", "")
    if order not in {"", _OLDEST_FIRST}:
        raise NotFound("there is no such order")
    edge = request.query.get("ab")
    part = Slice(upwards=bool(order), limit=PER_PAGE + 1)
    if edge is not None:
        at = number(edge)
        part = Slice(after=at if order else 0, before=HIGHEST if order else at, upwards=bool(order), limit=PER_PAGE + 1)
    zone = request[NODE].config.node.timezone
    with pieces_of(request, level=2) as pieces:
        frame, found = await look(request, _month, pieces, request.match_info["handle"], month, part, zone)
        _to_its_own_address(request, frame, found.account, month.path(found.account))
        response = answer(request, frame, render_month(rendering_of(request), frame, pieces, found))
    response[SHOWN] = Shown(found.posts, _told(found.account))
    return response


def _to_its_own_address(request: web.Request, frame: Frame, account: Account, path: str) -> None:
    if request.match_info["handle"] != account.handle:
        raise web.HTTPMovedPermanently(frame.to(path))


def _told(account: Account) -> set[Told]:
    """Any post more or less, and its name and portrait."""
    return {(topic, str(account.id)) for topic in ("account", "timeline")}


def render_chronicle(rendering: Rendering, frame: Frame, found: Chronicle) -> bytes:
    account, words, zone = found.account, frame.words, frame.words.zone
    years: dict[int, list[tuple[str, str, str]]] = {}
    for month in sorted(found.months, reverse=True):
        count = words.t("account.posts", count=found.months[month])
        name = words.t(f"date.month.{month.month}")
        years.setdefault(month.year, []).append((month.path(account), name, count))
    return rendering.page(
        "chronicle.html",
        frame,
        heading=words.t("pages.chronicle.of", name=account.shown_name),
        trail=[(profile_path(account), account.shown_name), ("", words.t("pages.chronicle.title"))],
        years=years,
        canonical=f"{frame.site.base}{chronicle_path(account)}",
        noindex=not account.discoverable or account.is_limited,
        zone=str(zone),
    )


def render_month(rendering: Rendering, frame: Frame, pieces: Pieces, found: Leaf) -> bytes:
    account, words = found.account, frame.words
    path, name = found.month.path(account), words.month(found.month.begins(words.zone))
    order = f"zuerst={_OLDEST_FIRST}" if found.upwards else ""
    return rendering.page(
        "month.html",
        frame,
        heading=words.t("pages.chronicle.month", name=account.shown_name, month=name),
        trail=[
            (profile_path(account), account.shown_name),
            (chronicle_path(account), words.t("pages.chronicle.title")),
            ("", name),
        ],
        cards=pieces.cards(rendering, frame, found.posts, FilterPlace.ACCOUNT),
        upwards=found.upwards,
        turned=path if found.upwards else f"{path}?zuerst={_OLDEST_FIRST}",
        further=f"{path}?{order}{'&' if order else ''}ab={found.further}" if found.further else "",
        start="" if found.is_first else f"{path}{'?' if order else ''}{order}",
        earlier=_link(found.earlier, account, frame),
        later=_link(found.later, account, frame),
        canonical=f"{frame.site.base}{path}",
        noindex=not account.discoverable or account.is_limited or "?" in frame.here,
    )


def _link(month: Month | None, account: Account, frame: Frame) -> tuple[str, str] | None:
    if month is None:
        return None
    return month.path(account), frame.words.month(month.begins(frame.words.zone))


async def _channel(tx: Tx, handle: str) -> Account:
    """Ours only: of others too little is known here for an archive."""
    name, _, host = handle.partition("@")
    if not name or host:
        raise NotFound("there is no archive of accounts elsewhere")
    return await account_called(tx, name, None)


async def _chronicle(tx: Tx, _viewer_id: int, handle: str, zone: ZoneInfo) -> Chronicle:
    account = await _channel(tx, handle)
    counted = Counter(Month.of(moment(each), zone) for each in await tx.directory.moments(account.id))
    return Chronicle(account=account, months=dict(counted))


async def _month(
    tx: Tx, viewer_id: int, pieces: Pieces, handle: str, month: Month, part: Slice, zone: ZoneInfo
) -> Leaf:
    account = await _channel(tx, handle)
    begins, ends = month.begins(zone), month.ends(zone)
    ids = list(await tx.directory.between(account.id, begins, ends, part))
    if part.upwards:
        ids.reverse()
    if not ids:
        raise NotFound("nothing was published in this month, or nothing more")
    shown = ids[:PER_PAGE]
    earlier, later = await tx.directory.beside(account.id, begins, ends)
    return Leaf(
        account=account,
        month=month,
        posts=list((await pieces.load(tx, shown, viewer_id)).values()),
        further=shown[-1] if len(ids) > PER_PAGE else 0,
        earlier=None if earlier is None else Month.of(earlier, zone),
        later=None if later is None else Month.of(later, zone),
        upwards=part.upwards,
        is_first=part.after == 0 and part.before == HIGHEST,
    )
