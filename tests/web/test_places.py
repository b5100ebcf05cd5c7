"""Where something is: typed with a post, shown, sent, looked for on the open interface, and gone with it (issue: places)."""

import re

import pytest

from node.model.account import Actor, Kind
from node.model.draft import Draft
from node.model.place import Place
from node.outbox.delete import delete_post
from node.outbox.edit import edit
from tests.web.browser import Browser, person

RATHAUS = Place(name="Rathaus", address="Rathausplatz 1, 99999 Musterhausen", latitude=51.5, longitude=7.25)
MARKT = Place(name="Wochenmarkt", address="Marktstraße, Musterhausen", latitude=51.502, longitude=7.3)


@pytest.fixture
async def alice(node):
    """A channel."""
    return await node.create("alice", kind=Kind.ORGANIZATION)


@pytest.fixture
async def browser(node, alice) -> Browser:
    await person(node, alice)
    opened = Browser(node)
    await opened.log_in("alice@here.test")
    return opened


async def found(node, query: str) -> set[str]:
    listed = await node.json(f"/open/v1/posts?{query}", accept="application/json")
    return {each["text"] for each in listed["items"]}


async def test_a_place_is_typed_shown_changed_and_taken_away(node, alice, browser):
    await browser.get("/verfassen")
    seen = await browser.press(
        "Als alice veröffentlichen",
        text="Impfung ab 9 Uhr",
        ort="Bürgerhaus",
        anschrift="Am Teich 3, 99999 Musterhausen",
        lage="51,5001 7,2503",
    )
    number = int(re.findall(r"/(\d+)", seen.path)[0])
    (post,) = [view.post for view in await node.views(number)]
    assert "Ort: Bürgerhaus, Am Teich 3, 99999 Musterhausen" in seen.page.text
    assert 'href="geo:51.5001,7.2503"' in seen.page.html
    assert post.place == Place(
        name="Bürgerhaus", address="Am Teich 3, 99999 Musterhausen", latitude=51.5001, longitude=7.2503
    )

    await browser.get(f"/beitrag/{post.id}/aendern")
    wrong = await browser.press("Änderung als alice veröffentlichen", lage="irgendwo")
    assert (wrong.status, "Breite und Länge in Grad" in wrong.page.text) == (422, True)
    seen = await browser.press("Änderung als alice veröffentlichen", lage="", ort="Turnhalle")
    assert "Ort: Turnhalle, Am Teich 3" in seen.page.text

    await browser.get(f"/beitrag/{post.id}/aendern")
    seen = await browser.press("Änderung als alice veröffentlichen", ort="", anschrift="")
    assert "Ort:" not in seen.page.text
    assert await node.count("places") == 0


async def test_it_is_looked_for_by_words_and_on_the_map(node, alice):
    await node.post(alice, "Sitzung", place=RATHAUS)
    await node.post(alice, "Kartoffeln", place=MARKT)
    await node.post(alice, "Insel", place=Place(latitude=-16.5, longitude=179.9))
    await node.post(alice, "Ohne Ort, aber Musterhausen")
    await node.post(alice, "Intern", place=RATHAUS, visibility="followers")

    assert await found(node, "place=rathaus") == {"Sitzung"}
    assert await found(node, "place=MUSTERHAUSEN%20markt") == {"Kartoffeln"}
    assert await found(node, "place=99999") == {"Sitzung"}
    assert await found(node, "place=hausen") == set()
    assert await found(node, "q=marktstra%C3%9Fe") == {"Kartoffeln"}
    assert await found(node, "bbox=7.2,51.4,7.26,51.6") == {"Sitzung"}
    assert await found(node, "bbox=7.25,51.5,7.3,51.502") == {"Sitzung", "Kartoffeln"}
    assert await found(node, "bbox=179,-20,-179,-10") == {"Insel"}
    assert await found(node, "bbox=-179,-20,179,-10") == set()
    assert await found(node, "bbox=7,51,8,52&place=rathaus&channel=alice") == {"Sitzung"}


async def test_readers_find_it_by_the_place_in_the_search_of_the_pages(node, alice):  # row 9
    await node.post(alice, "Sitzung", place=RATHAUS)
    await node.post(alice, "Kartoffeln", place=MARKT)

    seen = await Browser(node).get("/suche?q=Rathaus&art=beitraege")

    assert "Sitzung" in seen.page.text
    assert "Kartoffeln" not in seen.page.text


async def test_others_get_it_and_nothing_is_left_when_it_is_deleted(node, alice):
    post = await node.post(alice, "Sitzung", place=RATHAUS)

    document = await node.json(post.uri)
    said = await node.json(f"/open/v1/posts/{post.id}", accept="application/json")
    await edit(node.node, Actor(alice), post.id, Draft(text="Sitzung, verlegt", place=MARKT))
    moved = [await found(node, "place=rathaus"), await found(node, "place=wochenmarkt")]
    await delete_post(node.node, Actor(alice), post.id)

    assert document["location"] == {
        "type": "Place",
        "name": "Rathaus",
        "address": "Rathausplatz 1, 99999 Musterhausen",
        "latitude": 51.5,
        "longitude": 7.25,
    }
    assert said["location"] == document["location"]
    assert moved == [set(), {"Sitzung, verlegt"}]
    assert await found(node, "bbox=7,51,8,52") == set()
    assert await node.count("places") == 0


async def test_a_place_from_elsewhere_is_kept_and_shown(node, alice, bob):
    location = {"type": "Place", "name": "Bahnhof", "latitude": 51.51, "longitude": 7.46}
    note = bob.note("@alice hier klemmt die Tür", to=[alice.uri], location=location)
    await bob.deliver(bob.create(note), node)
    await node.work()
    post = await node.find_post(note["id"])

    assert post.place == Place(name="Bahnhof", latitude=51.51, longitude=7.46)
