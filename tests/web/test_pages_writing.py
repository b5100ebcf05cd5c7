"""What people who are logged in do on the pages."""

import re
from dataclasses import replace

import pytest

from node.model.account import Actor
from node.model.visibility import Visibility
from node.outbox.follow import follow
from tests.web.browser import Browser, person


@pytest.fixture
async def browser(node, alice) -> Browser:
    await person(node, alice)
    opened = Browser(node)
    await opened.log_in("alice@here.test")
    return opened


@pytest.fixture
async def carl(node):
    return await node.create("carl", display_name="Carl")


async def test_a_post_is_written_and_shown(node, browser):
    await browser.get("/verfassen")

    seen = await browser.press("Als alice veröffentlichen", text="Guten Morgen, #Musterhausen!", sichtbar="public")

    assert "Ihr Beitrag ist veröffentlicht." in seen.page.text
    assert "Guten Morgen, #Musterhausen!" in seen.page.text
    assert seen.path.startswith("/@alice/")


async def test_nothing_typed_is_lost(node, browser):
    await browser.get("/verfassen")
    text = "ä" * 5001

    seen = await browser.press(
        "Als alice veröffentlichen",
        text=text,
        hinweis="Vorsicht",
        sichtbar="followers",
        sprache="fr",
        form="markdown",
        antwort=["Ja", "Ja", "", "", "", ""],
        ende="14",
        mehrere="1",
    )

    assert seen.status == 422
    assert "Der Text ist um 1 Zeichen zu lang." in seen.page.text
    assert "Eine Umfrage braucht mindestens zwei verschiedene Antworten." in seen.page.text
    form, _ = seen.page.form_with("Als alice veröffentlichen")
    kept = [each for each in form.fields if each[0] != "marke" and not re.search(r"-datei-\d", each[0])]
    assert kept == [
        ("text", text),
        ("leicht", ""),
        ("sichtbar", "followers"),
        ("sprache", "fr"),
        ("form", "markdown"),
        ("ki", "none"),
        ("hinweis", "Vorsicht"),
        *[(name, "") for name in ("titel", "beginn", "beginn-zeit", "schluss", "schluss-zeit", "plaetze", "online")],
        *[(name, "") for name in ("ort", "anschrift", "lage")],
        *[("antwort", each) for each in ("Ja", "Ja", "", "", "", "")],
        ("mehrere", "1"),
        ("ende", "14"),
        ("zeitpunkt", ""),
    ]
    assert await node.count("posts") == 0


async def test_text_begins_where_it_was_typed(browser):
    """A browser drops the first line break in a textarea: ours is there for that."""
    await browser.get("/verfassen")

    seen = await browser.press("Vorschau", text="\nZweite Zeile")

    form, _ = seen.page.form_with("Vorschau")
    assert dict(form.fields)["text"] == "\nZweite Zeile"


async def test_the_preview_publishes_nothing(node, browser):
    await browser.get("/verfassen")

    seen = await browser.press("Vorschau", text="**Fett** für @alice", form="markdown")

    assert "<strong>Fett</strong>" in seen.page.html
    assert "@alice" in seen.page.links
    assert await node.count("posts") == 0


async def test_who_was_logged_out_while_writing_gets_the_text_back(node, browser):
    await browser.get("/verfassen")
    await node.store.write(lambda tx: tx.db.run("DELETE FROM sessions"))

    seen = await browser.press("Als alice veröffentlichen", text="Lange <Überlegung>")

    assert seen.status == 401
    assert "Lange &lt;Überlegung&gt;" in seen.page.html
    assert "Ihre Anmeldung ist abgelaufen." in seen.page.text


async def test_whoever_logged_in_anew_elsewhere_while_writing_gets_the_text_back(node, browser):
    await browser.get("/verfassen")

    seen = await browser.press("Als alice veröffentlichen", text="Lange <Überlegung>", marke="von vorhin")

    assert seen.status == 403
    assert "Lange &lt;Überlegung&gt;" in seen.page.html
    assert "Er ist nicht angekommen." in seen.page.text
    assert await node.count("posts") == 0


