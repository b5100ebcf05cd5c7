"""Somebody puts pictures of their public posts into albums; servers of followers are told (S35, row 5)."""

import pytest

from node.errors import Conflict, Forbidden, Invalid, NotFound
from node.model.album import AlbumChange, moved
from node.model.draft import Draft
from node.model.visibility import Visibility
from node.outbox import albums
from node.outbox.albums import add_pictures, change_album, create_album, delete_album
from node.outbox.boost import boost
from node.outbox.delete import delete_account, delete_post
from node.outbox.edit import edit
from tests.outbox.story import LICENCE, acts, followed_by, pictured

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


async def made(node, account, *posts, title="Binnenalster", **more):
    """An album with all pictures of these posts."""
    found = await create_album(node.node, acts(account), AlbumChange(title=title, **more))
    for post in posts:
        await add_pictures(node.node, acts(account), found.id, post.id)
    await node.work()
    return found


async def media_of(node, post):
    [view] = await node.views(post.id)
    return list(view.media)


async def shown(node, album):
    """What is to be seen in the album, as other servers read it."""
    document = await node.json(album.uri)
    assert document["totalItems"] == len(document["orderedItems"])
    return [each["name"] for each in document["orderedItems"]]


async def test_followers_elsewhere_are_told_what_was_added_and_find_it_there(node, alice, bob):
    await followed_by(node, alice, bob)
    one, two = await pictured(node, alice, "Flugzeug"), await pictured(node, alice, "Ufer", "Fontäne", language="de")
    album = await made(node, alice, one, description="Fliegen & <Schauen>")
    await add_pictures(node.node, acts(alice), album.id, two.id)
    await add_pictures(node.node, acts(alice), album.id, two.id)
    await node.work()

    first, second = bob.received("Add")
    document = await node.json(album.uri)
    ids = [each["id"] for each in document["orderedItems"]]

    assert (first["target"], first["object"], second["object"]) == (album.uri, ids[0], ids[1:])
    assert (first["actor"], first["to"]) == (alice.uri, [PUBLIC])
    assert {each.partition("#")[0] for each in ids[1:]} == {two.uri}
    assert {name: document[name] for name in ("type", "name", "summary", "attributedTo", "totalItems", "url")} == {
        "type": "OrderedCollection",
        "name": "Binnenalster",
        "summary": "Fliegen &amp; &lt;Schauen&gt;",
        "attributedTo": alice.uri,
        "totalItems": 3,
        "url": f"{node.origin}/@alice/alben/{album.id}",
    }
    picture = document["orderedItems"][0]
    assert (picture["type"], picture["name"], picture["license"], picture["creditText"]) == (
        "Image",
        "Flugzeug",
        LICENCE,
        "Foto: A.",
    )
    assert document["icon"]["url"] == picture["url"]
    assert (await node.json("/users/alice/collections/albums"))["orderedItems"] == [album.uri]


async def test_order_cover_and_words_are_changed_and_told(node, alice, bob):
    await followed_by(node, alice, bob)
    post = await pictured(node, alice, "eins", "zwei", "drei")
    one, two, three = await media_of(node, post)
    album = await made(node, alice, post)

    wanted = AlbumChange(title="Neu", places={three.id: 1}, out=[two.id], cover_id=one.id)
    await change_album(node.node, acts(alice), album.id, wanted)
    await change_album(node.node, acts(alice), album.id, AlbumChange(title="Neu"))
    await node.work()

    document = await node.json(album.uri)
    [remove], [update] = bob.received("Remove"), bob.received("Update")
    assert [each["name"] for each in document["orderedItems"]] == ["drei", "eins"]
    assert document["icon"]["name"] == "eins"
    assert (remove["object"], remove["target"]) == (f"{post.uri}#media-{two.id}", album.uri)
    assert (update["object"]["name"], update["object"]["totalItems"]) == ("Neu", 2)


async def test_a_deleted_album_is_gone_and_its_posts_stay(node, alice, bob):
    await followed_by(node, alice, bob)
    post = await pictured(node, alice, "eins")
    album = await made(node, alice, post)

    await delete_album(node.node, acts(alice), album.id)
    await node.work()

    [gone] = bob.received("Delete")
    assert (gone["object"]["type"], gone["object"]["id"]) == ("Tombstone", album.uri)
    assert (await node.get(album.uri)).status == 404
    assert await node.count("album_pictures") == 0
    assert (await node.get(post.uri)).status == 200


