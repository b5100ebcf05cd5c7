"""What somebody is told, one by one (v1): the list, one of them, how many are new, putting them away."""

from collections.abc import Sequence

from aiohttp import web

from node.errors import NotFound
from node.model.notification import Choice, Notification
from node.model.slice import Slice
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.entities import Subjects, is_whole, notification
from node.web.mastodon.fragments import Find, Kept, Posts, read_posts
from node.web.mastodon.paging import limit_of, links, piece_of
from node.web.mastodon.params import id_of, read_params
from node.web.mastodon.respond import answer, own_reader
from node.web.mastodon.told import (
    COUNTED,
    MOST,
    MOST_COUNTED,
    READ,
    USUAL,
    WRITE,
    choice_of,
    last_read,
    subjects_of,
    supported_of,
)
from node.web.tokens import require


async def show_notifications(request: web.Request) -> web.Response:
    reader, params = await own_reader(request, READ), await read_params(request)
    piece = piece_of(params, usual=USUAL, most=MOST)
    (found, subjects), posts = await read_posts(request, reader, _page, reader.account_id, piece, choice_of(params))
    supported = supported_of(request, params)
    shown = [notification(each, reader, subjects, supported, posts) for each in found if is_whole(each)]
    return answer(shown, headers=links(request, [each.id for each in found], piece))


async def show_notification(request: web.Request) -> web.Response:
    """Also one that waits in the requests."""
    reader, params = await own_reader(request, READ), await read_params(request)
    found, subjects = await request[NODE].store.read(_one, reader.account_id, id_of(request))
    return answer(notification(found, reader, subjects, supported_of(request, params)))


async def show_unread_count(request: web.Request) -> web.Response:
    """How many came after the one that is marked as read last."""
    reader, params = await own_reader(request, READ), await read_params(request)
    most = limit_of(params, usual=COUNTED, most=MOST_COUNTED)
    return answer({"count": await request[NODE].store.read(_count, reader.account_id, choice_of(params), most)})


async def dismiss_notification(request: web.Request) -> web.Response:
    by = await require(request, WRITE)
    await request[NODE].store.write(_dismiss, by.account.id, id_of(request))
    return answer({})


async def clear_notifications(request: web.Request) -> web.Response:
    by = await require(request, WRITE)
    await request[NODE].store.write(lambda tx: tx.notifications.clear(by.account.id))
    return answer({})


async def _page(
    tx: Tx, find: Find, account_id: int, piece: Slice, choice: Choice
) -> tuple[tuple[Sequence[Notification], Subjects], Posts]:
    kept = Kept(find)
    found = await tx.notifications.page(account_id, piece, choice, is_known=kept.has)
    posts = await kept.with_others(tx, account_id, [each.post for each in found if each.post is not None])
    return (found, await subjects_of(tx, found)), posts


async def _one(tx: Tx, account_id: int, notification_id: int) -> tuple[Notification, Subjects]:
    found = await tx.notifications.find(account_id, notification_id)
    if found is None or not is_whole(found):
        raise NotFound("Record not found")
    return found, await subjects_of(tx, [found])


async def _count(tx: Tx, account_id: int, choice: Choice, most: int) -> int:
    return await tx.notifications.count_newer(account_id, await last_read(tx, account_id), choice=choice, most=most)


async def _dismiss(tx: Tx, account_id: int, notification_id: int) -> None:
    if await tx.notifications.find(account_id, notification_id) is None:
        raise NotFound("Record not found")
    await tx.notifications.remove(account_id, notification_id)
