"""Collections of others, with stamps that their servers serve."""

from typing import Any

from node.model.account import Account, Actor
from node.model.collection import CollectionChange, CollectionView
from node.outbox.profile import ProfileChange, change
from node.outbox.recommend import create_collection
from tests.remote import PUBLIC, FakeActor
from tests.world import World


def open_to(actor: FakeActor, *, automatic: tuple[str, ...] = (PUBLIC,), manual: tuple[str, ...] = ()) -> FakeActor:
    """The actor lets itself be featured, as its document says from now on."""
    rule = {"automaticApproval": list(automatic), "manualApproval": list(manual)}
    actor.more |= {
        "interactionPolicy": {"canFeature": rule},
        "featuredCollections": f"{actor.uri}/collections/recommended",
    }
    return actor


def stamp_of(actor: FakeActor, collection_uri: str, **more: Any) -> dict[str, Any]:
    """Served at its id."""
    return actor.server.serve(
        {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": f"{actor.uri}/stamps/{actor.server.number()}",
            "type": "FeatureAuthorization",
            "interactingObject": collection_uri,
            "interactionTarget": actor.uri,
            **more,
        }
    )


def item_of(owner: FakeActor, account_uri: str, stamp_uri: str) -> dict[str, Any]:
    return {
        "id": f"{owner.uri}/items/{owner.server.number()}",
        "type": "FeaturedItem",
        "featuredObject": account_uri,
        "featuredObjectType": "Person",
        "featureAuthorization": stamp_uri,
    }


def collection_of(owner: FakeActor, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Served at its id. Each of `items` is an item, see `item_of`."""
    return owner.server.serve(
        {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": f"{owner.uri}/featured/{owner.server.number()}",
            "type": "FeaturedCollection",
            "attributedTo": owner.uri,
            "name": "Gute Nachbarn",
            "summary": "Lesenswert",
            "sensitive": False,
            "discoverable": True,
            "topic": {"type": "Hashtag", "name": "#Garten"},
            "totalItems": len(items),
            "orderedItems": list(items),
            **more,
        }
    )


async def discoverable(world: World, account: Account) -> Account:
    return await change(world.node, Actor(account), ProfileChange(discoverable=True))


async def featuring(world: World, owner: Account, *accounts: Account, **more: Any) -> CollectionView:
    """A collection of one of ours, as the owner sees it."""
    wanted = CollectionChange(name="Nachbarschaft", discoverable=True, **more)
    made = await create_collection(world.node, Actor(owner), wanted, [each.id for each in accounts])
    await world.work()
    return await seen(world, made.uri, owner.id)


async def seen(world: World, uri: str, viewer_id: int = 0) -> CollectionView | None:
    """What is stored of a collection, as that viewer sees it."""
    found = await world.store.read(lambda tx: tx.collections.find_by_uri(uri))
    if found is None:
        return None
    (view,) = await world.store.read(lambda tx: tx.collections.views([found], viewer_id))
    return view


def states(view: CollectionView | None) -> list[tuple[str, str]]:
    """(who, state)"""
    return [] if view is None else [(each.account.uri, each.item.state.value) for each in view.items]
