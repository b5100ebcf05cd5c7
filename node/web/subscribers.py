"""What both doors need that take subscriptions by mail: how often somebody may ask for one."""

from typing import Final

from aiohttp import web

from node.web.keys import NODE
from node.web.limits import client_range, counter_of

_HOUR: Final = 60.0


def count_subscription(request: web.Request) -> None:
    """One letter more that leaves because of somebody there; in memory only, by address range. Raises TooMany."""
    config = request[NODE].config
    if config.limits.enabled:
        key = f"subscription {config.host} {client_range(request)}"
        counter_of(request).count(key, config.limits.subscriptions_per_visitor_per_hour, minutes=_HOUR)
