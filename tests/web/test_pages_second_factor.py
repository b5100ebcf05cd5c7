"""The second factor: codes of a generator and recovery codes, at the only door there is (M17, T-238)."""

import asyncio
import base64
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from node.model.login import Role
from node.outbox.codes import code_at
from node.outbox.factors import clear_factors
from tests.web.browser import PASSWORD, Browser, person
from tests.web.programs import Traveller, register

FACTOR = "/einstellungen/zweiter-faktor"


@pytest.fixture
def browser(node) -> Browser:
    return Browser(node)


class Phone:
    """An app for codes."""

    def __init__(self, secret: str, world: Any) -> None:
        self.secret = secret
        self.world = world

    def code(self, *, steps: int = 0) -> str:
        return code_at(self.secret, int(self.world.clock().timestamp()) // 30 + steps)


def codes_on(browser: Browser) -> list[str]:
    return re.findall(r'<code class="secret">([a-z0-9-]{19})</code>', browser.page.html)


async def set_up(browser: Browser) -> tuple[Phone, list[str]]:
    """Somebody who is logged in sets up their phone, and half a minute passes."""
    await browser.get(f"{FACTOR}/generator")
    form, _ = browser.page.form_with("Einrichten")
    phone = Phone(dict(form.fields)["geheimnis"], browser.world)
    await browser.press("Einrichten", code=phone.code(), passwort=PASSWORD)
    codes = codes_on(browser)
    browser.world.clock.move(seconds=30)
    return phone, codes


async def with_phone(browser: Browser, account: Any) -> tuple[Phone, list[str]]:
    await person(browser.world, account)
    await browser.log_in("alice@here.test")
    return await set_up(browser)


async def test_a_phone_is_set_up_and_asked_for_from_then_on(node, browser, alice):
    phone, _ = await with_phone(browser, alice)
    again = Browser(node)

    first = await again.log_in("alice@here.test")
    inside = await again.get("/start")
    await again.get(first.path)
    second = await again.press("Weiter", code=phone.code())

    assert first.path == "/anmelden/zweiter-schritt"
    assert inside.status == 401
    assert second.path == "/start"


async def test_the_picture_and_the_address_say_what_the_phone_needs(node, browser, alice):
    await person(node, alice)
    await browser.log_in("alice@here.test")

    seen = await browser.get(f"{FACTOR}/generator")

    address = urlsplit(seen.page.links["In einer App auf diesem Gerät öffnen"])
    told = parse_qs(address.query)
    assert (address.scheme, address.netloc, address.path) == ("otpauth", "totp", "/Musterhausen%3Aalice@here.test")
    assert told["issuer"] == ["Musterhausen"]
    assert len(base64.b32decode(told["secret"][0])) == 20
    assert re.search(r'<svg role="img"[^>]* viewBox="0 0 \d+ \d+"', seen.page.html)  # whole, however large it is shown
    assert "QR-Code mit dem Geheimnis" in seen.page.html
    assert seen.headers["Cache-Control"] == "no-store"
    assert await node.count("code_generators") == 0


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"code": "000000"}, "Dieser Code stimmt nicht."),
        ({"passwort": "falsch geraten"}, "Das Passwort stimmt nicht."),
        ({"geheimnis": "A"}, "Bitte beginnen Sie noch einmal"),
        ({"geheimnis": "JBSWY3DPEHPK3PXP"}, "Bitte beginnen Sie noch einmal"),
    ],
)
async def test_nothing_is_set_up_without_the_password_and_a_right_code(node, browser, alice, changed, sentence):
    await person(node, alice)
    await browser.log_in("alice@here.test")
    await browser.get(f"{FACTOR}/generator")
    form, _ = browser.page.form_with("Einrichten")
    phone = Phone(dict(form.fields)["geheimnis"], node)

    seen = await browser.press("Einrichten", typed={"code": phone.code(), "passwort": PASSWORD, **changed})

    assert seen.status == 422
    assert sentence in seen.page.text
    assert await node.count("code_generators") == 0


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 200), (0, 200), (1, 200), (2, 422)])
async def test_a_clock_may_be_one_step_off(node, browser, alice, clock, steps, status):
    phone, _ = await with_phone(browser, alice)
    clock.move(minutes=5)
    again = Browser(node)
    await again.log_in("alice@here.test")

    seen = await again.press("Weiter", code=phone.code(steps=steps))

    assert seen.status == status


