"""Somebody keeps collections of accounts they recommend: what is noted, and what is told."""

from node.model.account import Actor
from node.model.collection import CollectionChange
from node.outbox.delete import delete_account
from node.outbox.recommend import (
    add_account,
    change_collection,
    create_collection,
    delete_collection,
    remove_item,
    revoke_item,
)
from tests.inbox.featuring import discoverable, featuring, open_to, seen, states
from tests.outbox.story import acts, followed_by, known


async def noted(node, account):
    found = await node.store.read(lambda tx: tx.acts.of_account(account.id))
    return [(each.kind.value, each.object_uri) for each in reversed(found) if each.kind.value != "profile"]


async def test_every_act_is_noted(node, alice):
    alice, carl = await discoverable(node, alice), await discoverable(node, await node.create("carl"))
    made = await create_collection(node.node, acts(alice), CollectionChange(name="Nachbarn"), [])
    await change_collection(node.node, acts(alice), made.id, CollectionChange(name="Neue Nachbarn"))
    await change_collection(node.node, acts(alice), made.id, CollectionChange(name="Neue Nachbarn"))
    item = await add_account(node.node, acts(alice), made.id, carl.id)
    await remove_item(node.node, acts(alice), made.id, item.id)
    item = await add_account(node.node, acts(alice), made.id, carl.id)
    await revoke_item(node.node, acts(carl), made.id, item.id)
    await delete_collection(node.node, acts(alice), made.id)

    assert await noted(node, alice) == [
        ("recommend", made.uri),
        ("reword", made.uri),
        ("include", carl.uri),
        ("exclude", made.uri),
        ("include", carl.uri),
        ("retract", made.uri),
    ]
    assert await noted(node, carl) == [("revoke", made.uri)]


async def test_what_is_deleted_is_no_longer_found_in_what_was_said(node, alice, bob):
    await followed_by(node, alice, bob)
    view = await featuring(node, await discoverable(node, alice), description="Das war einmal")
    [added] = bob.received("Add")

    await delete_collection(node.node, acts(alice), view.collection.id)
    await node.work()

    assert added["object"]["summary"] == "Das war einmal"
    assert "Das war einmal" not in await (await node.get(added["id"])).text()
    assert (await node.json(added["id"]))["object"] == view.collection.uri


async def test_an_account_that_leaves_takes_its_collections_along(node, alice, there):
    bob = open_to(there.actor("bob"))
    alice, carl = await discoverable(node, alice), await discoverable(node, await node.create("carl"))
    own = await featuring(node, alice, carl, await known(node, bob))
    other = await featuring(node, carl, alice)

    await delete_account(node.node, Actor(alice))
    await node.work()

    assert await seen(node, own.collection.uri) is None
    assert states(await seen(node, other.collection.uri)) == []
    assert await node.count("collection_items") == 0
