"""A file of ours in one call: in the storage and in the database, as if the worker had just made it."""

from dataclasses import replace
from pathlib import Path

from node.media.storage import new_name
from node.model.account import Account
from node.model.media import Media, MediaState
from node.store.attachments import add_media
from node.store.uploads import Finished
from tests.world import World


async def make_file(world: World, owner: Account, body: bytes = b"Inhalt", ending: str = "png", **more: str) -> Media:
    """Hangs on no post yet. `preview`: another file that is shown for it."""
    name = await put(world, body, ending)
    preview = await put(world, more["preview"].encode(), "webp") if "preview" in more else None
    media = Media(
        id=world.node.ids.new(),
        url="",
        mime="",
        account_id=owner.id,
        state=MediaState.WAITING,
        upload="waiting",
    )
    url = world.node.addresses.media(name)
    done = Finished(mime="image/png", kind="image", url=url, name=name, size=len(body), preview_name=preview)

    async def add(tx):
        await tx.uploads.add(media)
        await tx.uploads.finish(media, done)

    await world.store.write(add)
    return replace(media, url=url, name=name, preview_name=preview, state=MediaState.READY)


async def put(world: World, body: bytes, ending: str = "png", name: str = "") -> str:
    """Only in the storage."""
    name = name or new_name(ending)
    source: Path = world.node.config.node.data_dir / "source"
    source.write_bytes(body)
    await world.node.storage.put(name, source, "image/png")
    source.unlink()
    return name


async def hang(world: World, media: Media, post_id: int) -> None:
    await world.store.write(lambda tx: add_media(tx.db, post_id, [media]))
