"""What somebody is told (v1): the list, one of them, how many are new, putting them away."""

from collections.abc import Sequence

from aiohttp import web

from node.errors import NotFound
from node.model.account import Account
from node.model.notification import Event, Notification
from node.model.report import Report
from node.model.slice import Slice
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.entities import EVENTS_OF, notification
from node.web.mastodon.markers import NOTIFICATIONS
from node.web.mastodon.paging import limit_of, links, piece_of
from node.web.mastodon.params import Params, id_of, parse_id, read_params
from node.web.mastodon.respond import answer, own_reader
from node.web.tokens import require

_READ, _WRITE = "read:notifications", "write:notifications"
_USUAL, _MOST = 40, 80
_COUNTED, _MOST_COUNTED = 100, 1_000
_EVERYTHING = frozenset().union(*EVENTS_OF.values())

Complaints = dict[int, tuple[Report, Account]]


async def show_notifications(request: web.Request) -> web.Response:
    """`types[]` or all but `exclude_types[]`; `account_id`: only what that one did."""
    reader, params = await own_reader(request, _READ), await read_params(request)
    piece, events = piece_of(params, usual=_USUAL, most=_MOST), events_of(params)
    found, complaints = await request[NODE].store.read(_page, reader.account_id, piece, events, _origin(params))
    shown = [notification(each, reader, complaints.get(each.origin.id)) for each in found if _is_whole(each)]
    return answer(shown, headers=links(request, [each.id for each in found], piece))


async def show_notification(request: web.Request) -> web.Response:
    reader = await own_reader(request, _READ)
    found, complaints = await request[NODE].store.read(_one, reader.account_id, id_of(request))
    return answer(notification(found, reader, complaints.get(found.origin.id)))


async def show_unread_count(request: web.Request) -> web.Response:
    """How many came after the one that is marked as read last."""
    reader, params = await own_reader(request, _READ), await read_params(request)
    most = limit_of(params, usual=_COUNTED, most=_MOST_COUNTED)
    count = await request[NODE].store.read(_count, reader.account_id, events_of(params), most)
    return answer({"count": count})


async def dismiss_notification(request: web.Request) -> web.Response:
    by = await require(request, _WRITE)
    await request[NODE].store.write(_dismiss, by.account.id, id_of(request))
    return answer({})


async def clear_notifications(request: web.Request) -> web.Response:
    by = await require(request, _WRITE)
    await request[NODE].store.write(lambda tx: tx.notifications.clear(by.account.id))
    return answer({})


def events_of(params: Params) -> frozenset[Event]:
    """What the request wants to be told of; a type we never tell of is no fault."""
    types = params.texts("types")
    wanted = _EVERYTHING if not types else frozenset().union(*(EVENTS_OF.get(each, ()) for each in types))
    return wanted.difference(*(EVENTS_OF.get(each, ()) for each in params.texts("exclude_types")))


def _origin(params: Params) -> int | None:
    """-1, which nobody has, for what is no id."""
    wanted = params.text("account_id")
    return (parse_id(wanted) or -1) if wanted else None


def _is_whole(found: Notification) -> bool:
    """Without its post most of them say nothing, and apps expect one."""
    return found.post is not None or found.event in {Event.FOLLOW, Event.FOLLOW_ASKED, Event.REPORT}


async def _page(
    tx: Tx, account_id: int, piece: Slice, events: frozenset[Event], origin_id: int | None
) -> tuple[Sequence[Notification], Complaints]:
    found = await tx.notifications.page(
        account_id,
        before=piece.before,
        after=piece.after,
        upwards=piece.upwards,
        limit=piece.limit,
        events=events,
        origin_id=origin_id,
    )
    return found, await _complaints(tx, found)


async def _one(tx: Tx, account_id: int, notification_id: int) -> tuple[Notification, Complaints]:
    found = await tx.notifications.find(account_id, notification_id)
    if found is None or found.event not in _EVERYTHING or not _is_whole(found):
        raise NotFound("Record not found")
    return found, await _complaints(tx, [found])


async def _complaints(tx: Tx, found: Sequence[Notification]) -> Complaints:
    """By who complained: a moderator is told of the latest one of each."""
    reporters = {each.origin.id for each in found if each.event is Event.REPORT}
    if not reporters:
        return {}
    reports = await tx.reports.latest_by(reporters)
    targets = await tx.accounts.by_ids({each.target_id for each in reports.values()})
    return {who: (each, targets[each.target_id]) for who, each in reports.items() if each.target_id in targets}


async def _count(tx: Tx, account_id: int, events: frozenset[Event], most: int) -> int:
    marker = (await tx.settings.markers(account_id, [NOTIFICATIONS])).get(NOTIFICATIONS)
    than = 0 if marker is None else marker.last_read_id
    return await tx.notifications.count_newer(account_id, than, events=events, most=most)


async def _dismiss(tx: Tx, account_id: int, notification_id: int) -> None:
    if await tx.notifications.find(account_id, notification_id) is None:
        raise NotFound("Record not found")
    await tx.notifications.remove(account_id, notification_id)