async def test_a_code_is_good_once(node, browser, alice):
    phone, _ = await with_phone(browser, alice)
    code = phone.code()
    first, second = Browser(node), Browser(node)
    await first.log_in("alice@here.test")
    await first.press("Weiter", code=code)
    await second.log_in("alice@here.test")

    seen = await second.press("Weiter", code=code)

    assert (await first.get("/start")).status == 200
    assert seen.status == 422
    assert "Dieser Code stimmt nicht." in seen.page.text


@pytest.mark.parametrize("code", ["", "12345", "1234567", "١٢٣٤٥٦", "abcdef", "0x1234", "' OR 1=1", "1" * 4000])
async def test_what_is_no_code_is_refused(node, browser, alice, code):
    await with_phone(browser, alice)
    again = Browser(node)
    await again.log_in("alice@here.test")

    seen = await again.press("Weiter", code=code)

    assert seen.status == 422
    assert (await again.get("/start")).status == 401


async def test_five_wrong_codes_lead_back_to_the_password(node, browser, alice):
    phone, _ = await with_phone(browser, alice)
    again = Browser(node)
    await again.log_in("alice@here.test")
    for _ in range(4):
        assert (await again.press("Weiter", code="000000")).status == 422

    last = await again.press("Weiter", code="000000")
    right = await again.send("/anmelden/zweiter-schritt", {"code": phone.code()}, Origin=node.origin)

    assert "Bitte melden Sie sich noch einmal" in last.page.text
    assert "Bitte melden Sie sich noch einmal" in right.page.text
    assert (await again.get("/start")).status == 401


async def test_five_codes_at_once_are_all_somebody_may_guess(node, browser, alice):
    phone, _ = await with_phone(browser, alice)
    again = Browser(node)
    await again.log_in("alice@here.test")
    codes = [*(f"{number:06}" for number in range(40)), phone.code()]
    cookie = "; ".join(f"{name}={value}" for name, value in again.cookies.items())

    async def guessed(code):
        async with node.session.post(
            node.url("/anmelden/zweiter-schritt"),
            data={"code": code},
            headers={"Cookie": cookie},
            allow_redirects=False,
        ) as answer:
            return answer.status

    statuses = await asyncio.gather(*(guessed(code) for code in codes))  # the right one comes last

    assert set(statuses) == {422}


async def test_guessing_codes_ends_for_a_while(another, clock):
    async with another(limits={"enabled": True, "login_attempts": 3, "login_minutes": 15}) as node:
        browser = Browser(node)
        phone, _ = await with_phone(browser, await node.create("alice"))
        again = Browser(node)
        await again.log_in("alice@here.test")
        for _ in range(3):
            await again.press("Weiter", code="000000")

        seen = await again.press("Weiter", code=phone.code())
        clock.move(minutes=16)
        await again.log_in("alice@here.test")
        later = await again.press("Weiter", code=phone.code())

        assert seen.status == 429
        assert later.path == "/start"


async def test_the_second_step_waits_ten_minutes(node, browser, alice, clock):
    phone, _ = await with_phone(browser, alice)
    again = Browser(node)
    await again.log_in("alice@here.test")
    clock.move(minutes=11)

    seen = await again.press("Weiter", code=phone.code())

    assert "Bitte melden Sie sich noch einmal" in seen.page.text
    assert await node.count("sessions") == 1


async def test_the_cookie_between_the_steps_opens_nothing(node, browser, alice):
    await with_phone(browser, alice)
    again = Browser(node)
    await again.log_in("alice@here.test")
    [(name, secret)] = again.cookies.items()

    again.cookies[name.replace("step-", "session-")] = secret

    assert name.startswith("step-")
    assert (await again.get("/start")).status == 401


async def test_a_recovery_code_stands_in_once(node, browser, alice):
    _, codes = await with_phone(browser, alice)
    first, second = Browser(node), Browser(node)
    await first.log_in("alice@here.test")
    await first.press("Weiter", code=codes[3].upper().replace("-", " "))
    await second.log_in("alice@here.test")

    seen = await second.press("Weiter", code=codes[3])
    left = await first.get(FACTOR)

    assert len(set(codes)) == 10
    assert seen.status == 422
    assert "9 sind noch übrig." in left.page.text


