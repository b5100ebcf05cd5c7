"""Uploads hang on posts: in which order, whose, how many; described where that is asked for; and what apps are told."""

import asyncio

import pytest

from node.model.account import Actor, Kind
from node.outbox.delete import delete_account
from tests.media import photos
from tests.web.mastodon.app import app_of
from tests.web.mastodon.uploads import published, sent


async def test_a_post_shows_its_pictures_in_the_order_they_were_named(app, anybody):
    first, second, third = await sent(app), await sent(app, photos.telling_png()), await sent(app, photos.moving("GIF"))

    post = await published(app, third["id"], first["id"], second["id"])

    shown = await anybody.get(f"/api/v1/statuses/{post['id']}")
    assert [each["id"] for each in shown["media_attachments"]] == [third["id"], first["id"], second["id"]]
    assert shown["media_attachments"][1] == first


async def test_a_post_may_be_nothing_but_a_picture_and_ask_something_as_well(app):
    media = await sent(app)

    bare = await published(app, media["id"], status="")
    other = await sent(app)
    asking = await published(app, other["id"], poll={"options": ["ja", "nein"], "expires_in": 3600})

    assert (bare["content"], len(bare["media_attachments"])) == ("", 1)
    assert (len(asking["media_attachments"]), len(asking["poll"]["options"])) == (1, 2)


@pytest.mark.parametrize("wrong", [["17"], ["abc"], ["99999999999999999999"]])
async def test_a_post_with_a_file_that_is_not_there_is_not_published(app, node, wrong):
    answer = await app.ask("POST", "/api/v1/statuses", json={"status": "x", "media_ids": wrong})

    assert (answer.status, "not found" in answer.body["error"]) == (422, True)
    assert await node.count("posts") == 0


async def test_a_file_hangs_on_one_post_only(app):
    media = await sent(app)
    await published(app, media["id"])

    again = await app.ask("POST", "/api/v1/statuses", json={"status": "x", "media_ids": [media["id"]]})

    assert again.status == 422


async def test_two_posts_at_once_do_not_both_get_it(app):
    media = await sent(app)

    answers = await asyncio.gather(
        *(
            app.ask("POST", "/api/v1/statuses", json={"status": f"Nr. {n}", "media_ids": [media["id"]]})
            for n in range(4)
        )
    )

    assert sorted(each.status for each in answers) == [200, 422, 422, 422]


async def test_a_post_that_is_sent_twice_has_its_picture_once(app, node):
    media = await sent(app)
    asked = {"json": {"status": "Ein Bild", "media_ids": [media["id"]]}, "headers": {"Idempotency-Key": "eins"}}

    first, second = (
        await app.ask("POST", "/api/v1/statuses", **asked),
        await app.ask("POST", "/api/v1/statuses", **asked),
    )

    assert (first.status, second.status) == (200, 200)
    assert first.body["id"] == second.body["id"]
    assert [each["id"] for each in second.body["media_attachments"]] == [media["id"]]
    assert await node.count("posts") == 1


async def test_films_stand_alone_and_pictures_are_at_most_as_many_as_is_told(app, anybody):
    film, picture = await sent(app, photos.mp4()), await sent(app)
    told = (await anybody.get("/api/v2/instance"))["configuration"]["statuses"]["max_media_attachments"]
    many = [(await sent(app, photos.jpeg(8, 8)))["id"] for _ in range(told + 1)]

    mixed = await app.ask("POST", "/api/v1/statuses", json={"status": "x", "media_ids": [film["id"], picture["id"]]})
    too_many = await app.ask("POST", "/api/v1/statuses", json={"status": "x", "media_ids": many})
    full = await published(app, *many[:-1])

    assert (mixed.status, too_many.status) == (422, 422)
    assert len(full["media_attachments"]) == told


async def test_an_edit_keeps_removes_and_reorders_what_hangs_on_a_post(app, node):
    first, second, third = [(await sent(app))["id"] for _ in range(3)]
    post = await published(app, first, second)

    changed = await app.ask(
        "PUT", f"/api/v1/statuses/{post['id']}", json={"status": "Andere Bilder", "media_ids": [third, first]}
    )

    assert [each["id"] for each in changed.body["media_attachments"]] == [third, first]
    assert (await app.get(f"/api/v1/media/{second}"))["url"]  # free again
    assert changed.body["edited_at"]


