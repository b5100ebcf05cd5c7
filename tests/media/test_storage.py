"""Where files lie: the same promises on a disk and in a bucket."""

import asyncio
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from node.config import build
from node.errors import Misconfigured, NotFound, Unavailable
from node.media.storage import CACHE, Storage, is_name, key_of, new_name, open_storage
from tests.media import photos
from tests.media.bucket import Bucket
from tests.media.elsewhere.pictures import png
from tests.media.files import make_file, put
from tests.web.mastodon.app import app_of
from tests.web.mastodon.uploads import form
from tests.world import start_world

BODY = os.urandom(6_000_000)  # more than one part of an upload to a bucket


@pytest.fixture(scope="module")
def service() -> Iterator[Bucket]:
    """One for the file; it takes a second to start."""
    made = Bucket.start()
    yield made
    made.stop()


@pytest.fixture
def bucket(service) -> Bucket:
    service.empty()
    return service


def configured(folder: Path, **media):
    return build({"node": {"base_url": "http://here.test", "data_dir": str(folder)}, "media": media}, folder)


@pytest.fixture(params=["disk", "s3"])
def storage(request, tmp_path) -> Storage:
    if request.param == "s3":
        return open_storage(configured(tmp_path, **request.getfixturevalue("bucket").settings))
    return open_storage(configured(tmp_path))


@pytest.fixture
def source(tmp_path) -> Path:
    path = tmp_path / "source"
    path.write_bytes(BODY)
    return path


async def whole(storage: Storage, name: str, start: int = 0, length: int | None = None) -> bytes:
    return b"".join([piece async for piece in storage.read(name, start, length)])


async def names(storage: Storage) -> set[str]:
    return {found.name async for found in storage.names()}


async def test_what_is_put_can_be_read_as_a_whole_and_in_parts(storage, source):
    name = new_name("png")

    await storage.put(name, source, "image/png")

    assert await whole(storage, name) == BODY
    assert await whole(storage, name, 5_999_990) == BODY[5_999_990:]
    assert await whole(storage, name, 1_000, 3_000_000) == BODY[1_000:3_001_000]
    assert await whole(storage, name, 0, 0) == b""


async def test_it_is_told_what_is_there(storage, source):
    one, two = new_name("png"), new_name("mp4")
    await storage.put(one, source, "image/png")
    await storage.put(two, source, "video/mp4")

    found = await storage.find(one)

    assert found is not None
    assert (found.name, found.size) == (one, len(BODY))
    assert abs(found.modified - datetime.now(UTC)) < timedelta(minutes=1)
    assert await names(storage) == {one, two}
    assert await storage.find(new_name("png")) is None


async def test_what_is_deleted_is_gone_and_may_be_deleted_again(storage, source):
    name = new_name("png")
    await storage.put(name, source, "image/png")

    for _ in range(2):
        await storage.delete([name, new_name("png")])

    assert await storage.find(name) is None
    assert await names(storage) == set()
    with pytest.raises(NotFound):
        await whole(storage, name)


async def test_the_source_stays_with_whoever_put_it(storage, source):
    await storage.put(new_name("png"), source, "image/png")

    assert source.read_bytes() == BODY


@pytest.mark.parametrize(
    "name", ["../node.sqlite3", "a" * 32, "a" * 32 + ".p/g", "/etc/passwd", "", "A" * 32 + ".png", "a" * 32 + ".png\n"]
)
async def test_nothing_but_a_name_reaches_disk_or_service(storage, source, name):
    """T-267."""
    assert not is_name(name)
    for act in (
        storage.put(name, source, "image/png"),
        storage.find(name),
        storage.delete([name]),
        whole(storage, name),
    ):
        with pytest.raises(ValueError, match="not a file's name"):
            await act


async def test_the_cache_lies_apart(storage, source, tmp_path, request):
    kind = request.node.callspec.params["storage"]
    settings = request.getfixturevalue("bucket").settings if kind == "s3" else {}
    cache = open_storage(configured(tmp_path, **settings), CACHE)
    ours, copy = new_name("png"), new_name("copy")

    await storage.put(ours, source, "image/png")
    await cache.put(copy, source, "image/png")

    assert (await names(storage), await names(cache)) == ({ours}, {copy})


