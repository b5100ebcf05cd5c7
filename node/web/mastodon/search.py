"""Search (v2): accounts by name, handle or address, posts by their words or address, hashtags by their beginning,
collections by address."""

from collections.abc import Sequence
from dataclasses import replace

from aiohttp import web

from node.errors import Unauthenticated, Unreachable
from node.model.post import PostView
from node.outbox.lookup import LookUp, find, find_by_words
from node.store.database import Tx
from node.text.mentions import fold_tag
from node.web.csrf import count_for
from node.web.keys import NODE
from node.web.mastodon.entities import Json, Reader, account as account_entity, collection, status
from node.web.mastodon.paging import limit_of, offset_of, piece_of
from node.web.mastodon.params import Params, parse_id, read_params
from node.web.mastodon.respond import answer, reader_of
from node.web.mastodon.tags import Tags, load_tags
from node.web.tokens import require

_SCOPE = "read:search"
_LONGEST = 2_048


async def search(request: web.Request) -> web.Response:
    """`type` is accounts, statuses, hashtags or collections; `resolve` asks other servers, for people who are logged in."""
    reader, params = await reader_of(request, _SCOPE), await read_params(request)
    query, kind = params.text("q").strip()[:_LONGEST], params.text("type")
    if not reader.account_id and (params.flag("resolve") or offset_of(params)):
        raise Unauthenticated("Search queries pagination and resolution need a user who is logged in")
    found = LookUp()
    if query and kind in {"", "accounts", "statuses", "collections"}:
        found = await _look_up(request, params, reader, query)
    ids: Sequence[int] = [post.id for post in found.posts]
    if not ids and kind in {"", "statuses"} and reader.account_id and not names_one(query):
        ids = await _by_words(request, params, query)
    views = await request[NODE].store.read(_views, ids, reader.account_id)
    begin, end = offset_of(params), offset_of(params) + limit_of(params, usual=20, most=40)
    shown: Json = {"accounts": [], "statuses": [], "hashtags": [], "collections": []}
    if kind in {"", "accounts"}:
        shown["accounts"] = [account_entity(each, reader.addresses) for each in found.accounts[begin:end]]
    if kind in {"", "statuses"}:
        shown["statuses"] = [status(view, reader) for view in views]
    if kind in {"", "hashtags"}:
        shown["hashtags"] = await _tags(request, params, reader, query)
    if kind in {"", "collections"}:
        found_views = await request[NODE].store.read(
            lambda tx: tx.collections.views(found.collections, reader.account_id)
        )
        shown["collections"] = [collection(view, reader) for view in found_views]
    return answer(shown)


async def _look_up(request: web.Request, params: Params, reader: Reader, query: str) -> LookUp:
    """Only who asks for it and is logged in makes us ask other servers; one that is silent is no fault."""
    viewer = await require(request) if reader.account_id else None
    if viewer is not None and params.flag("resolve"):
        count_for(request, viewer, "lookup", request[NODE].config.limits.lookups_per_login_per_minute)
    try:
        return await find(request[NODE], viewer, query, resolve=params.flag("resolve"))
    except Unreachable:
        return LookUp()


def names_one(query: str) -> bool:
    """An address, a handle or a hashtag: nothing to look for in texts."""
    return query.lower().startswith(("https://", "http://", "@", "#"))


async def _by_words(request: web.Request, params: Params, query: str) -> Sequence[int]:
    """Only for people who are logged in, as on Mastodon. `account_id`: only what that one wrote."""
    author = params.text("account_id")
    return await find_by_words(
        request[NODE],
        await require(request),
        query,
        replace(piece_of(params, usual=20, most=40), upwards=False),
        author_id=(parse_id(author) or -1) if author else None,
        offset=offset_of(params),
    )


async def _views(tx: Tx, ids: Sequence[int], viewer_id: int) -> list[PostView]:
    return await tx.timelines.views(ids, viewer_id) if ids else []


async def _tags(request: web.Request, params: Params, reader: Reader, query: str) -> list[Json]:
    folded = fold_tag(query.lstrip("#"))
    if not folded or " " in folded or "/" in folded or "@" in folded:
        return []
    limit, offset = limit_of(params, usual=20, most=40), offset_of(params)
    found = await request[NODE].store.read(_found_tags, reader.account_id, folded, limit, offset)
    return found.entities(reader)


async def _found_tags(tx: Tx, viewer_id: int, folded: str, limit: int, offset: int) -> Tags:
    return await load_tags(tx, await tx.statistics.tags_beginning(folded, limit=limit, offset=offset), viewer_id)
