"""Somebody wants nothing to do with another account."""

import pytest

from node.errors import Unprocessable
from node.outbox.block import block, unblock
from node.outbox.follow import follow
from tests.outbox.story import acts, followed_by, known


async def test_a_block_ends_follows_both_ways_and_says_so(node, alice, bob):
    await followed_by(node, alice, bob)
    theirs = await known(node, bob)
    ours = await follow(node.node, acts(alice), theirs.id)
    await bob.deliver(bob.activity("Accept", ours.uri), node)
    await node.work()

    await block(node.node, acts(alice), theirs.id)
    await block(node.node, acts(alice), theirs.id)
    await node.work()

    assert bob.received("Undo")[0]["object"]["id"] == ours.uri
    assert bob.received("Reject")[0]["object"]["actor"] == bob.uri
    [sent_block] = bob.received("Block")
    assert (sent_block["object"], sent_block["to"]) == (bob.uri, [bob.uri])
    assert await node.count("follows") == 0


async def test_a_blocked_follower_gets_no_more_posts(node, alice, bob):
    await followed_by(node, alice, bob)

    await block(node.node, acts(alice), (await known(node, bob)).id)
    await node.post(alice)

    assert bob.received("Create") == []


async def test_taking_it_back_undoes_the_very_block(node, alice, bob):
    theirs = await known(node, bob)
    await block(node.node, acts(alice), theirs.id)

    await unblock(node.node, acts(alice), theirs.id)
    await unblock(node.node, acts(alice), theirs.id)
    await node.work()

    [undo] = bob.received("Undo")
    assert undo["object"]["id"] == bob.received("Block")[0]["id"]
    assert not await node.store.read(lambda tx: tx.blocks.exists(alice.id, theirs.id))


async def test_somebody_here_is_not_told(node, alice, there):
    berta = await node.create("berta")
    await follow(node.node, acts(berta), alice.id)

    await block(node.node, acts(alice), berta.id)
    await node.work()

    assert await node.followers_of(alice) == set()
    assert await node.notifications_of(berta) == []
    assert there.deliveries == []


async def test_nobody_blocks_themselves(node, alice):
    with pytest.raises(Unprocessable):
        await block(node.node, acts(alice), alice.id)
