"""megalodon, on which Whalebird and others are built, drives a running node."""

import pytest

from tests.clients.stories import stories, tell


@pytest.mark.peer
@pytest.mark.parametrize("story", stories("megalodon"))
async def test_megalodon(town, there, tmp_path, story):
    await tell(town, there, tmp_path, "megalodon", story)
