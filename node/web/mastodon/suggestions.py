"""Whom one might like to follow."""

from collections.abc import Sequence

from aiohttp import web

from node.model.suggestion import Source, Suggestion
from node.outbox.suggestions import dismiss_suggestion
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.entities import Json, account as account_entity
from node.web.mastodon.paging import limit_of
from node.web.mastodon.params import id_of, read_params
from node.web.mastodon.respond import answer, own_reader
from node.web.tokens import require

_OLD_NAMES = {Source.FEATURED: "staff", Source.FRIENDS: "past_interactions"}


async def show_suggestions(request: web.Request) -> web.Response:
    """With the reasons. `source` is what apps knew before there were several."""
    reader = await own_reader(request, "read")
    found = await _load(request, reader.account_id)
    shown: list[Json] = [
        {
            "account": account_entity(each.account, reader.addresses),
            "source": _OLD_NAMES[each.sources[0]],
            "sources": [source.value for source in each.sources],
        }
        for each in found
    ]
    return answer(shown)


async def show_suggestions_v1(request: web.Request) -> web.Response:
    """Only the accounts (deprecated)."""
    reader = await own_reader(request, "read")
    found = await _load(request, reader.account_id)
    return answer([account_entity(each.account, reader.addresses) for each in found])


async def remove_suggestion(request: web.Request) -> web.Response:
    by = await require(request, "write")
    await dismiss_suggestion(request[NODE], by, id_of(request, "account_id"))
    return answer({})


async def _load(request: web.Request, account_id: int) -> Sequence[Suggestion]:
    limit = limit_of(await read_params(request), usual=40, most=80)

    async def found(tx: Tx) -> Sequence[Suggestion]:
        return await tx.suggestions.for_account(account_id, limit=limit)

    return await request[NODE].store.read(found)
