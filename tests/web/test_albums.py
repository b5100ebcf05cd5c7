"""Albums on their pages: made at a post, looked at, put in order, deleted; without a script (S35, row 5)."""

import feedparser
import pytest

from node.model.account import Actor
from node.model.album import AlbumChange
from node.outbox.albums import add_pictures, change_album
from node.outbox.block import block
from node.outbox.delete import delete_post
from node.outbox.profile import ProfileChange, change
from tests.outbox.story import LICENCE, pictured
from tests.outbox.test_albums import made
from tests.web.browser import Browser, person


@pytest.fixture
async def browser(node, alice) -> Browser:
    await person(node, alice)
    opened = Browser(node)
    await opened.log_in("alice@here.test")
    return opened


def alts(page) -> list[str]:
    """Of the pictures of an album's page."""
    return [part.partition('alt="')[2].partition('"')[0] for part in page.split('<img class="thumb"')[1:]]


async def items(node, album_id) -> list[str]:
    document = await node.json(f"/users/alice/albums/{album_id}")
    assert document["totalItems"] == len(document["orderedItems"])
    return [each["name"] for each in document["orderedItems"]]


async def test_a_series_is_made_continued_put_in_order_and_deleted(node, alice, browser):
    first, second = (
        await pictured(node, alice, "Flugzeug", "Ufer", language="de"),
        await pictured(node, alice, "Fontäne"),
    )
    seen = await browser.get(f"/@alice/{first.id}")

    await browser.get(seen.page.links["In Album legen"])
    seen = await browser.press("In das Album legen", titel="Über der Binnenalster", beschreibung="Ein Rundflug")
    assert "Die Bilder sind im Album." in seen.page.text
    path = seen.path.partition("?")[0]
    number = int(path.rpartition("/")[2])
    await browser.get(f"/beitrag/{second.id}/album")
    await browser.press("In das Album legen")  # the newest one is chosen
    page = await node.page(path)
    assert alts(page) == await items(node, number) == ["Flugzeug", "Ufer", "Fontäne"]
    assert '<h1 lang="de" dir="ltr">Über der Binnenalster</h1>' in page
    assert "3 Bilder" in page
    assert page.count("Foto: A.") == 3
    assert '<a href="/@alice/alben">Alben</a>' in await node.page("/@alice")
    assert path in (await browser.get(f"/@alice/{second.id}")).page.links.values()

    seen = await browser.get(path)
    form = (await browser.get(seen.page.links["Album bearbeiten"])).page.form_with("Speichern")[0]
    places = [name for name, _ in form.fields if name.startswith("platz-")]
    seen = await browser.press(
        "Speichern",
        typed={places[2]: "1", "raus": places[1].removeprefix("platz-"), "titelbild": places[0].removeprefix("platz-")},
        titel="Rundflug",
    )
    assert "Das Album ist gespeichert." in seen.page.text
    page = await node.page(path)
    assert alts(page) == await items(node, number) == ["Fontäne", "Flugzeug"]
    assert "Rundflug" in await node.page("/@alice/alben")

    await browser.get(f"/alben/{number}/loeschen")
    seen = await browser.press("Album löschen")
    assert "Das Album ist gelöscht." in seen.page.text
    assert (await node.get(path, accept="text/html")).status == 404
    assert "/alben" not in await node.page("/@alice")
    assert "/alben/" not in await node.page(f"/@alice/{second.id}")


async def test_each_picture_has_a_page_between_its_neighbours(node, alice):
    post = await pictured(node, alice, "eins", "zwei", "drei")
    album = await made(node, alice, post)
    reader = Browser(node)
    one, two, three = [f"/@alice/alben/{album.id}/{each.id}" for each in (await node.views(post.id))[0].media]

    middle = (await reader.get(two)).page

    assert "Bild 2 von 3" in middle.text
    assert (middle.links["Voriges Bild"], middle.links["Nächstes Bild"]) == (one, three)
    assert middle.links["CC0 1.0"] == LICENCE.rstrip("/")
    assert f"/@alice/{post.id}" in middle.links.values()
    assert "Voriges Bild" not in (await reader.get(one)).page.links
    assert "Nächstes Bild" not in (await reader.get(three)).page.links
    english = Browser(node, language="en")
    assert "Picture 3 of 3" in (await english.get(three)).page.text


