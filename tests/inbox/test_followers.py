"""Followers synchronisation (FEP-8fcf): a sender's list of its followers here and ours agree again."""

import pytest

from node.federation.synchronisation import digest
from tests.builders import make_follow
from tests.inbox.steps import followed, known


def synchronised(bob, uris, **more):
    """The header, and the list it announces, served."""
    url = f"{bob.followers}/sync"
    bob.server.serve({"id": url, "type": "OrderedCollection", "orderedItems": uris})
    said = {"collectionId": bob.followers, "url": url, "digest": digest(uris), **more}
    return {"Collection-Synchronization": ", ".join(f'{name}="{value}"' for name, value in said.items())}


async def deliver(node, bob, headers):
    note = bob.note("Nur für euch.", to=[bob.followers], cc=[])
    answer = await bob.deliver(bob.create(note), node, headers=headers)
    await node.work()
    return answer.status


async def test_where_both_agree_nothing_is_fetched(node, there, alice, bob):
    await followed(node, alice, bob)

    status = await deliver(node, bob, synchronised(bob, [alice.uri]))

    assert status == 202
    assert ("GET", f"{bob.followers}/sync") not in there.requests


async def test_who_is_not_on_the_list_follows_no_longer(node, alice, bob):
    await followed(node, alice, bob)
    emil = await node.create("emil")
    await make_follow(node.store, emil, await known(node, bob))
    node.clock.move(hours=1)

    await deliver(node, bob, synchronised(bob, [alice.uri]))

    assert await node.followers_of(await known(node, bob)) == {alice.uri}


async def test_a_follow_that_is_just_being_made_stays(node, alice, bob):
    await followed(node, alice, bob)

    await deliver(node, bob, synchronised(bob, []))

    assert await node.followers_of(await known(node, bob)) == {alice.uri}


async def test_who_does_not_follow_is_taken_off_the_list(node, alice, bob):
    await followed(node, alice, bob)
    emil = await node.create("emil")

    await deliver(node, bob, synchronised(bob, [alice.uri, emil.uri, f"{node.origin}/users/nobody"]))

    (undo,) = bob.received("Undo")
    assert (undo["actor"], undo["object"]["object"]) == (emil.uri, bob.uri)


async def test_a_lost_accept_is_made_good(node, alice, bob):
    await make_follow(node.store, alice, await known(node, bob), accepted=False)

    await deliver(node, bob, synchronised(bob, [alice.uri]))

    assert await node.followers_of(await known(node, bob)) == {alice.uri}


@pytest.mark.parametrize("wrong", ["collectionId", "url", "digest"])
async def test_a_header_about_somebody_else_changes_nothing(node, there, alice, bob, carol, wrong):
    await followed(node, alice, bob)
    node.clock.move(hours=1)
    said = {"collectionId": carol.followers, "url": f"{carol.followers}/sync", "digest": "0"}[wrong]

    status = await deliver(node, bob, synchronised(bob, [], **{wrong: said}))

    assert status == 202
    assert await node.followers_of(await known(node, bob)) == {alice.uri}


async def test_a_list_that_is_not_what_was_announced_changes_nothing(node, alice, bob):
    await followed(node, alice, bob)
    node.clock.move(hours=1)

    await deliver(node, bob, synchronised(bob, [], digest=digest([f"{node.origin}/users/other"])))

    assert await node.followers_of(await known(node, bob)) == {alice.uri}
