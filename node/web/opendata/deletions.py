"""`/open/v1/deletions`: what left the public, for whoever keeps copies (K1). Oldest first; the next page begins where this
one ended, today or in a year."""

from collections.abc import Sequence

import msgspec
from aiohttp import web
from yarl import URL

from node.model import retention
from node.model.deletion import Deletion
from node.outbox.dumps.forms import deletion
from node.store.database import Tx
from node.web import asked
from node.web.given import given
from node.web.keys import NODE

_MOST = 500


async def list_deletions(request: web.Request) -> web.Response:
    node = request[NODE]
    limit = asked.number(request, "limit", least=1, most=_MOST, default=100)
    found = await node.store.read(_page, request, limit)
    last = found[-1] if found else None
    body = {
        "items": [deletion(each) for each in found],
        "keptDays": retention.DELETIONS.days,
        "next": None if last is None else _next(request, last),
    }
    return given(request, msgspec.json.encode(body), "application/json", licence=node.config.open.license)


async def _page(tx: Tx, request: web.Request, limit: int) -> Sequence[Deletion]:
    return await tx.deletions.page(
        since=asked.moment(request, "since"),
        after=asked.cursor(request, "after", default=0),
        channel_id=await asked.channel_id(tx, request),
        limit=limit,
    )


def _next(request: web.Request, last: Deletion) -> str:
    """Also where there is nothing more yet: it will be."""
    query = {**request.query, "since": last.at.isoformat(), "after": str(last.post_id)}
    return str(URL(request[NODE].config.origin + request.path).with_query(query))
