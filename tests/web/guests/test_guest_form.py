"""Where guests answer, and what the form refuses (A11)."""

import pytest

from node.model.post import Policy
from node.outbox.guests import approve
from tests.web.browser import Browser
from tests.web.guests.story import GUEST, ORGANIZATIONS, TEXT, by, newest, replies, send_off, write

# Where guests answer


async def test_without_mail_there_are_no_guests(make_node):
    node = await make_node(organizations=ORGANIZATIONS)
    post = await node.post(await node.create("rathaus"), "Hallo.")
    browser = Browser(node)

    await browser.get(f"/@rathaus/{post.id}")

    assert "Ohne Konto antworten" not in browser.page.links
    assert (await browser.get(f"/beitrag/{post.id}/gastantwort")).status == 403


@pytest.mark.parametrize(
    ("settings", "welcome"),
    [
        ({}, {"rathaus"}),
        ({"replies": "off"}, set()),
        ({"replies": "all"}, {"rathaus", "verein"}),
        ({"replies": "all", "channels": ["verein"]}, {"verein"}),
        ({"channels": ["verein"]}, set()),
    ],
)
async def test_the_operator_says_where(make_node, mailbox, settings, welcome):
    node = await make_node(mail=mailbox.settings, organizations=ORGANIZATIONS, guests=settings)
    browser, found = Browser(node), set()
    for name in ("rathaus", "verein"):
        post = await node.post(await node.create(name), "Hallo.")
        await browser.get(f"/@{name}/{post.id}")
        if "Ohne Konto antworten" in browser.page.links:
            found.add(name)
        status = (await browser.get(f"/beitrag/{post.id}/gastantwort")).status
        assert status == (200 if name in welcome else 403)

    assert found == welcome


async def test_what_not_everybody_may_read_or_answer_is_not_for_guests(town, guest, rathaus, post, bob):
    private = await town.post(rathaus, "Nur für uns.", visibility="followers")
    closed = await town.post(rathaus, "Keine Antworten bitte.", policy=Policy(can_reply=(rathaus.followers_uri,)))
    reply = bob.reply(post.uri, "Aha.")
    await bob.deliver(reply, town)
    await town.work()
    foreign = await town.find_post(reply["object"]["id"])

    assert (await guest.get(f"/beitrag/{private.id}/gastantwort")).status == 404
    assert (await guest.get(f"/beitrag/{closed.id}/gastantwort")).status == 403
    assert (await guest.get(f"/beitrag/{foreign.id}/gastantwort")).status == 403
    assert (await guest.get("/beitrag/99/gastantwort")).status == 404


# What is refused


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "Bitte geben Sie einen Namen an."),
        ({"name": "x" * 51}, "höchstens 50 Zeichen"),
        ({"name": "rathaus"}, "sieht aus wie der eines Kanals"),
        ({"name": "RATHAUS"}, "sieht aus wie der eines Kanals"),
        ({"name": "Rathaus-Musterhausen"}, "sieht aus wie der eines Kanals"),
        ({"name": "Rаthаus Musterhausen"}, "sieht aus wie der eines Kanals"),  # Cyrillic a: that is the point
        ({"name": "R4thaus Musterhau5en (Presse)"}, "sieht aus wie der eines Kanals"),
        ({"name": "Stadt Musterhausen"}, "sieht aus wie der eines Kanals"),
        ({"name": "Moderation"}, "sieht aus wie der eines Kanals"),
        ({"name": "@rathaus@here.test"}, "keine Adresse"),
        ({"name": "https://stadt.example"}, "keine Adresse"),
        ({"name": "12345"}, "hat Buchstaben"),
        ({"email": ""}, "Bitte geben Sie eine E-Mail-Adresse ein."),
        ({"email": "erika"}, "keine E-Mail-Adresse"),
        ({"email": "a@b.test, c@d.test"}, "keine E-Mail-Adresse"),
        ({"email": "a@b.test\r\nBcc: c@d.test"}, "keine E-Mail-Adresse"),
        ({"text": ""}, "Bitte schreiben Sie etwas."),
        ({"text": "   \n "}, "Bitte schreiben Sie etwas."),
        ({"text": "x" * 1_001}, "höchstens 1000 Zeichen"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_typed_is_lost(town, guest, post, typed, words):  # T-244, T-243
    seen = await write(guest, post, **typed)

    assert seen.status == 422
    assert words in seen.page.text.replace("1.000", "1000")
    form = dict(seen.page.form_with("Link zur Bestätigung schicken")[0].fields)
    assert "text" in typed or form["text"] == TEXT
    assert await replies(town) == []


async def test_a_name_may_be_invented(town, guest, post):
    for name in ("Rathausplatz", "Ein Nachbar", "Зоя", "名無し", "Müllers Kuh", "x👍"):
        assert (await write(guest, post, name=name, text=f"Von {name}.", email=f"a{len(name)}@post.test")).status == 200


async def test_markup_and_handles_in_an_answer_are_words(town, mailbox, guest, post, bob):
    await send_off(
        guest, town, mailbox, post, name="<b>E</b>rika", text=f"<script>x</script> @bob@{bob.origin[7:]} #Bus"
    )

    published = await approve(town.node, by(town), await newest(town))
    await town.work()

    assert "<script" not in published.content
    assert "&lt;script&gt;" in published.content
    assert "mention" not in published.content
    assert bob.received("Create") == []


async def test_the_same_address_gets_no_more_letters_than_it_may(town, mailbox, guest, post):
    for number in range(6):
        seen = await write(guest, post, text=f"Antwort {number}")
        assert (seen.status, "Postfach" in seen.page.text) == (200, True)  # whoever asks learns nothing
    await town.work()

    assert len(mailbox.to(GUEST)) == 3
    assert await town.count("guest_replies") == 3


async def test_the_form_sent_twice_is_one_answer(town, mailbox, guest, post):
    for _ in range(2):
        await write(guest, post)
    await town.work()

    assert len(mailbox.to(GUEST)) == 1


async def test_an_address_that_is_blocked_gets_no_letter_and_nobody_learns_it(town, mailbox, guest, post):
    await town.store.write(lambda tx: tx.barriers.add_email_host("post.test"))

    seen = await write(guest, post)
    await town.work()

    assert (seen.status, mailbox.got) == (200, [])
    assert "Postfach" in seen.page.text


async def test_one_network_answers_so_often_and_no_more(another, mailbox):
    settings = {"replies": "all", "replies_per_address_per_hour": 2}
    async with another(mail=mailbox.settings, guests=settings, limits={"enabled": True}) as town:
        guest = Browser(town)
        post = await town.post(await town.create("rathaus"), "Hallo.")

        statuses = [(await write(guest, post, email=f"a{n}@post.test")).status for n in range(4)]

        assert statuses == [200, 200, 429, 429]
        assert int(guest.seen.headers["Retry-After"]) > 60
        assert dict(guest.page.form_with("Link zur Bestätigung schicken")[0].fields)["text"] == TEXT
