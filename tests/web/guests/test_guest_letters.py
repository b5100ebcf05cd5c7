"""What letters tell a guest and who looks after a channel, and what their links do (A11, T-237)."""

import re

import pytest

from node.inbox.upkeep import duties
from node.outbox.accounts import create_login
from node.outbox.guests import approve
from tests.mailbox import text_of
from tests.web.browser import Browser
from tests.web.guests.story import GUEST, by, moderator, newest, replies, send_off, write

# Letters


async def test_the_letter_carries_a_link_and_not_a_word_of_what_was_typed(town, mailbox, guest, post):  # T-182
    await write(guest, post, name="Kauf jetzt", text="Gewinnen Sie unter https://spam.example/")
    await town.work()

    [letter] = mailbox.got
    whole = mailbox.last(GUEST) + text_of(letter, "html") + str(letter["Subject"])
    assert "spam.example" not in whole
    assert "Kauf jetzt" not in whole
    assert f"{town.origin}/gastantwort?code=" in whole
    assert letter["Subject"] == "Musterhausen: Bitte bestätigen Sie Ihre Antwort"


async def test_whoever_is_published_is_told_where(town, mailbox, guest, post):
    await send_off(guest, town, mailbox, post)
    published = await approve(town.node, by(town), await newest(town))
    await town.work()

    assert mailbox.subjects(GUEST)[-1] == "Musterhausen: Ihre Antwort ist veröffentlicht"
    assert published.url in mailbox.last(GUEST)
    code = re.search(r"/gastantwort\?code=\S+", mailbox.last(GUEST))[0]
    assert "Ihre Antwort ist veröffentlicht" in (await guest.get(code)).page.text


async def test_whoever_is_not_published_is_told_why(town, mailbox, guest, post):
    link = await send_off(guest, town, mailbox, post)
    desk = await moderator(town)
    await desk.get("/gaeste")

    empty = await desk.press("Mit dieser Begründung ablehnen")
    done = await desk.press("Mit dieser Begründung ablehnen", grund="Werbung, Regel 3.")
    await town.work()
    state = await guest.get(link)

    assert (empty.status, "Bitte nennen Sie einen Grund" in empty.page.text) == (422, True)
    assert "Der Gast erfährt die Begründung." in done.page.text
    assert mailbox.subjects(GUEST)[-1] == "Musterhausen: Ihre Antwort ist nicht veröffentlicht"
    assert "Werbung, Regel 3." in mailbox.last(GUEST)
    assert "Ihre Antwort ist nicht veröffentlicht" in state.page.text
    assert "Werbung, Regel 3." in state.page.text
    assert await town.count("posts") == 1


async def test_letters_are_in_the_language_of_the_form(town, mailbox, post):
    guest = Browser(town, language="en")
    await guest.get(f"/beitrag/{post.id}/gastantwort")
    await guest.press("Send the link to confirm", typed={"name": "Erika"}, adresse=GUEST, text="Why?")
    await town.work()

    assert mailbox.subjects(GUEST) == ["Musterhausen: please confirm your reply"]
    await guest.get(mailbox.link(GUEST))
    assert "Your reply is being checked" in (await guest.press("Yes, send the reply")).page.text
    published = await approve(town.node, by(town), await newest(town))
    assert "Erika (guest, no account):" in published.content


async def test_those_who_act_for_the_channel_hear_that_something_waits(town, mailbox, guest, rathaus, post, clock):
    await create_login(town.node, rathaus, email="ratsfrau@here.test", password_hash=None)
    await send_off(guest, town, mailbox, post)
    await send_off(guest, town, mailbox, post, text="Und samstags?")
    before = mailbox.subjects("ratsfrau@here.test")

    clock.move(minutes=20)
    await town.work()

    assert before == []
    assert mailbox.subjects("ratsfrau@here.test") == ["Musterhausen: Antworten von Gästen warten"]
    assert "2 Antworten ohne Konto an Rathaus Musterhausen" in mailbox.last("ratsfrau@here.test")
    assert "samstags" not in mailbox.last("ratsfrau@here.test")


async def test_an_address_nobody_takes_does_not_stay_among_the_failed_jobs(town, mailbox, guest, post):
    mailbox.answers = [f"RCPT 550 5.1.1 <{GUEST}> no such person"]
    await write(guest, post)

    await town.work()

    [job] = await town.store.read(lambda tx: tx.db.rows("SELECT * FROM jobs"))
    assert job["state"] == "refused"
    assert GUEST not in str(dict(job))


# Links


async def test_looking_uses_nothing_up_and_confirming_twice_is_once(town, mailbox, guest, post):
    await write(guest, post)
    await town.work()
    link = mailbox.link(GUEST)
    for _ in range(3):
        assert "Antwort absenden?" in (await guest.get(link)).page.text

    first = await guest.press("Ja, Antwort absenden")
    second = await guest.send(
        "/gastantwort", {"code": link.partition("code=")[2], "tun": "absenden"}, Origin=town.origin
    )

    assert "Ihre Antwort wird geprüft" in first.page.text
    assert "Ihre Antwort wird geprüft" in second.page.text
    assert [each["state"] for each in await replies(town)] == ["waiting"]


async def test_a_link_that_was_not_followed_in_time_is_worth_nothing(town, mailbox, guest, post, clock):
    await write(guest, post)
    await town.work()
    link = mailbox.link(GUEST)

    clock.move(hours=49)
    seen = await guest.get(link)
    late = await guest.send("/gastantwort", {"code": link.partition("code=")[2], "tun": "absenden"}, Origin=town.origin)
    await duties(town.node)["guests"][1]()

    assert (seen.status, late.status) == (410, 410)
    assert await replies(town) == []
    assert await town.count("guest_links") == 0


async def test_secrets_are_stored_as_hashes_and_never_queued(town, mailbox, guest, post):  # T-237
    await write(guest, post)
    queued = await town.store.read(lambda tx: tx.db.rows("SELECT args FROM jobs"))
    await town.work()
    code = mailbox.link(GUEST).partition("code=")[2]

    [link] = await town.store.read(lambda tx: tx.db.rows("SELECT * FROM guest_links"))

    assert len(code) == 43
    assert code not in str(dict(link))
    assert queued[0]["args"] == f'{{"reply":"{link["reply_id"]}"}}'


@pytest.mark.parametrize("code", ["", "x", "ä" * 43, "%00", "A" * 43])
async def test_a_guessed_link_leads_nowhere(town, guest, code):
    assert (await guest.get(f"/gastantwort?code={code}")).status in {400, 410}
    assert (await guest.send("/gastantwort", {"code": code, "tun": "loeschen"}, Origin=town.origin)).status == 410


async def test_a_foreign_page_presses_no_button(town, mailbox, guest, post):  # T-239
    await write(guest, post)
    await town.work()
    code = mailbox.link(GUEST).partition("code=")[2]

    for tun in ("absenden", "loeschen"):
        seen = await guest.send("/gastantwort", {"code": code, "tun": tun}, Origin="https://evil.test")
        assert seen.status == 403
    form = await guest.send(
        f"/beitrag/{post.id}/gastantwort", {"name": "X", "adresse": GUEST, "text": "y"}, Origin="https://evil.test"
    )

    assert form.status == 403
    assert [each["state"] for each in await replies(town)] == ["unconfirmed"]


async def test_a_guest_takes_it_back_before_anybody_read_it(town, mailbox, guest, post):
    link = await send_off(guest, town, mailbox, post)
    await guest.get(link)
    await guest.press("Antwort löschen")

    assert await replies(town) == []
    assert (await guest.get(link)).status == 410
