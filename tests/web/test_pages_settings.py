"""What people settle for themselves: the way between the pages, and where they are logged in."""

import pytest

from node.web.browsers import browser_of
from tests.web.browser import PASSWORD, Browser, person

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PAGES = (
    "/einstellungen",
    "/profil",
    "/einstellungen/mail",
    "/einstellungen/passwort",
    "/einstellungen/zweiter-faktor",
    "/einstellungen/sitzungen",
    "/einstellungen/apps",
    "/einstellungen/daten",
)


@pytest.fixture
def browser(node) -> Browser:
    return Browser(node)


async def session_of(world, agent: str) -> Browser:
    browser = Browser(world)
    await browser.get("/anmelden")
    await browser.send("/anmelden", {"adresse": "alice@here.test", "passwort": PASSWORD}, **{"User-Agent": agent})
    return browser


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", PAGES)
async def test_from_each_page_all_others_are_one_step_away(node, alice, path, language):
    await person(node, alice)
    browser = Browser(node, language=language)
    await browser.log_in("alice@here.test")

    seen = await browser.get(path)

    assert set(PAGES) <= set(seen.page.links.values())
    assert f'<a href="{path}" aria-current="page">' in seen.page.html


@pytest.mark.parametrize(
    "path", [*PAGES, "/einstellungen/zweiter-faktor/generator", "/einstellungen/zweiter-faktor/passkey"]
)
async def test_they_are_for_people_who_are_logged_in(node, browser, path):
    assert (await browser.get(path)).status == 401


async def test_sessions_are_told_apart_by_browser_and_day(node, alice, clock):
    await person(node, alice)
    await session_of(node, FIREFOX)
    clock.move(days=2)
    browser = await session_of(node, "")

    seen = await browser.get("/einstellungen/sitzungen")

    rows = seen.page.html.split("<li>")
    assert "Firefox, Windows" in seen.page.text
    assert "Unbekannter Browser dieser Browser" in seen.page.text
    assert "Sie sind in 2 Browsern angemeldet." in (await browser.get("/einstellungen")).page.text
    assert len([row for row in rows if "Zuletzt benutzt" in row]) == 2
    assert "127.0.0.1" not in seen.page.html


async def test_the_day_of_the_last_use_is_kept(node, alice, clock):
    await person(node, alice)
    browser = await session_of(node, FIREFOX)
    clock.move(days=3)

    seen = await browser.get("/einstellungen/sitzungen")
    used = await node.store.read(lambda tx: tx.db.value("SELECT used_at FROM sessions"))

    assert "heute" in seen.page.text
    assert used // 60_000_000 == int(clock().timestamp()) // 60


async def test_one_session_ends_and_others_go_on(node, alice):
    await person(node, alice)
    lost, kept = await session_of(node, FIREFOX), await session_of(node, "")
    browser = await session_of(node, "Safari/ iPhone")
    await browser.get("/einstellungen/sitzungen")
    [key] = await node.store.read(
        lambda tx: tx.db.rows("SELECT secret_hash FROM sessions WHERE browser = 'Firefox, Windows'")
    )

    seen = await end(browser, key["secret_hash"])

    assert "Die Anmeldung ist beendet." in seen.page.text
    assert (await lost.get("/start")).status == 401
    assert (await kept.get("/start")).status == 200


async def end(browser: Browser, key: str):
    form, _ = browser.page.form_with("Alle anderen beenden")
    return await browser.send(
        "/einstellungen/sitzungen/beenden", {**dict(form.fields), "sitzung": key}, Origin=browser.world.origin
    )


async def test_all_others_end_at_once(node, alice):
    await person(node, alice)
    others = [await session_of(node, FIREFOX) for _ in range(3)]
    browser = await session_of(node, "")
    await browser.get("/einstellungen/sitzungen")

    seen = await browser.press("Alle anderen beenden")

    assert "Alle anderen Anmeldungen sind beendet." in seen.page.text
    assert {(await each.get("/start")).status for each in others} == {401}
    assert (await browser.get("/start")).status == 200


async def test_nobody_ends_anothers_session(node, alice):
    await person(node, alice)
    await person(node, await node.create("carl"), "carl@here.test")
    his = Browser(node)
    await his.log_in("carl@here.test")
    [key] = await node.store.read(lambda tx: tx.db.rows("SELECT secret_hash FROM sessions"))
    await session_of(node, FIREFOX)
    browser = await session_of(node, "")
    await browser.get("/einstellungen/sitzungen")

    seen = await end(browser, key["secret_hash"])

    assert seen.status == 404
    assert (await his.get("/start")).status == 200


async def test_the_name_of_a_session_in_the_page_opens_nothing(node, alice):
    await person(node, alice)
    browser = await session_of(node, FIREFOX)
    [(name, _)] = browser.cookies.items()
    [key] = await node.store.read(lambda tx: tx.db.rows("SELECT secret_hash FROM sessions"))

    browser.cookies = {name: key["secret_hash"]}

    assert (await browser.get("/start")).status == 401


@pytest.mark.parametrize(
    ("agent", "browser"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140.0 Safari/537 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 14; Pixel) AppleWebKit/537 Chrome/140.0 Mobile Safari/537", "Chrome, Android"),
        ("Mozilla/5.0 (Linux; Android 14) SamsungBrowser/25 Chrome/121 Mobile Safari/537", "Samsung Internet, Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) AppleWebKit/605 Version/18 Safari/605", "Safari, macOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X) FxiOS/130 Mobile Safari/605", "Firefox, iOS"),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/140 Safari/537", "Chrome, ChromeOS"),
        ("curl/8.0", ""),
        ("", ""),
        ("\x1b[31mFirefox/1" + "x" * 9_999, "Firefox"),
    ],
)
def test_a_browser_is_known_by_family_and_system_only(agent, browser):
    assert browser_of(agent) == browser