async def test_an_edit_of_a_description_alone_is_an_edit(app):
    media = await sent(app, description="Ein Hund")
    post = await published(app, media["id"])

    changed = await app.ask(
        "PUT",
        f"/api/v1/statuses/{post['id']}",
        json={
            "status": "Ein Bild",
            "media_ids": [media["id"]],
            "media_attributes": [{"id": media["id"], "description": "Eine Katze", "focus": "0.1,0.2"}],
        },
    )

    [shown] = changed.body["media_attachments"]
    assert (shown["description"], shown["meta"]["focus"]) == ("Eine Katze", {"x": 0.1, "y": 0.2})
    assert changed.body["edited_at"]
    assert len(await app.get(f"/api/v1/statuses/{post['id']}/history")) == 2


async def test_somebody_elses_picture_does_not_come_by_an_edit(app, carls):
    """T-142"""
    media = await sent(app)
    post = await published(carls, (await sent(carls))["id"])

    answer = await carls.ask("PUT", f"/api/v1/statuses/{post['id']}", json={"status": "x", "media_ids": [media["id"]]})

    assert answer.status == 422
    assert len((await carls.get(f"/api/v1/statuses/{post['id']}"))["media_attachments"]) == 1


async def test_who_deletes_a_post_to_write_it_anew_still_has_its_pictures(app, carls):
    media = await sent(app, description="Das Rathaus")
    post = await published(app, media["id"])

    deleted = await app.ask("DELETE", f"/api/v1/statuses/{post['id']}")
    others = await carls.ask("POST", "/api/v1/statuses", json={"status": "x", "media_ids": [media["id"]]})
    anew = await published(app, media["id"], status="Neu geschrieben")

    assert [each["id"] for each in deleted.body["media_attachments"]] == [media["id"]]
    assert others.status == 422
    assert anew["media_attachments"][0]["description"] == "Das Rathaus"


async def test_who_leaves_leaves_no_files(app, alice, node):
    """T-268"""
    hanging, loose = await sent(app), await sent(app)
    await published(app, hanging["id"])

    await delete_account(node.node, Actor(alice))
    await node.work()

    names = {each[key].rpartition("/")[2] for each in (hanging, loose) for key in ("url", "preview_url")}
    assert await node.count("media") == 0
    assert set(await node.store.read(lambda tx: tx.uploads.discarded())) == names


# Descriptions


@pytest.mark.parametrize(
    ("rule", "kind", "status"),
    [
        ("official", Kind.ORGANIZATION, 422),
        ("official", Kind.SERVICE, 422),
        ("official", Kind.GROUP, 422),
        ("official", Kind.PERSON, 200),
        ("everybody", Kind.PERSON, 422),
        ("nobody", Kind.ORGANIZATION, 200),
    ],
)
async def test_where_descriptions_are_asked_for_a_picture_without_is_not_published(make_node, rule, kind, status):
    """M10"""
    node = await make_node(media={"alt_required": rule})
    app = await app_of(node, await node.create("amt", kind=kind))
    told, untold = await sent(app, description="Das Rathaus"), await sent(app)

    answer = await app.ask("POST", "/api/v1/statuses", json={"status": "x", "media_ids": [told["id"], untold["id"]]})

    assert answer.status == status
    if status == 422:
        assert answer.body["error"] == f"Validation failed: picture 2 of 2 ({untold['id']}) needs a description"
        assert await node.count("posts") == 0


async def test_films_and_what_is_described_are_published_there_and_edits_are_asked_as_well(make_node):
    """M10"""
    node = await make_node()
    app = await app_of(node, await node.create("amt", kind=Kind.ORGANIZATION))
    film, picture = await sent(app, photos.mp4()), await sent(app, description="Das Rathaus")

    with_film = await published(app, film["id"])
    post = await published(app, picture["id"])
    emptied = await app.ask(
        "PUT",
        f"/api/v1/statuses/{post['id']}",
        json={
            "status": "x",
            "media_ids": [picture["id"]],
            "media_attributes": [{"id": picture["id"], "description": ""}],
        },
    )

    assert with_film["media_attachments"][0]["type"] == "video"
    assert emptied.status == 422


# What apps are told


async def test_apps_are_told_what_is_really_taken(app, anybody):
    told = (await anybody.get("/api/v2/instance"))["configuration"]["media_attachments"]

    for data in (photos.jpeg(), photos.telling_png(), photos.mp4(), photos.webm(), photos.wav(), photos.pdf()):
        await sent(app, data)
    assert {"image/jpeg", "image/avif", "video/mp4", "video/quicktime", "audio/flac"} <= set(
        told["supported_mime_types"]
    )
    assert "image/svg+xml" not in told["supported_mime_types"]
    assert (told["image_size_limit"], told["video_size_limit"]) == (16_777_216, 104_857_600)
    assert (told["image_matrix_limit"], told["description_limit"]) == (50_000_000, 10_000)
