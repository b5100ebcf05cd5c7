"""`/open/v1/statistics`: how much is said and answered, by channel and day or month. No number is about a person: of people
it is told how many there were, and below five not even that."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from aiohttp import web

from node.errors import Invalid
from node.model.account import Account
from node.store.database import Tx
from node.store.openly import Figures, Span
from node.web.cache import Document
from node.web.keys import NODE, SERVED
from node.web.open.answer import begin, context_of, give_bytes, give_rows, in_one, listed
from node.web.open.asked import channel_named, offices_of, refuse_unknown

FEWEST: Final = 5
"""People: fewer are not counted, one of them could be known."""
DAYS: Final = 31
MONTHS: Final = 13
_COLUMNS: Final = ("period", "channel", "posts", "answers", "contributions", "people")
_COUNTED_EVERY: Final = timedelta(seconds=60)
_MOST_CHANNELS: Final = 500


async def show_statistics(request: web.Request) -> web.StreamResponse:
    """Counted again once a minute at most."""
    form = begin(request)
    refuse_unknown(request, {"channel", "period"})
    node, cache = request[NODE], request[SERVED].documents
    period = request.query.get("period", "month")
    if period not in {"day", "month"}:
        raise Invalid("period is one of day, month")
    now = node.clock()
    key = f"open statistics {period} {request.query.get('channel', '').lower()}"
    kept = cache.find(key)
    if kept is None or kept.until is None or kept.until <= now:
        rows = await node.store.read(_count, request, period)
        kept = Document.of(rows, until=now + _COUNTED_EVERY)
        cache.put(key, kept, ())
    rows = msgspec.json.decode(kept.body)
    if form in {"csv", "ndjson"}:
        return await give_rows(request, in_one(rows), _COLUMNS, form, node.config.open.license)
    body = {"@context": context_of(request), **listed(request, rows, period=period, fewest=FEWEST)}
    return give_bytes(request, msgspec.json.encode(body), licence=node.config.open.license)


async def _count(tx: Tx, request: web.Request, period: str) -> list[dict[str, Any]]:
    node = request[NODE]
    name = request.query.get("channel")
    if name is None:
        channels = await tx.openly.channels(offices_of(request), limit=_MOST_CHANNELS)
    else:
        channels = [await channel_named(tx, name, offices_of(request))]
    labels, spans = spans_before(node.clock().astimezone(node.config.node.timezone), period)
    names = {each.id: each for each in channels}
    figures = await tx.openly.figures(list(names), spans) if names else ()
    return [_row(each, labels, names) for each in figures]


def _row(each: Figures, labels: Sequence[str], channels: Mapping[int, Account]) -> dict[str, Any]:
    return {
        "period": labels[each.span],
        "channel": channels[each.channel_id].name,
        "posts": each.posts,
        "answers": each.answers,
        "contributions": each.contributions,
        "people": each.people if each.people >= FEWEST else None,
    }


def spans_before(now: datetime, period: str) -> tuple[Sequence[str], Sequence[Span]]:
    """The current day or month and those before it, the latest first, with what each is called."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    labels, spans = [], []
    begins = today if period == "day" else today.replace(day=1)
    for _ in range(DAYS if period == "day" else MONTHS):
        ends = begins + timedelta(days=1) if period == "day" else (begins + timedelta(days=32)).replace(day=1)
        labels.append(begins.strftime("%Y-%m-%d" if period == "day" else "%Y-%m"))
        spans.append(Span(begins, ends))
        begins -= timedelta(days=1)
        begins = begins if period == "day" else begins.replace(day=1)
    return labels, spans
