"""The peers: started once for a test run, emptied before each test; and our node, a town that talks to them."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from node.model.account import Account
from tests.interop.peer import Peer
from tests.interop.peer_actor import PeerActor
from tests.interop.town import Town, start_town


def pytest_itemcollected(item: pytest.Item) -> None:
    """Every test in this folder needs Node and Fedify."""
    item.add_marker("peer")


@pytest.fixture(scope="session")
def running_peer() -> Iterator[Peer]:
    with Peer.start() as peer:
        yield peer


@pytest.fixture
async def peer(running_peer: Peer) -> Peer:
    await running_peer.reset()
    return running_peer


@pytest.fixture(scope="session")
def running_other_peer() -> Iterator[Peer]:
    with Peer.start("other.localhost") as peer:
        yield peer


@pytest.fixture
async def other_peer(running_other_peer: Peer) -> Peer:
    """A second peer, known by a name instead of an address."""
    await running_other_peer.reset()
    return running_other_peer


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """Our node, under a name the peers can look up."""
    async with start_town("town.localhost", database_url, tmp_path) as started:
        yield started


@pytest.fixture
async def alice(town: Town) -> Account:
    """Lives in the town."""
    return await town.create("alice")


@pytest.fixture
async def anna(peer: Peer) -> PeerActor:
    """Lives on the peer."""
    return await peer.create_actor("anna")


@pytest.fixture
async def bert(other_peer: Peer) -> PeerActor:
    """Lives on the other peer."""
    return await other_peer.create_actor("bert")


@pytest.fixture
async def friends(town: Town, alice: Account, anna: PeerActor) -> None:
    """Alice and Anna follow each other."""
    await town.friends(alice, anna)
