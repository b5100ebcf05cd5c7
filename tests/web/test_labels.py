"""What AI or a program made says so at every door: pages, apps, other servers (M31, AI Act Art. 50)."""

import pytest

from node.federation.reading.post import read_post
from node.i18n.translate import LANGUAGES, Translator, load_catalogs
from node.model.account import Actor, Kind
from node.model.draft import Draft
from node.model.label import AiUse, ai_words
from node.outbox.edit import edit
from node.outbox.publish import publish
from tests.media import photos
from tests.outbox.story import followed_by
from tests.web.browser import Browser, person
from tests.web.mastodon.app import App, app_of
from tests.web.mastodon.uploads import sent

STATUSES = "/api/v1/statuses"
GENERATED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


@pytest.fixture
async def app(node, alice) -> App:
    return await app_of(node, alice)


async def test_a_labelled_post_says_so_on_pages_to_apps_and_to_other_servers(node, app, alice, bob):
    await followed_by(node, alice, bob)

    made = await app.post(STATUSES, {"status": "Das Rathaus.", "language": "de", "ai": "generated"})
    await node.work()

    page = await node.page(f"/@alice/{made['id']}")
    assert "Mit KI erstellt." in page
    assert "Made by AI." in await node.page(f"/@alice/{made['id']}", language="en")
    assert (made["ai"], made["automated"]) == ("generated", False)
    assert made["content"] == "<p>Das Rathaus.</p><p>Mit KI erstellt.</p>"
    [create] = bob.received("Create")
    note = create["object"]
    assert (note["aiUse"], note["digitalSourceType"]) == ("generated", GENERATED)
    assert note["content"] == "<p>Das Rathaus.</p><p>Mit KI erstellt.</p>"
    assert note["contentMap"]["de"] == note["content"]
    assert {"type": "Link", "name": "Mit KI erstellt."}.items() <= note["tag"][0].items()
    assert note["tag"][0]["href"] == GENERATED
    assert (await node.json(made["uri"]))["aiUse"] == "generated"


async def test_a_post_that_needs_no_label_has_none(node, app):
    made = await app.post(STATUSES, {"status": "Das Rathaus."})
    note = await node.json(made["uri"])

    assert (made["ai"], made["content"]) == ("none", "<p>Das Rathaus.</p>")
    assert not note.keys() & {"aiUse", "digitalSourceType", "automated"}
    assert note["tag"] == []
    assert "KI" not in await node.page(f"/@alice/{made['id']}")


async def test_a_label_is_a_word_we_know(app):
    answer = await app.ask("POST", STATUSES, json={"status": "x", "ai": "magic"})

    assert answer.status == 422


async def test_an_app_that_knows_no_labels_does_not_take_one_away(app):
    made = await app.post(STATUSES, {"status": "Old.", "language": "en", "ai": "assisted"})

    kept = (await app.ask("PUT", f"{STATUSES}/{made['id']}", json={"status": "New."})).body
    lifted = (await app.ask("PUT", f"{STATUSES}/{made['id']}", json={"status": "New.", "ai": "none"})).body

    assert kept["ai"] == "assisted"
    assert "Made with the help of AI." in kept["content"]
    assert (lifted["ai"], lifted["content"]) == ("none", "<p>New.</p>")


async def test_a_picture_has_a_label_of_its_own(node, app):
    media = await sent(app, description="Ein Rathaus", ai="modified")
    made = await app.post(STATUSES, {"status": "Hier.", "media_ids": [media["id"]]})
    note = await node.json(made["uri"])

    assert media["ai"] == "modified"
    assert made["media_attachments"][0]["ai"] == "modified"
    assert made["ai"] == "none"
    assert note["attachment"][0]["aiUse"] == "modified"
    assert note["attachment"][0]["digitalSourceType"].endswith("compositeWithTrainedAlgorithmicMedia")
    assert "Mit KI verändert." in await node.page(f"/@alice/{made['id']}")


