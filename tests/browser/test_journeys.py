"""Whole ways through the town, as people go them: without script, without cookie, and where it matters with the keyboard
alone (M23, A11, S03, C1)."""

import re
from urllib.parse import quote, urlsplit

import pytest

from node.federation.intents import SUBSCRIBE
from node.model.account import Actor
from node.outbox.guests import approve
from tests.browser.eyes import Eyes, looking
from tests.browser.keyboard import Keyboard
from tests.browser.town import Sights

pytestmark = pytest.mark.timeout(120)

GUEST, READER = "erika@post.example", "max@post.example"


async def follow(eyes: Eyes, name: str, *, within: str = "main") -> str:
    """Click the first link of that name; the main heading of where it leads."""
    async with eyes.page.expect_navigation():
        await eyes.page.locator(within).get_by_role("link", name=name).first.click()
    assert await eyes.page.locator("h1").count() == 1, eyes.page.url
    return " ".join((await eyes.page.locator("h1").inner_text()).split())


async def letter(sights: Sights, email: str, number: int) -> str:
    """The path of the first link in the `number`-th letter to somebody; waits for it."""
    await sights.town.eventually(lambda: len(sights.mailbox.to(email)) >= number, f"letter {number} to {email}")
    return sights.mailbox.link(email)


async def test_a_reader_finds_everything_without_a_script(chromium, sights: Sights):
    async with looking(chromium, sights, scripts=False) as eyes:
        page = eyes.page
        await eyes.open("/")

        # The channel, its archive, a post, its thread
        assert await follow(eyes, "Stadt Musterhausen") == "Stadt Musterhausen"
        async with page.expect_navigation():
            await page.locator("a[href$='/chronik']").first.click()
        async with page.expect_navigation():
            await page.locator("main a[href*='/chronik/2']").first.click()
        assert re.search(r"/@stadt/chronik/\d{4}/\d{2}", page.url)
        assert "Haushalt 2027" in await page.locator("main").inner_text()
        await eyes.open(sights.pages["thread"])
        thread = await page.locator("main").inner_text()
        assert thread.index("Haushalt 2027") < thread.index("Kommt die Sitzung") < thread.index("Ja, ab 18 Uhr.")

        # What a post said before
        await eyes.open(sights.pages["history"].removesuffix("/verlauf"))
        await page.locator("main a[href$='/verlauf']").first.click()
        said = await page.locator("main").inner_text()
        assert "Guten Morgn." in said
        assert "Morgen" in await page.locator("main ins").inner_text()

        # A hashtag, the search, the directory
        await eyes.open(sights.pages["thread"])
        await page.locator(".post.main a[href*='/tags/']").first.click()
        assert "#haushalt" in (await page.locator("h1").inner_text()).lower()
        await page.locator("#suche").fill("Freibad")
        await page.locator("#suche").press("Enter")
        await page.wait_for_url("**/suche?*")
        assert "An welchem Abend" in await page.locator("main").inner_text()
        await follow(eyes, "Kanäle", within="header nav")
        assert "Stadt Musterhausen" in await page.locator("main").inner_text()

        # What is at the foot of every page
        for name in ("Feeds", "Impressum", "Datenschutz", "Nutzungsbedingungen", "Netiquette", "Leichte Sprache"):
            link = page.locator("footer").get_by_role("link", name=re.compile(name)).first
            async with page.expect_navigation():
                await link.click()
            assert await page.locator("h1").count() == 1
            assert await page.locator("footer a[href^='/impressum']").count() == 1

        # The other language, which stays chosen
        await page.locator(".tongues a[lang=en]").click()
        assert await page.locator("html").get_attribute("lang") == "en"
        await page.locator("header nav a").first.click()
        assert await page.locator("html").get_attribute("lang") == "en"

        # On paper
        await eyes.open(sights.pages["thread"])
        await page.emulate_media(media="print")
        assert not await page.locator("header nav").first.is_visible()
        assert not await page.locator("#suche").is_visible()
        assert await page.locator(".post.main .text").is_visible()

    assert eyes.cookies_set == []
    assert eyes.foreign == []


