"""Files of our people, as browsers and apps fetch them (T-142, T-265 to T-268)."""

import asyncio
from dataclasses import replace

import pytest

from node.media.storage import new_name
from node.model.account import Actor
from node.outbox.delete import delete_account, delete_post
from tests.media.files import hang, make_file, put

BODY = bytes(range(256)) * 4_000  # a million bytes and some: several pieces


async def test_a_file_is_there_for_whoever_knows_its_address(node, alice):
    media = await make_file(node, alice, BODY)

    answer = await node.get(media.url)

    assert (answer.status, await answer.read()) == (200, BODY)
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Length"] == str(len(BODY))
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Server"] == "Allmende"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("ending", "mime", "how"),
    [
        ("jpg", "image/jpeg", "inline"),
        ("mp4", "video/mp4", "inline"),
        ("mp3", "audio/mpeg", "inline"),
        ("pdf", "application/pdf", "attachment"),
        ("html", "application/octet-stream", "attachment"),
        ("svg", "application/octet-stream", "attachment"),
    ],
)
async def test_only_pictures_films_and_sounds_are_opened(node, alice, ending, mime, how):
    """T-266."""
    media = await make_file(node, alice, b"<script>alert(1)</script>", ending)

    answer = await node.get(media.url)

    assert (answer.headers["Content-Type"], answer.headers["Content-Disposition"]) == (mime, how)


async def test_the_head_says_the_same_without_the_body(node, alice):
    media = await make_file(node, alice, BODY)

    async with node.session.head(media.url, headers={"Range": "bytes=0-9"}) as answer:
        body = await answer.read()

    assert (answer.status, answer.headers["Content-Length"], body) == (200, str(len(BODY)), b"")


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-499", 0, 500),
        ("bytes=300000-900000", 300_000, 900_001),
        ("bytes=1023999-", 1_023_999, 1_024_000),
        ("bytes=500-99999999999", 500, 1_024_000),
        ("bytes=-100", 1_023_900, 1_024_000),
        ("bytes=-99999999", 0, 1_024_000),
    ],
)
async def test_a_part_is_sent_to_whoever_wants_a_part(node, alice, wanted, start, end):
    media = await make_file(node, alice, BODY)

    answer = await node.get(media.url, headers={"Range": wanted})

    assert (answer.status, await answer.read()) == (206, BODY[start:end])
    assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/1024000"


@pytest.mark.parametrize("wanted", ["bytes=1024000-", "bytes=99999999999-999999999999", "bytes=-0"])
async def test_a_part_that_is_not_there_is_refused(node, alice, wanted):
    media = await make_file(node, alice, BODY)

    answer = await node.get(media.url, headers={"Range": wanted})

    assert (answer.status, answer.headers["Content-Range"], await answer.read()) == (416, "bytes */1024000", b"")


@pytest.mark.parametrize(
    "wanted", ["bytes=", "bytes=-", "bytes=5-2", "bytes=0-1,5-9", "seiten=1-2", "bytes=a-b", "bytes=" + "9" * 40 + "-"]
)
async def test_a_range_that_says_nothing_means_all_of_it(node, alice, wanted):
    media = await make_file(node, alice, BODY)

    answer = await node.get(media.url, headers={"Range": wanted})

    assert (answer.status, await answer.read()) == (200, BODY)


async def test_a_part_of_another_version_is_not_mixed_in(node, alice):
    media = await make_file(node, alice, BODY)
    etag = (await node.get(media.url)).headers["ETag"]

    same = await node.get(media.url, headers={"Range": "bytes=0-9", "If-Range": etag})
    other = await node.get(media.url, headers={"Range": "bytes=0-9", "If-Range": '"anders"'})
    dated = await node.get(media.url, headers={"Range": "bytes=0-9", "If-Range": "Sat, 28 Nov 2026 12:00:00 GMT"})

    assert [each.status for each in (same, other, dated)] == [206, 200, 200]


async def test_whoever_has_it_gets_nothing(node, alice):
    media = await make_file(node, alice, BODY)
    etag = (await node.get(media.url)).headers["ETag"]

    answers = [await node.get(media.url, headers={"If-None-Match": each}) for each in (etag, "*", '"anders"')]

    assert [answer.status for answer in answers] == [304, 304, 200]


@pytest.mark.parametrize(
    "path",
    [
        "/media/" + "a" * 32 + ".png",
        "/media/..%2f..%2fnode.sqlite3",
        "/media/%2e%2e%2fnode.sqlite3",
        "/media/../node.sqlite3",
        "/media/" + "a" * 32,
        "/media/" + "a" * 32 + ".png.gz",
        "/media/" + "A" * 32 + ".png",
        "/media/" + "a" * 5_000,
        "/media/ä",
        "/media/%ff%fe",
        "/media/begun",
        "/media/file/1/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "/media/",
        "/media",
    ],
)
async def test_nothing_else_is_reached(node, alice, path):
    """T-267."""
    await make_file(node, alice)

    answer = await node.get(path)

    assert answer.status == 404


