"""Passkeys, with a device in software: as the second factor and alone, and what a device or a site may not do (M17)."""

import json
from typing import Any

import pytest

from tests.authenticator import Device, text_of
from tests.web.browser import PASSWORD, Browser, person

FACTOR = "/einstellungen/zweiter-faktor"
NOT_PROVEN = "Der Passkey konnte nicht geprüft werden."


@pytest.fixture
def browser(node) -> Browser:
    return Browser(node)


@pytest.fixture
def device(node) -> Device:
    return Device(node.origin)


async def options(browser: Browser, label: str, **fields: str) -> dict[str, Any]:
    """What our script fetches when the button is pressed."""
    form, _ = browser.page.form_with(label)
    headers = {"Origin": browser.world.origin, "Sec-Fetch-Site": "same-origin", "Accept": "*/*"}
    if browser.cookies:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    answer = await browser.world.session.post(
        browser.world.url(f"{form.action}/aufgabe"), data={**dict(form.fields), **fields}, headers=headers
    )
    told: dict[str, Any] = await answer.json()
    return {"status": answer.status, "headers": answer.headers, **told}


async def add(browser: Browser, device: Device, *, name: str = "Diensthandy", **how: Any):
    """The person is logged in."""
    await browser.get(f"{FACTOR}/passkey")
    asked = await options(browser, "Passkey hinzufügen", passwort=PASSWORD)
    return await browser.press("Passkey hinzufügen", name=name, antwort=json.dumps(device.create(asked, **how)))


async def with_passkey(browser: Browser, account: Any, device: Device, **how: Any) -> None:
    await person(browser.world, account)
    await browser.log_in("alice@here.test")
    await add(browser, device, **how)


async def use(browser: Browser, device: Device, path: str = "/anmelden/passkey", **how: Any):
    await browser.get(path)
    asked = await options(browser, "Passkey verwenden")
    return await browser.press("Passkey verwenden", antwort=json.dumps(device.get(asked, **how)))


@pytest.mark.parametrize("kind", ["es256", "ed25519"])
async def test_a_passkey_is_added_and_is_a_whole_log_in(node, browser, alice, device, kind):
    await with_passkey(browser, alice, device, kind=kind)
    codes_shown = browser.page.text
    listed = await browser.get(FACTOR)

    seen = await use(Browser(node), device)

    assert "Notfallcodes" in codes_shown
    assert "Diensthandy" in listed.page.text
    assert seen.path == "/start"
    assert "alice" in seen.page.text


async def test_after_the_password_it_is_the_second_step(node, browser, alice, device):
    await with_passkey(browser, alice, device)
    again = Browser(node)
    await again.log_in("alice@here.test")
    asked = await options(again, "Passkey verwenden")
    device.verifies = False  # the password came first, so to be present is enough

    seen = await again.press("Passkey verwenden", antwort=json.dumps(device.get(asked)))

    assert asked["allowCredentials"][0]["id"] == text_of(device.keys[0].id)
    assert seen.path == "/start"


async def test_the_way_back_is_kept(node, browser, alice, device):
    await with_passkey(browser, alice, device)

    seen = await use(Browser(node), device, "/anmelden/passkey?zurueck=/mitteilungen")

    assert seen.path == "/mitteilungen"


async def test_alone_the_device_has_to_make_sure_of_the_person(node, browser, alice, device):
    await with_passkey(browser, alice, device)
    device.verifies = False

    seen = await use(Browser(node), device)

    assert (seen.status, NOT_PROVEN in seen.page.text) == (422, True)


async def test_what_was_signed_is_good_once(node, browser, alice, device):
    await with_passkey(browser, alice, device, counts=False)
    first, second = Browser(node), Browser(node)
    await first.get("/anmelden/passkey")
    answer = json.dumps(device.get(await options(first, "Passkey verwenden")))
    await second.get("/anmelden/passkey")

    took = await first.press("Passkey verwenden", antwort=answer)
    replayed = await second.press("Passkey verwenden", antwort=answer)

    assert took.path == "/start"
    assert replayed.status == 422


