"""Collections of accounts that somebody recommends, and who is featured in them."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from node.errors import NotFound, Unprocessable
from node.model.collection import Collection, CollectionChange, CollectionView
from node.outbox import recommend
from node.outbox.lookup import may_see
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.entities import Json, Reader, collection, collection_item, collection_with_accounts
from node.web.mastodon.found import known_account
from node.web.mastodon.paging import limit_of, offset_of
from node.web.mastodon.params import Params, id_of, parse_id, read_params
from node.web.mastodon.readers import reader_for
from node.web.mastodon.respond import answer, reader_of
from node.web.tokens import require

_READ: Final = "read:collections"
_WRITE: Final = "write:collections"


async def create_collection(request: web.Request) -> web.Response:
    by, params = await require(request, _WRITE), await read_params(request)
    ids = [parse_id(each) for each in params.texts("account_ids")]
    wanted = [number for number in dict.fromkeys(ids) if number is not None]
    if None in ids:
        raise NotFound(recommend.NOT_FOUND)
    made = await recommend.create_collection(request[NODE], by, _wanted(params), wanted)
    return await _wrapped(request, made, by.account.id)


async def show_collection(request: web.Request) -> web.Response:
    reader = await reader_of(request, _READ)
    view = await request[NODE].store.read(_visible, id_of(request), reader.account_id)
    return answer(collection_with_accounts(view, reader))


async def change_collection(request: web.Request) -> web.Response:
    """What is not given stays."""
    by, params = await require(request, _WRITE), await read_params(request)
    changed = await recommend.change_collection(request[NODE], by, id_of(request), _wanted(params))
    return await _wrapped(request, changed, by.account.id)


async def delete_collection(request: web.Request) -> web.Response:
    by = await require(request, _WRITE)
    await recommend.delete_collection(request[NODE], by, id_of(request))
    return answer({})


async def add_item(request: web.Request) -> web.Response:
    by, params = await require(request, _WRITE), await read_params(request)
    if not params.text("account_id").strip():
        raise Unprocessable("`account_id` parameter is missing")
    account_id = parse_id(params.text("account_id").strip())
    if account_id is None:
        raise NotFound(recommend.NOT_FOUND)
    item = await recommend.add_account(request[NODE], by, id_of(request, "collection_id"), account_id)
    return answer({"collection_item": collection_item(item)})


async def remove_item(request: web.Request) -> web.Response:
    by = await require(request, _WRITE)
    await recommend.remove_item(request[NODE], by, id_of(request, "collection_id"), id_of(request))
    return answer({})


async def revoke_item(request: web.Request) -> web.Response:
    """Takes whoever asks out of somebody's collection."""
    by = await require(request, _WRITE)
    await recommend.revoke_item(request[NODE], by, id_of(request, "collection_id"), id_of(request))
    return answer({})


async def show_collections_of(request: web.Request) -> web.Response:
    """Those an account keeps; what is not to be discovered only its owner sees."""
    reader, params = await reader_of(request, _READ), await read_params(request)
    limit, offset = limit_of(params, usual=40, most=80), offset_of(params)
    found = await request[NODE].store.read(_kept, id_of(request), reader.account_id, offset, limit + 1)
    return _page(request, found, reader, offset, limit)


async def show_collections_with(request: web.Request) -> web.Response:
    """Those an account is featured in."""
    reader, params = await reader_of(request, _READ), await read_params(request)
    limit, offset = limit_of(params, usual=40, most=80), offset_of(params)
    found = await request[NODE].store.read(_featuring, id_of(request), reader.account_id, offset, limit + 1)
    return _page(request, found, reader, offset, limit)


def _wanted(params: Params) -> CollectionChange:
    return CollectionChange(
        name=params.find_text("name"),
        description=None if (text := params.find_text("description")) is None else text.replace("&lt;", "<"),
        language=params.find_text("language"),
        tag=params.find_text("tag_name"),
        sensitive=params.find_flag("sensitive"),
        discoverable=params.find_flag("discoverable"),
    )


async def _wrapped(request: web.Request, found: Collection, viewer_id: int) -> web.Response:
    """WrappedCollection, as its owner sees it."""
    reader = await reader_for(request[NODE], viewer_id)
    (view,) = await request[NODE].store.read(lambda tx: tx.collections.views([found], viewer_id))
    return answer({"collection": collection(view, reader)})


async def _visible(tx: Tx, collection_id: int, viewer_id: int) -> CollectionView:
    found = await tx.collections.find(collection_id)
    if found is None or not await may_see(tx, found, viewer_id):
        raise NotFound(recommend.NOT_FOUND)
    (view,) = await tx.collections.views([found], viewer_id)
    return view


async def _kept(tx: Tx, account_id: int, viewer_id: int, offset: int, limit: int) -> Sequence[CollectionView]:
    account = await known_account(tx, account_id)
    if account.is_gone or await tx.blocks.between(viewer_id, account.id):
        return []
    is_own = viewer_id == account.id
    found = await tx.collections.of_account(account.id, hidden=is_own, offset=offset, limit=limit)
    return await tx.collections.views(found, viewer_id)


async def _featuring(tx: Tx, account_id: int, viewer_id: int, offset: int, limit: int) -> Sequence[CollectionView]:
    account = await known_account(tx, account_id)
    if account.is_gone or await tx.blocks.between(viewer_id, account.id):
        return []
    found = await tx.collections.with_account(account.id, viewer_id, offset=offset, limit=limit)
    return await tx.collections.views(found, viewer_id)


def _page(
    request: web.Request, found: Sequence[CollectionView], reader: Reader, offset: int, limit: int
) -> web.Response:
    """Paged by `offset`: they are few, and have no order by id that apps would know of."""
    links = []
    if len(found) > limit:
        links.append(f'<{_address(request, offset + limit)}>; rel="next"')
    if offset:
        links.append(f'<{_address(request, max(0, offset - limit))}>; rel="prev"')
    shown: Json = {"collections": [collection(view, reader) for view in found[:limit]]}
    return answer(shown, headers={"Link": ", ".join(links)} if links else None)


def _address(request: web.Request, offset: int) -> str:
    kept = [(key, value) for key, value in request.query.items() if key != "offset"]
    return f"{request[NODE].config.origin}{request.path}?{urlencode([*kept, ('offset', str(offset))])}"
