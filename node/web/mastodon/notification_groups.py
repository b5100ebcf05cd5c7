"""What somebody is told, in groups (v2): "Alice and three others like your post" as one entry."""

from collections.abc import Sequence

from aiohttp import web

from node.errors import NotFound, Unprocessable
from node.model.account import Account
from node.model.notification import Choice, Event, NotificationGroup
from node.model.slice import Slice
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.entities import Subjects, account, groups, is_whole
from node.web.mastodon.fragments import Find, Kept, Posts, read_posts
from node.web.mastodon.paging import limit_of, links, piece_of
from node.web.mastodon.params import Params, read_params
from node.web.mastodon.respond import answer, own_reader
from node.web.mastodon.told import (
    COUNTED,
    MOST,
    MOST_COUNTED,
    READ,
    USUAL,
    WRITE,
    choice_of,
    grouped_of,
    last_read,
    subjects_of,
    supported_of,
)
from node.web.tokens import require

_Found = tuple[Sequence[NotificationGroup], Subjects]


async def show_groups(request: web.Request) -> web.Response:
    """Of each group the first one met within the page stands for it, so older ones of the same group may come again on the
    next page: apps join them by their `group_key`."""
    reader, params = await own_reader(request, READ), await read_params(request)
    partly, piece = _is_partly(params), piece_of(params, usual=USUAL, most=MOST)
    (found, subjects), posts = await read_posts(
        request, reader, _page, reader.account_id, piece, choice_of(params), grouped_of(params)
    )
    shown = [each for each in found if is_whole(each.told)]
    body = groups(shown, reader, subjects, supported_of(request, params), partly=partly, finished=posts)
    return answer(body, headers=links(request, [each.told.id for each in found], piece))


async def show_group(request: web.Request) -> web.Response:
    reader, params = await own_reader(request, READ), await read_params(request)
    found, subjects = await request[NODE].store.read(_one, reader.account_id, request.match_info["group_key"])
    return answer(groups([found], reader, subjects, supported_of(request, params), paged=False))


async def show_group_accounts(request: web.Request) -> web.Response:
    reader, params = await own_reader(request, READ), await read_params(request)
    piece = piece_of(params, usual=USUAL, most=MOST)
    found = await request[NODE].store.read(_accounts, reader.account_id, request.match_info["group_key"], piece)
    who = {each.id: each for _, each in found}
    shown = [account(each, reader.addresses) for each in who.values()]
    return answer(shown, headers=links(request, [number for number, _ in found], piece))


async def dismiss_group(request: web.Request) -> web.Response:
    """What is no group of theirs is no fault, as on Mastodon."""
    by, key = await require(request, WRITE), request.match_info["group_key"]
    await request[NODE].store.write(lambda tx: tx.notifications.remove_group(by.account.id, key))
    return answer({})


async def show_unread_groups(request: web.Request) -> web.Response:
    """How many groups have something that came after the notification that is marked as read last."""
    reader, params = await own_reader(request, READ), await read_params(request)
    most = limit_of(params, usual=COUNTED, most=MOST_COUNTED)
    count = await request[NODE].store.read(_count, reader.account_id, choice_of(params), grouped_of(params), most)
    return answer({"count": count})


def _is_partly(params: Params) -> bool:
    match params.text("expand_accounts"):
        case "" | "full":
            return False
        case "partial_avatars":
            return True
        case wrong:
            raise Unprocessable(
                f"Invalid value for 'expand_accounts': '{wrong}', allowed values are 'full' and 'partial_avatars'"
            )


async def _page(
    tx: Tx, find: Find, account_id: int, piece: Slice, choice: Choice, grouped: frozenset[Event]
) -> tuple[_Found, Posts]:
    kept = Kept(find)
    found = await tx.notification_groups.page(account_id, piece, choice, grouped=grouped, is_known=kept.has)
    told = [each.told for each in found]
    posts = await kept.with_others(tx, account_id, [each.post for each in told if each.post is not None])
    return (found, await subjects_of(tx, told)), posts


async def _one(tx: Tx, account_id: int, key: str) -> tuple[NotificationGroup, Subjects]:
    found = await tx.notification_groups.find(account_id, key)
    if found is None or not is_whole(found.told):
        raise NotFound("Record not found")
    return found, await subjects_of(tx, [found.told])


async def _accounts(tx: Tx, account_id: int, key: str, piece: Slice) -> Sequence[tuple[int, Account]]:
    if await tx.notification_groups.find(account_id, key) is None:
        raise NotFound("Record not found")
    return await tx.notification_groups.accounts(account_id, key, piece)


async def _count(tx: Tx, account_id: int, choice: Choice, grouped: frozenset[Event], most: int) -> int:
    than = await last_read(tx, account_id)
    return await tx.notification_groups.count_newer(account_id, than, choice, grouped=grouped, most=most)