async def test_what_was_asked_is_good_for_five_minutes(node, browser, alice, device, clock):
    await with_passkey(browser, alice, device)
    late = Browser(node)
    await late.get("/anmelden/passkey")
    answer = json.dumps(device.get(await options(late, "Passkey verwenden")))
    clock.move(minutes=6)

    seen = await late.press("Passkey verwenden", antwort=answer)

    assert seen.status == 422


async def test_a_copied_device_is_noticed_by_its_count(node, browser, alice, device):
    await with_passkey(browser, alice, device)
    await use(Browser(node), device)
    await use(Browser(node), device)
    device.keys[0].count = 0

    seen = await use(Browser(node), device)

    assert seen.status == 422


async def test_signed_at_another_site_it_is_worth_nothing(node, browser, alice, device):
    await with_passkey(browser, alice, device)

    device.origin = "https://here.test.evil.test"
    phished = await use(Browser(node), device)
    device.origin, device.site = node.origin, "evil.test"
    elsewhere = await use(Browser(node), device)

    assert (phished.status, elsewhere.status) == (422, 422)


async def test_what_is_signed_for_one_purpose_is_not_good_for_another(node, browser, alice, device):
    await with_passkey(browser, alice, device)
    again = Browser(node)
    await again.log_in("alice@here.test")
    for_second = json.dumps(device.get(await options(again, "Passkey verwenden")))

    await again.get("/anmelden/passkey")
    seen = await again.press("Passkey verwenden", antwort=for_second)

    assert seen.status == 422


async def test_anothers_passkey_is_no_second_factor_of_mine(node, browser, alice, device):
    await with_passkey(browser, alice, device)
    await person(node, await node.create("carl"), "carl@here.test")
    carl, his = Browser(node), Device(node.origin)
    await carl.log_in("carl@here.test")
    await add(carl, his)
    thief = Browser(node)
    await thief.log_in("alice@here.test")
    asked = await options(thief, "Passkey verwenden")

    seen = await thief.press("Passkey verwenden", antwort=json.dumps(his.get(asked, key=his.keys[0])))
    named = await use(Browser(node), his, names_user=False)

    assert seen.status == 422
    assert "carl" in named.page.text


async def test_a_device_that_names_another_person_is_refused(node, browser, alice, device):
    await with_passkey(browser, alice, device)
    device.keys[0].user = b"1"

    seen = await use(Browser(node), device)

    assert seen.status == 422


async def test_the_device_is_asked_only_after_the_password(node, browser, alice, device):
    await person(node, alice)
    await browser.log_in("alice@here.test")
    await browser.get(f"{FACTOR}/passkey")

    asked = await options(browser, "Passkey hinzufügen", passwort="falsch geraten")
    without = {"challenge": text_of(b"x" * 32), "rp": {"id": "here.test"}, "user": {"id": text_of(b"1")}}
    seen = await browser.press("Passkey hinzufügen", antwort=json.dumps(device.create(without)))

    assert (asked["status"], asked["error"]) == (422, "Das Passwort stimmt nicht.")
    assert (seen.status, NOT_PROVEN in seen.page.text) == (422, True)
    assert await node.count("passkeys") == 0


async def test_a_passkey_is_one_persons_only(node, browser, alice, device):
    await with_passkey(browser, alice, device)
    await person(node, await node.create("carl"), "carl@here.test")
    carl = Browser(node)
    await carl.log_in("carl@here.test")
    await carl.get(f"{FACTOR}/passkey")
    asked = await options(carl, "Passkey hinzufügen", passwort=PASSWORD)
    forged = Device(node.origin).create(asked, called=device.keys[0].id)

    seen = await carl.press("Passkey hinzufügen", antwort=json.dumps(forged))

    assert seen.status == 422
    assert await node.count("passkeys") == 1


