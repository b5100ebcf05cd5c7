"""`/staff/v1/stats/followers`: followers won and lost, by day, server and cause, as JSON or, row by row, as CSV.

account=  the name or number of a channel; without it that of the token
from=, to=  days, in the time zone of the node; without them the last thirty
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec
from aiohttp import hdrs, web

from node.errors import NotFound, Unprocessable
from node.model.account import Account, Actor
from node.model.follow import Cause
from node.model.ids import HIGHEST
from node.model.login import Role
from node.moderation.office import require_office
from node.store.database import Tx
from node.store.follower_days import Counted, Turnover
from node.store.rows import date_of, day_of
from node.text.csv import csv_line
from node.web.follower_figures import FollowerFigures, Stretch, follower_figures, stretch_of
from node.web.keys import NODE
from node.web.limits import count_request
from node.web.tokens import require

OWN: Final = "read:follows"
"""For the account that the token is for."""
ANY: Final = "admin:read:accounts"
"""For every account here, where the person administers."""

_MOST_HOSTS: Final = 500
_MOST_ROWS: Final = 50_000
_DAY_CHARACTERS: Final = 10
_LONGEST_NAME: Final = 60
_COLUMNS: Final = ("date", "server", "cause", "gained", "lost")


@dataclass(frozen=True, slots=True)
class _Asked:
    """`named` is empty for the account of who asks."""

    by: Actor
    named: str
    first: date | None
    last: date | None


async def show_followers(request: web.Request) -> web.Response:
    count_request(request)
    by, named = await require(request, OWN, ANY), request.query.get("account", "")
    if named in {by.account.name, str(by.account.id)}:
        named = ""
    elif named:
        await require(request, ANY)
    asked, node = _Asked(by, named, _day(request, "from"), _day(request, "to")), request[NODE]
    if _wants_rows(request):
        rows = await node.store.read(_rows, asked)
        return _answered(_csv(rows, node.config.account_domain), "text/csv; charset=utf-8")
    figures = await node.store.read(_figures, asked)
    made = _json(figures, node.config.account_domain, str(node.config.node.timezone))
    return _answered(msgspec.json.encode(made), "application/json; charset=utf-8")


def _wants_rows(request: web.Request) -> bool:
    ending = request.match_info.get("ending")
    return ending == "csv" if ending else request.headers.get(hdrs.ACCEPT, "").lower().startswith("text/csv")


def _answered(body: bytes, media: str) -> web.Response:
    headers = {
        hdrs.CONTENT_TYPE: media,
        hdrs.CACHE_CONTROL: "private, no-store",
        hdrs.VARY: "Authorization, Accept, Origin",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=body, headers=headers)


def _day(request: web.Request, name: str) -> date | None:
    text = request.query.get(name, "")
    if not text:
        return None
    try:
        if len(text) == _DAY_CHARACTERS:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Unprocessable(f"{name} must be a day such as 2026-11-29")


async def _figures(tx: Tx, asked: _Asked) -> FollowerFigures:
    account, stretch = await _meant(tx, asked)
    return await follower_figures(tx, account, stretch, most_hosts=_MOST_HOSTS)


async def _rows(tx: Tx, asked: _Asked) -> Sequence[Counted]:
    account, stretch = await _meant(tx, asked)
    rows = await tx.follower_days.rows(account.id, day_of(stretch.first), day_of(stretch.last), limit=_MOST_ROWS + 1)
    if len(rows) > _MOST_ROWS:
        raise Unprocessable(f"these are more than {_MOST_ROWS} rows: ask for fewer days")
    return rows


async def _meant(tx: Tx, asked: _Asked) -> tuple[Account, Stretch]:
    account = asked.by.account
    if asked.named:
        await require_office(tx, asked.by, Role.ADMIN)
        account = await _channel(tx, asked.named)
    return account, await stretch_of(tx, asked.first, asked.last)


async def _channel(tx: Tx, named: str) -> Account:
    found = await tx.accounts.find_by_handle(named) if len(named) <= _LONGEST_NAME else None
    if found is None and named.isascii() and named.isdecimal() and len(named) < 20 and int(named) <= HIGHEST:
        found = await tx.accounts.find(int(named))
    if found is None or not found.is_local or found.deleted_at is not None:
        raise NotFound("there is no such channel")
    return found


def _json(found: FollowerFigures, own: str, zone: str) -> Mapping[str, Any]:
    return {
        "account": {"id": str(found.account.id), "username": found.account.name, "acct": f"{found.account.name}@{own}"},
        "from": found.stretch.first,
        "to": found.stretch.last,
        "timezone": zone,
        "counted_since": found.stretch.since,
        "followers_now": found.now,
        "total_before": found.before,
        **_turnover(found.sum),
        "days": [{"date": day, **_turnover(each)} for day, each in found.days.items()],
        "servers": [
            {
                "server": each.host or own,
                "is_local": not each.host,
                "reachable": not each.is_dead,
                **_turnover(each.turnover),
            }
            for each in found.hosts
        ],
        "other_servers": _turnover(found.other_hosts),
        "causes": {
            "gained": {each.value: found.causes.get(each, 0) for each in Cause if each.is_gain},
            "lost": {each.value: found.causes.get(each, 0) for each in Cause if each.is_loss},
        },
    }


def _turnover(found: Turnover) -> Mapping[str, int]:
    return {"gained": found.gained, "lost": found.lost, "total": found.total}


def _csv(rows: Sequence[Counted], own: str) -> bytes:
    lines = [csv_line(_COLUMNS)]
    lines += [
        csv_line(
            (
                date_of(each.day).isoformat(),
                each.host or own,
                each.cause.value,
                max(each.number, 0),
                max(-each.number, 0),
            )
        )
        for each in rows
    ]
    return b"".join(lines)
