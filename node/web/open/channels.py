"""`/open/v1/channels`: the channels here and who answers for each, as a register (A12, S11)."""

from collections.abc import Collection, Sequence
from functools import partial

from aiohttp import web

from node.model.account import Account
from node.store.database import Tx
from node.web import asked
from node.web.keys import NODE
from node.web.open import shown
from node.web.open.answer import begin, give, give_rows, in_one, listed
from node.web.open.asked import MOST, beside, channel_named, offices_of, refuse_unknown

_AT_ONCE = 500


async def list_channels(request: web.Request) -> web.StreamResponse:
    """Oldest first."""
    form = begin(request)
    refuse_unknown(request, {"after", "limit"})
    node, config, offices = request[NODE], request[NODE].config, offices_of(request)
    after = asked.cursor(request, "after", default=0)
    if form in {"csv", "ndjson"}:
        rows = [shown.channel(each, node) for each in await node.store.read(_all, after, offices)]
        return await give_rows(request, in_one(rows), shown.CHANNEL_COLUMNS, form, config.open.license)
    limit = asked.number(request, "limit", least=1, most=MOST, default=MOST)
    found = await node.store.read(partial(_page, offices=offices, after=after, limit=limit))
    older = beside(request, after=found[-1].id) if len(found) == limit else None
    if form == "as2":
        body: dict[str, object] = {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": f"{config.origin}{request.rel_url.raw_path_qs}",
            "type": "CollectionPage",
            "items": [each.uri for each in found],
        }
        return give(request, body | ({"next": older} if older else {}), licence=config.open.license, form=form)
    items = [shown.channel(each, node) for each in found]
    return give(request, listed(request, items, next=older), licence=config.open.license)


async def _page(tx: Tx, *, offices: Collection[str], after: int, limit: int) -> Sequence[Account]:
    return await tx.openly.channels(offices, after=after, limit=limit)


async def _all(tx: Tx, after: int, offices: Collection[str]) -> Sequence[Account]:
    found: list[Account] = []
    while len(page := await tx.openly.channels(offices, after=after, limit=_AT_ONCE)) > 0:
        found += page
        after = page[-1].id
    return found


async def show_channel(request: web.Request) -> web.StreamResponse:
    form = begin(request)
    refuse_unknown(request, ())
    node = request[NODE]
    account = await node.store.read(channel_named, request.match_info["name"], offices_of(request))
    found, licence = shown.channel(account, node), node.config.license_of(account.name)
    if form in {"csv", "ndjson"}:
        return await give_rows(request, in_one([found]), shown.CHANNEL_COLUMNS, form, licence)
    responsible = node.config.organizations.of_channel(account.name)
    if responsible is not None:
        found["responsible"] = shown.organization(responsible, node.config)
    return give(request, found, licence=licence)
