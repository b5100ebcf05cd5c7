"""What the lists of notifications, single and in groups, have in common: what a request asks for, and what hangs on them."""

from collections.abc import Iterable

from aiohttp import web

from node.i18n.translate import negotiate
from node.model.account import Account
from node.model.notification import GROUPS, Choice, Event, Notification
from node.model.report import Report
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.entities import EVENTS_OF, OF_COLLECTIONS, Subjects, Supported
from node.web.mastodon.markers import NOTIFICATIONS
from node.web.mastodon.params import Params, parse_id
from node.web.rendering import RENDERING

READ, WRITE = "read:notifications", "write:notifications"
USUAL, MOST = 40, 80
COUNTED, MOST_COUNTED = 100, 1_000
_EVERYTHING = frozenset().union(*EVENTS_OF.values())


def choice_of(params: Params) -> Choice:
    """`types[]` or all but `exclude_types[]`; `account_id`; `include_filtered`."""
    return Choice(events=events_of(params), origin_id=_origin(params), with_filtered=params.flag("include_filtered"))


def events_of(params: Params) -> frozenset[Event]:
    """What the request wants to be told of; a type we never tell of is no fault."""
    types = params.texts("types")
    wanted = _EVERYTHING if not types else _events(types)
    return wanted - _events(params.texts("exclude_types"))


def grouped_of(params: Params) -> frozenset[Event]:
    """`grouped_types[]`: what the app can show together; all that we group when it does not say."""
    wanted = params.texts("grouped_types")
    return frozenset(GROUPS) & _events(wanted) if wanted else frozenset(GROUPS)


def supported_of(request: web.Request, params: Params) -> Supported | None:
    """`supported_types[]`: without it there are no words for types that the app may not know."""
    if "supported_types" not in params:
        return None
    language = negotiate(request.headers.get("Accept-Language"))
    words = request.app[RENDERING].words(language, request[NODE].config.node.timezone)
    return Supported(frozenset(params.texts("supported_types")), words)


async def last_read(tx: Tx, account_id: int) -> int:
    """Up to where the account has read."""
    marker = (await tx.settings.markers(account_id, [NOTIFICATIONS])).get(NOTIFICATIONS)
    return 0 if marker is None else marker.last_read_id


async def subjects_of(tx: Tx, found: Iterable[Notification]) -> Subjects:
    found = list(found)
    severed = {each.subject_id for each in found if each.event is Event.SEVERED}
    reporters = {each.origin.id for each in found if each.event is Event.REPORT}
    warned = {each.subject_id for each in found if each.event is Event.WARNED}
    collections = {each.subject_id: each.account_id for each in found if each.event in OF_COLLECTIONS}
    reader_id = next(iter(collections.values()), 0)
    kept = await tx.collections.by_ids(collections)
    views = await tx.collections.views(list(kept.values()), reader_id) if kept else []
    return Subjects(
        complaints=await _complaints(tx, reporters, {each.account_id for each in found}),
        severances=await tx.severances.by_ids(severed),
        strikes=await tx.strikes.by_ids(warned),
        collections={view.collection.id: view for view in views},
    )


async def _complaints(tx: Tx, reporters: set[int], readers: set[int]) -> dict[int, tuple[Report, Account]]:
    """By who complained: a moderator is told of the latest one of each, never of one about themselves (T-141)."""
    if not reporters:
        return {}
    reports = await tx.reports.latest_by(reporters, not_about=readers)
    targets = await tx.accounts.by_ids({each.target_id for each in reports.values()})
    return {who: (each, targets[each.target_id]) for who, each in reports.items() if each.target_id in targets}


def _events(types: Iterable[str]) -> frozenset[Event]:
    return frozenset().union(*(EVENTS_OF.get(each, ()) for each in types))


def _origin(params: Params) -> int | None:
    """-1, which nobody has, for what is no id."""
    wanted = params.text("account_id")
    return (parse_id(wanted) or -1) if wanted else None
