"""A tenant at rest: servers have let go of it, so its files, or its schema, can be carried away."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from node.config import Config
from node.errors import Conflict, Misconfigured
from node.store.opening import hold, open_store
from node.tenants.registry import Registry

PATIENCE: Final = 30.0
_BETWEEN: Final = 0.2


@asynccontextmanager
async def at_rest(registry: Registry, name: str, why: str) -> AsyncIterator[Config]:
    """Disabled for the block, and enabled again if it was before. Raises Conflict when a server does not let go, Misconfigured
    when its settings cannot be used."""
    entry = registry.read(name)
    if entry.config is None:
        raise Misconfigured(entry.problem)
    if entry.rests is None:
        registry.rest(name, why)
    try:
        await until_free(entry.config)
        yield entry.config
    finally:
        if entry.rests is None:
            registry.wake(name)


async def until_free(config: Config, *, patience: float = PATIENCE) -> None:
    """Until no server works on its database; `patience` in seconds. Raises Conflict."""
    end = time.monotonic() + patience
    while not await _is_free(config):
        if time.monotonic() > end:
            raise Conflict("a server still works on it: is it one that does not know of this installation's tenants?")
        await asyncio.sleep(_BETWEEN)


async def _is_free(config: Config) -> bool:
    if config.database.is_sqlite:
        try:
            held = hold(config.database.url)
        except Misconfigured:
            return False
        if held is not None:
            os.close(held)
        return True
    store = await open_store(config.database.url)
    try:
        return await store.is_alone()
    finally:
        await store.close()
