"""A channel's posts by e-mail, for people without an account (S03, row 104, issue 4 item 2)."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest
import pytest_asyncio

from node.inbox.upkeep import works
from node.model.account import Actor
from node.model.draft import Draft
from node.model.subscription import Rhythm, Subscription
from node.outbox.boost import boost
from node.outbox.delete import delete_account, delete_post
from node.outbox.publish import publish
from node.outbox.subscription_letters import LETTER
from node.timelines.mailing import MAILING
from tests.mailbox import Mailbox, open_mailbox, text_of
from tests.web.browser import Browser
from tests.world import World

ERIKA, MAX = "erika@mail.example", "max@mail.example"
BERLIN = ZoneInfo("Europe/Berlin")
FORM, CONFIRM, STOP = "/@rathaus/mail", "/abonnement/bestaetigen", "/abonnement/beenden"


@pytest_asyncio.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[Mailbox]:
    async with open_mailbox(tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture
async def town(another, mailbox: Mailbox) -> AsyncIterator[World]:
    """A node all of whose channels can be had by mail."""
    async with another(mail={**mailbox.settings, "subscriptions": "all"}) as world:
        yield world


@pytest.fixture
async def rathaus(town: World):
    return await town.create("rathaus", display_name="Rathaus Musterhausen")


@pytest.fixture
def browser(town: World) -> Browser:
    return Browser(town)


async def ask(browser: Browser, email: str = ERIKA, **chosen: str):
    await browser.get(FORM)
    return await browser.press("Abonnieren", email=email, **chosen)


async def follow_link(town: World, browser: Browser, mailbox: Mailbox, email: str = ERIKA):
    await town.work()
    await browser.get(mailbox.link(email))
    return await browser.press("Abonnement bestätigen")


async def subscribed(town: World, browser: Browser, mailbox: Mailbox, email: str = ERIKA, **chosen: str):
    """Confirmed; the letter that led there is put away."""
    await ask(browser, email, **chosen)
    await follow_link(town, browser, mailbox, email)
    mailbox.got.clear()


def stop_link(mail) -> str:
    return str(mail["List-Unsubscribe"])[1:-1]


# Asking, and the letter that asks back


async def test_a_subscription_begins_when_the_link_in_the_letter_has_been_followed(town, rathaus, browser, mailbox):
    seen = await ask(browser)
    await town.post(rathaus, "Zu früh.")
    assert "Wir haben Ihnen eine E-Mail mit einem Link geschickt" in seen.page.text
    assert mailbox.subjects(ERIKA) == ["Rathaus Musterhausen: Bitte bestätigen Sie Ihr Abonnement"]

    seen = await follow_link(town, browser, mailbox)
    await town.post(rathaus, "Das Freibad öffnet am 1. Mai.")

    assert "Sie bekommen die Beiträge von Rathaus Musterhausen ab jetzt per E-Mail." in seen.page.text
    assert mailbox.subjects(ERIKA)[1:] == ["Rathaus Musterhausen: Das Freibad öffnet am 1. Mai."]


async def test_a_program_that_looks_at_links_confirms_and_ends_nothing(town, rathaus, browser, mailbox):
    await ask(browser)
    await town.work()
    for _ in range(3):
        assert (await browser.get(mailbox.link(ERIKA))).status == 200
    await town.post(rathaus, "Zu früh.")
    assert len(mailbox.got) == 1

    await follow_link(town, browser, mailbox)
    await town.post(rathaus)
    assert (await browser.get(stop_link(mailbox.got[-1]).removeprefix(town.origin))).status == 200

    assert await town.count("subscriptions") == 1


async def test_nobody_learns_who_has_subscribed(town, rathaus, browser, mailbox):  # T-237
    await subscribed(town, browser, mailbox)

    known = await ask(browser)
    unknown = await ask(browser, MAX)

    assert known.page.html == unknown.page.html
    await town.work()
    assert mailbox.subjects(ERIKA) == mailbox.subjects(MAX)


async def test_asking_again_changes_the_choice_once_it_is_confirmed(town, rathaus, browser, mailbox, clock):
    await subscribed(town, browser, mailbox)

    await town.post(rathaus, "Noch sofort.")
    await ask(browser, rhythmus="daily")
    await follow_link(town, browser, mailbox)
    await town.post(rathaus, "Erst morgen.")

    assert await town.count("subscriptions") == 1
    assert mailbox.subjects(ERIKA) == [
        "Rathaus Musterhausen: Noch sofort.",
        "Rathaus Musterhausen: Bitte bestätigen Sie Ihr Abonnement",
    ]


@pytest.mark.parametrize(
    "email", ["", "kein Postfach", "a@b@c", "x" * 300 + "@mail.example", "a@mail.example\r\nBcc: b@c"]
)
async def test_what_is_no_address_is_refused_in_words(town, rathaus, browser, email):
    seen = await ask(browser, email)

    assert seen.status == 422
    assert "E-Mail-Adresse" in seen.page.text
    assert await town.count("subscriptions") == await town.count("jobs") == 0


async def test_odd_choices_count_as_the_usual_one(town, rathaus, browser):
    seen = await browser.send(FORM, {"email": ERIKA, "rhythmus": "stündlich", "alles": "ja"}, Origin=town.origin)

    assert seen.status == 200
    assert await town.store.read(lambda tx: tx.db.value("SELECT rhythm FROM subscriptions")) == "each"


async def test_nobody_is_buried_under_letters(town, rathaus, browser, mailbox):
    for _ in range(8):
        assert (await ask(browser)).status == 200
    await town.work()

    assert len(mailbox.to(ERIKA)) == 5


async def test_a_visitor_cannot_ask_as_often_as_they_like(another, mailbox):
    limits = {"enabled": True, "subscriptions_per_visitor_per_hour": 2}
    async with another(mail={**mailbox.settings, "subscriptions": "all"}, limits=limits) as town:
        await town.create("rathaus")
        browser = Browser(town)
        for number in range(2):
            assert (await ask(browser, f"n{number}@mail.example")).status == 200

        seen = await ask(browser, MAX)

        assert seen.status == 429
        assert int(seen.headers["Retry-After"]) > 0
        assert await town.count("subscriptions") == 2


async def test_unconfirmed_addresses_are_erased_after_days(town, rathaus, browser, mailbox, clock):
    await ask(browser)
    await town.work()
    link = mailbox.link(ERIKA)
    clock.move(days=3, minutes=1)
    late = await browser.get(link)

    await town.running.schedule.step()

    assert late.status == 410
    assert await town.count("subscriptions") == 0


# Letters


async def test_a_letter_says_what_the_post_says_and_loads_nothing(town, rathaus, browser, mailbox):  # M23
    await subscribed(town, browser, mailbox)

    post = await town.post(rathaus, "Erster Absatz.\n\nZweiter <b>Absatz</b> & mehr.")

    [mail] = mailbox.got
    plain, html = text_of(mail), text_of(mail, "html")
    for text in (" ".join(plain.split()), html):
        assert "Erster Absatz." in text
        assert f"{town.origin}/@rathaus/{post.id}" in text
        assert "weil Sie die Beiträge von Rathaus Musterhausen abonniert haben" in text
        assert stop_link(mail) in text.replace("&amp;", "&")
    assert "<img" not in html
    assert "src=" not in html
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == "<rathaus.here.test>"
    assert mail["To"] == ERIKA


async def test_only_public_posts_that_answer_nobody_are_sent(town, rathaus, browser, mailbox):
    await subscribed(town, browser, mailbox)
    first = await town.post(rathaus, "Öffentlich.")
    await town.post(rathaus, "Antwort.", in_reply_to_id=first.id)
    for visibility in ("unlisted", "followers", "local"):
        await town.post(rathaus, "Nicht für alle.", visibility=visibility)
    alice = await town.create("alice")
    other = await town.post(alice, "Von Alice.")
    await boost(town.node, Actor(rathaus), other.id)
    await town.work()

    assert mailbox.subjects(ERIKA) == ["Rathaus Musterhausen: Öffentlich."]


async def test_who_wants_everything_gets_answers_and_what_is_passed_on(town, rathaus, browser, mailbox):
    await subscribed(town, browser, mailbox, alles="1")
    first = await town.post(rathaus, "Öffentlich.")
    await town.post(rathaus, "Antwort.", in_reply_to_id=first.id)
    alice = await town.create("alice")
    other = await town.post(alice, "Von Alice.")

    await boost(town.node, Actor(rathaus), other.id)
    await town.work()

    assert len(mailbox.got) == 3
    assert mailbox.subjects(ERIKA)[1] == "Rathaus Musterhausen: Antwort."
    assert "Von Alice." in mailbox.last(ERIKA)
    assert f"/@alice/{other.id}" in mailbox.last(ERIKA)


async def test_a_post_in_several_languages_comes_in_the_readers_own(town, rathaus, browser, mailbox):
    await subscribed(town, browser, mailbox)

    await town.post(rathaus, "صباح الخير", language="ar", translations={"de": "Guten Morgen!"})

    assert mailbox.subjects(ERIKA) == ["Rathaus Musterhausen: Guten Morgen!"]
    assert "صباح الخير" not in mailbox.last(ERIKA)


async def test_behind_a_warning_only_the_warning_is_sent(town, rathaus, browser, mailbox):
    await subscribed(town, browser, mailbox)

    await town.post(rathaus, "Das Ende des Films.", summary="Verrät etwas")

    assert mailbox.subjects(ERIKA) == ["Rathaus Musterhausen: Verrät etwas"]
    assert "Das Ende des Films." not in mailbox.last(ERIKA)
    assert "Das Ende des Films." not in text_of(mailbox.got[0], "html")


async def test_a_post_that_is_deleted_before_its_letter_leaves_is_not_sent(town, rathaus, browser, mailbox):
    await subscribed(town, browser, mailbox)
    post = await publish(town.node, Actor(rathaus), Draft(text="Ein Irrtum."))

    await delete_post(town.node, Actor(rathaus), post.id)
    await town.work()

    assert mailbox.got == []


async def test_the_days_overview_comes_once_and_only_when_there_is_news(town, rathaus, browser, mailbox, clock):
    await subscribed(town, browser, mailbox, rhythmus="daily")
    await town.post(rathaus, "Eins.")
    clock.move(minutes=5)
    await town.post(rathaus, "Zwei.")
    assert mailbox.got == []

    for _ in range(3):
        clock.move(days=1)
        await town.running.schedule.step()
        await town.work()

    assert mailbox.subjects(ERIKA) == ["Rathaus Musterhausen: Neues vom Tag"]
    assert "Eins." in mailbox.last(ERIKA)
    assert "Zwei." in mailbox.last(ERIKA)
    assert mailbox.got[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


async def test_the_weeks_overview_comes_on_monday(town, rathaus, browser, mailbox, clock):
    await subscribed(town, browser, mailbox, rhythmus="weekly")
    await town.post(rathaus, "Diese Woche.")

    came: list[datetime] = []
    for _ in range(14 * 24):
        clock.move(hours=1)
        await town.running.schedule.step()
        await town.work()
        came += [clock().astimezone(BERLIN)] * (len(mailbox.got) - len(came))

    assert mailbox.subjects(ERIKA) == ["Rathaus Musterhausen: Neues der Woche"]
    assert [(at.weekday(), at.hour) for at in came] == [(0, 7)]


# One letter for each post and subscriber


async def test_however_many_subscribe_each_gets_one_letter(town, rathaus, browser, mailbox):
    for number in range(230):
        await town.store.write(_confirmed, town.node.ids.new(), rathaus.id, f"n{number}@mail.example")

    await town.post(rathaus, "An alle.")

    assert sorted(str(mail["To"]) for mail in mailbox.got) == sorted(f"n{n}@mail.example" for n in range(230))


async def test_work_that_is_done_again_after_a_crash_sends_nothing_twice(town, rathaus, browser, mailbox):
    await subscribed(town, browser, mailbox)
    post = await town.post(rathaus, "Einmal.")

    for _ in range(3):
        await works(town.node)[MAILING]({"post": str(post.id), "after": "0"})
    await town.work()

    assert len(mailbox.got) == 1


async def test_a_letter_whose_end_was_not_noted_has_the_same_number_again(town, rathaus, browser, mailbox):
    await subscribed(town, browser, mailbox)
    post = await town.post(rathaus, "Einmal.")

    number = await town.store.read(lambda tx: tx.db.value("SELECT id FROM subscriptions"))
    await works(town.node)[LETTER]({"subscription": str(number), "post": str(post.id)})

    assert len({str(mail["Message-ID"]) for mail in mailbox.got}) == 1


async def test_a_mail_server_that_is_busy_gets_the_letter_later(town, rathaus, browser, mailbox, clock):
    await subscribed(town, browser, mailbox)
    mailbox.answers.append(f"RCPT 451 {ERIKA} bitte warten")
    await town.post(rathaus, "Mit Geduld.")
    kept = await town.store.read(lambda tx: tx.db.rows("SELECT last_error FROM jobs"))

    clock.move(hours=1)
    await town.work()

    assert mailbox.subjects(ERIKA) == ["Rathaus Musterhausen: Mit Geduld."]
    assert all(ERIKA not in (row["last_error"] or "") for row in kept)


# How it ends


@pytest.mark.parametrize("is_multipart", [True, False])
async def test_one_press_in_a_mail_program_ends_it(town, rathaus, browser, mailbox, is_multipart):  # RFC 8058
    def press():
        pressed = aiohttp.FormData({"List-Unsubscribe": "One-Click"}, default_to_multipart=is_multipart)
        return town.session.post(stop_link(mailbox.got[0]), data=pressed)

    await subscribed(town, browser, mailbox)
    await town.post(rathaus)

    answer, again = await press(), await press()
    await town.post(rathaus)

    assert (answer.status, again.status) == (200, 410)
    assert len(mailbox.got) == 1
    assert await town.count("subscriptions") == await town.count("subscription_letters") == 0


async def test_the_link_in_a_letter_leads_to_a_page_that_asks(town, rathaus, browser, mailbox):
    await subscribed(town, browser, mailbox)
    await town.post(rathaus)

    await browser.get(stop_link(mailbox.got[0]).removeprefix(town.origin))
    assert ERIKA in browser.page.text
    seen = await browser.press("Abonnement beenden")

    assert "Ihre Adresse ist gelöscht." in seen.page.text
    assert seen.page.links["Zur Startseite"] == "/"
    assert await town.count("subscriptions") == 0


@pytest.mark.parametrize("code", ["", "1", "1-", "x-y", "-", "9" * 30 + "-0", "٣-a", "1-" + "0" * 32, "ä-ö"])
async def test_links_nobody_gave_out_end_nothing(town, rathaus, browser, mailbox, code):
    await subscribed(town, browser, mailbox)

    for path in (CONFIRM, STOP):
        assert (await browser.get(f"{path}?code={code}")).status == 410
        assert (await browser.send(path, {"code": code}, Origin=town.origin)).status == 410

    assert await town.count("subscriptions") == 1


async def test_a_mailbox_that_is_gone_ends_it_after_a_few_letters(town, rathaus, browser, mailbox):
    await subscribed(town, browser, mailbox)

    for number in range(3):
        assert await town.count("subscriptions") == 1
        mailbox.answers.append("RCPT 550 gibt es nicht")
        await town.post(rathaus, f"Beitrag {number}")

    assert await town.count("subscriptions") == await town.count("jobs") == 0


async def test_a_mailbox_that_comes_back_keeps_it(town, rathaus, browser, mailbox):
    await subscribed(town, browser, mailbox)
    for number in range(6):
        if number % 3:
            mailbox.answers.append("RCPT 550 gibt es nicht")
        await town.post(rathaus, f"Beitrag {number}")

    assert await town.count("subscriptions") == 1
    assert len(mailbox.got) == 2


async def test_a_refusal_of_the_letter_itself_ends_no_subscription(town, rathaus, browser, mailbox):
    await subscribed(town, browser, mailbox)
    for number in range(4):
        mailbox.answers.append(f"554 {ERIKA} das sieht nach Werbung aus")
        await town.post(rathaus, f"Beitrag {number}")

    kept = await town.store.read(lambda tx: tx.db.rows("SELECT last_error FROM jobs"))

    assert await town.count("subscriptions") == 1
    assert all(ERIKA not in (row["last_error"] or "") for row in kept)


async def test_addresses_go_with_the_channel(town, rathaus, browser, mailbox):
    await subscribed(town, browser, mailbox)
    await ask(browser, MAX)

    await delete_account(town.node, Actor(rathaus))

    assert await town.count("subscriptions") == 0


# Who offers it


async def test_a_channel_of_an_organisation_offers_it_others_do_not(another, mailbox):
    stellen = [{"key": "stadt", "name": "Stadt Musterhausen", "channels": ["rathaus"]}]
    async with another(mail=mailbox.settings, organizations=stellen) as town:
        await town.create("rathaus")
        await town.create("alice")
        browser = Browser(town)

        assert (await browser.get(FORM)).status == 200
        assert FORM in (await browser.get("/@rathaus")).page.links.values()
        assert (await browser.get("/@alice/mail")).status == 404
        assert "/@alice/mail" not in (await browser.get("/@alice")).page.links.values()
        assert (await browser.send("/@alice/mail", {"email": ERIKA}, Origin=town.origin)).status == 404


@pytest.mark.parametrize("mail", [{"backend": "none"}, {"subscriptions": "off"}])
async def test_it_can_be_off(another, mailbox, mail):
    async with another(mail={**mailbox.settings, "subscriptions": "all", **mail}) as town:
        await town.create("rathaus")

        assert (await Browser(town).get(FORM)).status == 404


async def test_when_it_is_switched_off_no_letter_leaves_any_more(another, mailbox):
    async with another(mail={**mailbox.settings, "subscriptions": "all"}) as town:
        rathaus, browser = await town.create("rathaus"), Browser(town)
        await subscribed(town, browser, mailbox)
        await publish(town.node, Actor(rathaus), Draft(text="Unterwegs."))
        object.__setattr__(town.node.addresses, "letters_of", frozenset)

        await town.work()

        assert mailbox.got == []


@pytest.mark.parametrize("name", ["niemand", "RATHAUS", "x" * 500])
async def test_nobody_else_has_such_a_page(town, rathaus, browser, name):
    assert (await browser.get(f"/@{name}/mail")).status == 404


async def test_the_form_and_the_letters_speak_english_too(town, rathaus, mailbox):
    browser = Browser(town, language="en")
    await browser.get(FORM)
    await browser.press("Subscribe", email=ERIKA)
    await town.work()

    assert mailbox.subjects(ERIKA) == ["Rathaus Musterhausen: please confirm your subscription"]
    await browser.get(mailbox.link(ERIKA))
    seen = await browser.press("Confirm the subscription")
    assert "From now on you get the posts of Rathaus Musterhausen by e-mail." in seen.page.text


async def _confirmed(tx, number: int, account_id: int, email: str) -> None:
    made = Subscription(
        id=number,
        account_id=account_id,
        email=email,
        language="de",
        rhythm=Rhythm.EACH,
        everything=False,
        created_at=tx.now,
    )
    await tx.subscriptions.add(made)
    await tx.subscriptions.confirm(made, now=tx.now, due_at=None, told_id=0)
