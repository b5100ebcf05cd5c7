"""Short sentences for the stories of this folder."""

from typing import Any

from node.media.upload import Sent as Upload, new_part
from node.model.account import Account, Actor
from node.model.media import Media
from node.model.post import Post
from node.outbox.lookup import fetch_post
from node.outbox.upload import Words, finished, upload
from tests.media import photos
from tests.remote import FakeActor, FakeServer, Sent
from tests.world import World

LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"


def acts(account: Account) -> Actor:
    return Actor(account)


async def now(node: World, account: Account) -> Account:
    """The account as it is stored by now."""
    return await node.store.read(lambda tx: tx.accounts.get(account.id))


async def known(node: World, actor: FakeActor) -> Account:
    """Somebody elsewhere, as our node knows them."""
    return await node.node.actors.by_uri(actor.uri)


async def posted(node: World, actor: FakeActor, text: str = "Hallo.", **more: Any) -> Post:
    """A post of somebody elsewhere, as our node knows it."""
    return await fetch_post(node.node, actor.note(text, **more)["id"])


async def followed_by(node: World, account: Account, *actors: FakeActor) -> None:
    for actor in actors:
        assert (await actor.deliver(actor.follow(account), node)).status == 202
    await node.work()


async def uploaded(node: World, account: Account, data: bytes | None = None, **words: Any) -> Media:
    """A file that is ready; a photo where nothing else is said."""
    path = new_part(node.node.config)
    path.write_bytes(photos.jpeg() if data is None else data)
    media = await upload(node.node, acts(account), Upload(path, path.stat().st_size), Words(**words))
    return await finished(node.node, media.id, within=20)


async def pictured(node: World, account: Account, *descriptions: str, **more: Any) -> Post:
    """A post with a photo for each of the descriptions."""
    media = [
        await uploaded(node, account, description=each, credit="Foto: A.", licence=LICENCE) for each in descriptions
    ]
    return await node.post(account, more.pop("text", "Bilder"), media=tuple(media), **more)


def sent(there: FakeServer, kind: str) -> list[Sent]:
    """Deliveries of that kind, oldest first."""
    return [each for each in there.deliveries if each.json["type"] == kind]
