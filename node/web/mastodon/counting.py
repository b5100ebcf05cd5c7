"""How often somebody may ask the client API, and how they are told. Needed by the table of addresses, so it knows little."""

from datetime import timedelta
from typing import Final

from aiohttp import web

from node.web.keys import NODE
from node.web.limits import TOLD, client_range, counter_of
from node.web.mastodon.moments import moment
from node.web.table import Handler
from node.web.tokens import bearer

_READING: Final = frozenset({"GET", "HEAD"})


def counted(handler: Handler) -> Handler:
    """The handler, asked no more often than the limits say: reading per account or address, writing per account."""

    async def count(request: web.Request) -> web.StreamResponse:
        node = request[NODE]
        limits, reads = node.config.limits, request.method in _READING
        found = await bearer(request)
        most = limits.requests_per_address_per_minute if reads else limits.writes_per_login_per_minute
        actor = None if found is None else found.actor
        who = client_range(request) if actor is None else str(actor.account.id)
        key = f"{'read' if reads else 'write'} {node.config.host} {who}"
        reset = moment(node.clock() + timedelta(minutes=1))
        told = {"X-RateLimit-Limit": str(most), "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}
        request[TOLD] = told
        if limits.enabled:
            counter_of(request).count(key, most)
        told["X-RateLimit-Remaining"] = str(counter_of(request).left(key, most) if limits.enabled else most)
        response = await handler(request)
        if not response.prepared:
            response.headers.update(told)
        return response

    return count