async def test_a_page_elsewhere_cannot_have_its_text_shown_here(browser):
    await browser.get("/verfassen")

    seen = await browser.send(
        "/verfassen",
        {"text": "Ihr Konto ist gesperrt."},
        **{"Origin": "https://evil.test", "Sec-Fetch-Site": "cross-site"},
    )

    assert seen.status == 403
    assert "Ihr Konto ist gesperrt." not in seen.page.html


async def test_an_answer_names_whom_it_is_for_and_is_no_wider(node, browser, alice, carl):
    await follow(node.node, Actor(alice), carl.id)
    question = await node.post(carl, "Wer kommt?", visibility=Visibility.FOLLOWERS)

    await browser.get(f"/@carl/{question.id}")
    await browser.get(browser.page.links["Antworten"])
    form, _ = browser.page.form_with("Als alice veröffentlichen")
    assert ("text", "@carl ") in form.fields
    assert ("sichtbar", "followers") in form.fields
    seen = await browser.press("Als alice veröffentlichen", text="@carl Ich.")

    assert "Antwort an Carl" in seen.page.text
    assert "Wer kommt?" in seen.page.text


async def test_an_answer_to_what_was_deleted_meanwhile_is_not_lost(node, browser, carl):
    from node.outbox.delete import delete_post

    question = await node.post(carl, "Wer kommt?")
    await browser.get(f"/verfassen?antwort_auf={question.id}")
    await delete_post(node.node, Actor(carl), question.id)

    seen = await browser.press("Als alice veröffentlichen", text="Ich.")
    assert "gibt es nicht mehr" in seen.page.text
    seen = await browser.press("Als alice veröffentlichen")

    assert "Ihr Beitrag ist veröffentlicht." in seen.page.text
    assert "Ich." in seen.page.text


async def test_a_post_is_changed_and_its_poll_stays(node, browser):
    await browser.get("/verfassen")
    seen = await browser.press(
        "Als alice veröffentlichen", text="Was zuerst?", antwort=["Bäume", "Radwege"], geheim="1"
    )
    assert "Bäume" in seen.page.text
    hidden = "Das Ergebnis ist zu sehen, wenn die Umfrage beendet ist."
    assert hidden in seen.page.text

    await browser.get(seen.page.links["Bearbeiten"])
    form, _ = browser.page.form_with("Änderung als alice veröffentlichen")
    assert ("text", "Was zuerst?") in form.fields
    seen = await browser.press("Änderung als alice veröffentlichen", text="Was soll zuerst kommen?")

    assert "Ihre Änderung ist veröffentlicht." in seen.page.text
    assert "Was soll zuerst kommen?" in seen.page.text
    assert "Radwege" in seen.page.text


async def test_a_post_is_deleted_after_a_question(node, browser, alice):
    post = await node.post(alice, "Ein Versehen.")

    await browser.get(f"/@alice/{post.id}")
    await browser.get(browser.page.links["Löschen"])
    assert "Diesen Beitrag endgültig löschen?" in browser.page.text
    seen = await browser.press("Endgültig löschen")

    assert "Ihr Beitrag ist gelöscht." in seen.page.text
    assert await node.find_post(post.uri) is None


async def test_posts_of_others_cannot_be_changed_or_deleted(node, browser, carl):
    post = await node.post(carl)
    await browser.get("/verfassen")
    token = dict(browser.page.form_with("Vorschau")[0].fields)["marke"]

    for act in ("aendern", "loeschen"):
        assert (await browser.get(f"/beitrag/{post.id}/{act}")).status == 403
        seen = await browser.send(f"/beitrag/{post.id}/{act}", {"marke": token, "text": "Ha!"}, Origin=node.origin)
        assert seen.status == 403
    assert await node.find_post(post.uri) is not None


