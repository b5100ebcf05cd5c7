"""Every kind of page, as readers and as Alice see it: in German and English, by day and by night, on a telephone and on
a desk. Axe finds nothing against WCAG 2.2 AA, and what axe cannot see is looked at besides."""

import pytest

from tests.browser.eyes import SCHEMES, WIDTHS, Eyes, looking
from tests.browser.town import Sights

LANGUAGES = ("de", "en")


async def look_at(eyes: Eyes, path: str, language: str, faults: list[str]) -> None:
    page = eyes.page
    answer = await eyes.open(path)
    assert answer.status in {200, 404}, f"{path}: {answer.status}"
    for name, found, wanted in (
        ("lang", await page.locator("html").get_attribute("lang"), language),
        ("main headings", await page.locator("h1").count(), 1),
        ("scripts", await page.evaluate("document.scripts.length"), 0),
        ("inline styles", await page.locator("[style], style, [onclick]").count(), 0),
    ):
        if found != wanted:
            faults.append(f"{path}: {name} {found!r} instead of {wanted!r}")
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        faults += [f"{path} at {width}: too small: {each}" for each in await eyes.small_targets()]
        if sideways := await eyes.sideways():
            faults.append(f"{path} at {width}: {sideways} pixels too wide")
        for scheme in SCHEMES if language == "de" else SCHEMES[width > 320 :][:1]:  # colours do not depend on words
            await page.emulate_media(color_scheme=scheme)
            faults += [f"{path} {language} {width} {scheme}: {each}" for each in await eyes.violations()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.timeout(300)
async def test_every_page_is_accessible_to_readers(chromium, sights: Sights, language):
    faults: list[str] = []

    async with looking(chromium, sights, language) as eyes:
        for path in (*sights.pages.values(), *sights.wrong_pages.values()):
            await look_at(eyes, path, language, faults)

    assert not faults, "\n".join(faults)
    assert eyes.complaints == []
    assert eyes.foreign == []
    assert eyes.cookies_set == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.timeout(300)
async def test_every_page_is_accessible_to_alice(chromium, sights: Sights, language):
    faults: list[str] = []

    async with looking(chromium, sights, language) as eyes:
        await eyes.log_in()
        for path in (*sights.own_pages.values(), "/@stadt", sights.pages["poll"], sights.pages["thread"]):
            await look_at(eyes, path, language, faults)

    assert not faults, "\n".join(faults)
    assert eyes.complaints == []
    assert eyes.foreign == []


async def test_a_form_with_mistakes_is_accessible_and_says_them_first(chromium, sights: Sights):
    async with looking(chromium, sights) as eyes:
        await eyes.log_in()
        await eyes.open("/verfassen")
        await eyes.page.click("main button[value=senden]")

        assert await eyes.page.locator("#fehler").evaluate("each => each === document.activeElement")
        assert await eyes.violations() == []

        await eyes.page.click("#fehler a")
        assert await eyes.page.locator("#feld-text").evaluate("each => each === document.activeElement")


@pytest.mark.parametrize("name", ["start", "thread", "home", "composing", "profile form"])
@pytest.mark.parametrize("scheme", SCHEMES)
async def test_the_keyboard_is_always_seen(chromium, sights: Sights, name, scheme):
    async with looking(chromium, sights) as eyes:
        await eyes.page.emulate_media(color_scheme=scheme)
        await eyes.log_in()
        await eyes.open((sights.pages | sights.own_pages)[name])
        stops = await eyes.tab_through()

    assert len(stops) > 10
    assert [stop for stop in stops if not (stop["outlined"] and stop["inside"])] == []


@pytest.mark.parametrize(
    ("name", "language", "named"),
    [("turkish", "de", "Sprache: Türkçe"), ("turkish", "en", "Language: Türkçe"), ("thread", "en", "")],
)
async def test_a_language_is_named_where_nobody_expects_it(chromium, sights: Sights, name, language, named):
    async with looking(chromium, sights, language) as eyes:
        await eyes.open(sights.pages[name])
        notes = await eyes.page.locator(".post.main .text + .small").all_inner_texts()

    assert "".join(notes) == named


async def test_text_of_twice_the_size_still_fits(chromium, sights: Sights):
    too_wide = {}

    async with looking(chromium, sights) as eyes:
        await eyes.page.set_viewport_size({"width": 640, "height": 800})
        await eyes.log_in()
        for name, path in (sights.pages | sights.own_pages).items():
            await eyes.open(path)
            await eyes.page.evaluate("document.documentElement.style.fontSize = '200%'")
            if sideways := await eyes.sideways():
                too_wide[name] = sideways

    assert too_wide == {}
