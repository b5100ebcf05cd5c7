"""A post looked up at its own id, instead of believing somebody who passed it on: stored, or renewed when known."""

from typing import Any

from node.context import Context
from node.inbox.arrive import Arrival, from_network
from node.inbox.renew import renew
from node.store.database import Tx


async def gather_uri(node: Context, uri: str) -> Arrival:
    """Raises what fetching raises: Gone, NotFound, Unreachable, Invalid, Forbidden."""
    return await from_network(node, uri)


async def gather(node: Context, incoming: Any) -> Arrival:
    return await gather_uri(node, incoming.uri)


async def apply(tx: Tx, arrival: Arrival) -> str:
    return f"{await renew(tx, arrival)}, as its own server shows it"
