"""Servers that are killed."""

import pytest

from tests.crash.victim import Victim


def pytest_itemcollected(item: pytest.Item) -> None:
    """Every test in this folder starts real servers."""
    if "tests/crash" in str(item.path):
        item.add_marker("slow")


@pytest.fixture
async def victim(tmp_path, database_url):
    """A server that can be killed; a file that needs one with more settings has its own."""
    victim = Victim(tmp_path, database_url)
    yield victim
    await victim.end()
