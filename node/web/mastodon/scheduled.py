"""Posts that wait for their time: listing them, giving them another one, throwing them away."""

from collections.abc import Sequence
from datetime import UTC, datetime

from aiohttp import web

from node.errors import Unprocessable
from node.model.account import Account
from node.model.media import Media
from node.model.scheduled import Scheduled
from node.model.slice import Slice
from node.outbox.schedule import own_scheduled, reschedule, unschedule
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.entities import Json, scheduled_status
from node.web.mastodon.paging import links, piece_of
from node.web.mastodon.params import Params, id_of, read_params
from node.web.mastodon.respond import answer, own_reader
from node.web.tokens import require

_READ, _WRITE = "read:statuses", "write:statuses"


async def show_scheduled_statuses(request: web.Request) -> web.Response:
    reader, piece = await own_reader(request, _READ), piece_of(await read_params(request))
    found, media, author = await request[NODE].store.read(_page, reader.account_id, piece)
    shown = [scheduled_status(each, author, media[each.id], reader) for each in found]
    return answer(shown, headers=links(request, [each.id for each in found], piece))


async def show_scheduled_status(request: web.Request) -> web.Response:
    reader = await own_reader(request, _READ)
    found = await request[NODE].store.read(own_scheduled, id_of(request), reader.account_id)
    return answer(await scheduled_answer(request, found))


async def update_scheduled_status(request: web.Request) -> web.Response:
    """Only its time can be changed."""
    by, params, scheduled_id = await require(request, _WRITE), await read_params(request), id_of(request)
    await request[NODE].store.read(own_scheduled, scheduled_id, by.account.id)
    publish_at = time_of(params)
    if publish_at is None:
        raise Unprocessable("Validation failed: Scheduled at can't be blank")
    return answer(await scheduled_answer(request, await reschedule(request[NODE], by, scheduled_id, publish_at)))


async def delete_scheduled_status(request: web.Request) -> web.Response:
    await unschedule(request[NODE], await require(request, _WRITE), id_of(request))
    return answer({})


def time_of(params: Params) -> datetime | None:
    """`scheduled_at`, in UTC where it names no zone. Raises Unprocessable for what is no time."""
    text = params.text("scheduled_at").strip()
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unprocessable("Validation failed: Scheduled at is invalid") from None


async def scheduled_answer(request: web.Request, found: Scheduled) -> Json:
    reader = await own_reader(request)
    media, author = await request[NODE].store.read(_with_media, found)
    return scheduled_status(found, author, media, reader)


async def _with_media(tx: Tx, found: Scheduled) -> tuple[tuple[Media, ...], Account]:
    return (await tx.scheduled.media_of([found]))[found.id], await tx.accounts.get(found.account_id)


async def _page(
    tx: Tx, account_id: int, piece: Slice
) -> tuple[Sequence[Scheduled], dict[int, tuple[Media, ...]], Account]:
    found = await tx.scheduled.page(account_id, piece)
    return found, await tx.scheduled.media_of(found), await tx.accounts.get(account_id)
