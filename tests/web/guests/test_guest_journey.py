"""Somebody without an account answers a post: from the form to the thread, and gone again (A11, C3)."""

import asyncio

from node.federation.keys import load_public
from node.inbox.upkeep import duties
from node.outbox.guest_account import guest_account
from node.outbox.guests import approve
from tests.remote import really_signed
from tests.web.browser import Browser
from tests.web.guests.story import GUEST, TEXT, by, moderator, newest, replies, send_off


async def test_a_guest_answers_from_the_form_to_the_thread(town, mailbox, guest, rathaus, post, bob):
    await bob.deliver(bob.follow(rathaus), rathaus)
    await town.work()
    await guest.get(f"/@rathaus/{post.id}")
    form = await guest.get(guest.page.links["Ohne Konto antworten"])
    sent = await guest.press("Link zur Bestätigung schicken", typed={"name": "Erika M."}, adresse=GUEST, text=TEXT)
    await town.work()
    asked = await guest.get(mailbox.link(GUEST))
    waiting = await guest.press("Ja, Antwort absenden")
    desk = await moderator(town)
    listed = await desk.get("/gaeste")
    approved = await desk.press("Veröffentlichen")
    await town.work()

    thread = await Browser(town).get(f"/@rathaus/{post.id}")
    [said] = (await town.json("/open/v1/channels/rathaus/rueckkanal", accept="application/json"))["items"]
    feed = await town.get(f"/@rathaus/{post.id}/antworten.atom", accept="*/*")

    assert (said["author"]["name"], said["author"]["guest"], said["license"]) == ("Erika M.", True, None)
    assert ("<name>Erika M.</name>" in await feed.text(), "license" in (await feed.text()).partition("<entry>")[2]) == (
        True,
        False,
    )
    assert "Der Fahrplan ändert sich." in form.page.text
    assert "IP-Adresse speichern wir nicht" in form.page.text
    assert (sent.status, "Bitte sehen Sie in Ihr Postfach" in sent.page.text) == (200, True)
    assert "Kommt der Bus" in asked.page.text
    assert "Ihre Antwort wird geprüft" in waiting.page.text
    assert "Erika M. (Gast)" in listed.page.text
    assert "Die Antwort ist veröffentlicht." in approved.page.text
    assert "Erika M. (Gast, ohne Konto): Kommt der Bus dann auch sonntags?" in thread.page.text
    assert guest.cookies == {}
    assert bob.received("Create")[-1]["object"]["inReplyTo"] == post.uri


async def test_what_is_published_reaches_those_who_follow_and_so_does_its_end(
    town, mailbox, guest, rathaus, post, bob, clock
):
    await bob.deliver(bob.follow(rathaus), rathaus)
    await town.work()
    link = await send_off(guest, town, mailbox, post)
    published = await approve(town.node, by(town), await newest(town))
    await town.work()
    then = clock()
    clock.move(days=20)  # the deliveries of the Create are forgotten by now
    await duties(town.node)["tidy"][1]()
    await guest.get(link)
    deleted = await guest.press("Antwort löschen")
    await town.work()

    [created] = [each for each in bob.sent_to() if each.json["type"] == "Create"]
    [gone] = [each for each in bob.sent_to() if each.json["type"] == "Delete"]

    note = created.json["object"]
    actor = await town.json(note["attributedTo"])
    key = load_public(actor["publicKey"]["publicKeyPem"])
    assert (actor["type"], actor["preferredUsername"]) == ("Service", "gast")
    assert note["content"] == (
        "<p><strong>Erika M. (Gast, ohne Konto):</strong></p><p>Kommt der Bus dann auch sonntags?</p>"
        "<p>Danke &amp; Gruß, E.</p>"
    )
    assert note["id"] == published.uri
    assert rathaus.uri in note["cc"]
    assert "automated" not in note
    assert await really_signed(created, key, now=then)
    assert await really_signed(gone, key, now=clock())
    assert gone.json["object"]["id"] == published.uri
    assert "Ihre Antwort ist gelöscht" in deleted.page.text
    assert deleted.page.links["Zur Startseite"] == "/"
    assert (await town.get(published.uri)).status == 410
    assert await replies(town) == []


async def test_the_account_that_speaks_for_guests_says_so(town, mailbox, guest, post):
    await send_off(guest, town, mailbox, post)
    await approve(town.node, by(town), await newest(town))

    profile = await guest.get("/@gast")
    actor = await town.json("/users/gast")

    assert "Antworten von Menschen ohne eigenes Konto" in profile.page.text
    assert "Gast (ohne Konto)" in profile.page.text
    assert (actor["discoverable"], actor["indexable"]) == (False, False)


async def test_two_who_need_that_account_at_once_get_the_same_one(town):
    first, second = await asyncio.gather(guest_account(town.node), guest_account(town.node))

    assert first.id == second.id == (await guest_account(town.node)).id
    assert await town.store.read(lambda tx: tx.accounts.count_local()) == 1


async def test_a_name_that_is_somebodys_is_left_to_them(town, mailbox, guest, post):
    await town.create("gast", display_name="Gasthaus zur Post")
    await send_off(guest, town, mailbox, post)

    published = await approve(town.node, by(town), await newest(town))

    assert published.uri.startswith(f"{town.origin}/users/gaeste/")


async def test_an_answer_to_an_answer_reaches_whom_that_one_was_for(town, mailbox, guest, rathaus, post, bob):
    question = bob.note("Und der Bus?", inReplyTo=post.uri)
    await bob.deliver(bob.create(question), town)
    await town.work()
    stored = await town.find_post(question["id"])
    answer = await town.post(rathaus, "Der auch.", in_reply_to_id=stored.id)
    await send_off(guest, town, mailbox, answer)

    await approve(town.node, by(town), await newest(town))
    await town.work()

    assert "Erika M." in bob.received("Create")[-1]["object"]["content"]
