"""Where somebody stopped reading, the same for all their apps."""

from collections.abc import Mapping

from aiohttp import web

from node.model.marker import Marker
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.entities import Json
from node.web.mastodon.moments import moment
from node.web.mastodon.params import Params, read_params
from node.web.mastodon.respond import answer
from node.web.tokens import require

HOME, NOTIFICATIONS = "home", "notifications"
_TIMELINES = (HOME, NOTIFICATIONS)


async def show_markers(request: web.Request) -> web.Response:
    """Of each `timeline[]`; of those that were never set nothing is said."""
    by, params = await require(request, "read:statuses"), await read_params(request)
    wanted = [each for each in params.texts("timeline") if each in _TIMELINES]
    return answer(_entities(await request[NODE].store.read(lambda tx: tx.settings.markers(by.account.id, wanted))))


async def save_markers(request: web.Request) -> web.Response:
    """`home[last_read_id]` and `notifications[last_read_id]`; answers those that were given."""
    by, params = await require(request, "write:statuses"), await read_params(request)
    moved = {each: number for each in _TIMELINES if (number := _last_read(params.inner(each))) is not None}
    return answer(_entities(await request[NODE].store.write(_move, by.account.id, moved)))


def _last_read(given: Params | None) -> int | None:
    return None if given is None else given.find_number("last_read_id")


async def _move(tx: Tx, account_id: int, moved: Mapping[str, int]) -> dict[str, Marker]:
    """What is read in an app is read on our pages, too."""
    for timeline, number in moved.items():
        await tx.settings.move_marker(account_id, timeline, number)
    if NOTIFICATIONS in moved:
        await tx.notifications.read_all(account_id, up_to=moved[NOTIFICATIONS], now=tx.now)
    return await tx.settings.markers(account_id, moved)


def _entities(found: Mapping[str, Marker]) -> Json:
    return {
        name: {
            "last_read_id": str(marker.last_read_id),
            "version": marker.version,
            "updated_at": moment(marker.updated_at),
        }
        for name, marker in found.items()
    }