async def test_many_at_once(storage, source):
    made = [new_name("png") for _ in range(20)]

    await asyncio.gather(*(storage.put(name, source, "image/png") for name in made))

    assert await names(storage) == set(made)


# A disk


async def test_on_a_disk_nobody_else_may_look(source, tmp_path):
    name = new_name("png")
    await open_storage(configured(tmp_path)).put(name, source, "image/png")

    path = tmp_path / "media" / key_of(name)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(each.stat().st_mode) for each in (path.parent, path.parent.parent, tmp_path / "media")} == {
        0o700
    }


async def test_what_is_put_appears_whole_or_not_at_all(source, tmp_path):
    """T-329: somebody who looks all the time never sees half a file."""
    storage = open_storage(configured(tmp_path))
    made = [new_name("png") for _ in range(10)]
    seen: dict[str, int] = {}

    async def look() -> None:
        while len(seen) < 10:
            seen.update({found.name: found.size async for found in storage.names()})

    looking = asyncio.create_task(look())
    for name in made:
        await storage.put(name, source, "image/png")
    await looking

    assert seen == dict.fromkeys(made, len(BODY))


async def test_what_a_crash_left_half_written_is_tidied_away(source, tmp_path):
    storage = open_storage(configured(tmp_path))
    await storage.put(new_name("png"), source, "image/png")
    half = tmp_path / "media" / "begun" / "abc"
    half.write_bytes(b"half")

    young = await storage.tidy(datetime.now(UTC) - timedelta(days=1))
    old = await storage.tidy(datetime.now(UTC) + timedelta(seconds=5))

    assert (young, old, half.exists()) == (0, 1, False)


async def test_a_full_disk_leaves_nothing_and_says_so(source, tmp_path):
    storage = open_storage(configured(tmp_path))
    await storage.put(new_name("png"), source, "image/png")
    (tmp_path / "media" / "begun").rmdir()
    (tmp_path / "media" / "begun").symlink_to("/dev/full")  # nothing can be written there

    with pytest.raises(Unavailable) as raised:
        await storage.put(new_name("png"), source, "image/png")

    assert raised.value.retry_after == 60
    assert len(await names(storage)) == 1


# A bucket


async def test_files_of_the_bucket_are_served_through_the_node(bucket, database_url, clock, there, tmp_path):
    async with start_world("here.test", database_url, clock, there, tmp_path, media=bucket.settings) as node:
        alice = await node.create("alice")
        media = await make_file(node, alice, BODY)

        answer = await node.get(media.url)
        part = await node.get(media.url, headers={"Range": "bytes=2000000-2999999"})

        assert (answer.status, await answer.read()) == (200, BODY)
        assert (part.status, await part.read()) == (206, BODY[2_000_000:3_000_000])
        assert media.url.startswith(node.origin)
        assert not tmp_path.joinpath("media").exists()


async def test_a_bucket_that_does_not_answer_is_said_as_such(bucket, database_url, clock, there, tmp_path):
    gone = Bucket.start()
    async with start_world("here.test", database_url, clock, there, tmp_path, media=gone.settings) as node:
        media = await make_file(node, await node.create("alice"))

        gone.stop()
        answer = await node.get(media.url)

        assert answer.status == 503
        assert answer.headers["Retry-After"] == "60"
        body = await answer.json(content_type=None)
        assert body["error"].startswith("the storage of the files does not answer")
        assert gone.endpoint not in str(body)
        with pytest.raises(Unavailable):
            await put(node, b"Inhalt")


