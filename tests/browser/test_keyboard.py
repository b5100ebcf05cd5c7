"""Everything a member does, without mouse and without JavaScript: reached with Tab, done with Enter and Space."""

import pytest
import pytest_asyncio

from tests.browser.eyes import looking
from tests.browser.keyboard import Keyboard
from tests.browser.town import EMAIL, PASSWORD, Sights

pytestmark = pytest.mark.timeout(180)


@pytest_asyncio.fixture(loop_scope="session")
async def keyboard(chromium, sights: Sights):
    async with looking(chromium, sights, scripts=False) as eyes:
        yield Keyboard(eyes)
        assert eyes.complaints == []
        assert eyes.foreign == []


async def log_in(keyboard: Keyboard) -> None:
    await keyboard.open("/")
    await keyboard.press("Anmelden")
    await keyboard.write("E-Mail-Adresse", EMAIL)
    await keyboard.write("Passwort", PASSWORD)
    await keyboard.press("Anmelden")
    assert await keyboard.heading() == "Startseite"


async def test_the_first_stop_leads_past_the_menu(keyboard: Keyboard):
    await keyboard.open("/lokal")

    assert await keyboard.step() == "Zum Inhalt springen"
    await keyboard.enter()

    assert await keyboard.step() == "Alice Grün"
    assert await keyboard.inside("main")


async def test_a_post_from_the_first_word_to_its_deletion(keyboard: Keyboard):
    await log_in(keyboard)

    await keyboard.press("Schreiben")
    await keyboard.write("Text", "Der Brunnen läuft wieder.")
    await keyboard.press("Als Alice Grün veröffentlichen")
    assert await keyboard.notice() == "Ihr Beitrag ist veröffentlicht."

    await keyboard.press("Startseite")
    assert await keyboard.first_post() == "Der Brunnen läuft wieder."

    await keyboard.press("Alice Grün antworten")
    assert await keyboard.heading() == "Alice Grün antworten"
    await keyboard.write("Text", "Bis zum ersten Frost.")
    await keyboard.press("Als Alice Grün veröffentlichen")
    assert "Der Brunnen läuft wieder." in await keyboard.main()

    await keyboard.press("Bearbeiten", nth=2)  # the first one is that of the post answered
    await keyboard.rewrite("Text", "Bis zum ersten Schnee.")
    await keyboard.press("Änderung als Alice Grün veröffentlichen")
    assert await keyboard.notice() == "Ihre Änderung ist veröffentlicht."
    assert "Bis zum ersten Schnee." in await keyboard.main()

    await keyboard.press("Löschen", nth=2)
    assert "Bis zum ersten Schnee." in await keyboard.main()
    await keyboard.press("Endgültig löschen")
    assert "gelöscht" in await keyboard.notice()
    await keyboard.press("Startseite")
    assert await keyboard.first_post() == "Der Brunnen läuft wieder."


async def test_somebody_elsewhere_is_followed_by_handle(keyboard: Keyboard, sights: Sights):
    dora = sights.there.actor("dora", host="nebenan.test")
    await log_in(keyboard)

    await keyboard.press("Angemeldet als Alice Grün")
    await keyboard.press("Kanal hinzufügen")
    await keyboard.write("Adresse des Kanals", f"@dora@nebenan.test:{sights.there.port}")
    await keyboard.press("Suchen und folgen")
    assert await keyboard.heading() == "Dora"
    assert await keyboard.notice() == "Ihre Anfrage ist unterwegs."

    asked = await sights.town.eventually(lambda: dora.received("Follow"), "our Follow at their server")
    accepted = dora.activity("Accept", asked[0])
    await dora.deliver(accepted, sights.town)
    await sights.town.became_of(accepted["id"])
    await keyboard.reload()
    assert "Sie folgen diesem Kanal." in await keyboard.main()


async def test_posts_are_liked_shared_and_voted_on(keyboard: Keyboard, sights: Sights):
    await log_in(keyboard)

    await keyboard.open(sights.pages["turkish"])
    await keyboard.press("Beitrag von Stadt Musterhausen: gefällt mir")
    assert "Gefällt einer Person" in await keyboard.main()
    await keyboard.press("Beitrag von Stadt Musterhausen teilen")
    assert "Einmal geteilt, gefällt einer Person" in await keyboard.main()
    await keyboard.press("Beitrag von Stadt Musterhausen: gefällt mir nicht mehr")
    assert "gefällt einer Person" not in await keyboard.main()

    await keyboard.open(sights.pages["poll"])
    await keyboard.choose("Dienstag")
    await keyboard.press("Abstimmen")
    assert await keyboard.notice() == "Ihre Stimme ist gezählt."
    assert "100 % (1 Stimme)" in await keyboard.main()


async def test_a_post_elsewhere_is_found_by_its_address(keyboard: Keyboard, sights: Sights):
    note = sights.bob.note("Der Bus fährt wieder.")
    await log_in(keyboard)

    await keyboard.write("Kanal, Adresse oder Stichwort", note["id"])
    await keyboard.press("Suchen")

    assert "Der Bus fährt wieder." in await keyboard.main()


async def test_news_is_read_a_request_answered_and_the_door_closed(keyboard: Keyboard):
    await log_in(keyboard)

    await keyboard.press("Mitteilungen (7 neue Mitteilungen)")
    assert "Bob hat Ihnen geantwortet" in await keyboard.main()
    await keyboard.press("Alle als gelesen markieren")
    assert "Alle als gelesen markieren" not in await keyboard.main()

    await keyboard.press("Anfragen, Ihnen zu folgen")
    await keyboard.press("Anfrage von أميرة حسن annehmen")
    assert await keyboard.main() == "Anfragen, Ihnen zu folgen Niemand wartet auf Ihre Antwort."

    await keyboard.press("Angemeldet als Alice Grün")
    await keyboard.press("Abmelden")
    assert await keyboard.notice() == "Sie sind abgemeldet."
