"""How this node decides, in figures: what was reported, what was decided on which ground, which servers are kept out, how
many it reaches, and in which order it shows things (DSA Art. 15, 24, 27)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from aiohttp import web

from node.model.disclosure import DisclosureCount, GroundCount
from node.model.host import Host, Policy
from node.model.motion import Motion
from node.store.database import Tx
from node.store.transparency import DecisionCount, Reach, ReportCount
from node.web.cache import Document
from node.web.kept import kept
from node.web.keys import NODE, SERVED
from node.web.legal.place import look_at_place, show
from node.web.rendering import Frame
from node.web.shown import SHOWN

_YEAR = timedelta(days=365)
_MONTH = timedelta(days=30)
_MONTHS = 6
_MOTIONS = 50
_COUNTED_EVERY = timedelta(minutes=30)
_OBFUSCATED = "*"
_KEPT = "transparency figures"


@dataclass(frozen=True, slots=True)
class Decided:
    """A motion of the cooperative's members."""

    number: int
    title: str
    outcome: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    decisions: Sequence[DecisionCount]
    reports: Sequence[ReportCount]
    hosts: Sequence[Host]
    deleted: int
    hindrances: tuple[int, int]
    disclosures: Sequence[DisclosureCount]
    motions: Sequence[Decided]
    laws: Sequence[GroundCount]
    followers: int
    active: int
    """On average in a month."""


@kept
async def show_transparency(request: web.Request) -> web.Response:
    frame, place = await look_at_place(request)
    now = request[NODE].clock()
    found, until = await _counted(request, now)
    words = frame.words
    response = show(
        request,
        frame,
        place,
        "transparency",
        decisions=[_decision(each, frame) for each in found.decisions],
        reports=[(words.t(f"legal.ground.{each.category}"), each.count, each.resolved) for each in found.reports],
        hosts=[_host(each, frame) for each in found.hosts],
        deleted=found.deleted,
        hindrances=found.hindrances,
        disclosures=found.disclosures,
        has_cooperative=request[NODE].config.cooperative.is_on,
        motions=[_motion(each, frame) for each in found.motions],
        laws=found.laws,
        followers=found.followers,
        active=found.active,
        months=_MONTHS,
        since=words.date(now - _YEAR),
        until=words.date(now),
    )
    response[SHOWN].until = until  # figures change without being told
    return response


async def _counted(request: web.Request, now: datetime) -> tuple[Figures, datetime]:
    """With until when they count. Now and then, and once for all channels: it means going through much."""
    cache = request[SERVED].documents
    known = cache.find(_KEPT)
    if known is None or known.until is None or known.until <= now:
        figures = await request[NODE].store.read(_figures, now)
        until = now + _COUNTED_EVERY
        cache.put(_KEPT, Document.of(msgspec.json.encode(figures), until=until), ())
        return figures, until
    return msgspec.json.decode(known.body, type=Figures), known.until


async def _figures(tx: Tx, now: datetime) -> Figures:
    """A number of queries that does not depend on how much there is."""
    months = [await tx.transparency.reach(now - (back + 1) * _MONTH, now - back * _MONTH) for back in range(_MONTHS)]
    year_ago = now - _YEAR
    return Figures(
        decisions=await tx.transparency.decisions(year_ago),
        reports=await tx.transparency.reports(year_ago),
        hosts=[each for each in await tx.hosts.decided() if each.policy in {Policy.BLOCKED, Policy.SILENCED}],
        deleted=await tx.transparency.deleted_posts(year_ago),
        hindrances=await tx.hindrances.count(),
        disclosures=await tx.disclosures.totals(),
        motions=[_decided(each) for each in await tx.motions.decided(limit=_MOTIONS)],
        laws=await tx.disclosures.grounds(),
        followers=months[0].followers,
        active=_average(months),
    )


def _average(months: Sequence[Reach]) -> int:
    return round(sum(each.active for each in months) / len(months))


def _decision(found: DecisionCount, frame: Frame) -> tuple[str, str, str, int]:
    """Measure, ground, about whom, how often."""
    words = frame.words
    whose = words.t("legal.transparency.here" if found.is_local else "legal.transparency.elsewhere")
    kind = words.t(f"legal.actor.{found.actor.lower()}")
    return (
        words.t(f"legal.measure.{found.measure}"),
        words.t(f"legal.ground.{found.ground or 'none'}"),
        f"{kind}, {whose}",
        found.count,
    )


def _decided(motion: Motion) -> Decided:
    outcome = "" if motion.outcome is None else motion.outcome.value
    return Decided(motion.number, motion.title, outcome, motion.closed_at or motion.created_at)


def _motion(found: Decided, frame: Frame) -> tuple[str, str, str, str]:
    """Address, title, day, outcome."""
    words = frame.words
    path = f"/genossenschaft/antraege/{found.number}"
    return path, found.title, words.date(found.at), words.t(f"cooperative.outcome.{found.outcome}")


def _host(found: Host, frame: Frame) -> tuple[str, str, str]:
    """Name (in part only, where that was decided), measure, reason."""
    words = frame.words
    name = obfuscated(found.name) if found.decision.obfuscated else found.name
    reason = found.decision.public_reason or words.t("legal.transparency.no_reason")
    return name, words.t(f"legal.policy.{found.policy.value}"), reason


def obfuscated(name: str) -> str:
    """`ex****.test`: as much as is needed to recognise it by, if one knows it."""
    head, dot, tail = name.partition(".")
    return head[:2] + _OBFUSCATED * max(3, len(head) - 2) + dot + tail
