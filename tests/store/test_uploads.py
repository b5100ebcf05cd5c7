"""Rows of uploads, on both engines: what is taken over once, what is let go of, whose they are."""

from datetime import timedelta

import pytest

from node.model.media import Media, MediaState, Place
from node.store.uploads import Finished
from tests.builders import make_account, make_post

DONE = Finished(
    mime="image/webp", kind="image", url="https://here.test/media/a.webp", name="a.webp", size=17, width=3, height=2,
    blurhash="00TSUA", colours=("#000000", "#ffffff", "#ff0000"), preview_name="b.jpg", preview_width=3, preview_height=2,
)  # fmt: skip


@pytest.fixture
async def dora(store):
    return await make_account(store, "dora")


async def added(store, account, **more) -> Media:
    def made(tx):
        return Media(
            **{
                "id": tx.ids.new(),
                "url": "",
                "mime": "image/png",
                "account_id": account.id,
                "login_id": 5,
                "state": MediaState.WAITING,
                "upload": "sent",
                "description": "Ein Baum",
                "focus": (0.5, -1.0),
            }
            | more
        )

    async def add(tx) -> int:
        media = made(tx)
        await tx.uploads.add(media)
        return media.id

    return await store.read(_find, await store.write(add))


async def _find(tx, number: int) -> Media:
    return await tx.uploads.find(number)


async def begun(store, number: int) -> Media:
    return await store.write(lambda tx: tx.uploads.begin(number))


async def test_a_file_is_worked_on_and_taken_over_once(store, dora):
    media = await added(store, dora)

    first, second = await begun(store, media.id), await begun(store, media.id)
    took = [await store.write(lambda tx, each=each: tx.uploads.finish(each, DONE)) for each in (first, second)]

    found = await store.read(_find, media.id)
    assert (first.state, took) == (MediaState.WAITING, [True, False])
    assert (found.state, found.upload, found.name, found.size) == (MediaState.READY, "", "a.webp", 17)
    assert (found.description, found.focus, found.login_id) == ("Ein Baum", (0.5, -1.0), 5)
    assert (found.colours, found.preview_width) == (("#000000", "#ffffff", "#ff0000"), 3)
    assert await begun(store, media.id) is None


async def test_what_fails_stays_failed(store, dora):
    media = await begun(store, (await added(store, dora)).id)

    await store.write(lambda tx: tx.uploads.fail(media, "kaputt"))

    found = await store.read(_find, media.id)
    assert (found.state, found.failure, found.upload) == (MediaState.FAILED, "kaputt", "")
    assert await begun(store, media.id) is None


async def test_a_bad_cover_does_not_spoil_what_is_ready(store, dora):
    media = await begun(store, (await added(store, dora)).id)
    await store.write(lambda tx: tx.uploads.finish(media, DONE))
    await store.write(lambda tx: tx.db.run("UPDATE media SET cover = 'c' WHERE id = ?", media.id))
    again = await begun(store, media.id)

    await store.write(lambda tx: tx.uploads.fail(again, "kaputt"))

    found = await store.read(_find, media.id)
    assert (found.state, found.cover, found.name) == (MediaState.READY, "", "a.webp")


async def test_names_are_known_to_be_superfluous_until_a_row_has_them_and_again_afterwards(store, dora, clock):
    await store.write(lambda tx: tx.uploads.expect(["a.webp", "b.jpg", "c.png"]))
    media = await begun(store, (await added(store, dora)).id)
    await store.write(lambda tx: tx.uploads.finish(media, DONE))

    at_once = await store.read(lambda tx: tx.uploads.discarded())
    clock.move(hours=2)
    later = await store.read(lambda tx: tx.uploads.discarded())
    found = await store.read(_find, media.id)
    await store.write(lambda tx: tx.uploads.remove(found))
    removed = await store.read(lambda tx: tx.uploads.discarded())
    await store.write(lambda tx: tx.uploads.forget_discarded(removed))

    assert (list(at_once), list(later)) == ([], ["c.png"])
    assert sorted(removed) == ["a.webp", "b.jpg", "c.png"]
    assert await store.read(lambda tx: tx.uploads.discarded()) == []


async def test_a_file_hangs_on_its_post_and_is_loose_before_and_afterwards(store, dora, clock):
    media = await added(store, dora)
    post = await make_post(store, dora, media=(media,))
    hanging = await store.read(lambda tx: tx.uploads.on_post(post.id))
    swept = await store.write(lambda tx: tx.uploads.remove_loose(tx.now + timedelta(hours=1)))

    await store.write(lambda tx: tx.posts.delete(post, now=tx.now))
    loose = await store.read(lambda tx: tx.uploads.own(dora.id, [media.id]))
    clock.move(hours=25)
    gone = await store.write(lambda tx: tx.uploads.remove_loose(tx.now - timedelta(hours=24)))

    assert [each.id for each in hanging] == [media.id]
    assert list(swept) == []
    assert loose[media.id].post_id is None
    assert loose[media.id].description == "Ein Baum"
    assert [each.id for each in gone] == [media.id]
    assert await store.read(_find, media.id) is None


async def test_what_others_attached_goes_with_their_post(store, dora):
    post = await make_post(store, dora, media=(Media(id=9, url="https://x.test/a", mime="image/png"),))

    await store.write(lambda tx: tx.posts.delete(post, now=tx.now))

    assert await store.read(lambda tx: tx.db.value("SELECT COUNT(*) FROM media")) == 0


async def test_only_ones_own_files_for_posts_are_found(store, dora):
    other = await make_account(store, "emil")
    mine, theirs = await added(store, dora), await added(store, other)
    avatar = await added(store, dora, place=Place.AVATAR)

    found = await store.read(lambda tx: tx.uploads.own(dora.id, [mine.id, theirs.id, avatar.id, 17]))

    assert set(found) == {mine.id}
    assert await store.read(lambda tx: tx.uploads.count_waiting(dora.id)) == 2


async def test_a_new_avatar_replaces_the_one_before_and_no_header(store, dora):
    for place, name in ((Place.HEADER, "h.jpg"), (Place.AVATAR, "a1.jpg"), (Place.AVATAR, "a2.jpg")):
        done = Finished(mime="image/jpeg", kind="image", url=f"https://here.test/media/{name}", name=name)

        async def put(tx, place=place, done=done) -> None:
            media = Media(
                id=tx.ids.new(), url="", mime="", account_id=dora.id, place=place, state=MediaState.WAITING, upload="x"
            )
            await tx.uploads.put_picture(media, done)

        await store.write(put)

    assert await store.read(lambda tx: tx.uploads.discarded()) == ["a1.jpg"]
    gone = await store.write(lambda tx: tx.uploads.remove_all_of(dora.id))
    assert sorted(each.name for each in gone) == ["a2.jpg", "h.jpg"]
