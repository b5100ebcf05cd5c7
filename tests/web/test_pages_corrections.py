"""Corrections: said at the post, listed for everybody, in feeds and for programs (S18, row 75)."""

from xml.etree import ElementTree as ET

import pytest

from node.errors import Unprocessable
from node.model.account import Actor
from node.model.draft import Draft
from node.model.moderation import Measure
from node.model.visibility import Visibility
from node.outbox.delete import delete_post
from node.outbox.edit import edit
from node.outbox.moderate import Decision, decide
from tests.web.browser import Browser, person

NOTE = "Die Sitzung beginnt um 18 Uhr, nicht um 17 Uhr."


async def _put_right(node, account, post, note=NOTE, text="Sitzung um 18 Uhr."):
    return await edit(node.node, Actor(account), post.id, Draft(text=text, correction=note, language="de"))


async def test_an_author_corrects_in_the_form_and_everybody_reads_it(node, alice):
    await person(node, alice)
    author, reader = Browser(node), Browser(node)
    post = await node.post(alice, "Sitzung um 17 Uhr.")
    assert NOTE not in (await reader.get(f"/@alice/{post.id}")).page.text
    assert "Bisher war nichts zu berichtigen." in (await reader.get("/berichtigungen")).page.text
    await author.log_in("alice@here.test")

    await author.get(f"/beitrag/{post.id}/aendern")
    await author.press("Änderung als alice veröffentlichen", text="Sitzung um 18 Uhr.", berichtigung=NOTE)

    for path in (f"/@alice/{post.id}", "/@alice", "/lokal", "/berichtigungen", "/@alice/berichtigungen"):
        assert NOTE in (await reader.get(path)).page.text, path
    assert "Berichtigt am" in (await reader.get(f"/@alice/{post.id}")).page.text
    assert "Berichtigung: " + NOTE in (await reader.get(f"/@alice/{post.id}/verlauf")).page.text
    await reader.get("/berichtigungen")
    assert reader.page.links["Sitzung um 18 Uhr."] == f"/@alice/{post.id}"
    english = await Browser(node, language="en").get("/berichtigungen")
    assert "Corrections" in english.page.text


async def test_a_plain_edit_is_no_correction_and_takes_none_away(node, alice, clock):
    post = await node.post(alice, "Sitzung um 17 Uhr.")
    clock.move(minutes=1)
    await _put_right(node, alice, post)
    clock.move(minutes=1)
    await edit(node.node, Actor(alice), post.id, Draft(text="Die Sitzung ist um 18 Uhr."))

    assert await node.count("corrections") == 1
    assert NOTE in (await Browser(node).get(f"/@alice/{post.id}")).page.text


async def test_a_note_is_short(node, alice):
    post = await node.post(alice)

    with pytest.raises(Unprocessable):
        await _put_right(node, alice, post, "x" * 301)

    assert await node.count("corrections") == 0


async def test_lists_have_only_what_may_stand_in_lists(node, alice):
    carl = await node.create("carl")
    for visibility in (Visibility.UNLISTED, Visibility.FOLLOWERS, Visibility.LOCAL):
        post = await node.post(alice, visibility=visibility)
        await _put_right(node, alice, post, f"Note {visibility.value}.")
    kept = await node.post(carl)
    await _put_right(node, carl, kept, "Note von Carl.")
    reader = Browser(node)
    everywhere = (await reader.get("/berichtigungen")).page.text
    own = (await reader.get("/@alice/berichtigungen")).page.text

    await decide(node.node, Actor(node.node.itself), carl.id, Decision(measure=Measure.SILENCE))
    later = (await reader.get("/berichtigungen")).page.text

    assert "Note von Carl." in everywhere
    assert "Note unlisted." not in everywhere
    assert "Note unlisted." in own
    assert "Note followers." not in own + everywhere
    assert "Note local." not in own + everywhere
    assert "Note von Carl." not in later


async def test_what_is_deleted_is_gone_at_once(node, alice):
    post = await node.post(alice)
    await _put_right(node, alice, post)
    reader = Browser(node)
    assert NOTE in (await reader.get("/berichtigungen")).page.text

    await delete_post(node.node, Actor(alice), post.id)

    assert NOTE not in (await reader.get("/berichtigungen")).page.text
    assert await node.count("corrections") == 0
    feed = await node.get("/berichtigungen.atom")
    assert NOTE not in await feed.text()


async def test_long_lists_have_pages(node, alice, clock):
    for number in range(22):
        post = await node.post(alice, f"Beitrag {number}.")
        clock.move(minutes=1)
        await _put_right(node, alice, post, f"Note {number}.")
    reader = Browser(node)

    first = (await reader.get("/berichtigungen")).page.text
    second = (await reader.get(reader.page.links["Ältere Beiträge"])).page.text

    assert ("Note 21." in first, "Note 1." in first) == (True, False)
    assert "Note 1." in second
    for odd in ("0", "x", "9" * 30):
        assert (await reader.get(f"/berichtigungen?vor={odd}")).status == 404


@pytest.mark.parametrize("ending", ["atom", "rss", "json"])
async def test_there_is_a_feed(node, alice, ending):
    post = await node.post(alice)
    await _put_right(node, alice, post)

    for path in (f"/berichtigungen.{ending}", f"/@alice/berichtigungen.{ending}"):
        answer = await node.get(path)
        text = await answer.text()

        assert answer.status == 200
        assert NOTE in text
        if ending != "json":
            ET.fromstring(text)
    assert (await node.get(f"/@niemand/berichtigungen.{ending}")).status == 404
    page = await Browser(node).get("/berichtigungen")
    assert f'href="/berichtigungen.{ending}"' in page.page.html


async def test_programs_are_told(node, alice):
    post = await node.post(alice, "Sitzung um 17 Uhr.", language="de")
    before = await node.json(f"/open/v1/posts/{post.id}", accept="application/json")
    await _put_right(node, alice, post)

    after = await node.json(f"/open/v1/posts/{post.id}", accept="application/json")

    assert before["correction"] is None
    assert after["correction"]["note"] == NOTE


async def test_channels_there_are_not_have_no_list(node, alice):
    for name in ("niemand", "alice@there.test", "Alice"):
        assert (await Browser(node).get(f"/@{name}/berichtigungen")).status == 404


async def test_its_feeds_have_pages_too(node, alice, clock):
    posts = [await node.post(alice, f"Sitzung {number}") for number in range(3)]
    for number in range(21):
        clock.move(minutes=1)
        await _put_right(node, alice, posts[number % 3], note=f"Punkt {number}", text=f"Punkt {number}")
    clock.move(minutes=1)
    last = await node.post(alice, "Allein")
    await _put_right(node, alice, last, note="Schluss", text="Schluss")

    first = await node.json("/berichtigungen.json", accept="*/*")
    second = await node.json(first["next_url"], accept="*/*")

    assert [each["id"] for each in first["items"]] == [last.uri, posts[2].uri, posts[1].uri, posts[0].uri]
    assert [each["id"] for each in second["items"]] == [posts[1].uri, posts[0].uri]
    assert "next_url" not in second