async def test_what_leaves_its_post_leaves_the_album_for_good(node, alice):
    kept, gone = await pictured(node, alice, "eins", "zwei"), await pictured(node, alice, "drei")
    album = await made(node, alice, kept, gone)
    assert await shown(node, album) == ["eins", "zwei", "drei"]
    one, two = await media_of(node, kept)

    await edit(node.node, acts(alice), kept.id, Draft(text="Nur eines", media=(one,)))
    after_edit = await shown(node, album)
    await edit(node.node, acts(alice), kept.id, Draft(text="Wieder beide", media=(one, two)))
    await delete_post(node.node, acts(alice), gone.id)

    assert after_edit == ["eins", "drei"]
    assert await shown(node, album) == ["eins"]
    assert await node.count("album_pictures") == 1


async def test_nothing_is_left_of_somebody_who_leaves(node, alice):
    await made(node, alice, await pictured(node, alice, "eins"))

    await delete_account(node.node, acts(alice))
    await node.work()

    assert (await node.count("albums"), await node.count("album_pictures")) == (0, 0)


@pytest.mark.parametrize("visibility", [Visibility.FOLLOWERS, Visibility.DIRECT, Visibility.LOCAL])
async def test_only_what_everybody_may_read_is_put_into_an_album(node, alice, visibility):
    album = await made(node, alice)
    post = await pictured(node, alice, "geheim", visibility=visibility)

    with pytest.raises(Forbidden):
        await add_pictures(node.node, acts(alice), album.id, post.id)


async def test_only_ones_own_pictures_and_albums_are_touched(node, alice):
    carl = await node.create("carl")
    theirs, album = await pictured(node, carl, "eins"), await made(node, alice)
    passed_on = await boost(node.node, acts(alice), theirs.id)
    own, text = await pictured(node, alice, "zwei"), await node.post(alice)

    for by, into, post, error in (
        (alice, album, theirs, Forbidden),
        (alice, album, passed_on, Forbidden),
        (alice, album, text, Invalid),
    ):
        with pytest.raises(error):
            await add_pictures(node.node, acts(by), into.id, post.id)
    with pytest.raises(Invalid):
        await add_pictures(node.node, acts(alice), album.id, own.id, [(await media_of(node, theirs))[0].id])
    with pytest.raises(NotFound):
        await add_pictures(node.node, acts(alice), 17, own.id)
    for act in (
        add_pictures(node.node, acts(carl), album.id, theirs.id),
        change_album(node.node, acts(carl), album.id, AlbumChange(title="Meins")),
        delete_album(node.node, acts(carl), album.id),
    ):
        with pytest.raises(Forbidden):
            await act
    assert await shown(node, album) == []


async def test_there_is_an_end_to_how_much_fits(node, alice, monkeypatch):
    monkeypatch.setattr(albums, "MOST_PICTURES", 1)
    monkeypatch.setattr(albums, "MOST_ALBUMS", 1)
    one, two = await pictured(node, alice, "eins"), await pictured(node, alice, "zwei")
    album = await made(node, alice, one)

    with pytest.raises(Conflict):
        await add_pictures(node.node, acts(alice), album.id, two.id)
    with pytest.raises(Conflict):
        await add_pictures(node.node, acts(alice), 0, two.id, new=AlbumChange(title="Noch eines"))
    assert await shown(node, album) == ["eins"]


async def test_a_long_album_comes_in_pages(node, alice, monkeypatch):
    monkeypatch.setattr("node.web.activitypub.albums.PER_PAGE", 2)
    album = await made(node, alice, await pictured(node, alice, "eins", "zwei", "drei"))

    document = await node.json(album.uri)
    first = await node.json(document["first"])
    last = await node.json(first["next"])

    assert (document["totalItems"], "orderedItems" in document) == (3, False)
    assert [each["name"] for each in first["orderedItems"]] == ["eins", "zwei"]
    assert [each["name"] for each in last["orderedItems"]] == ["drei"]
    assert (last["partOf"], "next" in last) == (album.uri, False)
    assert (await node.get(f"{album.uri}?page=true&after=x")).status == 400


def test_a_picture_moves_to_its_place_and_the_others_make_room():
    assert moved([1, 2, 3, 4], {4: 2}) == [1, 4, 2, 3]
    assert moved([1, 2, 3, 4], {1: 99}) == [2, 3, 4, 1]
    assert moved([1, 2, 3, 4], {1: 2, 2: 1}) == [2, 1, 3, 4]
    assert moved([1, 2], {}) == [1, 2]
