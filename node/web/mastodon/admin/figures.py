"""Figures for a dashboard: measures, dimensions, retention. What would need to be recorded about readers is not: "active"
is who posted, and what nobody counts is zero."""

import platform
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Final, TypeAlias

from aiohttp import web

from node import __version__
from node.errors import Unprocessable
from node.store.database import Tx
from node.store.figures import DAY, Series, Share, Span
from node.store.rows import EPOCH
from node.text.mentions import fold_tag
from node.web.keys import NODE
from node.web.languages import OWN_NAMES
from node.web.mastodon.admin.trends import named_tag
from node.web.mastodon.admin.who import moderator
from node.web.mastodon.entities import Json
from node.web.mastodon.entities.instance import VERSION
from node.web.mastodon.moments import moment
from node.web.mastodon.paging import limit_of
from node.web.mastodon.params import Params, read_params
from node.web.mastodon.respond import answer

_READ: Final = "admin:read"
_MOST_DAYS: Final = 366
_MOST_DAILY: Final = 92  # days, of which each cohort has up to as many
_FIRST_YEAR: Final = 2000
_LAST_YEAR: Final = 9000
_UNKNOWN: Final = "und"
_UNITS: Final = ("Bytes", "KB", "MB", "GB", "TB")

_Measured: TypeAlias = Callable[[Tx, Span], Awaitable[Series]]
_MeasuredOf: TypeAlias = Callable[[Tx, Span, str], Awaitable[Series]]
_Data: TypeAlias = list[dict[str, str]]

_MEASURES: Final[Mapping[str, _Measured]] = MappingProxyType(
    {
        "active_users": lambda tx, span: tx.figures.active_accounts(span),
        "new_users": lambda tx, span: tx.figures.new_accounts(span),
        "interactions": lambda tx, span: tx.figures.interactions(span),
        "opened_reports": lambda tx, span: tx.figures.opened_reports(span),
        "resolved_reports": lambda tx, span: tx.figures.resolved_reports(span),
    }
)
_OF_TAG: Final[Mapping[str, _MeasuredOf]] = MappingProxyType(
    {
        "tag_accounts": lambda tx, span, tag: tx.figures.tag_accounts(span, tag),
        "tag_uses": lambda tx, span, tag: tx.figures.tag_uses(span, tag),
        "tag_servers": lambda tx, span, tag: tx.figures.tag_hosts(span, tag),
    }
)
_OF_HOST: Final[Mapping[str, _MeasuredOf]] = MappingProxyType(
    {
        "instance_accounts": lambda tx, span, host: tx.figures.host_accounts(span, host),
        "instance_reports": lambda tx, span, host: tx.figures.host_reports(span, host),
        "instance_statuses": lambda tx, span, host: tx.figures.host_posts(span, host),
        "instance_follows": lambda tx, span, host: tx.figures.host_follows(span, host),
        "instance_followers": lambda tx, span, host: tx.figures.host_followers(span, host),
    }
)
_MEDIA_OF_HOST: Final = "instance_media_attachments"


async def show_measures(request: web.Request) -> web.Response:
    """`keys[]`, `start_at`, `end_at`; some want `KEY[id]` (a tag) or `KEY[domain]`. Unknown keys are left out."""
    await moderator(request, _READ)
    params = await read_params(request)
    span = _required_span(params)

    async def measures(tx: Tx) -> list[Json]:
        found = [await _measure(tx, key, params, span) for key in dict.fromkeys(params.texts("keys"))]
        return [each for each in found if each is not None]

    return answer(await request[NODE].store.read(measures))


async def show_dimensions(request: web.Request) -> web.Response:
    """`keys[]` as above; `limit` of the biggest of each."""
    await moderator(request, _READ)
    node, params = request[NODE], await read_params(request)
    span, limit = _find_span(params) or _last_month(node.clock()), limit_of(params, usual=10, most=100)
    own = node.config.account_domain

    async def dimensions(tx: Tx) -> list[Json]:
        found = []
        for key in dict.fromkeys(params.texts("keys")):
            data = await _dimension(tx, key, params.inner(key), span, limit, own)
            if data is not None:
                found.append({"key": key, "data": data})
        return found

    return answer(await node.store.read(dimensions))


async def show_retention(request: web.Request) -> web.Response:
    """Of those who joined in each day or month, how many posted in each later one. Empty where a parameter is missing, as
    Mastodon answers."""
    await moderator(request, _READ)
    params = await read_params(request)
    span, frequency = _find_span(params), params.text("frequency")
    if span is None or frequency not in {"day", "month"}:
        return answer([])
    if frequency == "day" and span.days > _MOST_DAILY:
        raise Unprocessable(f"by day, a time may have at most {_MOST_DAILY} days")
    return answer(await request[NODE].store.read(_cohorts, span, frequency))


def _find_span(params: Params) -> Span | None:
    """Raises Unprocessable where the time is too long, or ends before it begins."""
    begins, ends = _day(params.text("start_at")), _day(params.text("end_at"))
    if begins is None or ends is None:
        return None
    days = (ends - begins) // DAY + 1
    if not 1 <= days <= _MOST_DAYS:
        raise Unprocessable(f"start_at and end_at are 1 to {_MOST_DAYS} days")
    return Span(begins, days)


def _required_span(params: Params) -> Span:
    found = _find_span(params)
    if found is None:
        raise Unprocessable("start_at and end_at are dates")
    return found


def _last_month(now: datetime) -> Span:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return Span(midnight - 29 * DAY, 30)


def _day(text: str) -> datetime | None:
    """Midnight; a time that is given is not looked at. None for what is no day this node could know of."""
    try:
        found = date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        return None
    return datetime(found.year, found.month, found.day, tzinfo=UTC)


