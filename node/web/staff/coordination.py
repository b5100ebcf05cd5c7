"""`/staff/v1/coordination`: for the office that advises those who run channels (Kompetenzzentrum, row 31). It sees each node's
channels with their sheets, also those that are planned, and what is still open; nothing that anybody wrote, unless they ask it
about a draft (`drafts.py`).

Each node answers for itself; `nodes` says which there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from aiohttp import hdrs, web

from node.config import Config
from node.errors import NotFound
from node.model.account import Account
from node.model.channel import NEXT, Gate, Phase, SheetVersion
from node.model.ids import HIGHEST
from node.outbox.launch import open_gates
from node.outbox.sheets import missing_fields
from node.store.database import Tx
from node.web.granted import require_grant
from node.web.keys import NODE, TENANCY
from node.web.limits import count_request

_PER_PAGE: Final = 50
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class _Standing:
    """`coming` is the phase that the gates and what is `missing` are about."""

    account: Account
    sheet: SheetVersion | None
    coming: Phase
    gates: Sequence[Gate]
    missing: Sequence[str]


async def show_nodes(request: web.Request) -> web.Response:
    """Those of the installation, without asking them."""
    require_grant(request)
    count_request(request)
    nodes = [
        {"base_url": each.base_url, "title": each.title, "state": each.state} for each in request.app[TENANCY].listed()
    ]
    return answered({"nodes": nodes})


async def show_channels(request: web.Request) -> web.Response:
    """By name, `?after=` a name; `next` is the address of the next page."""
    require_grant(request)
    count_request(request)
    node = request[NODE]
    after = request.query.get("after", "")[:_LONGEST_NAME]
    found = await node.store.read(_page, node.config, after)
    shown = found[:_PER_PAGE]
    more = f"{node.config.origin}{request.path}?after={shown[-1].account.name}" if len(found) > _PER_PAGE else None
    return answered({"channels": [_json(each, node.config) for each in shown], "next": more})


async def show_channel(request: web.Request) -> web.Response:
    """Raises NotFound."""
    require_grant(request)
    count_request(request)
    node = request[NODE]
    return answered(_json(await node.store.read(_channel, node.config, request.match_info["name"]), node.config))


def answered(body: Mapping[str, Any], status: int = 200) -> web.Response:
    headers = {hdrs.CONTENT_TYPE: "application/json; charset=utf-8", hdrs.CACHE_CONTROL: "private, no-store"}
    return web.Response(body=msgspec.json.encode(body), status=status, headers=headers)


def before_of(request: web.Request) -> int:
    """`?before=`: only lower ids; what is no number is passed over."""
    asked = request.query.get("before", "")
    is_number = asked.isascii() and asked.isdigit() and len(asked) < 20
    return min(int(asked), HIGHEST) if is_number else HIGHEST


async def _page(tx: Tx, config: Config, after: str) -> Sequence[_Standing]:
    accounts = await tx.channels.page(after=after, limit=_PER_PAGE + 1)
    sheets = await tx.channels.newest_sheets(each.id for each in accounts)
    return [await _standing(tx, config, each, sheets.get(each.id)) for each in accounts]


async def _channel(tx: Tx, config: Config, name: str) -> _Standing:
    account = await tx.accounts.find_by_handle(name, even_planned=True)
    if account is None or account.deleted_at is not None or not await tx.channels.holds(account.id):
        raise NotFound("there is no such channel")
    return await _standing(tx, config, account, await tx.channels.newest_sheet(account.id))


async def _standing(tx: Tx, config: Config, account: Account, sheet: SheetVersion | None) -> _Standing:
    coming = next((each for each in NEXT[account.phase] if each.is_active), account.phase)
    gates = await open_gates(tx, config, account, into=coming)
    missing = await missing_fields(tx, config, account, coming)
    return _Standing(account, sheet, coming, gates, missing)


def _json(found: _Standing, config: Config) -> Mapping[str, Any]:
    account, sheet = found.account, found.sheet
    office = config.organizations.of_channel(account.name)
    return {
        "id": str(account.id),
        "username": account.name,
        "acct": f"{account.name}@{config.account_domain}",
        "display_name": account.shown_name,
        "organization": None if office is None else office.name,
        "phase": account.phase.value,
        "last_post_on": None if account.last_post_at is None else account.last_post_at.date(),
        "sheet": None if sheet is None else {"version": sheet.number, "at": sheet.at, "answers": sheet.values},
        "next_phase": found.coming.value,
        "open_gates": [each.value for each in found.gates],
        "missing_answers": list(found.missing),
    }
