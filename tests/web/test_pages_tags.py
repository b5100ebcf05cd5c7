"""The page of a hashtag: public posts that have it, kept until there is another."""

import pytest

from node.model.account import Actor
from node.model.draft import Draft
from node.model.moderation import Measure
from node.outbox import delete, edit
from node.outbox.moderate import Decision, decide, unsilence
from tests.web.browser import Browser


@pytest.fixture
def reader(node) -> Browser:
    return Browser(node)


async def test_it_shows_public_posts_with_the_tag_and_leads_to_its_feeds(node, reader, alice):
    await node.post(alice, "Der #Haushalt steht.")
    await node.post(alice, "Nichts davon.")
    await node.post(alice, "Leise: #Haushalt", visibility="unlisted")

    await reader.get("/tags/Haushalt")

    assert "Beiträge zu #Haushalt" in reader.page.text
    assert "Der #Haushalt steht." in reader.page.text
    assert "Nichts davon." not in reader.page.text
    assert "Leise" not in reader.page.text
    assert "Als Feed lesen:" in reader.page.text
    assert reader.page.links["Atom"] == "/tags/Haushalt.atom"


async def test_its_title_is_how_it_is_usually_written(node, reader, alice):
    await reader.get("/tags/muenchen")
    unused = reader.page.text
    await node.post(alice, "In #München")

    await reader.get("/tags/muenchen")

    assert "Beiträge zu #muenchen" in unused
    assert "Beiträge zu #München" in reader.page.text


async def test_it_is_kept_until_a_post_with_it_comes_changes_or_goes(node, reader, alice):
    first = await node.post(alice, "Eins. #Haushalt")
    plain = await node.post(alice, "Zwei.")
    seen = await reader.get("/tags/haushalt")
    assert (await reader.get("/tags/haushalt")).headers["ETag"] == seen.headers["ETag"]

    await node.post(alice, "Drei. #haushalt")
    assert "Drei." in (await reader.get("/tags/haushalt")).page.text

    await edit.edit(node.node, Actor(alice), plain.id, Draft(text="Zwei, jetzt zum #Haushalt."))
    assert "Zwei, jetzt" in (await reader.get("/tags/haushalt")).page.text

    await edit.edit(node.node, Actor(alice), plain.id, Draft(text="Zwei, doch nicht."))
    assert "Zwei" not in (await reader.get("/tags/haushalt")).page.text

    await delete.delete_post(node.node, Actor(alice), first.id)
    assert "Eins." not in (await reader.get("/tags/haushalt")).page.text


async def test_posts_of_others_appear_on_the_kept_page_and_go_with_their_deletion(node, reader, alice, bob):
    post = await node.post(alice, "Was meinen Sie?")
    await reader.get("/tags/haushalt")
    said = bob.reply(post.uri, "Mehr Radwege. #Haushalt", tag=[{"type": "Hashtag", "name": "#Haushalt"}])
    await bob.deliver(said, node)
    await node.work()

    assert "Mehr Radwege." in (await reader.get("/tags/haushalt")).page.text

    await bob.deliver(bob.activity("Delete", said["object"]["id"]), node)
    await node.work()

    assert "Mehr Radwege." not in (await reader.get("/tags/haushalt")).page.text


async def test_who_is_silenced_is_gone_from_it_and_comes_back(node, reader, alice):
    by = Actor(node.node.itself)
    carl = await node.create("carl")
    await node.post(carl, "Von Carl. #Haushalt")
    assert "Von Carl." in (await reader.get("/tags/haushalt")).page.text

    await decide(node.node, by, carl.id, Decision(measure=Measure.SILENCE, text=""))
    assert "Von Carl." not in (await reader.get("/tags/haushalt")).page.text

    await unsilence(node.node, by, carl.id)
    assert "Von Carl." in (await reader.get("/tags/haushalt")).page.text


async def test_many_posts_are_paged_to_the_end(node, reader, alice):
    for number in range(23):
        await node.post(alice, f"Nummer{number:02} #Haushalt")

    await reader.get("/tags/haushalt")
    seen = [word for word in reader.page.text.split() if word.startswith("Nummer")]
    await reader.get(reader.page.links["Ältere Beiträge"])
    seen += [word for word in reader.page.text.split() if word.startswith("Nummer")]

    assert seen == [f"Nummer{number:02}" for number in reversed(range(23))]
    assert "Ältere Beiträge" not in reader.page.links


async def test_a_tag_nobody_used_says_so(reader):
    seen = await reader.get("/tags/nirgendwo")

    assert seen.status == 200
    assert "Zu diesem Stichwort gibt es hier noch keinen Beitrag." in reader.page.text


async def test_what_cannot_be_a_tag_is_not_found(reader):
    for path in ("/tags/" + "x" * 400, "/tags/haushalt?vor=0", "/tags/haushalt?vor=99999999999999999999"):
        assert (await reader.get(path)).status == 404, path