async def test_an_address_with_nul_is_refused(node):
    answer = await node.get("/media/" + "a" * 31 + "%00.png")

    assert answer.status == 400


async def test_for_another_host_there_is_nothing(node, alice):
    media = await make_file(node, alice)

    async with node.session.get(media.url, headers={"Host": "anders.test"}) as answer:
        assert answer.status == 421


async def test_a_link_among_the_files_is_not_followed(node, alice, tmp_path):
    """T-267: whoever gets at the folder still reads nothing else through us."""
    media = await make_file(node, alice)
    (path,) = tmp_path.joinpath("media").rglob(media.name)
    path.unlink()
    path.symlink_to(tmp_path / "node.sqlite3")

    answer = await node.get(media.url)

    assert answer.status in {404, 503}


# When it is there


async def test_a_file_nobody_has_a_row_for_is_not_there(node, alice):
    name = await put(node, b"Inhalt")

    answer = await node.get(f"/media/{name}")

    assert answer.status == 404


async def test_what_was_uploaded_and_hangs_on_nothing_yet_is_shown_to_its_owners_app(node, alice):
    """It alone was told the address."""
    media = await make_file(node, alice, preview="klein")

    answers = [await node.get(each) for each in (media.url, f"/media/{media.preview_name}")]

    assert [(each.status, await each.read()) for each in answers] == [(200, b"Inhalt"), (200, b"klein")]


async def test_once_its_post_is_deleted_it_is_gone_and_back_when_it_hangs_on_another(node, alice):
    """T-268, and what apps call "delete and write anew"."""
    media = await make_file(node, alice, preview="klein")
    post = await node.post(alice)
    await hang(node, media, post.id)
    addresses = (media.url, f"/media/{media.preview_name}")
    before = [(await node.get(each)).status for each in addresses]

    await delete_post(node.node, Actor(alice), post.id)
    deleted = [(await node.get(each)).status for each in addresses]
    await hang(node, media, (await node.post(alice)).id)
    after = [(await node.get(each)).status for each in addresses]

    assert (before, deleted, after) == ([200, 200], [404, 404], [200, 200])


async def test_what_waits_for_its_hour_is_not_there_before(node, alice):
    """A press picture under embargo."""
    media = await make_file(node, alice)
    await node.store.write(
        lambda tx: tx.db.run("UPDATE media SET scheduled_id = 1, loose_since = NULL WHERE id = ?", media.id)
    )

    answer = await node.get(media.url)

    assert answer.status == 404


async def test_files_of_a_suspended_account_are_not_shown(node, alice):
    media = await make_file(node, alice)

    await node.store.write(lambda tx: tx.accounts.save(replace(alice, suspended_at=tx.now)))
    suspended = (await node.get(media.url)).status
    await node.store.write(lambda tx: tx.accounts.save(alice))

    assert (suspended, (await node.get(media.url)).status) == (404, 200)


async def test_with_its_account_a_file_goes_for_good(node, alice, tmp_path):
    media = await make_file(node, alice)
    post = await node.post(alice)
    await hang(node, media, post.id)

    await delete_account(node.node, Actor(alice))
    at_once = (await node.get(media.url)).status
    await node.work()
    await node.running.schedule.step()

    assert at_once == 404
    assert list(tmp_path.joinpath("media").rglob("*.png")) == []


async def test_a_disk_that_fails_is_said_as_such(node, alice, tmp_path):
    media = await make_file(node, alice)
    (path,) = tmp_path.joinpath("media").rglob(media.name)
    folder = path.parent
    path.unlink()
    folder.rmdir()
    folder.symlink_to(folder)  # a loop: neither there nor missing

    answer = await node.get(media.url)

    assert answer.status == 503
    assert answer.headers["Retry-After"] == "60"
    assert (await answer.json(content_type=None))["error"].startswith("the folder of the files fails")


async def test_many_readers_and_those_who_leave_early_harm_nobody(node, alice):
    media = await make_file(node, alice, BODY * 4)

    async def leave() -> None:
        async with node.session.get(media.url) as answer:
            await answer.content.readexactly(10)

    async def stay() -> int:
        return len(await (await node.get(media.url)).read())

    answers = await asyncio.gather(*(stay() for _ in range(5)), *(leave() for _ in range(20)))

    assert answers[:5] == [len(BODY) * 4] * 5


def test_names_are_never_the_same_and_cannot_be_guessed():
    names = {new_name("png") for _ in range(1_000)}

    assert len(names) == 1_000
    assert all(len(name.partition(".")[0]) * 4 >= 128 for name in names)
