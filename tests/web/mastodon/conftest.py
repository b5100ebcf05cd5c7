"""Apps of people of ours."""

import pytest

from tests.web.mastodon.app import App, app_of


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
def anybody(node) -> App:
    """Not logged in."""
    return App(node)