async def test_liking_and_sharing_can_be_taken_back(node, browser, carl):
    post = await node.post(carl, "Gut.")
    await browser.get(f"/@carl/{post.id}")

    await browser.press("Beitrag von Carl: gefällt mir")
    seen = await browser.press("Beitrag von Carl teilen")
    assert "Einmal geteilt, gefällt einer Person" in seen.page.text

    await browser.press("Beitrag von Carl: gefällt mir nicht mehr")
    seen = await browser.press("Beitrag von Carl nicht mehr teilen")
    assert "Einmal geteilt" not in seen.page.text
    assert seen.path == f"/@carl/{post.id}#beitrag-{post.id}"


async def test_a_vote_is_counted_once(node, browser, carl, clock):
    from datetime import timedelta

    poll = await node.post(carl, "Was zuerst?", options=("Bäume", "Radwege"), closes_at=clock.now + timedelta(days=1))
    before = await browser.get(f"/@carl/{poll.id}")
    assert "Nicht repräsentativ, nicht bindend." in before.page.text

    seen = await browser.press("Abstimmen", antwort="1")

    assert "Ihre Stimme ist gezählt." in seen.page.text
    assert "100 % (1 Stimme)" in seen.page.text
    assert "Nicht repräsentativ, nicht bindend." in seen.page.text
    assert "Abstimmen" not in [button.text for form in seen.page.forms for button in form.buttons]


async def test_a_vote_without_an_answer_says_so(node, browser, carl, clock):
    from datetime import timedelta

    poll = await node.post(carl, "Was zuerst?", options=("Bäume", "Radwege"), closes_at=clock.now + timedelta(days=1))
    await browser.get(f"/@carl/{poll.id}")

    assert (await browser.press("Abstimmen")).status == 422


async def test_a_pinned_post_stands_first(node, browser, alice):
    first = await node.post(alice, "Wichtig")
    await node.post(alice, "Neuer")

    await browser.get(f"/@alice/{first.id}")
    await browser.press("Anheften")
    seen = await browser.get("/@alice")

    assert seen.page.text.index("Wichtig") < seen.page.text.index("Neuer")
    assert seen.page.text.count("Wichtig") == 1


async def test_somebody_is_followed_from_their_profile(node, browser, alice, carl):
    await browser.get("/@carl")

    seen = await browser.press("Carl folgen")
    assert "Sie folgen diesem Kanal jetzt." in seen.page.text
    assert alice.uri in await node.followers_of(carl)

    await node.post(carl, "Neues von Carl.")
    assert "Neues von Carl." in (await browser.get("/start")).page.text

    await browser.get("/@carl")
    await browser.press("Carl nicht mehr folgen")
    assert await node.followers_of(carl) == set()


async def test_somebody_elsewhere_is_followed_by_handle(node, browser, bob, there):
    await browser.get("/folgen")

    seen = await browser.press("Suchen und folgen", adresse=f" @bob@there.test:{there.port} ")
    await node.work()

    assert seen.path.startswith("/@bob@there.test:")
    assert "Ihre Anfrage ist unterwegs." in seen.page.text
    assert [each["type"] for each in bob.received()] == ["Follow"]


@pytest.mark.parametrize("handle", ["@niemand@there.test", "nobody", "@", "a b", "https://there.test/nichts"])
async def test_a_handle_nobody_has_is_said_at_the_field(browser, bob, handle):
    await browser.get("/folgen")

    seen = await browser.press("Suchen und folgen", adresse=handle)

    assert seen.status == 422
    assert "haben wir keinen Kanal gefunden" in seen.page.text


async def test_the_search_finds_posts_elsewhere(node, browser, bob):
    note = bob.note("Aus der Ferne.")

    seen = await browser.get(f"/suche?q={note['id']}")

    assert seen.path.startswith("/@bob@there.test:")
    assert "Aus der Ferne." in seen.page.text


