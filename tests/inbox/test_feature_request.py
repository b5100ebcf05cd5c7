"""FeatureRequest: may that collection feature one of ours? (FEP-7aa9)"""

import pytest

from node.model.account import Actor
from node.outbox.profile import ProfileChange, change
from node.outbox.recommend import revoke_item
from tests.inbox.featuring import collection_of, discoverable, seen, states
from tests.inbox.steps import arrives, known
from tests.web.mastodon.app import app_of


@pytest.fixture
async def alice(node):
    return await discoverable(node, await node.create("alice"))


def ask(bob, account, collection, *, by_id=True, **more):
    return bob.activity("FeatureRequest", account.uri, instrument=collection["id"] if by_id else collection, **more)


@pytest.mark.parametrize("by_id", [True, False])
async def test_who_is_discoverable_is_featured_and_the_stamp_can_be_fetched(node, alice, bob, by_id):
    collection = collection_of(bob)
    request = ask(bob, alice, collection, by_id=by_id)

    outcome = await arrives(node, request, bob)

    assert outcome == "202 done: accepted: the account has given its stamp"
    [accept] = bob.received("Accept")
    assert (accept["object"], accept["actor"]) == (request["id"], alice.uri)
    stamp = await node.json(accept["result"])
    assert stamp["type"] == "FeatureAuthorization"
    assert (stamp["interactingObject"], stamp["interactionTarget"]) == (collection["id"], alice.uri)
    assert states(await seen(node, collection["id"])) == [(alice.uri, "accepted")]
    assert await node.notifications_of(alice) == [("added_to_collection", bob.uri)]


async def test_asking_again_gives_the_same_stamp(node, alice, bob):
    collection = collection_of(bob)

    await arrives(node, ask(bob, alice, collection), bob)
    await arrives(node, ask(bob, alice, collection), bob)

    first, second = bob.received("Accept")
    assert first["result"] == second["result"]
    assert await node.notifications_of(alice) == [("added_to_collection", bob.uri)]


async def test_who_does_not_want_to_be_discovered_is_not(node, alice, bob):
    await change(node.node, Actor(alice), ProfileChange(discoverable=False))
    request = ask(bob, alice, collection_of(bob))

    outcome = await arrives(node, request, bob)

    assert outcome.startswith("202 done: rejected")
    assert bob.received("Reject")[0]["object"] == request["id"]
    assert (bob.received("Accept"), await node.count("collections")) == ([], 0)


async def test_who_is_blocked_is_rejected(node, alice, bob):
    account = await known(node, bob)
    await node.store.write(lambda tx: tx.blocks.add(alice.id, account.id, uri="", now=tx.now))

    assert (await arrives(node, ask(bob, alice, collection_of(bob)), bob)).startswith("202 done: rejected")


async def test_what_was_taken_back_is_not_given_again(node, alice, bob):
    collection = collection_of(bob)
    await arrives(node, ask(bob, alice, collection), bob)
    stamp = bob.received("Accept")[0]["result"]
    view = await seen(node, collection["id"])

    await revoke_item(node.node, Actor(alice), view.collection.id, view.items[0].item.id)
    await node.work()

    [delete] = bob.received("Delete")
    assert (delete["object"]["id"], delete["object"]["type"]) == (stamp, "FeatureAuthorization")
    assert (await node.get(stamp)).status == 404
    assert states(await seen(node, collection["id"])) == []
    assert (await arrives(node, ask(bob, alice, collection), bob)).startswith("202 done: rejected")


async def test_who_is_featured_elsewhere_finds_it_and_takes_themselves_out(node, alice, bob):
    await arrives(node, ask(bob, alice, collection_of(bob)), bob)
    app = await app_of(node, alice)

    [found] = (await app.get(f"/api/v1/accounts/{alice.id}/in_collections"))["collections"]

    assert (found["name"], found["local"], found["tag"]["name"]) == ("Gute Nachbarn", False, "Garten")
    await app.post(f"/api/v1/collections/{found['id']}/items/{found['items'][0]['id']}/revoke")
    assert (await app.get(f"/api/v1/accounts/{alice.id}/in_collections"))["collections"] == []


async def test_nobody_asks_for_somebody_elses_collection(node, there, alice, bob):
    """T-076"""
    eve = there.actor("eve")
    collection = collection_of(bob)

    for instrument in (collection, collection["id"]):
        outcome = await arrives(node, eve.activity("FeatureRequest", alice.uri, instrument=instrument), eve)
        assert outcome == "202 refused: only the owner of the collection may ask"

    assert (eve.received(), await node.count("collections")) == ([], 0)


async def test_a_collection_on_another_server_is_refused(node, carol, alice, bob):
    collection = collection_of(carol, attributedTo=bob.uri)

    assert (await arrives(node, ask(bob, alice, collection), bob)).startswith("202 refused")


@pytest.mark.parametrize("document", [{"type": "Note"}, {"attributedTo": None}])
async def test_what_is_no_collection_is_refused(node, alice, bob, document):
    outcome = await arrives(node, ask(bob, alice, collection_of(bob, **document)), bob)

    assert outcome.startswith("202 refused")
    assert await node.count("collections") == 0


async def test_nobody_who_does_not_live_here_is_answered_for(node, bob, carol):
    request = bob.activity("FeatureRequest", carol.uri, instrument=collection_of(bob)["id"])

    assert (await arrives(node, request, bob)) == "202 refused: nobody here has that address"


async def test_it_must_be_signed(node, there, alice, bob):
    eve = there.actor("eve")

    outcome = await arrives(node, ask(bob, alice, collection_of(bob)), eve)

    assert (outcome, bob.received(), await node.count("collections")) == ("401", [], 0)


async def test_nobody_fills_the_disk_with_collections(node, alice, bob):
    for _ in range(51):
        await arrives(node, ask(bob, alice, collection_of(bob)), bob)

    assert len(bob.received("Reject")) == 1
    assert await node.count("collections") == 50
