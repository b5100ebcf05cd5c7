"""`/@name/folgende/statistik`: how many followers a channel won and lost, where and why, for those who run it (row 7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from aiohttp import web

from node.errors import NotFound
from node.model.account import Actor
from node.model.follow import Cause
from node.moderation.office import require_own
from node.store.database import Tx
from node.store.follower_days import HostTurnover, Turnover
from node.store.rows import date_of
from node.web.auth import require_viewer
from node.web.cards import profile_path
from node.web.follower_figures import FollowerFigures, added, follower_figures, stretch_of
from node.web.graph import graph_of
from node.web.keys import NODE
from node.web.page import answer, look, rendering_of
from node.web.pages.profile import account_called
from node.web.rendering import Frame

_SPANS: Final = ("30", "90", "365")
_BY_WEEK: Final = "365"
_MOST_HOSTS: Final = 50
_PROGRAMS: Final = "/staff/v1/stats/followers"


@dataclass(frozen=True, slots=True)
class _Found:
    """`wanted` is the first day that was asked for; `waiting` are those who asked to follow and were not answered."""

    figures: FollowerFigures
    wanted: date
    waiting: int


async def show_statistics(request: web.Request) -> web.Response:
    """`?tage=` 30, 90 or 365. Raises Unauthenticated, and Forbidden for whoever has no business with the channel."""
    viewer, span = await require_viewer(request), request.query.get("tage", _SPANS[0])
    if span not in _SPANS:
        raise NotFound("there is no such period")
    frame, found = await look(request, _find, viewer, request.match_info["handle"], int(span))
    figures, words, by_week = found.figures, frame.words, span == _BY_WEEK
    path = f"{profile_path(figures.account)}/folgende"
    periods = _weeks(figures) if by_week else figures.days
    changed = [(words.date(first), each) for first, each in periods.items() if each.gained or each.lost]
    body = rendering_of(request).page(
        "follower_statistics.html",
        frame,
        heading=words.t("followers.title", name=figures.account.shown_name),
        trail=[
            (profile_path(figures.account), figures.account.shown_name),
            (path, words.t("account.followers_link")),
            ("", words.t("followers.crumb")),
        ],
        sentences=_sentences(found, frame),
        waiting=words.t("followers.waiting", count=found.waiting) if found.waiting else "",
        is_me=frame.viewer_id == figures.account.id,
        spans=[(f"{path}/statistik?tage={each}", words.t(f"followers.span.{each}"), each == span) for each in _SPANS],
        unit="weeks" if by_week else "days",
        graph=graph_of([(each.gained, each.lost) for each in periods.values()]) if changed else None,
        most=(max(each.gained for each in periods.values()), max(each.lost for each in periods.values())),
        ends=(words.date(figures.stretch.first), words.date(figures.stretch.last)),
        rows=changed[::-1],
        gains=_causes(figures, frame, (each for each in Cause if each.is_gain)),
        losses=_causes(figures, frame, (each for each in Cause if each.is_loss)),
        hosts=[_host(each, frame) for each in figures.hosts],
        others=figures.other_hosts,
        programs=f"{request[NODE].config.origin}{_PROGRAMS}",
    )
    return answer(request, frame, body)


async def _find(tx: Tx, _viewer_id: int, by: Actor, name: str, days: int) -> _Found:
    channel = await account_called(tx, name, None)
    await require_own(tx, by, channel)
    wanted = date_of(tx.today()) - timedelta(days=days - 1)
    figures = await follower_figures(tx, channel, await stretch_of(tx, wanted, None), most_hosts=_MOST_HOSTS)
    return _Found(figures, wanted, await tx.follows.count_waiting(channel.id))


def _sentences(found: _Found, frame: Frame) -> Sequence[str]:
    t, figures = frame.words.t, found.figures
    whole = figures.sum
    more = whole.gained - whole.lost
    said = [t("followers.now", count=figures.now), t("followers.sum", gained=whole.gained, lost=whole.lost)]
    if whole.gained and whole.lost:
        direction = "more" if more > 0 else "fewer"
        said.append(t(f"followers.{direction}", count=abs(more)) if more else t("followers.same"))
    if figures.stretch.since > found.wanted:
        said.append(t("followers.since", day=frame.words.date(figures.stretch.since)))
    return said


def _weeks(figures: FollowerFigures) -> Mapping[date, Turnover]:
    """By their first day, a Monday, or the first day there is."""
    weeks: dict[date, list[Turnover]] = {}
    for day, each in figures.days.items():
        monday = day - timedelta(days=day.weekday())
        weeks.setdefault(max(monday, figures.stretch.first), []).append(each)
    before, found = figures.before, {}
    for first, days in weeks.items():
        found[first] = added(days, before)
        before = found[first].total
    return found


def _causes(figures: FollowerFigures, frame: Frame, causes: Iterable[Cause]) -> Sequence[tuple[str, int]]:
    """What happened, in words, and how often; the most frequent first."""
    found = [
        (frame.words.t(f"followers.cause.{each.value}"), figures.causes[each])
        for each in causes
        if each in figures.causes
    ]
    return sorted(found, key=lambda each: -each[1])


def _host(found: HostTurnover, frame: Frame) -> tuple[str, Turnover, bool]:
    own = frame.words.t("followers.own", host=frame.site.account_domain)
    return found.host or own, found.turnover, found.is_dead
