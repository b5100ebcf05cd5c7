"""masto.js, on which Elk and Phanpy are built, drives a running node."""

import pytest

from tests.clients.stories import stories, tell


@pytest.mark.peer
@pytest.mark.parametrize("story", stories("masto"))
async def test_masto_js(town, there, tmp_path, story):
    await tell(town, there, tmp_path, "masto", story)
