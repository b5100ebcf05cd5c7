"""The scene of the hostile tables, one for all rows of a file: rows that change nothing do not disturb each other. And
nodes with settings of their own."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from node.model.login import Role
from tests.clock import Clock
from tests.hostile.story import Scene, Visitor, log_in, set_the_scene
from tests.remote import FakeServer
from tests.world import World, start_world

Start = Callable[..., AbstractAsyncContextManager[World]]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Thousands of questions: not for every look at one's own work."""
    item.add_marker("slow")


@pytest.fixture(scope="module")
def shared_database(engine: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if engine == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('hostile') / 'node.sqlite3'}"
    return str(request.getfixturevalue("postgres_server"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(shared_database: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    url = shared_database
    if not url.startswith("sqlite"):
        schema = "h" + os.urandom(8).hex()
        connection = await asyncpg.connect(url)
        await connection.execute(f'CREATE SCHEMA "{schema}"')
        await connection.close()
        url = f"{url}{'&' if '?' in url else '?'}schema={schema}"
    folder = tmp_path_factory.mktemp("node")
    async with FakeServer() as there, start_world("here.test", url, Clock(), there, folder) as world:
        yield await set_the_scene(world, there)


@pytest.fixture
async def fresh(node: World, there: FakeServer) -> Scene:
    """A scene of one's own, for what changes something."""
    return await set_the_scene(node, there)


@pytest.fixture
def another(database_url: str, clock: Clock, there: FakeServer, tmp_path: Path) -> Start:
    """Starts a node with settings of its own, instead of the usual one."""

    @asynccontextmanager
    async def start(**settings: dict[str, object]) -> AsyncIterator[World]:
        async with start_world("here.test", database_url, clock, there, tmp_path, **settings) as world:
            yield world

    return start


@pytest_asyncio.fixture(name="alice", scope="module", loop_scope="module")
async def alices_browser(scene: Scene) -> AsyncIterator[Visitor]:
    """In this folder alice comes with her browser, logged in as an administrator; dora as a member."""
    yield await log_in(scene.node, scene.alice, role=Role.ADMIN)


@pytest_asyncio.fixture(name="dora", scope="module", loop_scope="module")
async def doras_browser(scene: Scene) -> AsyncIterator[Visitor]:
    yield await log_in(scene.node, await scene.node.create("dora"))