async def _measure(tx: Tx, key: str, params: Params, span: Span) -> Json | None:
    inner = params.inner(key)
    if key in _MEASURES:
        now, before = await _MEASURES[key](tx, span), await _MEASURES[key](tx, span.before)
    elif key in _OF_TAG:
        tag = await _tag_of(tx, inner)
        now, before = await _of(_OF_TAG[key], tx, span, tag), await _of(_OF_TAG[key], tx, span.before, tag)
    elif key in _OF_HOST:
        host = _host_of(inner)
        now, before = await _of(_OF_HOST[key], tx, span, host), await _of(_OF_HOST[key], tx, span.before, host)
    elif key == _MEDIA_OF_HOST:  # what is there now; nobody knows what was there before
        host = _host_of(inner)
        kept = await tx.figures.host_media(host) if host else Series()
        return _shown(key, kept, Series(), span) | {"unit": "bytes", "human_value": _human(kept.total)}
    else:
        return None
    return _shown(key, now, before, span)


async def _of(measured: _MeasuredOf, tx: Tx, span: Span, what: str) -> Series:
    return await measured(tx, span, what) if what else Series()


async def _tag_of(tx: Tx, inner: Params | None) -> str:
    number = "" if inner is None else inner.text("id")
    found = await named_tag(tx, number) if number else None
    return found or fold_tag(number.lstrip("#"))


def _host_of(inner: Params | None) -> str:
    return "" if inner is None else inner.text("domain").strip().lower()


def _shown(key: str, now: Series, before: Series, span: Span) -> Json:
    return {
        "key": key,
        "unit": None,
        "total": str(now.total),
        "previous_total": str(before.total),
        "data": [
            {"date": moment(span.begins + place * DAY), "value": str(now.days.get(span.first + place, 0))}
            for place in range(span.days)
        ],
    }


async def _dimension(tx: Tx, key: str, inner: Params | None, span: Span, limit: int, own: str) -> _Data | None:
    figures = tx.figures
    match key:
        case "languages":
            return _languages(await figures.languages(span, limit))
        case "sources":
            found = await figures.programs(span, limit)
            return [_item(each.key or "web", each.key or "Website", each.value) for each in found]
        case "servers":
            return _hosts(await figures.hosts(span, limit), own)
        case "space_usage":
            return await _space(tx)
        case "software_versions":
            return await _versions(tx)
        case "tag_servers":
            return _hosts(await figures.hosts_of_tag(span, limit, await _tag_of(tx, inner)), own)
        case "tag_languages":
            return _languages(await figures.languages_of_tag(span, limit, await _tag_of(tx, inner)))
        case "instance_accounts":
            found = await figures.accounts_of_host(limit, _host_of(inner)) if _host_of(inner) else ()
            return [_item(each.key, each.key, each.value) for each in found]
        case "instance_languages":
            return _languages(await figures.languages_of_host(span, limit, _host_of(inner)))
        case _:
            return None


def _item(key: str, human_key: str, value: int) -> dict[str, str]:
    return {"key": key, "human_key": human_key, "value": str(value)}


def _languages(found: Sequence[Share]) -> _Data:
    return [_item(each.key or _UNKNOWN, OWN_NAMES.get(each.key, each.key or _UNKNOWN), each.value) for each in found]


def _hosts(found: Sequence[Share], own: str) -> _Data:
    return [_item(each.key or own, each.key or own, each.value) for each in found]


async def _space(tx: Tx) -> _Data:
    name, _ = await tx.figures.engine()
    used = (
        (name.lower(), name, await tx.figures.database_bytes()),
        ("media", "Media storage", await tx.figures.media_bytes()),
    )
    return [_item(key, human, size) | {"unit": "bytes", "human_value": _human(size)} for key, human, size in used]


def _human(size: int) -> str:
    """`14.2 MB`."""
    amount, place = float(size), 0
    while amount >= 1024 and place < len(_UNITS) - 1:
        amount, place = amount / 1024, place + 1
    return f"{amount:.3g} {_UNITS[place]}"


async def _versions(tx: Tx) -> _Data:
    engine, version = await tx.figures.engine()
    found = (
        ("mastodon", "Mastodon", VERSION),
        ("allmende", "Allmende", __version__),
        ("python", "Python", platform.python_version()),
        (engine.lower(), engine, version),
    )
    return [{"key": key, "human_key": human, "value": value, "human_value": value} for key, human, value in found]


async def _cohorts(tx: Tx, span: Span, frequency: str) -> list[Json]:
    """One query for who joined, one for when they posted, however many cohorts there are."""

    def period(day: int) -> datetime:
        at = EPOCH + timedelta(days=day)
        return at.replace(day=1) if frequency == "month" else at

    joined = {account_id: period(day) for account_id, day in (await tx.figures.joined(span)).items()}
    active: dict[tuple[datetime, datetime], set[int]] = {}
    for account_id, day in await tx.figures.days_posted(span):
        if account_id in joined:
            active.setdefault((joined[account_id], period(day)), set()).add(account_id)
    periods = list(dict.fromkeys(period(span.first + place) for place in range(span.days)))
    sizes = {each: list(joined.values()).count(each) for each in periods}
    return [
        {
            "period": moment(began),
            "frequency": frequency,
            "data": [
                _bucket(bucket, len(active.get((began, bucket), ())), sizes[began])
                for bucket in periods
                if bucket >= began
            ],
        }
        for began in periods
    ]


def _bucket(at: datetime, count: int, of: int) -> Json:
    return {"date": moment(at), "rate": count / of if of else 0.0, "value": str(count)}
