"""What several doors need in their tests."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.clock import Clock
from tests.remote import FakeServer
from tests.world import World, start_world

Start = Callable[..., AbstractAsyncContextManager[World]]


@pytest.fixture
def another(database_url: str, clock: Clock, there: FakeServer, tmp_path: Path) -> Start:
    """Starts a node with settings of its own, instead of the usual one."""

    @asynccontextmanager
    async def start(**settings: dict[str, object]) -> AsyncIterator[World]:
        async with start_world("here.test", database_url, clock, there, tmp_path, **settings) as world:
            yield world

    return start


@pytest.fixture
async def make_node(another: Start) -> AsyncIterator[Callable[..., Awaitable[World]]]:
    """Starts nodes with settings of their own, which run to the end of the test."""
    async with AsyncExitStack() as stack:

        async def make(**settings: dict[str, object]) -> World:
            return await stack.enter_async_context(another(**settings))

        yield make


@pytest.fixture
async def counted(node, monkeypatch) -> Callable[[Awaitable[Any]], Awaitable[int]]:
    """How many queries something costs that is awaited."""
    connection = await node.store.read(_connection)
    asked = 0

    def count(name: str) -> None:
        usual = getattr(connection, name)

        async def also_counted(self: Any, sql: str, *params: Any) -> Any:
            nonlocal asked
            asked += 1
            return await usual(self, sql, *params)

        monkeypatch.setattr(connection, name, also_counted)

    async def cost(awaited: Awaitable[Any]) -> int:
        nonlocal asked
        asked = 0
        await awaited
        return asked

    for name in ("rows", "row"):
        count(name)
    return cost


async def _connection(tx: Any) -> type:
    return type(tx.db)
