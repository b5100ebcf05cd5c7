"""Accept: who may answer our Follow, and how oddly."""

import pytest

from tests.builders import make_follow
from tests.inbox.steps import arrives, known


async def asked(node, alice, bob):
    return await make_follow(node.store, alice, await known(node, bob), accepted=False)


async def is_accepted(node, alice, bob) -> bool:
    return bob.uri in {each.uri for each in await node.store.read(lambda tx: tx.follows.following(alice.id))}


@pytest.mark.parametrize("shape", ["its id", "embedded", "an id we never gave", "no id at all"])
async def test_our_follow_is_accepted(node, alice, bob, shape):
    follow = await asked(node, alice, bob)
    inner = {"type": "Follow", "actor": alice.uri, "object": bob.uri}
    about = {
        "its id": follow.uri,
        "embedded": {"id": follow.uri, **inner},
        "an id we never gave": {"id": f"{node.origin}/activities/4711", **inner},
        "no id at all": inner,
    }[shape]

    outcome = await arrives(node, bob.activity("Accept", about), bob)

    assert outcome == "202 done: accepted"
    assert await is_accepted(node, alice, bob)


async def test_an_accept_without_an_id_of_its_own_counts(node, alice, bob):
    """Misskey."""
    follow = await asked(node, alice, bob)
    accept = {k: v for k, v in bob.activity("Accept", follow.uri).items() if k != "id"}

    await arrives(node, accept, bob)

    assert await is_accepted(node, alice, bob)


async def test_only_who_is_followed_may_accept(node, there, alice, bob):
    follow = await asked(node, alice, bob)
    eve = there.actor("eve")
    inner = {"type": "Follow", "actor": alice.uri, "object": bob.uri}

    outcomes = [
        await arrives(node, eve.activity("Accept", about), eve)
        for about in (follow.uri, {"id": follow.uri, **inner}, inner)
    ]

    assert all(outcome.startswith("202 refused") for outcome in outcomes), outcomes
    assert not await is_accepted(node, alice, bob)


async def test_accepting_what_nobody_asked_means_nothing(node, alice, bob):
    about = {"type": "Follow", "actor": alice.uri, "object": bob.uri}

    outcome = await arrives(node, bob.activity("Accept", about), bob)

    assert outcome == "202 done: ignored: nobody here asks to follow them"
    assert await node.count("follows") == 0


async def test_accepted_twice_counts_once(node, alice, bob):
    follow = await asked(node, alice, bob)

    await arrives(node, bob.activity("Accept", follow.uri), bob)
    outcome = await arrives(node, bob.activity("Accept", follow.uri), bob)

    assert outcome == "202 done: ignored: accepted before"
    assert (await node.account(bob.uri)).followers_count == 1


async def test_the_answer_to_somebody_elses_follow_is_refused(node, there, alice, bob):
    dora = there.actor("dora")
    await asked(node, alice, bob)
    about = {"type": "Follow", "actor": dora.uri, "object": bob.uri}

    outcome = await arrives(node, bob.activity("Accept", about), bob)

    assert outcome.startswith("202 refused")
    assert not await is_accepted(node, alice, bob)
