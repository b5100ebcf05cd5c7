"""An installation with its own node at `here.test`; its tenants answer at `NAME.test`."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from tests.clock import Clock
from tests.remote import FakeActor, FakeServer
from tests.tenants.installation import Installation, NextUrl, start_installation


@pytest.fixture
def schemas_at(engine: str, request: pytest.FixtureRequest) -> str:
    """Empty on SQLite."""
    return "" if engine == "sqlite" else str(request.getfixturevalue("postgres_server"))


@pytest.fixture
async def urls(schemas_at: str) -> AsyncIterator[NextUrl]:
    """On PostgreSQL each tenant has a schema of its own in the same database."""
    if not schemas_at:
        yield lambda: ""
        return
    server, made = schemas_at, []

    def next_url() -> str:
        made.append("m" + os.urandom(8).hex())
        return f"{server}{'&' if '?' in server else '?'}schema={made[-1]}"

    yield next_url
    connection = await asyncpg.connect(server)
    for schema in made:
        await connection.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')
    await connection.close()


@pytest.fixture
async def installation(
    database_url: str, clock: Clock, there: FakeServer, tmp_path: Path, empty_database: Path, urls: NextUrl
) -> AsyncIterator[Installation]:
    async with start_installation(database_url, clock, there, tmp_path, empty_database, urls) as found:
        yield found


@pytest.fixture(name="bob")
async def bob_elsewhere(there: FakeServer) -> FakeActor:
    return there.actor("bob")
