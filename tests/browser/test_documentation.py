"""The documentation as a browser shows it: nothing from elsewhere, readable by everybody, at every width and without script."""

import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe

from tests.browser.eyes import SCHEMES, WIDTHS

ROOT = Path(__file__).parents[2]
PAGES = ("index", "index.en", "editors/writing.de", "developers/quickstart.en", "architecture", "search")
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    subprocess.run([sys.executable, "-m", "sphinx", "-q", "-b", "html", "docs", str(folder)], cwd=ROOT, check=True)
    return folder


@pytest.mark.parametrize(("scheme", "width"), tuple(zip(SCHEMES, WIDTHS, strict=True)))
async def test_its_pages_are_for_everybody(site, chromium, scheme, width):
    context = await chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = await context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    wrong = []

    for name in PAGES:
        await page.goto((site / f"{name}.html").as_uri())
        found = await Axe().run(page, options=WCAG)
        wrong += [
            (name, each["id"], node["html"][:160]) for each in found.response["violations"] for node in each["nodes"]
        ]
        if await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append((name, "one has to scroll sideways", ""))
    await context.close()

    assert wrong == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


async def test_without_script_one_gets_everywhere(site, chromium):
    context = await chromium.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    page = await context.new_page()
    await page.goto((site / "index.html").as_uri())

    await page.click("text=Einen guten Beitrag schreiben")
    await page.click(".languages a")

    assert page.url.endswith("/editors/writing.en.html")
    assert await page.inner_text("h1") == "Writing a good post"
    await context.close()
