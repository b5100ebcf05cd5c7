"""What nobody needs is thrown away, and nothing else (T-268, T-329)."""

import pytest

from node.media.storage import new_name
from node.media.sweep import Broom, Swept
from node.model.account import Actor
from node.model.remotefile import RemoteFile, RemotePlace
from node.outbox.delete import delete_post
from tests.media.bucket import Bucket
from tests.media.files import hang, make_file, put
from tests.world import start_world


@pytest.fixture
def sweep(node, clock):
    """One go of everything, as the duties do it."""

    async def go(*, dry: bool = False) -> Swept:
        parts = node.node
        broom = Broom(parts.config, parts.store, parts.storage, parts.remote_media, clock, dry=dry)
        return await broom.tidy() + await broom.discard() + await broom.compare()

    return go


async def lying(node, cache: bool = False) -> set[str]:
    storage = node.node.remote_media.storage if cache else node.node.storage
    return {found.name async for found in storage.names()}


async def make_copy(node, owner_id: int, url: str, *, size: int = 6, state: str = "kept") -> str:
    """As if somebody had looked at it."""
    name = new_name("copy")
    source = node.node.config.node.data_dir / "source"
    source.write_bytes(b"x" * size)
    await node.node.remote_media.storage.put(name, source, "image/png")
    remote = RemoteFile(RemotePlace.AVATAR, owner_id, url, "")

    async def add(tx):
        await tx.files.begin(name, remote)
        await tx.files.make_room(name, size, 1 << 30)
        if state == "kept":
            await tx.files.keep(name, remote, size=size, mime="image/png")

    await node.store.write(add)
    return name


async def test_an_upload_that_hangs_on_nothing_goes_after_a_day(node, alice, clock, sweep):
    loose = await make_file(node, alice)
    used = await make_file(node, alice)
    await hang(node, used, (await node.post(alice)).id)

    clock.move(hours=23)
    early = await sweep()
    clock.move(hours=2)
    late = await sweep()

    assert early == Swept()
    assert (late.unused, late.discarded) == (1, 1)
    assert await lying(node) == {used.name}
    assert await node.store.read(lambda tx: tx.uploads.find(loose.id)) is None


async def test_files_of_a_deleted_post_go_a_day_later(node, alice, clock, sweep):
    """Its author may write it anew with the same picture."""
    media = await make_file(node, alice, preview="klein")
    post = await node.post(alice)
    await hang(node, media, post.id)
    await delete_post(node.node, Actor(alice), post.id)

    await sweep()
    soon = await lying(node)
    clock.move(hours=25)
    await sweep()

    assert soon == {media.name, media.preview_name}
    assert await lying(node) == set()


async def test_a_file_without_a_row_goes_when_it_is_a_day_old(node, alice, clock, sweep):
    media = await make_file(node, alice, preview="klein")
    await hang(node, media, (await node.post(alice)).id)
    nameless = await put(node, b"Niemand kennt mich")
    unknown = node.node.config.node.data_dir / "source"
    unknown.write_bytes(b"Mich auch nicht")
    await node.node.remote_media.storage.put(new_name("copy"), unknown, "image/png")

    early = await sweep()
    clock.move(days=2)
    late = await sweep()

    assert early == Swept()
    assert late.nameless == 2
    assert late.bytes == len(b"Niemand kennt mich") + len(b"Mich auch nicht")
    assert nameless not in await lying(node)
    assert await lying(node) == {media.name, media.preview_name}
    assert await lying(node, cache=True) == set()


async def test_what_is_just_being_stored_is_not_swept(node, clock, sweep):
    """Its row comes when all of it is there; until then it is expected."""
    name = await put(node, b"Inhalt")
    clock.move(days=2)
    await node.store.write(lambda tx: tx.uploads.expect([name]))

    await sweep()

    assert await lying(node) == {name}


async def test_a_row_without_its_file_stays_and_is_told(node, alice, clock, sweep):
    """A disk that is not mounted must not cost the database."""
    media = await make_file(node, alice, preview="klein")
    await hang(node, media, (await node.post(alice)).id)
    await node.node.storage.delete([media.name])
    clock.move(days=2)

    await sweep()
    missing = await Broom(node.node.config, node.store, node.node.storage, node.node.remote_media, clock).missing()

    assert missing == [media.name]
    assert await node.store.read(lambda tx: tx.uploads.find(media.id)) is not None


