"""A town whose channel takes answers of guests, and its mail server."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from node.model.account import Kind
from tests.mailbox import Mailbox, open_mailbox
from tests.web.browser import Browser
from tests.web.conftest import Start
from tests.web.guests.story import ORGANIZATIONS
from tests.world import World


@pytest_asyncio.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[Mailbox]:
    async with open_mailbox(tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture
async def town(another: Start, mailbox: Mailbox) -> AsyncIterator[World]:
    """A town that sends letters, and whose channel is an organisation's."""
    async with another(mail=mailbox.settings, organizations=ORGANIZATIONS) as world:
        yield world


@pytest_asyncio.fixture
async def rathaus(town: World):
    return await town.create("rathaus", display_name="Rathaus Musterhausen", kind=Kind.ORGANIZATION)


@pytest_asyncio.fixture
async def post(town: World, rathaus):
    return await town.post(rathaus, "Der Fahrplan ändert sich.")


@pytest.fixture
def bob(there):
    """Lives on `there.test`, with keys of his own."""
    return there.actor("bob")


@pytest.fixture
def guest(town: World) -> Browser:
    return Browser(town)