async def test_a_known_device_is_told_so(node, browser, alice, device):
    await with_passkey(browser, alice, device)
    await browser.get(f"{FACTOR}/passkey")

    asked = await options(browser, "Passkey hinzufügen", passwort=PASSWORD)

    assert [each["id"] for each in asked["excludeCredentials"]] == [text_of(device.keys[0].id)]
    assert asked["rp"] == {"id": "here.test", "name": "Musterhausen"}
    assert asked["attestation"] == "none"


async def test_a_passkey_is_removed_with_the_password_and_opens_nothing_then(node, browser, alice, device):
    await with_passkey(browser, alice, device)
    await browser.get(FACTOR)
    refused = await browser.press("Diensthandy entfernen", passwort="falsch geraten")

    seen = await browser.press("Diensthandy entfernen", passwort=PASSWORD)
    tried = await use(Browser(node), device)

    assert refused.status == 422
    assert "Er ist entfernt." in seen.page.text
    assert tried.status == 422
    assert (await Browser(node).log_in("alice@here.test")).path == "/start"


async def test_nobody_removes_anothers(node, browser, alice, device):
    await with_passkey(browser, alice, device)
    [row] = await node.store.read(lambda tx: tx.db.rows("SELECT id FROM passkeys"))
    await person(node, await node.create("carl"), "carl@here.test")
    carl = Browser(node)
    await carl.log_in("carl@here.test")
    form, _ = carl.page.form_with("Abmelden")

    seen = await carl.send(
        f"{FACTOR}/passkey/{row['id']}/entfernen", {**dict(form.fields), "passwort": PASSWORD}, Origin=node.origin
    )

    assert seen.status == 404
    assert await node.count("passkeys") == 1


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "nichts",
        "[]",
        "{}",
        '{"response": []}',
        '{"response": {"clientDataJSON": "e30"}}',
        '{"response": {"clientDataJSON": "!!"}}',
        '{"response": {"clientDataJSON": "eyJjaGFsbGVuZ2UiOjF9"}}',
        '{"response": {"clientDataJSON": "eyJjaGFsbGVuZ2UiOiJBQUFBIn0"}}',
        "x" * 30_000,
    ],
)
async def test_what_is_no_answer_of_a_device_is_refused(node, browser, answer):
    await browser.get("/anmelden/passkey")

    seen = await browser.press("Passkey verwenden", antwort=answer)

    assert (seen.status, NOT_PROVEN in seen.page.text) == (422, True)


@pytest.mark.parametrize(
    "part", ["id", "rawId", "type", "clientDataJSON", "authenticatorData", "signature", "userHandle"]
)
@pytest.mark.parametrize("value", ["", "AAAA", 7, None, [], "ä"])
async def test_a_broken_part_is_refused_and_never_an_error_of_ours(node, browser, alice, device, part, value):
    await with_passkey(browser, alice, device)
    stranger = Browser(node)
    await stranger.get("/anmelden/passkey")
    answer = device.get(await options(stranger, "Passkey verwenden"))
    (answer if part in answer else answer["response"])[part] = value

    seen = await stranger.press("Passkey verwenden", antwort=json.dumps(answer))

    allowed = {"/start"} if part == "userHandle" and value in ("", None) else {"/anmelden/passkey"}
    assert seen.path in allowed
    assert seen.status in {200, 422}
    assert (seen.status == 200) == (seen.path == "/start")


async def test_only_pages_for_passkeys_run_a_script(node, browser, alice, device):
    await with_passkey(browser, alice, device)

    with_script = [await browser.get(path) for path in ("/anmelden/passkey", f"{FACTOR}/passkey")]
    again = Browser(node)
    with_script.append(await again.log_in("alice@here.test"))
    without = [await browser.get(path) for path in ("/anmelden?neu=1", FACTOR, f"{FACTOR}/generator", "/einstellungen")]

    for seen in with_script:
        assert "script-src 'self'; connect-src 'self';" in seen.headers["Content-Security-Policy"]
        assert seen.page.html.count("<script") == 1
    for seen in without:
        assert "script-src" not in seen.headers["Content-Security-Policy"]
        assert "<script" not in seen.page.html