async def test_a_guest_answers_with_the_keyboard_alone(chromium, sights: Sights):
    post = sights.pages["poll"]
    async with looking(chromium, sights, scripts=False) as eyes:
        keys = Keyboard(eyes)
        await keys.open(post)
        await keys.press("Ohne Konto antworten")
        await keys.write("Name", "Erika M.")
        await keys.write("E-Mail-Adresse", GUEST)
        await keys.write("Ihre Antwort", "Am liebsten freitags.")
        await keys.press("Link zur Bestätigung schicken")
        assert "Bitte sehen Sie in Ihr Postfach" in await keys.main()
        link = await letter(sights, GUEST, 1)

        await keys.open(link)
        await keys.press("Ja, Antwort absenden")
        assert "Ihre Antwort wird geprüft" in await keys.main()
        await eyes.open(post)
        assert "Am liebsten freitags." not in await keys.main()

        await approve(sights.town.node, Actor(sights.town.node.itself), await newest_reply(sights))
        await eyes.open(post)
        assert "Am liebsten freitags." in await keys.main()

        await keys.open(link)
        await keys.press("Antwort löschen")
        await eyes.open(post)
        assert "Am liebsten freitags." not in await keys.main()
        kept = await eyes.page.context.cookies()

    assert (kept, eyes.cookies_set, eyes.foreign) == ([], [], [])


async def newest_reply(sights: Sights) -> int:
    return await sights.town.store.read(lambda tx: tx.db.value("SELECT MAX(id) FROM guest_replies"))


async def test_a_reader_subscribes_by_mail_and_leaves_again(chromium, sights: Sights):
    async with looking(chromium, sights, scripts=False) as eyes:
        keys = Keyboard(eyes)
        await keys.open("/@stadt")
        await keys.press("Beiträge von Stadt Musterhausen per E-Mail bekommen")
        await keys.write("Ihre E-Mail-Adresse", READER)
        await keys.press("Abonnieren")
        await keys.open(await letter(sights, READER, 1))
        await keys.press("Abonnement bestätigen")
        assert "/abonnement/bestaetigen" in eyes.page.url
        assert "per E-Mail" in await keys.main()

        await sights.town.publish(sights.city, "Das Freibad öffnet am 1. Mai.", language="de")
        await letter(sights, READER, 2)
        newest = sights.mailbox.to(READER)[-1]
        await keys.open(urlsplit(str(newest["List-Unsubscribe"])[1:-1])._replace(scheme="", netloc="").geturl())
        await keys.press("Abonnement beenden")
        kept = await eyes.page.context.cookies()

    assert "Das Freibad öffnet am 1. Mai." in sights.mailbox.last(READER)
    assert await sights.town.count("subscriptions") == 0
    assert (kept, eyes.cookies_set, eyes.foreign) == ([], [], [])


async def test_somebody_from_elsewhere_is_led_to_their_own_server(chromium, sights: Sights):
    origin = sights.there.origin("heim.localhost")
    handle = f"erika@{urlsplit(origin).netloc}"
    sights.there.fingers[handle] = {
        "subject": f"acct:{handle}",
        "links": [{"rel": SUBSCRIBE, "template": f"{origin}/folgen?wem={{uri}}"}],
    }
    async with looking(chromium, sights, scripts=False) as eyes:
        keys = Keyboard(eyes)
        await keys.open("/@stadt")
        await keys.press("Stadt Musterhausen folgen")
        await keys.write("Ihre Adresse oder Ihr Server", f"@{handle}")
        await keys.go_to("Weiter zum Folgen")
        async with eyes.page.expect_request(lambda request: "/folgen?wem=" in request.url) as asked:
            await keys.enter()
        went = (await asked.value).url
        kept = await eyes.page.context.cookies()

    assert went.startswith(f"{origin}/folgen?wem=")
    assert (
        quote(f"stadt@{urlsplit(sights.town.origin).netloc}", safe="") in went
        or quote(sights.city.uri, safe="") in went
    )
    assert (kept, eyes.cookies_set) == ([], [])
