"""Short sentences for the stories of this folder."""

from typing import Any

from node.model.account import Account, Actor
from node.model.post import Post
from node.outbox.lookup import fetch_post
from tests.remote import FakeActor, FakeServer, Sent
from tests.world import World


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


def sent(there: FakeServer, kind: str) -> list[Sent]:
    """Deliveries of that kind, oldest first."""
    return [each for each in there.deliveries if each.json["type"] == kind]
