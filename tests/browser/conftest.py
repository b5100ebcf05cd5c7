"""A town to look at, and the eyes: a headless Chromium. Everything is real."""

import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser.town import Sights, open_town

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Every test in this folder needs Chromium, and the one event loop its fixtures live in."""
    item.add_marker("browser")
    item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("NO CHROMIUM: nobody has looked at the pages. Install it: apt install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sights(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sights]:
    """The town with all there is to see in it; a new one for each file, because some change it."""
    async with open_town(tmp_path_factory.mktemp("town")) as opened:
        yield opened
