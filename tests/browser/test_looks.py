"""Every kind of page, as readers and as Alice see it: in German and English, by day and by night, on a telephone and on
a desk. Axe finds nothing against WCAG 2.2 AA, and what axe cannot see is looked at besides."""

import asyncio

import pytest

from tests.browser.eyes import SCHEMES, WIDTHS, Eyes, looking
from tests.browser.town import Sights
from tests.interop.town import RealClock, Town
from tests.remote import FakeServer
from tests.world import start_world

LANGUAGES = ("de", "en")
# What depends on width hardly depends on colours: both languages together see each width in each scheme, with half the work
LOOKS = {"de": tuple(zip(WIDTHS, SCHEMES, strict=True)), "en": tuple(zip(WIDTHS, reversed(SCHEMES), strict=True))}
AT_ONCE = 2


async def look_at(eyes: Eyes, path: str, language: str, faults: list[str]) -> None:
    answer = await eyes.open(path)
    assert answer.status in {200, 404, 410}, f"{path}: {answer.status}"
    faults += await faults_of(eyes, path, language)


async def faults_of(eyes: Eyes, path: str, language: str) -> list[str]:
    """What is wrong with the page that is open."""
    page = eyes.page
    faults = []
    for name, found, wanted in (
        ("lang", await page.locator("html").get_attribute("lang"), language),
        ("main headings", await page.locator("h1").count(), 1),
        ("scripts", await page.evaluate("document.scripts.length"), 0),
        ("inline styles", await page.locator("[style], style, [onclick]").count(), 0),
    ):
        if found != wanted:
            faults.append(f"{path}: {name} {found!r} instead of {wanted!r}")
    for width, scheme in LOOKS[language]:
        await page.set_viewport_size({"width": width, "height": 800})
        await page.emulate_media(color_scheme=scheme)
        faults += [f"{path} at {width}: too small: {each}" for each in await eyes.small_targets()]
        if sideways := await eyes.sideways():
            faults.append(f"{path} at {width}: {sideways} pixels too wide")
        faults += [f"{path} {language} {width} {scheme}: {each}" for each in await eyes.violations()]
    return faults


async def look_at_all(eyes: Eyes, paths: list[str], language: str) -> list[str]:
    """The faults of all these pages; several are looked at together."""
    faults: list[str] = []
    waiting = iter(paths)
    others = [await eyes.beside() for _ in range(AT_ONCE - 1)]

    async def work(mine: Eyes) -> None:
        for path in waiting:
            await look_at(mine, path, language, faults)

    await asyncio.gather(*(work(each) for each in (eyes, *others)))
    assert [each for one in (eyes, *others) for each in one.complaints] == []
    assert [each for one in (eyes, *others) for each in one.foreign] == []
    return faults


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.timeout(300)
async def test_every_page_is_accessible_to_readers(chromium, sights: Sights, language):
    async with looking(chromium, sights, language) as eyes:
        pages = sights.pages | sights.framed_pages | sights.wrong_pages
        faults = await look_at_all(eyes, list(pages.values()), language)

    assert not faults, "\n".join(faults)
    assert eyes.cookies_set == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.timeout(300)
async def test_every_page_is_accessible_to_alice(chromium, sights: Sights, language):
    async with looking(chromium, sights, language) as eyes:
        await eyes.log_in()
        paths = [*sights.own_pages.values(), "/@stadt", sights.pages["poll"], sights.pages["thread"]]
        faults = await look_at_all(eyes, paths, language)

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_pages_of_trouble_are_accessible_too(chromium, tmp_path, language):
    """Whoever asks too often, and everybody while the database is away."""
    url, limits = f"sqlite:///{tmp_path / 'node.sqlite3'}", {"enabled": True, "requests_per_address_per_minute": 2}
    async with (
        FakeServer() as there,
        start_world("trouble.localhost", url, RealClock(), there, tmp_path, limits=limits) as world,
    ):
        alice = await world.create("alice")
        sights = Sights(Town(world), there, alice, alice, there.actor("bob"))
        faults: list[str] = []
        async with looking(chromium, sights, language) as eyes:
            await world.store.close()
            away = await eyes.open("/kanaele")
            faults += await faults_of(eyes, "503", language)
            for _ in range(2):
                often = await eyes.open("/suche")
            faults += await faults_of(eyes, "429", language)

    assert (away.status, often.status) == (503, 429)
    assert not faults, "\n".join(faults)


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


@pytest.mark.parametrize("width", [320, 768, 1280])
async def test_everything_begins_at_one_edge(chromium, sights: Sights, width):
    """Name, content and foot: nothing jumps sideways from page to page."""
    elsewhere = {}
    edges = """() => ['.site', '.page > main', '.feet'].map((each) => {
      const at = document.querySelector(each);
      return Math.round(at.getBoundingClientRect().left);
    })"""

    async with looking(chromium, sights) as eyes:
        await eyes.page.set_viewport_size({"width": width, "height": 800})
        await eyes.log_in()
        for name, path in (sights.pages | sights.own_pages | sights.wrong_pages).items():
            await eyes.open(path)
            if len(set(found := await eyes.page.evaluate(edges))) > 1:
                elsewhere[name] = found

    assert elsewhere == {}


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
