"""Filters as old apps know them (v1): each is one keyword, with what the filter it belongs to says. The data are those of
v2."""

from dataclasses import replace

from aiohttp import web

from node.errors import Unprocessable
from node.model.filters import LONGEST_TITLE, Filter, FilterAction, Keyword
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.entities import filter_v1
from node.web.mastodon.filters import (
    READ,
    WRITE,
    changed_filter,
    check_room,
    checked_keyword,
    new_filter,
    own_keyword,
)
from node.web.mastodon.params import Params, id_of, read_params
from node.web.mastodon.respond import answer
from node.web.tokens import require

_SHARED = (
    "These parameters cannot be changed from this application because they apply to more than one filter keyword."
    " Use a more recent application or the web interface."
)


async def show_filters(request: web.Request) -> web.Response:
    by = await require(request, READ)
    found = await request[NODE].store.read(lambda tx: tx.filters.of_account(by.account.id))
    return answer([filter_v1(each, keyword) for each in found for keyword in each.keywords])


async def create_filter(request: web.Request) -> web.Response:
    by, params = await require(request, WRITE), await read_params(request)
    made, keyword = await request[NODE].store.write(_create, by.account.id, params)
    return answer(filter_v1(made, keyword))


async def show_filter(request: web.Request) -> web.Response:
    by = await require(request, READ)
    found, keyword = await request[NODE].store.read(own_keyword, id_of(request), by.account.id)
    return answer(filter_v1(found, keyword))


async def change_filter(request: web.Request) -> web.Response:
    """What is not given stays. What other keywords share cannot be changed here."""
    by, params = await require(request, WRITE), await read_params(request)
    changed, keyword = await request[NODE].store.write(_change, id_of(request), by.account.id, params)
    return answer(filter_v1(changed, keyword))


async def delete_filter(request: web.Request) -> web.Response:
    """Only the keyword goes."""
    by = await require(request, WRITE)
    await request[NODE].store.write(_delete, id_of(request), by.account.id)
    return answer({})


async def _create(tx: Tx, account_id: int, params: Params) -> tuple[Filter, Keyword]:
    phrase = checked_keyword(params.text("phrase"), "Phrase")
    wanted = _changed(replace(new_filter(account_id), title=phrase[:LONGEST_TITLE]), params, tx)
    await check_room(tx, account_id, filters=1, keywords=1)
    made = await tx.filters.add(wanted)
    return made, await tx.filters.add_keyword(made, phrase, whole_word=params.find_flag("whole_word") is not False)


async def _change(tx: Tx, keyword_id: int, account_id: int, params: Params) -> tuple[Filter, Keyword]:
    found, keyword = await own_keyword(tx, keyword_id, account_id)
    phrase = checked_keyword(params.text("phrase"), "Phrase") if "phrase" in params else keyword.keyword
    whole_word = params.find_flag("whole_word")
    kept = replace(keyword, keyword=phrase, whole_word=keyword.whole_word if whole_word is None else whole_word)
    titled = replace(found, title=phrase[:LONGEST_TITLE]) if "phrase" in params else found
    changed = _changed(titled, params, tx)
    if changed != found and len(found.keywords) > 1:
        raise Unprocessable(_SHARED)
    await tx.filters.change_keyword(found, kept)
    await tx.filters.change(changed)
    return changed, kept


def _changed(found: Filter, params: Params, tx: Tx) -> Filter:
    irreversible = params.find_flag("irreversible")
    changed = changed_filter(found, params.only("context", "expires_in"), tx.now)
    if irreversible is None:
        return changed
    return replace(changed, action=FilterAction.HIDE if irreversible else FilterAction.WARN)


async def _delete(tx: Tx, keyword_id: int, account_id: int) -> None:
    found, keyword = await own_keyword(tx, keyword_id, account_id)
    await tx.filters.remove_keywords(found, [keyword.id])