async def test_a_label_of_a_picture_may_be_said_later(app):
    media = await sent(app, description="Ein Rathaus")
    changed = (await app.ask("PUT", f"/api/v1/media/{media['id']}", json={"ai": "generated"})).body
    made = await app.post(STATUSES, {"status": "Hier.", "media_ids": [media["id"]]})
    attributes = [{"id": media["id"], "ai": "none"}]
    edited = await app.ask(
        "PUT",
        f"{STATUSES}/{made['id']}",
        json={"status": "Hier.", "media_ids": [media["id"]], "media_attributes": attributes},
    )

    assert "ai" not in media
    assert changed["ai"] == "generated"
    assert made["media_attachments"][0]["ai"] == "generated"
    assert "ai" not in edited.body["media_attachments"][0]


async def test_posts_of_services_are_marked_as_automatic(node):
    service = await node.create("pegel", kind=Kind.SERVICE)
    post = await publish(node.node, Actor(service), Draft(text="Pegel: 3 m"))
    await edit(node.node, Actor(service), post.id, Draft(text="Pegel: 4 m"))

    assert "Automatisch veröffentlicht." in await node.page(f"/@pegel/{post.id}")
    assert (await node.json(post.uri))["automated"] is True
    assert (await node.json(f"{STATUSES}/{post.id}"))["automated"] is True


async def test_an_app_may_say_that_no_person_wrote_a_post(app):
    assert (await app.post(STATUSES, {"status": "x", "automated": True}))["automated"]


async def test_the_form_asks_and_keeps_what_was_answered(node, alice):
    await person(node, alice)
    browser = Browser(node)
    await browser.log_in("alice@here.test")
    await browser.get("/verfassen")
    seen = await browser.press(
        "Als alice veröffentlichen",
        files={"datei-1": photos.jpeg()},
        typed={"alt-datei-1": "Ein Haus", "ki-datei-1": "generated"},
        text="Das Rathaus.",
        ki="assisted",
    )
    number = int(seen.path.rpartition("/")[2].partition("?")[0])
    await browser.get(f"/beitrag/{number}/aendern")
    form, _ = browser.page.form_with("Änderung als alice veröffentlichen")

    [view] = await node.views(number)
    assert (view.post.ai, view.media[0].ai) == (AiUse.ASSISTED, AiUse.GENERATED)
    assert "Mit Unterstützung von KI erstellt." in seen.page.text
    assert "Mit KI erstellt." in seen.page.text
    assert ("ki", "assisted") in form.fields
    assert (f"ki-{view.media[0].id}", "generated") in form.fields


async def test_labels_of_others_are_read(node, bob, alice):
    asked = await node.post(alice, "Was seht ihr?")
    picture = {"type": "Image", "mediaType": "image/png", "url": "https://there.test/a.png"}
    note = bob.note(
        content="<p>Hi.</p><p>Made by AI.</p>",
        inReplyTo=asked.uri,
        aiUse="generated",
        automated=True,
        attachment=[picture | {"digitalSourceType": GENERATED}],
    )

    await bob.deliver(bob.create(note), node)
    await node.work()

    post = await node.find_post(note["id"])
    [view] = await node.views(post.id)
    assert (post.ai, post.automated, post.content) == (AiUse.GENERATED, True, "<p>Hi.</p>")
    assert view.media[0].ai is AiUse.GENERATED


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"aiUse": "modified"}, AiUse.MODIFIED),
        ({"aiUse": "magic"}, AiUse.NONE),
        ({"aiUse": 7, "digitalSourceType": {"id": GENERATED}}, AiUse.GENERATED),
        ({"digitalSourceType": "https://schema.org/TrainedAlgorithmicMediaDigitalSource"}, AiUse.GENERATED),
        ({"digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"}, AiUse.NONE),
        ({"digitalSourceType": ["x", None, []]}, AiUse.NONE),
    ],
)
def test_whatever_a_document_says_is_read_or_left_alone(said, found, clock):
    document = {"id": "https://there.test/1", "type": "Note", "attributedTo": "https://there.test/bob", "content": "x"}

    assert read_post(document | said, now=clock()).ai is found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_are_those_of_the_pages(language):
    words = Translator(language, load_catalogs())

    for use in (AiUse.ASSISTED, AiUse.GENERATED, AiUse.MODIFIED):
        assert ai_words(use, language) == words.t(f"legal.label.{use.value}")
    assert ai_words(AiUse.GENERATED, "fr") == "Made by AI."
    assert ai_words(AiUse.GENERATED, "de-simple") == "Mit KI erstellt."
    assert ai_words(AiUse.NONE, "de") == ""
