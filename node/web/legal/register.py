"""`/open/v1/register.jsonld`: the profile sheets of all channels in one file, which directories collect (A12)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from node.model.account import Account
from node.model.channel import SheetVersion
from node.outbox.sheets import sheet_form
from node.outbox.texts import CHANGED
from node.store.database import Tx
from node.web.cache import Document
from node.web.given import finished
from node.web.keys import NODE, SERVED
from node.web.legal.place import Place
from node.web.legal.sheet import CONTEXT, properties, sheet, version_for
from node.web.limits import count_request
from node.web.page import look_around
from node.web.rendering import Frame

_AT_ONCE = 500
_KEPT = "register of channels"


async def give_register(request: web.Request) -> web.Response:
    """Kept until a channel or the rules change."""
    count_request(request)
    cache, licence = request[SERVED].documents, request[NODE].config.open.license
    found = cache.find(_KEPT)
    if found is None:
        async with cache.making(_KEPT) as watch:
            found = cache.find(_KEPT)
            if found is None:
                frame = await look_around(request)
                found = Document.of(
                    _register(
                        request,
                        frame,
                        await request[NODE].store.read(_channels, request[NODE].config.organizations.offices),
                    )
                )
                watch.keep(_KEPT, found, {("channels", ""), ("offices", ""), CHANGED})
    return finished(request, found.body, "application/ld+json", licence=licence)


def _register(request: web.Request, frame: Frame, channels: "_Channels") -> dict[str, Any]:
    config = request[NODE].config
    organizations, form = config.organizations, sheet_form(config)
    return {
        "@context": CONTEXT,
        "@id": f"{config.origin}/open/v1/register.jsonld",
        "@type": "ItemList",
        "name": config.node.title,
        "url": f"{config.origin}/kanaele",
        "license": config.open.license,
        "numberOfItems": len(channels.accounts),
        "itemListElement": [
            sheet(
                Place(account, organizations.of_channel(account.name), config.hostname, config.node.title),
                account,
                frame,
                rules_version=version_for(channels.numbers, account.name),
                answers=properties(form, channels.sheets.get(account.id)),
            )
            for account in channels.accounts
        ],
    }


@dataclass(frozen=True, slots=True)
class _Channels:
    """Oldest first, with the versions of the rules, and what was filled in of each."""

    accounts: Sequence[Account]
    numbers: Mapping[str, int]
    sheets: Mapping[int, SheetVersion]


async def _channels(tx: Tx, offices: Collection[str]) -> _Channels:
    found: list[Account] = []
    sheets: dict[int, SheetVersion] = {}
    while page := await tx.openly.channels(offices, after=found[-1].id if found else 0, limit=_AT_ONCE):
        found += page
        sheets |= await tx.channels.newest_sheets(each.id for each in page)
    return _Channels(found, await tx.versions.numbers("netiquette"), sheets)