async def test_a_long_album_has_pages(node, alice, monkeypatch):
    monkeypatch.setattr("node.web.pages.albums._PICTURES_PER_PAGE", 2)
    album = await made(node, alice, await pictured(node, alice, "eins", "zwei", "drei"))
    reader = Browser(node)

    first = await reader.get(f"/@alice/alben/{album.id}")
    second = await reader.get(first.page.links["Weitere Bilder"])

    assert (alts(first.page.html), alts(second.page.html)) == (["eins", "zwei"], ["drei"])
    assert second.page.links["Vorige Bilder"] == f"/@alice/alben/{album.id}"
    for page in ("3", "0", "x", "9" * 18):
        assert (await reader.get(f"/@alice/alben/{album.id}?seite={page}")).status == 404


async def test_pages_are_kept_until_something_in_them_changes(node, alice):
    one, two = await pictured(node, alice, "eins"), await pictured(node, alice, "zwei")
    album = await made(node, alice, one)
    path = f"/@alice/alben/{album.id}"
    paths = (path, "/@alice/alben", "/@alice", f"/@alice/{one.id}")
    first = [await node.get(each, accept="text/html") for each in paths]
    same = [
        await node.get(each, accept="text/html", headers={"If-None-Match": answer.headers["ETag"]})
        for each, answer in zip(paths, first, strict=True)
    ]

    await add_pictures(node.node, Actor(alice), album.id, two.id)
    added = [await node.page(each) for each in (path, "/@alice/alben", f"/@alice/{two.id}")]
    await change_album(node.node, Actor(alice), album.id, AlbumChange(title="Umbenannt"))
    renamed = [await node.page(each) for each in (path, "/@alice/alben", f"/@alice/{one.id}")]
    await delete_post(node.node, Actor(alice), two.id)
    shorter = alts(await node.page(path))
    await delete_post(node.node, Actor(alice), one.id)

    assert [each.status for each in same] == [304] * 4
    assert f'<{node.origin}/users/alice/albums/{album.id}>; rel="alternate"' in first[0].headers["Link"]
    assert first[0].headers["Link"] == same[0].headers["Link"]
    assert "Set-Cookie" not in first[0].headers
    assert all(word in page for word, page in zip(("zwei", "2 Bilder", path), added, strict=True))
    assert all("Umbenannt" in page for page in renamed)
    assert shorter == ["eins"]
    assert "zurzeit kein Bild" in await node.page(path)
    assert path not in await node.page("/@alice/alben")
    assert "/@alice/alben" not in await node.page("/@alice")


async def test_what_is_sensitive_is_shown_when_asked_for(node, alice):
    post = await pictured(node, alice, "Unfallstelle", summary="Unfall", sensitive=True)
    album = await made(node, alice, post)

    page, listed = await node.page(f"/@alice/alben/{album.id}"), await node.page("/@alice/alben")
    [view] = await node.views(post.id)
    alone = await node.page(f"/@alice/alben/{album.id}/{view.media[0].id}")

    for shown in (page, alone):
        before, folded = shown.split("<details", 1)
        assert "Unfall" in folded.partition("</summary>")[0]
        assert "/media/" not in before
    assert "/media/" not in listed


