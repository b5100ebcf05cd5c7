"""`/open/v1/gleichzeitigkeit`: how long after us other platforms had what we publish (A03, row 29), for each copy and by
month, channel and platform; signed with the node's key (FEP-8b32), so that who quotes it can prove what we said.

What a feed brought was elsewhere first: its lag is below zero, and it is flagged `early`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web
from yarl import URL

from node.federation.proofs import add_proof
from node.model.account import Account
from node.model.ids import HIGHEST
from node.model.post import Post
from node.model.syndication import Import, Simultaneity, Syndication
from node.store.database import Tx
from node.text.csv import csv_line
from node.web import asked
from node.web.cache import Document
from node.web.given import given
from node.web.keys import NODE, SERVED

Months: TypeAlias = Sequence[tuple[str, Sequence[Simultaneity]]]

MONTHS: Final = 13
_COUNTED_EVERY: Final = timedelta(minutes=1)
_MOST: Final = 200
_COLUMNS: Final = (
    "post", "channel", "connector", "platform", "direction", "state", "published", "fetchable", "copied", "lag", "early",
    "url", "copy",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """`months`: the latest first, each with its lags. `copies` and `imports` are those of the page asked for."""

    months: Months
    copies: Sequence[Syndication]
    imports: Sequence[Import]
    accounts: Mapping[int, Account]
    posts: Mapping[int, Post]

    def rows(self) -> list[dict[str, Any]]:
        """Copies of ours and what came from elsewhere, by time, the newest first."""
        found = [(each.id, _copy(each, self)) for each in self.copies]
        found += [(each.post_id, _import(each, self)) for each in self.imports]
        return [row for _, row in sorted(found, key=lambda each: -each[0]) if row]


async def give_simultaneity(request: web.Request) -> web.Response:
    node = request[NODE]
    limit = asked.number(request, "limit", least=1, most=_MOST, default=50)
    before = asked.cursor(request, "before", default=HIGHEST)
    report = await node.store.read(find_report, request, before, limit, await find_months(request))
    licence = node.config.open.license
    if wants_csv(request):
        return given(request, _csv(report.rows()), "text/csv; charset=utf-8", licence=licence)
    body = await _signed(request, _document(request, report, limit))
    return given(request, body, "application/json", licence=licence)


def wants_csv(request: web.Request) -> bool:
    ending = request.match_info.get("ending")
    return ending == "csv" or (ending is None and "text/csv" in request.headers.get("Accept", ""))


async def find_months(request: web.Request) -> Months:
    """Of all channels. Putting a month together reads each of its copies, so it is done once for those that are over, and
    once a minute for the one that is not."""
    node, cache, now = request[NODE], request[SERVED].documents, request[NODE].clock()
    found = []
    for begins, ends in months_before(now, node.config.node.timezone):
        month = begins.strftime("%Y-%m")
        kept = cache.find(f"simultaneity of {month}")
        if kept is None or kept.is_past(now):
            lags = await node.store.read(lambda tx, begins, ends: tx.syndications.month(begins, ends), begins, ends)
            kept = Document.of(msgspec.json.encode(lags), until=None if ends <= now else now + _COUNTED_EVERY)
            cache.put(f"simultaneity of {month}", kept, ())
        found.append((month, msgspec.json.decode(kept.body, type=list[Simultaneity])))
    return found


async def find_report(tx: Tx, request: web.Request, before: int, limit: int, all_months: Months) -> Report:
    """A number of queries that does not depend on how much there is."""
    account_id = await asked.channel_id(tx, request)
    copies = await tx.syndications.page(account_id=account_id, before=before, limit=limit)
    imports = await tx.syndications.imports_page(account_id=account_id, before=before, limit=limit)
    if len(copies) == limit:  # one list must not run ahead of the other
        imports = [each for each in imports if each.post_id >= copies[-1].id]
    if len(imports) == limit:
        copies = [each for each in copies if each.id >= imports[-1].post_id]
    months = [
        (month, [each for each in found if account_id in {None, each.account_id}])
        for month, found in all_months
        if found
    ]
    shown: list[Syndication | Import] = [*copies, *imports]
    ids = {each.account_id for each in shown} | {each.account_id for _, found in months for each in found}
    accounts = {number: each for number, each in (await tx.accounts.by_ids(ids)).items() if not each.is_gone}
    return Report(months, copies, imports, accounts, await tx.posts.by_ids(each.post_id for each in shown))


def months_before(now: datetime, zone: ZoneInfo) -> Sequence[tuple[datetime, datetime]]:
    """Beginning and end of this month and of those before it, in the node's time zone."""
    begins = now.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    found = [(begins, (begins + timedelta(days=32)).replace(day=1))]
    while len(found) < MONTHS:
        later = found[-1][0]
        found.append(((later - timedelta(days=1)).replace(day=1), later))
    return found


