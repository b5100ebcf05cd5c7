"""`/staff/v1/operation`: for whoever runs the machine (Betrieb): whether the nodes are well, and what waits in their queues. Of
what is in them it says nothing."""

from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

import node
from node.model.activity import State
from node.store.database import Tx, newest_schema
from node.web.granted import require_grant
from node.web.keys import NODE, SERVED, TENANCY
from node.web.limits import count_request
from node.web.staff.coordination import answered

_COUNTED: Final = (State.WAITING, State.DEAD)


async def show_nodes(request: web.Request) -> web.Response:
    """Those of the installation, without waking them."""
    require_grant(request)
    count_request(request)
    nodes = [
        {
            "name": each.name,
            "base_url": each.base_url,
            "title": each.title,
            "state": each.state,
            "problem": each.problem or None,
        }
        for each in request.app[TENANCY].listed()
    ]
    return answered({"nodes": nodes})


async def show_node(request: web.Request) -> web.Response:
    """The one that is asked."""
    require_grant(request)
    count_request(request)
    queues = await request[NODE].store.read(_queues)
    return answered(
        {
            "base_url": request[NODE].config.origin,
            "version": node.__version__,
            "schema": newest_schema(),
            "is_at_work": request[SERVED].is_at_work(),
            **queues,
        }
    )


async def _queues(tx: Tx) -> Mapping[str, Any]:
    counts = await tx.deliveries.counts()
    return {
        "deliveries": {each.value: counts.get(each, 0) for each in _COUNTED},
        "received_waiting": await tx.received.count_waiting(),
    }