async def test_new_recovery_codes_take_the_place_of_the_old(node, browser, alice):
    _, old = await with_phone(browser, alice)
    await browser.get(FACTOR)
    refused = await browser.press("Neue Notfallcodes", passwort="falsch geraten")
    await browser.press("Neue Notfallcodes", passwort=PASSWORD)
    new = codes_on(browser)
    again = Browser(node)
    await again.log_in("alice@here.test")

    with_old = await again.press("Weiter", code=old[0])
    with_new = await again.press("Weiter", code=new[0])

    assert refused.status == 422
    assert not set(old) & set(new)
    assert (with_old.status, with_new.path) == (422, "/start")


async def test_nothing_secret_of_it_is_stored_but_what_makes_the_codes(node, browser, alice):
    _, codes = await with_phone(browser, alice)

    kept = await node.store.read(lambda tx: tx.db.rows("SELECT code_hash FROM recovery_codes"))

    assert {len(row["code_hash"]) for row in kept} == {64}
    assert not {row["code_hash"] for row in kept} & {*codes, *(each.replace("-", "") for each in codes)}


async def test_a_second_factor_ends_the_sessions_begun_without_it(node, browser, alice):
    other = Browser(node)
    await person(node, alice)
    await other.log_in("alice@here.test")
    await browser.log_in("alice@here.test")

    await set_up(browser)

    assert (await other.get("/start")).status == 401
    assert (await browser.get("/start")).status == 200


async def test_without_the_last_factor_the_password_is_enough_again(node, browser, alice):
    await with_phone(browser, alice)
    await browser.get(FACTOR)
    refused = await browser.press("App für Codes entfernen", passwort="falsch geraten")

    seen = await browser.press("App für Codes entfernen", passwort=PASSWORD)
    again = await Browser(node).log_in("alice@here.test")

    assert refused.status == 422
    assert "Er ist entfernt." in seen.page.text
    assert again.path == "/start"
    assert await node.count("recovery_codes") == 0


async def test_apps_come_in_by_the_same_door(node, alice):
    phone, _ = await with_phone(Browser(node), alice)
    app = await register(node)
    traveller = Traveller(node)

    await traveller.get(app.asks(state="zurück"))
    await traveller.log_in_here()
    halfway = traveller.seen
    unasked = await traveller.get(app.asks())
    await traveller.get(halfway.path)
    await traveller.press("Weiter", code=phone.code())
    given = await traveller.press_and_leave("Zugriff erlauben")

    assert halfway.path.startswith("/anmelden/zweiter-schritt?zurueck=")
    assert unasked.path.startswith("/anmelden?")
    assert given["state"] == "zurück"
    assert (await app.token(given["code"])).status == 200


async def test_a_log_in_anew_asks_for_the_second_factor_too(node, browser, alice):
    await with_phone(browser, alice)

    await browser.get("/anmelden?neu=1&zurueck=/mitteilungen")
    seen = await browser.press("Anmelden", adresse="alice@here.test", passwort=PASSWORD)

    assert seen.path.startswith("/anmelden/zweiter-schritt")


async def test_whoever_has_to_have_one_sets_it_up_first(another):
    async with another(login={"second_factor": "moderators"}) as node:
        member, boss = await node.create("alice"), await node.create("chefin")
        await person(node, member)
        login = await person(node, boss, "chefin@here.test")
        await node.store.write(lambda tx: tx.logins.set_role(login.id, Role.MODERATOR))
        browser = Browser(node)

        led = await browser.log_in("chefin@here.test")
        elsewhere = await browser.get("/oauth/authorize")
        posting = await browser.get("/verfassen")
        await set_up(browser)
        free = await browser.get("/start")
        other = await Browser(node).log_in("alice@here.test")

        assert "Auf diesem Server brauchen Sie einen zweiten Faktor." in led.page.text
        assert {led.path, elsewhere.path, posting.path} == {FACTOR}
        assert (free.path, other.path) == ("/start", "/start")


async def test_who_runs_the_node_can_take_it_away(node, browser, alice):
    await with_phone(browser, alice)
    login = await node.store.read(lambda tx: tx.logins.find_by_email("alice@here.test"))

    await clear_factors(node.node, login.id)

    assert (await browser.get("/start")).status == 401
    assert (await Browser(node).log_in("alice@here.test")).path == "/start"
    assert await node.count("recovery_codes") == 0
