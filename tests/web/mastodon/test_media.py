"""Uploads: taken in, described, hung on posts, taken back; and that nobody gets at somebody else's."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from node.web.server import create_app
from tests.media import photos
from tests.media.photos import opened
from tests.web.mastodon.app import Answer, App, app_of
from tests.web.mastodon.uploads import form, left_over, published, sent, stored
from tests.world import World


async def refused(app: App, data: bytes, **more: Any) -> Answer:
    answer = await app.ask("POST", "/api/v2/media", data=form(data, **more))
    assert answer.status >= 400, answer.body
    return answer


async def status_code(app: App, method: str, path: str, **more: Any) -> int:
    return (await app.ask(method, path, **more)).status


# Taking in


async def test_a_photo_is_ready_at_once_and_says_nothing_of_where_it_was_taken(app, node):
    words = {"description": "Das Rathaus", "credit": "Foto: A. B.", "licence": "CC BY 4.0"}

    media = await sent(app, photos.telling_jpeg(6), focus="-0.5,0.25", **words)

    assert media["type"] == "image"
    assert media["meta"]["original"] == {"width": 480, "height": 640, "size": "480x640", "aspect": 0.75}
    assert media["meta"]["small"]["aspect"] == pytest.approx(0.75, abs=0.01)
    assert media["meta"]["focus"] == {"x": -0.5, "y": 0.25}
    assert media["meta"]["colors"].keys() == {"background", "foreground", "accent"}
    assert (media["description"], media["credit"], media["licence"]) == ("Das Rathaus", "Foto: A. B.", "CC BY 4.0")
    assert len(media["blurhash"]) == 36
    data = await stored(node, media["url"])
    assert photos.SECRET not in data
    assert dict(opened(data).getexif()) == {}
    assert opened(await stored(node, media["preview_url"])).format == "JPEG"
    assert left_over(node) == []


async def test_its_type_is_told_by_its_content_alone(app):
    media = await sent(app, photos.telling_png(), name="schadsoftware.exe", mime="application/octet-stream")

    assert media["type"] == "image"
    assert media["url"].endswith(".png")


@pytest.mark.parametrize(
    ("data", "kind", "ending"),
    [
        (photos.mp4(), "video", "mp4"),
        (photos.webm(), "video", "webm"),
        (photos.wav(), "audio", "wav"),
        (photos.mp3(), "audio", "mp3"),
        (photos.pdf(), "unknown", "pdf"),
        (photos.moving("GIF"), "image", "gif"),
    ],
)
async def test_films_sounds_documents_and_what_moves_are_taken(app, node, data, kind, ending):
    media = await sent(app, data)

    assert media["type"] == kind
    assert media["url"].endswith(f".{ending}")
    assert await stored(node, media["url"])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "content type is invalid"),
        (b"<html><script>alert(1)</script></html>", "content type is invalid"),
        (b"", "content type is invalid"),
        (photos.pixel_bomb(), "40000 x 40000 pixels"),
        (photos.text_bomb(), "cannot be read"),
        (photos.jpeg()[:5000], "cannot be read"),
    ],
    ids=["svg", "html", "nothing", "pixel bomb", "text bomb", "half a picture"],
)
async def test_what_is_no_file_for_us_is_refused(app, node, data, words):
    """T-265"""
    answer = await refused(app, data)

    assert answer.status == 422
    assert words in answer.body["error"]
    assert left_over(node) == []


async def test_a_request_without_a_file_is_refused(app):
    answers = [
        await app.ask("POST", "/api/v2/media", json={"description": "nichts"}),
        await app.ask("POST", "/api/v2/media", data=aiohttp.FormData({"file": "kein Bild"})),
        await app.ask("POST", "/api/v2/media"),
    ]

    assert [each.status for each in answers] == [422, 422, 422]


async def test_a_form_that_breaks_off_is_refused(app, node):
    answer = await app.ask(
        "POST",
        "/api/v2/media",
        data=b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n' + photos.jpeg()[:900],
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )

    assert answer.status == 400
    assert left_over(node) == []


async def test_only_who_may_write_media_uploads(anybody, node, alice):
    reader = await app_of(node, alice, "read", "write:statuses")

    assert (await refused(anybody, photos.jpeg())).status == 401
    assert (await refused(reader, photos.jpeg())).status == 403
    assert await node.count("media") == 0


async def test_the_old_address_waits_for_films_too(app):
    media = await sent(app, photos.mp4(), path="/api/v1/media")

    assert media["url"]
    assert media["meta"]["original"]["duration"] == 2.5


async def test_too_large_is_refused_while_it_is_still_coming(make_node):
    """T-262"""
    node = await make_node(media={"image_bytes": 70_000, "file_bytes": 80_000})
    app = await app_of(node, await node.create("alice"))
    picture = photos.encoded(photos.Image.effect_noise((275, 275), 90), "PNG")
    film = photos.mp4() + bytes(80_000)

    answers = [await refused(app, data) for data in (picture, film, film + bytes(3_000_000))]

    assert 70_000 < len(picture) < 78_000
    assert [each.status for each in answers] == [422, 413, 413]
    assert "must be less than" in answers[0].body["error"]
    assert left_over(node) == []


async def test_who_sends_nothing_more_is_given_up(app, node):
    """T-262"""
    served = create_app({node.node.config.host: node.running.served}, body_seconds=0.2)
    runner = web.AppRunner(served, lingering_time=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    head = (
        f"POST /api/v2/media HTTP/1.1\r\nHost: {node.node.config.host}\r\nAuthorization: Bearer {app.secret}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 90000\r\n\r\n"
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    )

    from_there, to_there = await asyncio.open_connection("127.0.0.1", port)
    to_there.write(head.encode() + photos.jpeg()[:900])
    async with asyncio.timeout(5):
        answer = await from_there.read()
    to_there.close()
    await runner.cleanup()

    assert answer.startswith(b"HTTP/1.1 408")
    assert left_over(node) == []


# Working on it


class Held:
    """The worker, stopped until it is let go."""

    def __init__(self, node: World) -> None:
        self.shop = node.node.workshop

    async def stop(self) -> None:
        await self.shop._started()
        os.kill(self.shop.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        os.kill(self.shop.pid, signal.SIGCONT)

    def die(self) -> None:
        os.kill(self.shop.pid, signal.SIGKILL)


@pytest.fixture
async def worker(node: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Held]:
    monkeypatch.setattr("node.web.mastodon.media._PATIENCE", 0.05)
    held = Held(node)
    await held.stop()
    yield held
    if held.shop.pid is not None:
        held.go_on()


async def until_worked_on(node: World, media: dict[str, Any]) -> None:
    await node.node.workshop.wait(int(media["id"]), 20)


async def test_what_takes_longer_is_asked_for_again(app, node, worker):
    media = await app.ask("POST", "/api/v2/media", data=form(photos.jpeg()))
    waiting = await app.ask("GET", f"/api/v1/media/{media.body['id']}")
    early = await app.ask("POST", "/api/v1/statuses", json={"status": "Ein Bild", "media_ids": [media.body["id"]]})

    worker.go_on()
    await until_worked_on(node, media.body)

    ready = await app.ask("GET", f"/api/v1/media/{media.body['id']}")
    assert (media.status, media.body["url"], media.body["type"]) == (202, None, "image")
    assert (waiting.status, waiting.body["url"]) == (206, None)
    assert (early.status, "have not finished processing" in early.body["error"]) == (422, True)
    assert (ready.status, ready.body["preview_url"] is None) == (200, False)
    assert left_over(node) == []


async def test_a_worker_that_dies_fails_that_upload_and_nothing_else(app, node, worker):
    """T-265"""
    media = await app.ask("POST", "/api/v2/media", data=form(photos.jpeg()))

    worker.die()
    await until_worked_on(node, media.body)

    asked = await app.ask("GET", f"/api/v1/media/{media.body['id']}")
    posted = await app.ask("POST", "/api/v1/statuses", json={"status": "x", "media_ids": [media.body["id"]]})
    assert (asked.status, "had to be ended" in asked.body["error"]) == (422, True)
    assert posted.status == 422
    following = await app.ask("POST", "/api/v2/media", data=form(photos.jpeg()))
    await until_worked_on(node, following.body)
    assert (await app.get(f"/api/v1/media/{following.body['id']}"))["url"]
    assert left_over(node) == []


async def test_a_server_that_goes_down_meanwhile_goes_on_with_it_later(app, node, worker):
    """T-329"""
    media = await app.ask("POST", "/api/v2/media", data=form(photos.jpeg(), description="Das Rathaus"))
    await node.node.workshop.close()  # as far as a server gets that is killed
    assert len(left_over(node)) == 1

    node.clock.move(minutes=2)
    await node.work()

    ready = await app.get(f"/api/v1/media/{media.body['id']}")
    assert ready["description"] == "Das Rathaus"
    assert await stored(node, ready["url"])
    assert left_over(node) == []


async def test_files_a_crash_has_left_in_the_storage_are_known_to_be_superfluous(app, node):
    """T-329"""
    await node.store.write(lambda tx: tx.uploads.expect(["0" * 32 + ".jpg"]))
    media = await sent(app)

    before = await node.store.read(lambda tx: tx.uploads.discarded())
    node.clock.move(hours=2)
    after = await node.store.read(lambda tx: tx.uploads.discarded())

    assert (before, list(after)) == ([], ["0" * 32 + ".jpg"])
    assert media["url"]


async def test_nobody_fills_the_disk_with_files_for_no_post(app, node, monkeypatch):
    monkeypatch.setattr("node.outbox.upload._MOST_LOOSE", 2)
    first, _ = await sent(app), await sent(app)

    too_many = await refused(app, photos.jpeg())
    await app.ask("DELETE", f"/api/v1/media/{first['id']}")

    assert too_many.status == 429
    assert await sent(app)
    assert left_over(node) == []


# Describing and taking back


async def test_a_file_is_described_before_it_hangs_on_a_post(app):
    media = await sent(app)

    changed = await app.ask(
        "PUT",
        f"/api/v1/media/{media['id']}",
        json={"description": "Ein Baum", "focus": "1.0,-1.0", "credit": "Foto: C.", "licence": "CC0"},
    )

    assert changed.status == 200
    assert changed.body == await app.get(f"/api/v1/media/{media['id']}")
    assert changed.body["description"] == "Ein Baum"
    assert changed.body["meta"]["focus"] == {"x": 1.0, "y": -1.0}
    assert (changed.body["credit"], changed.body["licence"]) == ("Foto: C.", "CC0")
    assert changed.body["url"] == media["url"]


async def test_a_description_may_be_long_and_not_longer(app):
    media = await sent(app)

    longest = await app.ask("PUT", f"/api/v1/media/{media['id']}", json={"description": "ä" * 10_000})
    longer = await app.ask("PUT", f"/api/v1/media/{media['id']}", json={"description": "ä" * 10_001})

    assert (longest.status, longer.status) == (200, 422)
    assert "too long" in longer.body["error"]
    assert len((await app.get(f"/api/v1/media/{media['id']}"))["description"]) == 10_000


@pytest.mark.parametrize("focus", ["2,0", "0,-1.01", "nan,0", "inf,inf"])
async def test_a_focus_lies_within_the_picture(app, focus):
    media = await sent(app)

    answer = await app.ask("PUT", f"/api/v1/media/{media['id']}", json={"focus": focus})

    assert answer.status == 422


async def test_a_sound_shows_the_picture_one_chooses_for_it(app, node):
    media = await sent(app, photos.mp3(), thumbnail=photos.jpeg(800, 800))
    first = media["preview_url"]

    changed = await app.ask(
        "PUT", f"/api/v1/media/{media['id']}", data=form(b"", thumbnail=photos.jpeg(300, 200), description="Eine Rede")
    )

    assert (media["type"], media["meta"]["small"]["aspect"]) == ("audio", 1.0)
    assert (changed.status, changed.body["description"]) == (200, "Eine Rede")
    assert changed.body["url"] == media["url"]
    assert changed.body["preview_url"] != first
    assert changed.body["meta"]["small"]["width"] == 300
    assert await node.store.read(lambda tx: tx.uploads.discarded()) == [first.rpartition("/")[2]]
    assert left_over(node) == []


async def test_a_file_is_taken_back(app, node):
    media = await sent(app)

    answer = await app.ask("DELETE", f"/api/v1/media/{media['id']}")

    assert answer.status == 200
    assert await status_code(app, "GET", f"/api/v1/media/{media['id']}") == 404
    names = {media[key].rpartition("/")[2] for key in ("url", "preview_url")}
    assert set(await node.store.read(lambda tx: tx.uploads.discarded())) == names


async def test_what_hangs_on_a_post_is_changed_with_the_post(app):
    media = await sent(app)
    await published(app, media["id"])

    answers = {
        method: await app.ask(method, f"/api/v1/media/{media['id']}", json={"description": "anders"})
        for method in ("PUT", "DELETE")
    }

    assert (answers["PUT"].status, answers["DELETE"].status) == (404, 422)
    assert "used by a status" in answers["DELETE"].body["error"]


@pytest.mark.parametrize("number", ["0", "1", "99999999999999999999", "abc", "-1"])
async def test_an_id_that_is_none_is_not_found(app, number):
    for method in ("GET", "PUT", "DELETE"):
        assert await status_code(app, method, f"/api/v1/media/{number}") == 404


async def test_nobody_gets_at_somebody_elses_file(app, carls):
    """T-142"""
    media = await sent(app)
    path = f"/api/v1/media/{media['id']}"

    answers = [await status_code(carls, method, path, json={"description": "x"}) for method in ("GET", "PUT", "DELETE")]
    posted = await carls.ask("POST", "/api/v1/statuses", json={"status": "x", "media_ids": [media["id"]]})

    assert answers == [404, 404, 404]
    assert (posted.status, "not found" in posted.body["error"]) == (422, True)
    assert (await app.get(path))["description"] is None
