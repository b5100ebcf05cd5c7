"""Apps of people of ours."""

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
