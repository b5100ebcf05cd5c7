"""Apps of people of ours."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from node.model.login import Role
from tests.web.mastodon.app import ALL, OFFICE, App, app_of


@pytest.fixture
async def carl(node):
    """Lives here, too."""
    return await node.create("carl", display_name="Carl")


@pytest.fixture
async def app(node, alice) -> App:
    """Alice's."""
    return await app_of(node, alice)


@pytest.fixture
async def carls(node, carl) -> App:
    """Carl's."""
    return await app_of(node, carl)


@pytest.fixture
async def moderator(node) -> App:
    """Of somebody who moderates, with every scope of administration."""
    return await app_of(node, await node.create("moritz"), *ALL, *OFFICE, role=Role.MODERATOR)


@pytest.fixture
async def administrator(node) -> App:
    """Of somebody who administers."""
    return await app_of(node, await node.create("ada"), *ALL, *OFFICE, role=Role.ADMIN)


@pytest.fixture
def anybody(node) -> App:
    """Not logged in."""
    return App(node)


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