async def test_copies_of_pictures_that_are_gone_go_and_others_stay(node, bob, clock, sweep):
    bob.more["icon"] = {"type": "Image", "url": "https://there.test/neu.png"}
    account = await node.node.actors.by_uri(bob.uri)
    current = await make_copy(node, account.id, "https://there.test/neu.png")
    await make_copy(node, 4711, "https://there.test/weg.png")

    swept = await sweep()

    assert swept.stale == 1
    assert await lying(node, cache=True) == {current}
    assert await counted(node) == 6


async def test_a_copy_that_a_crash_broke_off_gives_its_room_back(node, bob, clock, sweep):
    bob.more["icon"] = {"type": "Image", "url": "https://there.test/neu.png"}
    account = await node.node.actors.by_uri(bob.uri)
    await make_copy(node, account.id, "https://there.test/neu.png", state="coming")
    part = node.node.config.node.data_dir / "coming" / "abc"
    part.parent.mkdir(exist_ok=True)
    part.write_bytes(b"half")
    before = await counted(node)

    early = await sweep()
    clock.move(days=2)
    late = await sweep()

    assert (before, early.stale, late.stale, late.half) == (6, 0, 1, 1)
    assert await lying(node, cache=True) == set()
    assert not part.exists()
    assert await counted(node) == 0


async def test_a_smaller_budget_holds_with_the_next_sweep(node, clock):
    """Set lower in the settings, the node started again."""
    copies = []
    for number in range(3):
        copies.append(await make_copy(node, number, "https://there.test/neu.png", size=100))
        clock.move(minutes=10)

    gone = await node.store.write(lambda tx: tx.files.shrink(150))

    assert list(gone) == copies[:2]
    assert await counted(node) == 100


async def test_the_sum_of_the_cache_is_put_right(node, bob, sweep):
    """T-331."""
    bob.more["icon"] = {"type": "Image", "url": "https://there.test/neu.png"}
    account = await node.node.actors.by_uri(bob.uri)
    await make_copy(node, account.id, "https://there.test/neu.png")
    await node.store.write(lambda tx: tx.db.run("UPDATE cache_bytes SET bytes = 4711"))

    await sweep()

    assert await counted(node) == 6


async def test_a_look_changes_nothing(node, alice, clock, sweep):
    await make_file(node, alice)
    await put(node, b"Niemand kennt mich")
    await make_copy(node, 4711, "https://there.test/weg.png")
    clock.move(days=2)
    before = await lying(node), await lying(node, cache=True), await counted(node)

    seen = await sweep(dry=True)

    assert (seen.unused, seen.nameless, seen.stale) == (1, 1, 1)
    assert (await lying(node), await lying(node, cache=True), await counted(node)) == before


async def test_the_duties_sweep(node, alice, clock):
    await make_file(node, alice)
    nameless = await put(node, b"Niemand kennt mich")
    clock.move(days=2)

    await node.running.schedule.step()
    clock.move(hours=1)
    await node.running.schedule.step()

    assert nameless not in await lying(node)
    assert await lying(node) == set()


async def test_while_the_storage_fails_everything_stays_and_other_duties_go_on(
    database_url, clock, there, tmp_path, caplog
):
    bucket = Bucket.start()
    async with start_world("here.test", database_url, clock, there, tmp_path, media=bucket.settings) as node:
        media = await make_file(node, await node.create("alice"))
        bucket.stop()
        clock.move(days=2)

        await node.running.schedule.step()
        clock.move(hours=2)
        await node.running.schedule.step()

        assert "media.unswept" in {record.action for record in caplog.records if hasattr(record, "action")}
        assert await node.store.read(lambda tx: tx.files.count_discarded()) == 1
        assert await node.store.read(lambda tx: tx.uploads.find(media.id)) is None
        assert await node.store.read(lambda tx: tx.state.find("schedule.tidy")) is not None


async def counted(node) -> int:
    return await node.store.read(lambda tx: tx.db.value("SELECT bytes FROM cache_bytes")) or 0
