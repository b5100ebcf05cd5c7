"""`/healthz`: the process answers. `/readyz`: it can also read its stores, and its queues are worked on. For whoever watches
over it or divides requests among processes; they ask by any host name and are told nothing but yes or no."""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from aiohttp import web

from node.errors import StoreAway
from node.web.keys import NODES, Served
from node.web.table import Routes

HEALTH: Final = frozenset({"/healthz", "/readyz"})
_SECONDS: Final = 2.0
_HEADERS: Final[Mapping[str, str]] = MappingProxyType({"Cache-Control": "no-store"})


async def show_health(_request: web.Request) -> web.Response:
    return web.Response(text="ok\n", headers=_HEADERS)


async def show_readiness(request: web.Request) -> web.Response:
    served = {id(each): each for each in request.app[NODES].values()}.values()
    ready = await asyncio.gather(*map(_is_ready, served))
    if all(ready):
        return web.Response(text="ok\n", headers=_HEADERS)
    return web.Response(status=503, text="not ready\n", headers=_HEADERS)


async def _is_ready(served: Served) -> bool:
    if not served.is_at_work():
        return False
    try:
        async with asyncio.timeout(_SECONDS):
            await served.node.store.read(lambda tx: tx.state.find("media.key"))
    except (StoreAway, TimeoutError):
        return False
    return True


ROUTES: Routes = (
    ("GET", "/healthz", show_health),
    ("GET", "/readyz", show_readiness),
)
