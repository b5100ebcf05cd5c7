"""Somebody who writes for a channel begins with a template, on a telephone as well."""

from node.model.login import Role
from node.outbox.accounts import create_login
from tests.browser.eyes import looking
from tests.browser.test_looks import faults_of
from tests.browser.town import _CHEAP, PASSWORD, Sights

EMAIL = "mia@town.example"


async def test_a_template_is_put_in_and_enter_still_publishes(chromium, sights: Sights):
    town = sights.town
    await create_login(town.node, sights.city, email=EMAIL, password_hash=_CHEAP.hash(PASSWORD), role=Role.MEMBER)
    async with looking(chromium, sights, "de") as eyes:
        page = eyes.page
        await eyes.open("/anmelden")
        await page.fill("#feld-adresse", EMAIL)
        await page.fill("#feld-passwort", PASSWORD)
        await page.press("#feld-passwort", "Enter")
        await page.wait_for_url("**/start")
        await eyes.open("/verfassen")
        await page.click("main summary:text('Mit einer Vorlage beginnen')")
        faults = await faults_of(eyes, "/verfassen", "de")
        await page.select_option("#feld-vorlage", "start-oeffnungszeiten")
        await page.click("main button:text('Einsetzen')")
        await page.wait_for_selector("[role=status]")
        faults += await faults_of(eyes, "with a template", "de")
        text = await page.input_value("#feld-text")
        await page.press("#feld-hinweis", "Enter")
        await page.wait_for_url("**/@stadt/**")
        shown = await page.inner_text("main")

    assert faults == []
    assert "https://www.musterhausen.example" in text
    assert "Ihr Beitrag ist veröffentlicht." in shown
    assert "#Öffnungszeiten" in shown
