"""Servers that are killed."""

import pytest


def pytest_itemcollected(item: pytest.Item) -> None:
    """Every test in this folder starts real servers."""
    if "tests/crash" in str(item.path):
        item.add_marker("slow")
