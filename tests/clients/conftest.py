"""Real clients against a running node. They look names up themselves, so the node lives at a loopback address."""

import secrets
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest

from node.model.account import Account
from node.model.login import Token
from node.outbox.accounts import create_login
from tests.clock import Clock
from tests.remote import FakeServer
from tests.world import World, start_world


def pytest_itemcollected(item: pytest.Item) -> None:
    """Every test in this folder has other people's programs at work."""
    if "tests/clients" in str(item.path):
        item.add_marker("slow")


ALL = ("read", "write", "follow", "push")


@pytest.fixture
async def town(database_url: str, clock: Clock, there: FakeServer, tmp_path: Path) -> AsyncIterator[World]:
    async with start_world("127.0.0.1", database_url, clock, there, tmp_path) as world:
        yield world


async def token_for(world: World, account: Account, scopes: tuple[str, ...] = ALL) -> str:
    """As `allmende account token` makes one."""
    login = await create_login(world.node, account, email=f"{account.name}@example.org", password_hash=None)
    secret = secrets.token_urlsafe(32)
    made = Token(
        id=world.node.ids.new(),
        login_id=login.id,
        account_id=account.id,
        scopes=scopes,
        name="test",
        created_at=world.clock(),
    )
    await world.store.write(lambda tx: tx.logins.add_token(sha256(secret.encode()).hexdigest(), made))
    return secret
