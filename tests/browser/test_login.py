"""The second factor in a real browser: a passkey on a device that Chromium plays, pages that everybody can use, and no
script where none is needed."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from argon2 import PasswordHasher

from node.model.factor import Purpose
from node.outbox.accounts import create_login
from node.outbox.codes import code_at
from node.outbox.letters import make_ticket
from tests.browser.eyes import SCHEMES, WIDTHS, Eyes, looking
from tests.browser.town import EMAIL, PASSWORD, Sights
from tests.interop.town import RealClock, Town
from tests.remote import FakeServer
from tests.world import start_world

FACTOR = "/einstellungen/zweiter-faktor"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path) -> AsyncIterator[Sights]:
    """A node that sends letters, and Alice, who has nothing but a password."""
    url = f"sqlite:///{tmp_path / 'node.sqlite3'}"
    async with (
        FakeServer() as there,
        start_world("house.localhost", url, RealClock(), there, tmp_path, mail={"backend": "console"}) as world,
    ):
        alice = await world.create("alice", display_name="Alice Grün")
        await create_login(world.node, alice, email=EMAIL, password_hash=_CHEAP.hash(PASSWORD))
        yield Sights(Town(world), there, alice, alice, there.actor("bob"))


async def faults_of(eyes: Eyes, *, scripts: int = 0) -> list[str]:
    path = eyes.page.url
    found = await eyes.page.evaluate("document.scripts.length")
    faults = [] if found == scripts else [f"{path}: {found} scripts"]
    for width in WIDTHS:
        await eyes.page.set_viewport_size({"width": width, "height": 800})
        faults += [f"{path} at {width}: too small: {each}" for each in await eyes.small_targets()]
        if await eyes.sideways():
            faults.append(f"{path}: too wide at {width}")
        for scheme in SCHEMES:
            await eyes.page.emulate_media(color_scheme=scheme)
            faults += [f"{path} {width} {scheme}: {each}" for each in await eyes.violations()]
    return faults


async def give_device(eyes: Eyes) -> None:
    session = await eyes.page.context.new_cdp_session(eyes.page)
    await session.send("WebAuthn.enable")
    await session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


async def log_out(eyes: Eyes) -> None:
    await eyes.open("/start")
    await eyes.page.click(".me > summary")
    await eyes.page.click("form[action$='/abmelden'] button")
    await eyes.page.wait_for_url("**/?getan=abgemeldet")


async def test_a_passkey_is_added_and_opens_the_door_both_ways(chromium, house: Sights):
    faults: list[str] = []
    async with looking(chromium, house) as eyes:
        page = eyes.page
        await give_device(eyes)
        await eyes.log_in()
        await eyes.open(f"{FACTOR}/passkey")
        faults += await faults_of(eyes, scripts=1)
        await page.fill("#feld-name", "Diensthandy")
        await page.fill("#feld-passwort", "falsch geraten")
        await page.click("main form button")
        await page.wait_for_selector("main form [role=alert]:not([hidden])")
        said = await page.inner_text("main form [role=alert]")
        await page.fill("#feld-passwort", PASSWORD)
        await page.click("main form button")
        await page.wait_for_selector("ol.codes")
        codes = await page.locator("ol.codes li").count()
        faults += await faults_of(eyes)

        await log_out(eyes)
        await eyes.open("/anmelden/passkey")
        faults += await faults_of(eyes, scripts=1)
        await page.click("main form button")
        await page.wait_for_url("**/start")

        await log_out(eyes)
        await eyes.open("/anmelden")
        await page.fill("#feld-adresse", EMAIL)
        await page.fill("#feld-passwort", PASSWORD)
        await page.press("#feld-passwort", "Enter")
        await page.wait_for_url("**/anmelden/zweiter-schritt")
        faults += await faults_of(eyes, scripts=1)
        await page.click("form[data-options] button")
        await page.wait_for_url("**/start")

        await eyes.open(FACTOR)
        faults += await faults_of(eyes)
        listed = await page.inner_text("main .cards")

    assert said == "Das Passwort stimmt nicht."
    assert codes == 10
    assert "Diensthandy" in listed
    assert "heute" in listed
    assert faults == []
    assert eyes.complaints == []
    assert eyes.foreign == []


async def test_a_device_that_refuses_is_said_in_words(chromium, house: Sights):
    async with looking(chromium, house) as eyes:
        session = await eyes.page.context.new_cdp_session(eyes.page)
        await session.send("WebAuthn.enable")
        await session.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, "isUserVerified": False}})
        await eyes.open("/anmelden/passkey")
        await eyes.page.click("main form button")

        note = await eyes.page.wait_for_selector("main form [role=alert]:not([hidden])")

        assert note is not None
        assert "Das hat nicht geklappt" in await note.inner_text()
        assert await eyes.violations() == []


async def test_an_app_for_codes_is_set_up_without_any_script(chromium, house: Sights):
    async with looking(chromium, house, scripts=False) as eyes:
        page = eyes.page
        await eyes.log_in()
        await eyes.open(f"{FACTOR}/generator")
        secret = await page.get_attribute("input[name=geheimnis]", "value")
        assert secret is not None
        await page.fill("#feld-code", code_at(secret, int(house.town.clock().timestamp()) // 30))
        await page.fill("#feld-passwort", PASSWORD)
        await page.press("#feld-passwort", "Enter")
        await page.wait_for_selector("ol.codes")
        code = (await page.locator("ol.codes li").all_inner_texts())[0]
        await log_out(eyes)
        await eyes.open("/anmelden")
        await page.fill("#feld-adresse", EMAIL)
        await page.fill("#feld-passwort", PASSWORD)
        await page.press("#feld-passwort", "Enter")
        await page.fill("#feld-code", code)
        await page.press("#feld-code", "Enter")
        await page.wait_for_url("**/start")

    assert eyes.complaints == []


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.timeout(300)
async def test_the_pages_of_logging_in_are_accessible(chromium, house: Sights, language: str):
    login = await house.town.store.read(lambda tx: tx.logins.find_by_email(EMAIL))
    tickets = {
        path: await make_ticket(house.town.node, login, purpose, EMAIL)
        for path, purpose in (
            ("/passwort-neu", Purpose.RESET),
            ("/mail-bestaetigen", Purpose.CONFIRM),
            ("/abbestellen", Purpose.UNSUBSCRIBE),
        )
    }
    faults: list[str] = []

    async with looking(chromium, house, language) as eyes:
        for path in ("/anmelden", "/passwort-vergessen", *(f"{path}?code={code}" for path, code in tickets.items())):
            assert (await eyes.open(path)).status == 200
            faults += await faults_of(eyes)
        assert (await eyes.open("/passwort-neu?code=x")).status == 410
        faults += await faults_of(eyes)
        await eyes.log_in()
        for path in (
            "/einstellungen",
            "/einstellungen/mail",
            "/einstellungen/passwort",
            "/einstellungen/sitzungen",
            FACTOR,
            f"{FACTOR}/generator",
        ):
            await eyes.open(path)
            faults += await faults_of(eyes)
        await eyes.page.fill("#feld-code", "000000")
        await eyes.page.fill("#feld-passwort", PASSWORD)
        await eyes.page.press("#feld-passwort", "Enter")
        await eyes.page.wait_for_selector("#fehler-code")
        faults += await faults_of(eyes)

    assert faults == []
    assert [each for each in eyes.complaints if not re.search(r"status of 4", each)] == []
    assert eyes.foreign == []