def _document(request: web.Request, report: Report, limit: int) -> dict[str, Any]:
    origin = request[NODE].config.origin
    rows = report.rows()
    numbers = [*(each.id for each in report.copies), *(each.post_id for each in report.imports)]
    more = len(report.copies) >= limit or len(report.imports) >= limit
    url = URL(origin + request.path)
    return {
        "id": f"{origin}{request.rel_url.raw_path_qs}",
        "type": "Report",
        "name": "Gleichzeitigkeit",
        "description": (
            "lag: seconds from the moment a post was public here to its copy on the other platform; below zero (early):"
            " the other platform was first. fetchable: when the post was seen at this node's own public address."
        ),
        "node": origin,
        "months": [row for month, found in report.months for each in found if (row := _month(month, each, report))],
        "items": rows,
        "next": str(url.update_query({**request.query, "before": str(min(numbers))})) if more else None,
    }


def _month(month: str, each: Simultaneity, report: Report) -> dict[str, Any] | None:
    account = report.accounts.get(each.account_id)
    if account is None:
        return None
    return {
        "month": month,
        "channel": account.name,
        "connector": each.connector,
        "platform": each.kind,
        "copies": each.count,
        "median": _seconds(each.median),
        "p95": _seconds(each.p95),
        "longest": _seconds(each.most),
        "early": each.early,
    }


def _copy(each: Syndication, report: Report) -> dict[str, Any]:
    post, account = report.posts.get(each.post_id), report.accounts.get(each.account_id)
    if post is None or account is None:
        return {}
    lag = each.lag
    return {
        "post": str(each.post_id),
        "url": post.url,
        "channel": account.name,
        "connector": each.connector,
        "platform": each.kind,
        "direction": "out",
        "state": each.state.value,
        "published": _time(each.published_at),
        "fetchable": _time(each.fetchable_at),
        "copied": _time(each.at),
        "lag": None if lag is None else _seconds(lag),
        "early": lag is not None and lag < timedelta(0),
        "copy": each.url or None,
    }


def _import(each: Import, report: Report) -> dict[str, Any]:
    post, account = report.posts.get(each.post_id), report.accounts.get(each.account_id)
    if post is None or account is None:
        return {}
    return {
        "post": str(each.post_id),
        "url": post.url,
        "channel": account.name,
        "connector": each.connector,
        "platform": "feed",
        "direction": "in",
        "state": "there",
        "published": _time(each.imported_at),
        "fetchable": None,
        "copied": _time(each.published_at),
        "lag": _seconds(each.lag),
        "early": each.lag < timedelta(0),
        "copy": each.url or None,
    }


def _seconds(lag: timedelta) -> float:
    return round(lag.total_seconds(), 3)


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


async def _signed(request: web.Request, document: dict[str, Any]) -> bytes:
    """Signed once for as long as it says the same, so that it has one validator."""
    node, cache = request[NODE], request[SERVED].documents
    key = f"simultaneity {blake2b(msgspec.json.encode(document), digest_size=16).hexdigest()}"
    found = cache.find(key)
    if found is None:
        keys = await node.keyring.signing(node.itself.id)
        signed = add_proof(document, key=keys.ed25519, verification_method=keys.ed25519_uri, created=node.clock())
        found = Document.of(signed)
        cache.put(key, found, ())
    return found.body


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    return csv_line(_COLUMNS) + b"".join(csv_line(row[name] for name in _COLUMNS) for row in rows)
