"""A town with two channels, and somebody elsewhere who talks to them. Every JSON answer is held against its schema."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from node.model.account import Kind
from tests.towns import town
from tests.web.open.judging import complaints
from tests.world import World, start_world

ZERO = "https://www.govdata.de/dl-de/zero-2-0"
LIBRARY = {"key": "buecherei", "name": "Stadtbücherei", "parent": "stadt", "channels": ["buecherei"], "license": ZERO}


class Reader:
    """Somebody without an account."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def json(self, path: str, *, status: int = 200, **more: Any) -> Any:
        path = path.removeprefix(self.world.origin)
        answer = await self.world.get(path, **{"accept": "application/json", **more})
        body = await answer.json(content_type=None)
        assert answer.status == status, body
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert complaints(path, body, status) == []
        return body

    async def ids(self, path: str) -> list[int]:
        return [int(each["id"]) for each in (await self.json(path))["items"]]

    async def text(self, path: str, **more: Any) -> str:
        answer = await self.world.get(path, **{"accept": "application/json", **more})
        assert answer.status == 200
        return await answer.text()


@pytest.fixture
async def city(database_url, clock, there, tmp_path) -> AsyncIterator[World]:
    async with start_world(
        "stadt.test", database_url, clock, there, tmp_path, organizations=[town(), LIBRARY]
    ) as world:
        yield world


@pytest.fixture
async def rathaus(city):
    return await city.create("rathaus", kind=Kind.ORGANIZATION, display_name="Rathaus")


@pytest.fixture
async def buecherei(city, rathaus):
    return await city.create("buecherei", kind=Kind.ORGANIZATION, display_name="Bücherei")


@pytest.fixture
def reader(city) -> Reader:
    return Reader(city)


@pytest.fixture
async def bob(there, city):
    return there.actor("bob")
