"""Letting a program act for oneself, in a real browser: the pages are accessible, and the browser lets the form lead to
the program (our Content-Security-Policy names it) and nowhere else."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio
from aiohttp import web

from tests.browser.eyes import SCHEMES, WIDTHS, Eyes, looking
from tests.browser.town import EMAIL, PASSWORD, Sights
from tests.web.programs import OUT_OF_BAND, register


async def _arrived(_: web.Request) -> web.Response:
    return web.Response(text="<!doctype html><title>App</title><h1>Angekommen</h1>", content_type="text/html")


@pytest_asyncio.fixture(loop_scope="session")
async def program() -> AsyncIterator[str]:
    """Where a program waits for its code."""
    app = web.Application()
    app.router.add_get("/back", _arrived)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/back"
    await runner.cleanup()


async def faults_of(eyes: Eyes) -> list[str]:
    faults = []
    for width in WIDTHS:
        await eyes.page.set_viewport_size({"width": width, "height": 800})
        faults += [f"too small: {each}" for each in await eyes.small_targets()]
        if await eyes.sideways():
            faults.append(f"too wide at {width}")
        for scheme in SCHEMES:
            await eyes.page.emulate_media(color_scheme=scheme)
            faults += await eyes.violations()
    return faults


@pytest.mark.parametrize("language", ["de", "en"])
async def test_the_whole_way_in_a_browser(chromium, sights: Sights, program: str, language: str):
    app = await register(sights.town, website="https://tusky.app", redirect_uri=program, scopes="read write push")
    async with looking(chromium, sights, language) as eyes:
        await eyes.open(app.asks(state="zurück", scope="read:statuses write push"))
        await eyes.page.fill("#feld-adresse", EMAIL)
        await eyes.page.fill("#feld-passwort", PASSWORD)
        await eyes.page.press("#feld-passwort", "Enter")
        await eyes.page.wait_for_url("**/oauth/authorize?*")
        faults = await faults_of(eyes)

        await eyes.page.click("button[value=ja]")
        await eyes.page.wait_for_url(f"{program}?*")

        given = parse_qs(urlsplit(eyes.page.url).query)
        assert await eyes.page.inner_text("h1") == "Angekommen"
        assert given["state"] == ["zurück"]
        assert given["iss"] == [sights.town.origin]
        assert (await app.token(given["code"][0])).status == 200
        await eyes.open("/einstellungen/apps")
        faults += await faults_of(eyes)
        assert faults == []
        assert eyes.complaints == []


async def test_the_code_page_and_the_refusal_are_accessible(chromium, sights: Sights, program: str):
    async with looking(chromium, sights) as eyes:
        await eyes.log_in()
        without = await register(sights.town, redirect_uri=OUT_OF_BAND)
        await eyes.open(without.asks())
        await eyes.page.click("button[value=ja]")
        await eyes.page.wait_for_selector("#feld-code")
        faults = await faults_of(eyes)
        code = await eyes.page.input_value("#feld-code")
        await eyes.page.set_viewport_size({"width": 320, "height": 800})
        hidden = await eyes.page.locator("#feld-code").evaluate(
            "each => [each.scrollWidth - each.clientWidth, each.scrollHeight - each.clientHeight]"
        )

        with_address = await register(sights.town, redirect_uri=program)
        await eyes.open(with_address.asks(scope="admin:read"))
        faults += await faults_of(eyes)
        await eyes.page.click("main a.button")
        await eyes.page.wait_for_url(f"{program}?*")

        assert parse_qs(urlsplit(eyes.page.url).query)["error"] == ["invalid_scope"]
        assert (await without.token(code)).status == 200
        assert hidden == [0, 0]  # nobody copies half a code
        assert faults == []
        assert eyes.complaints == []


async def test_nobody_shows_the_question_in_a_frame(chromium, sights: Sights, program: str):
    app = await register(sights.town, redirect_uri=program)
    async with looking(chromium, sights) as eyes:
        await eyes.log_in()
        await eyes.page.goto(program)

        await eyes.page.set_content(f'<iframe src="{sights.town.url(app.asks())}"></iframe>')
        await eyes.page.wait_for_timeout(500)

        texts = [await frame.content() for frame in eyes.page.frames[1:]]
        assert not any("Zugriff erlauben" in text for text in texts)
        assert any("frame-ancestors" in each for each in eyes.complaints)
