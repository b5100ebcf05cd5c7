"""Reject: our Follow is turned down, or ended later."""

import pytest

from tests.builders import make_follow
from tests.inbox.steps import arrives, known


@pytest.mark.parametrize("accepted", [False, True])
async def test_our_follow_ends(node, alice, bob, accepted):
    follow = await make_follow(node.store, alice, await known(node, bob), accepted=accepted)

    outcome = await arrives(node, bob.activity("Reject", follow.uri), bob)

    assert outcome.startswith("202 done: rejected")
    assert await node.count("follows") == 0
    assert (await node.account(alice.uri)).following_count == 0


async def test_only_who_is_followed_may_reject(node, there, alice, bob):
    follow = await make_follow(node.store, alice, await known(node, bob))
    eve = there.actor("eve")
    inner = {"type": "Follow", "actor": alice.uri, "object": bob.uri}

    outcomes = [await arrives(node, eve.activity("Reject", about), eve) for about in (follow.uri, inner)]

    assert all(outcome.startswith("202 refused") for outcome in outcomes), outcomes
    assert await node.count("follows") == 1


async def test_rejecting_twice_means_nothing(node, alice, bob):
    follow = await make_follow(node.store, alice, await known(node, bob))

    await arrives(node, bob.activity("Reject", follow.uri), bob)
    outcome = await arrives(node, bob.activity("Reject", follow.uri), bob)

    assert outcome == "202 done: ignored: nobody here asks to follow them"
