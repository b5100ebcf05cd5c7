"""Lists of accounts that somebody reads apart from the others. They belong to one person; others do not learn of them."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from aiohttp import web

from node.errors import NotFound, Unprocessable
from node.model.account import Account
from node.model.lists import LONGEST_TITLE, MOST_LISTS, AccountList, Replies
from node.model.slice import Slice
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.accounts import people_answer
from node.web.mastodon.entities import account as account_entity, account_list
from node.web.mastodon.found import known_account
from node.web.mastodon.paging import piece_of
from node.web.mastodon.params import Params, id_of, parse_id, read_params
from node.web.mastodon.respond import answer, own_reader
from node.web.mastodon.timelines import page
from node.web.tokens import require

_ALL: Final = 1 << 31
_READ, _WRITE = "read:lists", "write:lists"


async def show_lists(request: web.Request) -> web.Response:
    by = await require(request, _READ)
    found = await request[NODE].store.read(lambda tx: tx.lists.of_account(by.account.id))
    return answer([account_list(each) for each in found])


async def create_list(request: web.Request) -> web.Response:
    by, params = await require(request, _WRITE), await read_params(request)
    wanted = _changed(AccountList(id=0, account_id=by.account.id, title=""), params)
    return answer(account_list(await request[NODE].store.write(_create, wanted)))


async def show_list(request: web.Request) -> web.Response:
    by = await require(request, _READ)
    return answer(account_list(await request[NODE].store.read(own_list, id_of(request), by.account.id)))


async def change_list(request: web.Request) -> web.Response:
    """What is not given stays."""
    by, params = await require(request, _WRITE), await read_params(request)
    return answer(account_list(await request[NODE].store.write(_change, id_of(request), by.account.id, params)))


async def delete_list(request: web.Request) -> web.Response:
    by = await require(request, _WRITE)
    await request[NODE].store.write(_delete, id_of(request), by.account.id)
    return answer({})


async def show_members(request: web.Request) -> web.Response:
    """`limit=0`: all of them at once."""
    by, params = await require(request, _READ), await read_params(request)
    wants_all = params.text("limit").strip() == "0"
    piece = Slice(limit=_ALL) if wants_all else piece_of(params, usual=40, most=80)
    found = await request[NODE].store.read(_members, id_of(request), by.account.id, piece)
    addresses = request[NODE].addresses
    if wants_all:
        return answer([account_entity(each, addresses) for each in found])
    return people_answer(request, found, piece, addresses)


async def add_members(request: web.Request) -> web.Response:
    by, params = await require(request, _WRITE), await read_params(request)
    ids = [parse_id(each) for each in params.texts("account_ids")]
    await request[NODE].store.write(_add_members, id_of(request), by.account.id, ids)
    return answer({})


async def remove_members(request: web.Request) -> web.Response:
    """Who does not stand on it is passed over."""
    by, params = await require(request, _WRITE), await read_params(request)
    await request[NODE].store.write(_remove_members, id_of(request), by.account.id, params.ids("account_ids"))
    return answer({})


async def show_lists_of_account(request: web.Request) -> web.Response:
    """Those of one's own lists on which that account stands."""
    by = await require(request, _READ)
    found = await request[NODE].store.read(_with_member, by.account.id, id_of(request))
    return answer([account_list(each) for each in found])


async def show_list_timeline(request: web.Request) -> web.Response:
    reader = await own_reader(request, _READ)
    number = id_of(request, "list_id")

    async def listed(tx: Tx, viewer_id: int, piece: Slice) -> Sequence[tuple[int, int]]:
        ids = await tx.timelines.of_list(await own_list(tx, number, viewer_id), piece)
        return [(each, each) for each in ids]

    return await page(request, reader, listed)


async def own_list(tx: Tx, list_id: int, account_id: int) -> AccountList:
    """Raises NotFound, also for the lists of others."""
    found = await tx.lists.find(list_id, account_id)
    if found is None:
        raise NotFound("Record not found")
    return found


def _changed(found: AccountList, params: Params) -> AccountList:
    title = params.text("title").strip() if "title" in params else found.title
    if not title:
        raise Unprocessable("Validation failed: Title can't be blank")
    if len(title) > LONGEST_TITLE:
        raise Unprocessable(f"Validation failed: Title is too long (maximum is {LONGEST_TITLE} characters)")
    replies, exclusive = params.text("replies_policy"), params.find_flag("exclusive")
    if replies and replies not in set(Replies):
        raise Unprocessable(f"'{replies[:50]}' is not a valid replies_policy")
    return replace(
        found,
        title=title,
        replies=Replies(replies) if replies else found.replies,
        exclusive=found.exclusive if exclusive is None else exclusive,
    )


async def _create(tx: Tx, wanted: AccountList) -> AccountList:
    if await tx.lists.count(wanted.account_id) >= MOST_LISTS:
        raise Unprocessable("Validation failed: You have reached the maximum number of lists")
    return await tx.lists.add(wanted.account_id, title=wanted.title, replies=wanted.replies, exclusive=wanted.exclusive)


async def _change(tx: Tx, list_id: int, account_id: int, params: Params) -> AccountList:
    changed = _changed(await own_list(tx, list_id, account_id), params)
    await tx.lists.change(changed)
    return changed


async def _delete(tx: Tx, list_id: int, account_id: int) -> None:
    await tx.lists.remove(await own_list(tx, list_id, account_id))


async def _members(tx: Tx, list_id: int, account_id: int, piece: Slice) -> Sequence[Account]:
    return await tx.lists.members(await own_list(tx, list_id, account_id), piece)


async def _add_members(tx: Tx, list_id: int, account_id: int, ids: Collection[int | None]) -> None:
    """All or none. Only whom the owner follows, or has asked to; and themselves."""
    found = await own_list(tx, list_id, account_id)
    wanted = {number for number in ids if number is not None}
    if None in ids or wanted - await tx.follows.asked_ids(account_id, wanted) - {account_id}:
        raise NotFound("Record not found")
    if wanted & await tx.lists.member_ids(found):
        raise Unprocessable("Validation failed: Account has already been taken")
    if wanted:
        await tx.lists.add_members(found, wanted)


async def _remove_members(tx: Tx, list_id: int, account_id: int, ids: Collection[int]) -> None:
    await tx.lists.remove_members(await own_list(tx, list_id, account_id), ids)


async def _with_member(tx: Tx, account_id: int, member_id: int) -> Sequence[AccountList]:
    await known_account(tx, member_id)
    return await tx.lists.with_member(account_id, member_id)