async def test_a_request_is_answered(node, browser, alice, carl):
    account = await node.account(alice.uri)
    await node.store.write(lambda tx: tx.accounts.save(replace(account, approves_followers=True)))
    await follow(node.node, Actor(carl), alice.id)

    seen = await browser.get("/mitteilungen")
    assert "Carl möchte Ihnen folgen" in seen.page.text
    await browser.get("/anfragen")
    seen = await browser.press("Anfrage von Carl annehmen")

    assert "Niemand wartet auf Ihre Antwort." in seen.page.text
    assert carl.uri in await node.followers_of(alice)


async def test_notifications_are_new_until_they_are_read(node, browser, alice, carl):
    post = await node.post(alice, "Frage")
    await node.post(carl, "@alice Antwort auf die Frage", in_reply_to_id=post.id)

    seen = await browser.get("/mitteilungen")
    assert "Carl hat Ihnen geantwortet" in seen.page.text
    assert "(1 neue Mitteilung)" in seen.page.text

    seen = await browser.press("Alle als gelesen markieren")
    assert "neue Mitteilung" not in seen.page.text
    assert "@alice Antwort auf die Frage" in seen.page.text


async def test_who_is_blocked_is_seen_no_more(node, browser, alice, carl):
    question = await node.post(alice, "Frage")
    await node.post(carl, "Störung", in_reply_to_id=question.id)
    await browser.get("/@carl")

    seen = await browser.press("Carl blockieren")

    assert "Sie haben diesen Kanal blockiert." in seen.page.text
    for path in (f"/@alice/{question.id}", "/lokal", "/mitteilungen"):
        assert "Störung" not in (await browser.get(path)).page.text
    await browser.get("/@carl")
    seen = await browser.press("Nicht mehr blockieren")
    assert "Carl folgen" in [button.text for form in seen.page.forms for button in form.buttons]


async def test_a_report_needs_a_reason_and_reaches_us(node, browser, carl):
    post = await node.post(carl, "Beleidigung")
    await browser.get(f"/@carl/{post.id}")
    await browser.get(browser.page.links["Melden"])

    seen = await browser.press("Meldung absenden", grund=" ")
    assert "Schreiben Sie kurz, worum es geht." in seen.page.text
    seen = await browser.press("Meldung absenden", grund="Das ist eine Beleidigung.")

    assert "Ihre Meldung ist angekommen" in seen.page.text
    reports = await node.store.read(lambda tx: tx.reports.open())
    assert [(each.target_id, each.post_ids, each.comment) for each in reports] == [
        (carl.id, (post.id,), "Das ist eine Beleidigung.")
    ]


async def test_a_profile_is_changed(node, browser):
    await browser.get("/profil")

    seen = await browser.press(
        "Speichern",
        name="Alice Ärmel",
        ueber="Antwortet werktags.",
        angabe=["Website", "", "", ""],
        wert=["https://www.here.test", "", "", ""],
        approves_followers="1",
    )

    assert "Ihr Profil ist gespeichert." in seen.page.text
    assert "Alice Ärmel" in seen.page.text
    assert "Antwortet werktags." in seen.page.text
    form = (await browser.get("/profil")).page.form_with("Speichern")[0]
    assert ("name", "Alice Ärmel") in form.fields
    assert ("approves_followers", "1") in form.fields


async def test_every_page_exists_in_english(node, alice, carl):
    await person(node, alice)
    browser = Browser(node, language="en")
    await browser.log_in("alice@here.test")
    post = await node.post(alice, "Hello")
    other = await node.post(carl, "Hi")

    for path in (
        "/",
        "/start",
        "/lokal",
        "/oeffentlich",
        "/mitteilungen",
        "/verfassen",
        "/suche",
        "/folgen",
        "/anfragen",
        "/profil",
        "/@alice",
        "/@alice/folgende",
        "/@alice/folgt",
        f"/@alice/{post.id}",
        f"/@alice/{post.id}/verlauf",
        f"/beitrag/{post.id}/aendern",
        f"/beitrag/{post.id}/loeschen",
        f"/beitrag/{other.id}/melden",
        f"/kanal/{carl.id}/melden",
        "/tags/x",
    ):
        seen = await browser.get(path)
        assert seen.status == 200, path
        assert '<html lang="en">' in seen.page.html
