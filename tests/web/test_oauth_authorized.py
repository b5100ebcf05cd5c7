"""The page of programs that may act for a person."""

import pytest

from tests.web.browser import person
from tests.web.programs import Traveller, ask, register, token_of


@pytest.fixture
async def browser(node, alice) -> Traveller:
    """Alice's, logged in."""
    await person(node, alice)
    browser = Traveller(node)
    await browser.log_in("alice@here.test")
    return browser


async def test_at_first_there_is_none(node, browser):
    await browser.get("/start")
    await browser.get(browser.page.links["Einstellungen"])

    seen = await browser.get(browser.page.links["Apps"])

    assert seen.path == "/einstellungen/apps"
    assert "Zurzeit darf keine App für Sie handeln." in seen.page.text


async def test_the_person_sees_what_may_act_for_them_and_ends_it(node, browser):
    tusky = await token_of(browser, await register(node, website="https://tusky.app"), scope="read:lists write")
    elk = await token_of(browser, await register(node, name="Elk"), scope="read")

    seen = await browser.get("/einstellungen/apps")
    assert "Tusky https://tusky.app" in seen.page.text
    assert "Ihre Listen lesen" in seen.page.text
    assert "Zuletzt benutzt heute" in seen.page.text

    seen = await browser.press("Zugriff von Tusky beenden")

    assert "Der Zugriff ist beendet." in seen.page.text
    assert "Tusky" not in seen.page.text
    assert (await ask(node, "/api/v1/apps/verify_credentials", tusky)).status == 401
    assert (await ask(node, "/api/v1/apps/verify_credentials", elk)).status == 200


async def test_nobody_ends_what_is_anothers(node, browser):
    token = await token_of(browser, await register(node))
    await person(node, await node.create("carl"), "carl@here.test")
    await browser.get("/einstellungen/apps")
    form, _ = browser.page.form_with("Zugriff von Tusky beenden")
    carls = Traveller(node)
    await carls.log_in("carl@here.test")
    await carls.get("/einstellungen/apps")
    own, _ = carls.page.form_with("Abmelden")

    seen = await carls.send(form.action, dict(own.fields), Origin=node.origin)

    assert seen.status == 404
    assert (await ask(node, "/api/v1/apps/verify_credentials", token)).status == 200


async def test_ending_needs_the_sessions_token(node, browser):
    token = await token_of(browser, await register(node))
    await browser.get("/einstellungen/apps")
    form, _ = browser.page.form_with("Zugriff von Tusky beenden")

    for headers, fields in (({"Origin": node.origin}, {}), ({"Origin": "https://there.test"}, dict(form.fields))):
        seen = await browser.send(form.action, fields, **headers)
        assert seen.status == 403
    assert (await browser.send("/einstellungen/apps/1/beenden", dict(form.fields), Origin=node.origin)).status == 404
    assert (await ask(node, "/api/v1/apps/verify_credentials", token)).status == 200


async def test_the_page_is_for_the_person_only(node):
    assert (await Traveller(node).get("/einstellungen/apps")).status == 401