async def test_what_is_missing_is_said_and_nothing_typed_is_lost(node, alice, browser):
    post = await pictured(node, alice, "eins", "zwei")

    await browser.get(f"/beitrag/{post.id}/album")
    seen = await browser.press("In das Album legen", bild=[], titel=" ", beschreibung="x" * 1001)
    assert seen.status == 422
    assert "mindestens ein Bild" in seen.page.text
    assert "Bitte geben Sie dem Album einen Titel" in seen.page.text
    assert "höchstens 1.000 Zeichen" in seen.page.text
    assert ("beschreibung", "x" * 1001) in seen.page.form_with("In das Album legen")[0].fields

    album = await made(node, alice, post)
    form = (await browser.get(f"/alben/{album.id}/aendern")).page.form_with("Speichern")[0]
    place = next(name for name, _ in form.fields if name.startswith("platz-"))
    for typed in ("", "0", "-1", "1,5", "²", "9" * 7):
        seen = await browser.press("Speichern", typed={place: typed}, titel="Anders")
        assert (seen.status, "den Platz als Zahl" in seen.page.text) == (422, True)
        assert {(place, typed), ("titel", "Anders")} <= set(seen.page.form_with("Speichern")[0].fields)
    assert await items(node, album.id) == ["eins", "zwei"]


async def test_nobody_else_gets_at_them(node, alice, browser):
    carl = await node.create("carl")
    theirs, secret = await pictured(node, carl, "eins"), await pictured(node, alice, "zwei", visibility="followers")
    text, album = await node.post(alice), await made(node, carl, theirs)
    stranger = Browser(node)

    for path, status in (
        (f"/beitrag/{theirs.id}/album", 403),
        (f"/beitrag/{secret.id}/album", 403),
        (f"/beitrag/{text.id}/album", 400),
        (f"/alben/{album.id}/aendern", 403),
        (f"/alben/{album.id}/loeschen", 403),
        ("/alben/17/aendern", 404),
    ):
        assert (await browser.get(path)).status == status
        assert (await stranger.get(path)).status == 401
    for path in (f"/@alice/alben/{album.id}", "/@carl/alben/17", f"/@carl/alben/{album.id}/17", "/@x/alben"):
        assert (await stranger.get(path)).status == 404
    assert "In Album legen" not in (await browser.get(f"/@alice/{secret.id}")).page.links
    await block(node.node, Actor(carl), alice.id)
    assert (await browser.get(f"/@carl/alben/{album.id}")).status == 404
    assert f"/@carl/alben/{album.id}" not in (await browser.get("/@carl/alben")).page.links.values()


async def test_new_pictures_come_by_feed(node, alice):
    one, two = await pictured(node, alice, "eins"), await pictured(node, alice, "zwei", "drei")
    hidden = await pictured(node, alice, "nicht gelistet", visibility="unlisted")
    album = await made(node, alice, one, hidden, title="Rundflug")
    path = f"/@alice/alben/{album.id}.atom"
    before = feedparser.parse(await (await node.get(path, accept="*/*")).text())

    await add_pictures(node.node, Actor(alice), album.id, two.id)
    after = feedparser.parse(await (await node.get(path, accept="*/*")).text())
    await delete_post(node.node, Actor(alice), two.id)
    again = feedparser.parse(await (await node.get(path, accept="*/*")).text())

    assert after.feed.title == "Rundflug – alice"
    assert [[each.id for each in feed.entries] for feed in (before, after, again)] == [
        [one.uri],
        [two.uri, one.uri],
        [one.uri],
    ]
    assert f'href="{path}"' in await node.page(f"/@alice/alben/{album.id}")
    assert (await node.get("/@alice/alben/17.rss", accept="*/*")).status == 404


async def test_browsers_are_sent_to_the_page_and_search_engines_kept_out_unless_wanted(node, alice):
    album = await made(node, alice, await pictured(node, alice, "eins"))

    answer = await node.get(album.uri, accept="text/html")
    wanted = await node.page(f"/@alice/alben/{album.id}")
    await change(node.node, Actor(alice), ProfileChange(discoverable=False))

    assert (answer.status, answer.headers["Location"]) == (302, f"{node.origin}/@alice/alben/{album.id}")
    assert "noindex" not in wanted
    assert 'content="noindex"' in await node.page(f"/@alice/alben/{album.id}")
