"""What is on: the events of all channels here, or of one; those to come first, and all of each month.

A month is one in the node's time zone. Shown is what everybody may read, also to those who could read more: it is what the
calendars for programs have (`outbox/feeds/calendar.py`).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from aiohttp import web

from node.errors import NotFound
from node.model.account import Account
from node.model.post import PostView
from node.store.appointments import Wanted
from node.store.database import Tx
from node.store.rows import moment
from node.text.appointment import own_words
from node.text.fold import excerpt
from node.text.html import to_text
from node.web.cards import Face, face, post_path, profile_path
from node.web.dates import Dates, dates_of
from node.web.kept import kept
from node.web.keys import NODE
from node.web.page import answer, look, rendering_of
from node.web.pages.chronicle import Month
from node.web.pages.profile import account_called
from node.web.rendering import Frame, Rendering
from node.web.shown import SHOWN, Shown

_PER_PAGE = 50
_MOST_PAGES = 200
_MOST_IN_MONTH = 500
_EXCERPT = 160
_YEARS = range(1900, 2200)
# Channels come into sight and go without any event having changed
_LOOK_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event in a list. `by` is who announces it, `text` the beginning of what it says."""

    title: str
    path: str
    language: str
    text: str
    by: Face
    dates: Dates


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A page of a calendar: of all channels without an `account`. `month` is None for what is to come; `months` are those
    in which something is."""

    account: Account | None
    month: Month | None
    views: Sequence[PostView]
    months: dict[Month, int]
    page: int = 1
    has_more: bool = False

    @property
    def path(self) -> str:
        return "/kalender" if self.account is None else f"{profile_path(self.account)}/kalender"


@kept
async def show_calendar(request: web.Request) -> web.Response:
    asked = request.query.get("seite", "1")
    if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:4]) <= _MOST_PAGES):
        raise NotFound("there is no such page")
    return await _shown(request, None, int(asked))


@kept
async def show_month(request: web.Request) -> web.Response:
    month = Month(int(request.match_info["year"]), int(request.match_info["month"]))
    if month.year not in _YEARS or not 1 <= month.month <= 12:
        raise NotFound("there is no such month")
    return await _shown(request, month, 1)


async def _shown(request: web.Request, month: Month | None, page: int) -> web.Response:
    handle, now = request.match_info.get("handle", ""), request[NODE].clock()
    zone = request[NODE].config.node.timezone
    frame, found = await look(request, _leaf, handle, month, page, now, zone)
    if found.account is not None and handle != found.account.handle:
        raise web.HTTPMovedPermanently(frame.to(_path(found, month)))
    response = answer(request, frame, render_calendar(rendering_of(request), frame, found))
    also = {("calendar", "")}
    if found.account is not None:
        also.add(("account", str(found.account.id)))
    shown = Shown(found.views, also)
    ends = [view.post.appointment.over_at for view in found.views if view.post.appointment is not None]
    shown.until = min([now + _LOOK_AGAIN, *(at for at in ends if at > now)])
    response[SHOWN] = shown
    return response


def _path(found: Leaf, month: Month | None) -> str:
    return found.path if month is None else f"{found.path}/{month.year:04}/{month.month:02}"


def render_calendar(rendering: Rendering, frame: Frame, found: Leaf) -> bytes:
    account, words, zone = found.account, frame.words, frame.words.zone
    title, name = words.t("event.calendar"), ""
    trail = [] if account is None else [(profile_path(account), account.shown_name)]
    heading = title if account is None else words.t("event.calendar_of", name=account.shown_name)
    if found.month is not None:
        name = words.month(found.month.begins(zone))
        heading = f"{heading}: {name}"
    trail += [("" if found.month is None else found.path, title), *([("", name)] if name else [])]
    years: dict[int, list[tuple[str, str, str]]] = {}
    for month in sorted(found.months, reverse=True):
        count = words.t("event.count", count=found.months[month])
        years.setdefault(month.year, []).append((_path(found, month), words.t(f"date.month.{month.month}"), count))
    entries = [(_month_of(view, zone), each) for view in found.views if (each := _entry(view, frame)) is not None]
    path = _path(found, found.month)
    return rendering.page(
        "calendar.html",
        frame,
        heading=heading,
        trail=trail,
        is_month=found.month is not None,
        groups=[
            (words.month(month.begins(zone)), f"monat-{month.year}-{month.month}", [each for _, each in entries])
            for month, entries in groupby(entries, key=lambda pair: pair[0])
        ],
        years=years,
        calendar=f"{found.path}.ics",
        address=f"{frame.site.base}{found.path}.ics",
        subscribe=f"webcal://{frame.site.base.partition('://')[2]}{found.path}.ics",
        all_path=found.path if found.month is not None else "",
        further=f"{path}?seite={found.page + 1}" if found.has_more else "",
        first=path if found.page > 1 else "",
        canonical=f"{frame.site.base}{path}",
        noindex=found.page > 1 or (account is not None and (not account.discoverable or account.is_limited)),
        zone=str(zone),
    )


def _month_of(view: PostView, zone: ZoneInfo) -> Month:
    at = view.post.published_at if view.post.appointment is None else view.post.appointment.starts_at
    return Month.of(at, zone)


def _entry(view: PostView, frame: Frame) -> Entry | None:
    post, dates = view.post, dates_of(view, frame)
    if dates is None:
        return None
    text = post.summary or to_text(own_words(post, post.content, post.language))
    return Entry(
        title=post.name,
        path=post_path(view.author, post.id),
        language=post.language or "",
        text=excerpt(text, _EXCERPT),
        by=face(view.author, frame),
        dates=dates,
    )


async def _leaf(
    tx: Tx, viewer_id: int, handle: str, month: Month | None, page: int, now: datetime, zone: ZoneInfo
) -> Leaf:
    account = await _channel(tx, handle) if handle else None
    everything = Wanted(channel_id=0 if account is None else account.id)
    if month is None:
        wanted, limit = replace(everything, over_after=now), _PER_PAGE
    else:
        wanted, limit = replace(everything, begins=month.begins(zone), ends=month.ends(zone)), _MOST_IN_MONTH
    ids = await tx.appointments.listed(wanted, skip=(page - 1) * _PER_PAGE, limit=limit + 1)
    if not ids and (month is not None or page > 1):
        raise NotFound("nothing is on in this month, or nothing more")
    counted = Counter(Month.of(moment(each), zone) for each in await tx.appointments.starts(everything))
    return Leaf(
        account=account,
        month=month,
        views=await tx.timelines.views(ids[:limit], viewer_id),
        months=dict(counted),
        page=page,
        has_more=month is None and len(ids) > limit,
    )


async def _channel(tx: Tx, handle: str) -> Account:
    """Ours only, and none that is hidden from lists."""
    name, _, host = handle.partition("@")
    if not name or host:
        raise NotFound("there are no calendars of accounts elsewhere")
    account = await account_called(tx, name, None)
    if account.is_limited:
        raise NotFound("there is no such calendar")
    return account
