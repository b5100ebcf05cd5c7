"""Letters and where their links lead: forgotten passwords, addresses, notices, the weekly letter (issue 3, item 8)."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from node.model.account import Actor
from node.outbox.follow import follow
from tests.mailbox import Mailbox, open_mailbox, text_of
from tests.web.browser import PASSWORD, Browser, person
from tests.web.programs import Traveller, register
from tests.world import World

ALICE, NEW = "alice@here.test", "alice@neu.test"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1"


@pytest_asyncio.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[Mailbox]:
    async with open_mailbox(tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture
async def town(another, mailbox: Mailbox) -> AsyncIterator[World]:
    """A node that sends letters."""
    async with another(mail=mailbox.settings) as world:
        yield world


@pytest.fixture
async def alice(town: World):
    account = await town.create("alice")
    await person(town, account)
    return account


@pytest.fixture
def browser(town: World) -> Browser:
    return Browser(town)


async def forget(browser: Browser, email: str = ALICE):
    await browser.get("/passwort-vergessen")
    return await browser.press("Link schicken", adresse=email)


async def confirmed(town: World, email: str = ALICE) -> int:
    login = await town.store.read(lambda tx: tx.logins.find_by_email(email))
    await town.store.write(lambda tx: tx.logins.confirm(login.id, tx.now))
    return login.id


# A forgotten password


async def test_a_forgotten_password_is_replaced_by_letter(town, mailbox, browser, alice):
    old = Browser(town)
    await old.log_in(ALICE)
    await forget(browser)
    await town.work()

    await browser.get(mailbox.link(ALICE))
    seen = await browser.press("Passwort ändern", neues="ein ganz neues Passwort")

    assert "Ihr Passwort ist gesetzt." in seen.page.text
    assert (await old.get("/start")).status == 401
    assert (await browser.log_in(ALICE)).status == 422
    assert (await browser.log_in(ALICE, "ein ganz neues Passwort")).path == "/start"
    await town.work()
    assert mailbox.subjects(ALICE)[-1] == "Musterhausen: Ihr Passwort ist geändert"


@pytest.mark.parametrize("email", ["niemand@here.test", "ALICE@here.test", "kein Postfach", ""])
async def test_nobody_learns_who_has_a_log_in(town, mailbox, browser, alice, email):  # T-237
    seen = await forget(browser, email)
    jobs = await town.count("jobs")
    await town.work()

    assert (seen.status, jobs) == (200, 1)
    assert "Wenn es hier einen Zugang mit dieser Adresse gibt, ist ein Link unterwegs." in seen.page.text
    assert len(mailbox.got) == (email.lower() == ALICE)


async def test_the_link_works_once_and_looking_at_it_uses_nothing_up(town, mailbox, browser, alice):
    await forget(browser)
    await town.work()
    link = mailbox.link(ALICE)
    for _ in range(3):
        assert (await browser.get(link)).status == 200
    await browser.press("Passwort ändern", neues="ein ganz neues Passwort")

    seen = await browser.get(link)

    assert seen.status == 410
    assert "Dieser Link gilt nicht mehr" in seen.page.text


async def test_a_password_that_is_too_short_uses_nothing_up(town, mailbox, browser, alice):
    await forget(browser)
    await town.work()
    await browser.get(mailbox.link(ALICE))

    short = await browser.press("Passwort ändern", neues="kurz")
    seen = await browser.press("Passwort ändern", neues="ein ganz neues Passwort")

    assert (short.status, seen.status) == (422, 200)
    assert "mindestens 10 Zeichen" in short.page.text


async def test_the_link_is_good_for_an_hour_and_a_newer_one_takes_its_place(town, mailbox, browser, alice, clock):
    await forget(browser)
    await town.work()
    first = mailbox.link(ALICE)
    await forget(browser)
    await town.work()
    second = mailbox.link(ALICE)

    replaced = (await browser.get(first)).status
    good = (await browser.get(second)).status
    clock.move(minutes=61)
    late = (await browser.get(second)).status

    assert (replaced, good, late) == (410, 200, 410)


async def test_the_secret_of_a_link_is_stored_nowhere(town, mailbox, browser, alice):
    await forget(browser)
    queued = await town.store.read(lambda tx: tx.db.rows("SELECT args FROM jobs"))
    await town.work()
    code = mailbox.link(ALICE).partition("code=")[2]

    [ticket] = await town.store.read(lambda tx: tx.db.rows("SELECT * FROM tickets"))

    assert len(code) == 43
    assert [row["args"] for row in queued] == [f'{{"login":"{ticket["login_id"]}"}}']
    assert code not in str(dict(ticket))
    assert await town.count("jobs") == 0


async def test_the_link_leads_to_the_host_of_the_configuration(town, mailbox, browser, alice):  # T-237
    await browser.get("/passwort-vergessen")
    await browser.send(
        "/passwort-vergessen", {"adresse": ALICE}, Origin=town.origin, **{"X-Forwarded-Host": "evil.test"}
    )
    await town.work()

    assert f"{town.origin}/passwort-neu?code=" in mailbox.last(ALICE)
    assert "evil" not in mailbox.last(ALICE)


async def test_asking_again_and_again_ends_for_a_while(another, mailbox):
    async with another(mail=mailbox.settings, limits={"enabled": True, "login_attempts": 2}) as town:
        browser = Browser(town)
        await person(town, await town.create("alice"))
        for _ in range(2):
            assert (await forget(browser)).status == 200

        known, unknown = await forget(browser), await forget(browser, "niemand@here.test")

        assert known.status == 429
        assert unknown.status == 200
        assert (await browser.log_in(ALICE)).path == "/start"


async def test_a_disabled_person_gets_no_link_and_has_none(town, mailbox, browser, alice):
    await forget(browser)
    await town.work()
    link = mailbox.link(ALICE)
    login = await town.store.read(lambda tx: tx.logins.find_by_email(ALICE))

    await town.store.write(lambda tx: tx.logins.disable(login.id, tx.now))
    await forget(browser)
    await town.work()

    assert len(mailbox.got) == 1
    assert (await browser.get(link)).status == 410


async def test_without_mail_there_is_no_such_page(node):
    browser = Browser(node)
    login = await browser.get("/anmelden")

    assert "Passwort vergessen" not in login.page.text
    assert (await browser.get("/passwort-vergessen")).status == 404


# Addresses


async def test_an_address_is_confirmed_by_the_link_sent_there(town, mailbox, browser, alice):
    await browser.log_in(ALICE)
    before = await browser.get("/einstellungen/mail")
    await browser.press("Bestätigung noch einmal schicken")
    await town.work()

    asked = await Browser(town).get(mailbox.link(ALICE))
    unconfirmed = await browser.get("/einstellungen")
    reader = Browser(town)
    await reader.get(mailbox.link(ALICE))
    done = await reader.press("Ja, bestätigen")
    after = await browser.get("/einstellungen")

    assert "noch nicht bestätigt" in before.page.text
    assert "Ist alice@here.test Ihre Adresse" in asked.page.text
    assert "alice@here.test, noch nicht bestätigt." in unconfirmed.page.text
    assert "die Adresse ist bestätigt" in done.page.text
    assert "alice@here.test, bestätigt." in after.page.text


async def change(browser: Browser, email: str = NEW, password: str = PASSWORD):
    await browser.get("/einstellungen/mail")
    return await browser.press("Link schicken", neue=email, passwort=password)


async def test_a_new_address_counts_when_its_link_is_followed(town, mailbox, browser, alice):
    await browser.log_in(ALICE)
    await change(browser)
    await town.work()
    still = await Browser(town).log_in(ALICE)
    reader = Browser(town)
    await reader.get(mailbox.link(NEW))

    await reader.press("Ja, bestätigen")
    await town.work()

    assert still.path == "/start"
    assert (await browser.get("/start")).status == 401  # T-236
    assert (await Browser(town).log_in(ALICE)).status == 422
    assert (await Browser(town).log_in(NEW)).path == "/start"
    for address in (ALICE, NEW):
        assert mailbox.subjects(address)[-1] == "Musterhausen: Ihre E-Mail-Adresse ist geändert"
        assert NEW in mailbox.last(address)


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        (NEW, "falsch geraten", "Das Passwort stimmt nicht."),
        ("kein Postfach", PASSWORD, "Das ist keine E-Mail-Adresse"),
        ("a@b@neu.test", PASSWORD, "Das ist keine E-Mail-Adresse"),
        ("alice@neu.test\r\nBcc: x@evil.test", PASSWORD, "Das ist keine E-Mail-Adresse"),
        ('"alice"@neu.test', PASSWORD, "Das ist keine E-Mail-Adresse"),
        ("alice@[127.0.0.1]", PASSWORD, "Das ist keine E-Mail-Adresse"),
    ],
)
async def test_an_address_is_not_changed_without_password_and_sense(  # T-243
    town, mailbox, browser, alice, email, password, sentence
):
    await browser.log_in(ALICE)

    seen = await change(browser, email, password)
    await town.work()

    assert seen.status == 422
    assert sentence in seen.page.text
    assert mailbox.got == []


async def test_nobody_has_letters_sent_to_strangers_by_the_dozen(another, mailbox):
    async with another(mail=mailbox.settings, limits={"enabled": True, "login_attempts": 3}) as town:
        browser = Browser(town)
        await person(town, await town.create("alice"))
        await browser.log_in(ALICE)

        statuses = [(await change(browser, f"opfer{number}@neu.test")).status for number in range(5)]
        await town.work()

        assert statuses == [200, 200, 200, 429, 429]
        assert len(mailbox.got) <= 3


async def test_that_an_address_is_somebody_elses_is_said_to_its_reader_only(town, mailbox, browser, alice):  # T-237
    await person(town, await town.create("carl"), NEW)
    await browser.log_in(ALICE)
    told = await change(browser)
    await town.work()
    reader = Browser(town)
    await reader.get(mailbox.link(NEW))

    seen = await reader.press("Ja, bestätigen")

    assert "Wir haben Ihnen eine E-Mail geschickt." in told.page.text
    assert seen.status == 409
    assert (await Browser(town).log_in(ALICE)).path == "/start"


async def test_a_link_to_an_address_of_before_is_worth_nothing(town, mailbox, browser, alice):
    await browser.log_in(ALICE)
    await change(browser)
    await town.work()
    link = mailbox.link(NEW)

    await change(browser, "alice@anders.test")

    assert (await browser.get(link)).status == 410


async def test_the_links_are_not_good_for_each_others_work(town, mailbox, browser, alice):
    await forget(browser)
    await town.work()
    code = mailbox.link(ALICE).partition("code=")[2]

    assert (await browser.get(f"/mail-bestaetigen?code={code}")).status == 410
    assert (await browser.get(f"/abbestellen?code={code}")).status == 410
    assert (await browser.get("/passwort-neu?code=")).status == 410


# Notices


async def test_a_changed_password_is_told_and_ends_the_others(town, mailbox, browser, alice):
    other = Browser(town)
    await other.log_in(ALICE)
    await browser.log_in(ALICE)
    await browser.get("/einstellungen/passwort")

    refused = await browser.press("Passwort ändern", passwort="falsch geraten", neues="ein ganz neues Passwort")
    short = await browser.press("Passwort ändern", passwort=PASSWORD, neues="kurz")
    seen = await browser.press("Passwort ändern", passwort=PASSWORD, neues="ein ganz neues Passwort")
    await town.work()

    assert (refused.status, short.status, seen.status) == (422, 422, 200)
    assert "Ihr Passwort ist geändert." in seen.page.text
    assert (await other.get("/start")).status == 401
    assert mailbox.subjects(ALICE) == ["Musterhausen: Ihr Passwort ist geändert"]
    assert "Samstag" in mailbox.last(ALICE) or "Uhr" in mailbox.last(ALICE)


async def test_a_browser_of_a_new_kind_is_told_without_saying_where(town, mailbox, alice):
    for agent in (FIREFOX, FIREFOX, SAFARI):
        browser = Browser(town)
        await browser.get("/anmelden")
        await browser.send("/anmelden", {"adresse": ALICE, "passwort": PASSWORD}, **{"User-Agent": agent})
    await town.work()

    kept = await town.store.read(lambda tx: tx.db.rows("SELECT * FROM browsers ORDER BY browser"))

    assert mailbox.subjects(ALICE) == ["Musterhausen: Anmeldung mit einem neuen Browser"]
    assert "Safari, iOS" in mailbox.last(ALICE)
    assert "127.0.0.1" not in mailbox.last(ALICE) + text_of(mailbox.to(ALICE)[-1], "html")
    assert [row["browser"] for row in kept] == ["Firefox, Linux", "Safari, iOS"]


async def test_an_app_that_may_act_is_told(town, mailbox, alice):
    app = await register(town, name="Tusky\r\nBcc: x@evil.test")
    traveller = Traveller(town)
    await traveller.get(app.asks())
    await traveller.log_in_here()
    await traveller.press_and_leave("Zugriff erlauben")

    await town.work()

    assert mailbox.subjects(ALICE) == ["Musterhausen: Eine App darf für Sie handeln"]
    assert mailbox.to(ALICE)[0]["Bcc"] is None
    assert mailbox.envelopes[0][1] == [ALICE]


async def test_letters_are_in_the_persons_language(town, mailbox, browser, alice):
    await browser.log_in(ALICE)
    await browser.get("/einstellungen/mail")
    await browser.press("Speichern", sprache="en")

    await forget(Browser(town))
    await town.work()

    assert mailbox.subjects(ALICE) == ["Musterhausen: new password"]
    assert mailbox.to(ALICE)[0]["Content-Language"] == "en"


async def test_a_letter_waits_for_a_server_that_is_away(town, mailbox, browser, alice, clock):
    mailbox.answers = ["451 4.7.1 greylisted"]
    await forget(browser)
    await town.work()
    at_first = len(mailbox.got)

    clock.move(hours=1)
    await town.work()
    seen = await browser.get(mailbox.link(ALICE))

    assert at_first == 0
    assert seen.status == 200
    assert await town.count("tickets") == 1


async def test_a_letter_nobody_takes_is_kept_with_the_reason_and_no_secret(town, mailbox, browser, alice):
    mailbox.answers = ["RCPT 550 5.1.1 no such person"]
    await forget(browser)

    await town.work()

    [job] = await town.store.read(lambda tx: tx.db.rows("SELECT * FROM jobs"))
    assert (job["state"], job["last_error"]) == (
        "refused",
        "the mail server does not take it: 550 5.1.1 no such person",
    )
    assert "code" not in job["args"]


# The weekly letter


async def order_weekly(town: World, browser: Browser) -> None:
    await confirmed(town)
    await browser.log_in(ALICE)
    await browser.get("/einstellungen/mail")
    await browser.press("Speichern", wochenbrief="1")


async def a_week_later(town: World, **more: int) -> None:
    town.clock.move(**(more or {"days": 7, "minutes": 1}))
    await town.running.schedule.step()
    await town.work()


async def test_the_weekly_letter_says_what_is_new(town, mailbox, browser, alice):
    await order_weekly(town, browser)
    carl = await town.create("carl")
    await follow(town.node, Actor(carl), alice.id)

    await a_week_later(town, days=6)
    early = len(mailbox.got)
    await a_week_later(town, days=1, minutes=1)

    domain = town.node.config.account_domain
    assert early == 0
    assert mailbox.subjects(ALICE) == ["Musterhausen: Ihre Woche"]
    assert f"@carl@{domain} folgt jetzt" in " ".join(mailbox.last(ALICE).split())
    assert "1 Mitteilung ist ungelesen" in mailbox.last(ALICE)


async def test_a_week_without_news_brings_no_letter(town, mailbox, browser, alice):
    await order_weekly(town, browser)

    await a_week_later(town)

    assert mailbox.got == []


async def test_nobody_who_did_not_ask_or_confirm_gets_one(town, mailbox, browser, alice):
    await browser.log_in(ALICE)
    await browser.get("/einstellungen/mail")
    await browser.press("Speichern", wochenbrief="1")  # not confirmed
    carl = await town.create("carl")
    await person(town, carl, "carl@here.test")
    await confirmed(town, "carl@here.test")  # not asked
    await follow(town.node, Actor(carl), alice.id)
    await follow(town.node, Actor(alice), carl.id)

    await a_week_later(town)

    assert mailbox.got == []


@pytest.mark.parametrize("is_multipart", [True, False])
async def test_one_press_in_the_mail_program_ends_it(town, mailbox, browser, alice, is_multipart):  # RFC 8058
    await order_weekly(town, browser)
    await follow(town.node, Actor(await town.create("carl")), alice.id)
    await a_week_later(town)
    [mail] = mailbox.got
    address = str(mail["List-Unsubscribe"]).strip("<>")

    looked = await town.session.get(address, headers={"Accept": "text/html"})
    pressed = await town.session.post(
        address, data=aiohttp.FormData({"List-Unsubscribe": "One-Click"}, default_to_multipart=is_multipart)
    )
    await follow(town.node, Actor(await town.create("dora")), alice.id)
    await a_week_later(town)

    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (looked.status, pressed.status) == (200, 200)
    assert address in mailbox.last(ALICE)
    assert len(mailbox.got) == 1


async def test_the_page_behind_the_link_ends_it_after_a_question(town, mailbox, browser, alice):
    await order_weekly(town, browser)
    await follow(town.node, Actor(await town.create("carl")), alice.id)
    await a_week_later(town)
    reader = Browser(town)
    path = str(mailbox.got[0]["List-Unsubscribe"]).strip("<>").removeprefix(town.origin)
    await reader.get(path)

    seen = await reader.press("Abbestellen")
    again = await reader.get(path)

    assert "Erledigt." in seen.page.text
    assert again.status == 200
    login = await town.store.read(lambda tx: tx.logins.find_by_email(ALICE))
    assert login.digest is False


async def test_what_links_were_worth_is_forgotten(town, mailbox, browser, alice, clock):
    await forget(browser)
    await town.work()
    clock.move(days=1)

    await town.running.schedule.step()

    assert await town.count("tickets") == 0
