"""Avatar and header of one's own account: cut, described, shown everywhere, told to those who follow, taken down."""

import pytest

from node.media.types import accepted
from tests.media import photos
from tests.media.photos import opened
from tests.outbox.story import followed_by
from tests.web.mastodon.uploads import form, left_over, stored

UPDATE = "/api/v1/accounts/update_credentials"


async def test_pictures_of_a_profile_are_cut_shown_and_told(app, alice, node, bob, anybody):
    await followed_by(node, alice, bob)

    changed = await app.ask(
        "PATCH",
        UPDATE,
        data=form(avatar=photos.telling_jpeg(6), header=photos.jpeg(2000, 800), avatar_description="Das Wappen"),
    )
    await node.work()

    assert changed.status == 200
    own = changed.body
    shown = await anybody.get(f"/api/v1/accounts/{alice.id}")
    assert shown["avatar"] == own["avatar"]
    assert (shown["avatar_description"], shown["header_description"]) == ("Das Wappen", "")
    avatar = await stored(node, own["avatar"])
    assert opened(avatar).size == (400, 400)
    assert photos.SECRET not in avatar
    assert opened(await stored(node, own["header"])).size == (1500, 500)
    [update] = bob.received("Update")
    assert update["object"]["icon"] == {
        "type": "Image",
        "mediaType": "image/jpeg",
        "url": own["avatar"],
        "name": "Das Wappen",
        "summary": "Das Wappen",
    }
    assert update["object"]["image"]["url"] == own["header"]
    actor = await node.json(alice.uri)
    assert actor["icon"] == update["object"]["icon"]
    page = await node.page("/@alice")
    assert own["avatar"].removeprefix(node.origin) in page
    assert own["header"].removeprefix(node.origin) in page
    assert left_over(node) == []


async def test_a_new_picture_takes_the_place_of_the_one_before(app, node):
    first = (await app.ask("PATCH", UPDATE, data=form(avatar=photos.jpeg(), avatar_description="Alt"))).body

    second = (await app.ask("PATCH", UPDATE, data=form(avatar=photos.telling_png()))).body

    assert second["avatar"] != first["avatar"]
    assert second["avatar"].endswith(".png")
    assert second["avatar_description"] == ""
    assert await node.store.read(lambda tx: tx.uploads.discarded()) == [first["avatar"].rpartition("/")[2]]
    assert await node.count("media") == 1


async def test_a_description_can_be_given_later(app):
    await app.ask("PATCH", "/api/v1/profile", data=form(header=photos.jpeg()))

    changed = await app.ask("PATCH", "/api/v1/profile", json={"header_description": "Der Marktplatz"})

    assert changed.body["header_description"] == "Der Marktplatz"


@pytest.mark.parametrize("which", ["avatar", "header"])
async def test_a_picture_is_taken_down(app, alice, node, bob, which):
    await followed_by(node, alice, bob)
    before = (await app.ask("PATCH", UPDATE, data=form(**{which: photos.jpeg()}))).body

    answer = await app.ask("DELETE", f"/api/v1/profile/{which}")
    await node.work()

    assert (answer.status, "missing.png" in answer.body[which]) == (200, True)
    assert await node.store.read(lambda tx: tx.uploads.discarded()) == [before[which].rpartition("/")[2]]
    key = {"avatar": "icon", "header": "image"}[which]
    assert [key in each["object"] for each in bob.received("Update")] == [True, False]


@pytest.mark.parametrize(
    "data", [b"<svg/>", photos.pdf(), photos.mp4(), photos.pixel_bomb(), photos.jpeg()[:900]], ids=range(5)
)
async def test_what_is_no_picture_changes_nothing(app, node, data):
    answer = await app.ask("PATCH", UPDATE, data=form(avatar=data, display_name="Neuer Name"))

    assert answer.status == 422
    own = await app.get("/api/v1/accounts/verify_credentials")
    assert own["display_name"] != "Neuer Name"
    assert "missing.png" in own["avatar"]
    assert await node.count("media") == 0
    assert left_over(node) == []


async def test_profile_pictures_are_not_taken_for_files_of_posts(app, node):
    await app.ask("PATCH", UPDATE, data=form(avatar=photos.jpeg()))
    number = await node.store.read(lambda tx: tx.db.value("SELECT id FROM media"))

    asked = await app.ask("GET", f"/api/v1/media/{number}")
    posted = await app.ask("POST", "/api/v1/statuses", json={"status": "x", "media_ids": [str(number)]})

    assert (asked.status, posted.status) == (404, 422)


def test_svg_is_nothing_we_take():
    assert "image/svg+xml" not in {each.mime for each in accepted()}
