"""Remove: a pinned post comes off its author's profile."""

from tests.inbox.steps import arrives, followed


async def pinned(node, alice, bob) -> str:
    await followed(node, alice, bob)
    await arrives(node, create := bob.create(), bob)
    await arrives(node, bob.activity("Add", create["object"]["id"], target=f"{bob.uri}/featured"), bob)
    return create["object"]["id"]


async def test_it_is_no_longer_pinned(node, alice, bob):
    uri = await pinned(node, alice, bob)

    outcome = await arrives(node, bob.activity("Remove", uri, target=f"{bob.uri}/featured"), bob)

    assert outcome == "202 done: no longer pinned"
    assert await node.count("pins") == 0


async def test_nobody_else_takes_it_off(node, there, alice, bob):
    uri = await pinned(node, alice, bob)
    eve = there.actor("eve")

    outcomes = [
        await arrives(node, eve.activity("Remove", uri, target=f"{owner.uri}/featured"), eve) for owner in (bob, eve)
    ]

    assert all(outcome.startswith("202 done: ignored") for outcome in outcomes), outcomes
    assert await node.count("pins") == 1


async def test_what_is_not_pinned_cannot_be_taken_off(node, alice, bob):
    uri = await pinned(node, alice, bob)
    remove = bob.activity("Remove", uri, target=f"{bob.uri}/featured")

    await arrives(node, remove, bob)
    outcome = await arrives(node, bob.activity("Remove", uri, target=f"{bob.uri}/featured"), bob)

    assert outcome == "202 done: ignored: it is not pinned"
