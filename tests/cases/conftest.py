"""Two of our towns, next to each other, and people on servers of others."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from node.model.account import Account, Kind
from tests.clock import Clock
from tests.remote import FakeActor, FakeServer
from tests.world import World, start_world


@pytest.fixture
async def node(database_url: str, clock: Clock, there: FakeServer, tmp_path: Path) -> AsyncIterator[World]:
    """Musterhausen, where people ask."""
    async with start_world("here.test", database_url, clock, there, tmp_path) as world:
        yield world


@pytest.fixture
def next_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'neighbour.sqlite3'}"


@pytest.fixture
async def neighbour(next_url: str, clock: Clock, there: FakeServer, tmp_path: Path) -> AsyncIterator[World]:
    """Nachbarstadt, to whom some of the questions belong: the same program, another node, with its own database."""
    async with start_world("nachbarstadt.test", next_url, clock, there, tmp_path / "next") as world:
        yield world


@pytest.fixture
async def town(node: World) -> Account:
    return await node.create("stadt", kind=Kind.ORGANIZATION, display_name="Stadt Musterhausen")


@pytest.fixture
async def other_town(neighbour: World) -> Account:
    return await neighbour.create("nachbarstadt", kind=Kind.ORGANIZATION, display_name="Nachbarstadt")


@pytest.fixture
def citizen(there: FakeServer) -> Iterator[FakeActor]:
    """Asks, on some server."""
    return there.actor("cem")