async def test_an_upload_waits_for_the_bucket(bucket, database_url, clock, there, tmp_path):
    """Nothing that was taken is lost: the job comes again."""
    gone = Bucket.start()
    async with start_world("here.test", database_url, clock, there, tmp_path, media=gone.settings) as node:
        app = await app_of(node, await node.create("alice"))
        gone.stop()

        taken = await app.ask("POST", "/api/v2/media", data=form(photos.jpeg()))
        path = f"/api/v1/media/{taken.body['id']}"
        clock.move(minutes=2)
        await node.work()
        waiting = await app.ask("GET", path)
        back = Bucket.start(int(gone.endpoint.rpartition(":")[2]))
        clock.move(minutes=10)
        await node.work()
        ready = await app.ask("GET", path)
        picture = await node.get(ready.body["url"])
        back.stop()

    assert (taken.status, waiting.status, ready.status) == (202, 206, 200)
    assert (picture.status, picture.headers["Content-Type"]) == (200, "image/jpeg")


async def test_copies_of_others_pictures_lie_in_the_bucket_too(bucket, database_url, clock, there, tmp_path):
    url = f"{there.origin()}/gesicht.png"
    there.documents[url] = (200, lambda _: web.Response(body=png()))
    bob = there.actor("bob", icon={"type": "Image", "url": url})
    async with start_world("here.test", database_url, clock, there, tmp_path, media=bucket.settings) as node:
        address = node.node.addresses.avatar(await node.node.actors.by_uri(bob.uri))

        answers = [await node.get(address) for _ in range(2)]

        assert [(each.status, await each.read()) for each in answers] == [(200, png())] * 2
        assert there.requests.count(("GET", url)) == 1
        assert len(await names(node.node.remote_media.storage)) == 1
        assert list(tmp_path.joinpath("coming").iterdir()) == []


async def test_while_the_bucket_fails_no_other_server_is_asked_for_nothing(
    bucket, database_url, clock, there, tmp_path
):
    url = f"{there.origin()}/gesicht.png"
    there.documents[url] = (200, lambda _: web.Response(body=png()))
    bob = there.actor("bob", icon={"type": "Image", "url": url})
    gone = Bucket.start()
    async with start_world("here.test", database_url, clock, there, tmp_path, media=gone.settings) as node:
        address = node.node.addresses.avatar(await node.node.actors.by_uri(bob.uri))
        gone.stop()

        answers = [(await node.get(address)).status for _ in range(3)]
        asked = there.requests.count(("GET", url))
        clock.move(minutes=1)
        later = (await node.get(address)).status

        assert (answers, asked) == ([503] * 3, 1)
        assert (later, there.requests.count(("GET", url))) == (503, 2)
        assert await node.count("missed_files") == 0


async def test_a_bucket_that_is_not_there_takes_nothing(bucket, source, tmp_path):
    storage = open_storage(configured(tmp_path, **bucket.settings | {"s3_bucket": "gibt-es-nicht"}))

    with pytest.raises(Unavailable):
        await storage.put(new_name("png"), source, "image/png")
    with pytest.raises(Unavailable):
        await names(storage)


async def test_two_nodes_may_share_a_bucket(bucket, source, tmp_path):
    """Neither sweeps what is the other's."""
    here = open_storage(configured(tmp_path, **bucket.settings))
    document = {"node": {"base_url": "http://elsewhere.test"}, "media": bucket.settings}
    elsewhere = open_storage(build(document, tmp_path))
    name = new_name("png")

    await here.put(name, source, "image/png")

    assert (await names(here), await names(elsewhere)) == ({name}, set())


def test_a_bucket_needs_a_name(tmp_path):
    with pytest.raises(Misconfigured, match="media.s3_bucket is missing"):
        configured(tmp_path, storage="s3")


def test_the_secret_key_is_not_shown(tmp_path):
    """T-148."""
    config = configured(tmp_path, storage="s3", s3_bucket="dateien", s3_secret_key="streng-geheim")

    assert "streng-geheim" not in repr(config)


@pytest.mark.parametrize("endpoint", ["s3.example", "ftp://s3.example", "https://user:kennwort@s3.example", "https://"])
def test_an_endpoint_is_an_address(tmp_path, endpoint):
    with pytest.raises(Misconfigured, match=r"media\.s3_endpoint"):
        configured(tmp_path, s3_endpoint=endpoint)
