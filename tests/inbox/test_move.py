"""Move: followers here follow along, when the new account says that it is also the old one (FEP-7628)."""

import pytest

from tests.inbox.steps import arrives, followed, known, state_of


@pytest.fixture
def new(there, bob):
    """Bob's new account, on another host."""
    return there.actor("bob_neu", host="elsewhere.test", alsoKnownAs=[bob.uri])


def move(bob, new, **more):
    return bob.activity("Move", bob.uri, target=new.uri, **more)


async def test_followers_here_follow_along(node, alice, bob, new):
    await followed(node, alice, bob)

    outcome = await arrives(node, move(bob, new), bob)

    assert outcome.startswith("202 done: moved")
    assert (await node.account(bob.uri)).moved_to == new.uri
    assert new.received("Follow")[0]["object"] == new.uri
    assert bob.received("Undo")[0]["object"]["type"] == "Follow"
    assert ("move", bob.uri) in await node.notifications_of(alice)


async def test_a_target_that_does_not_know_the_old_account_is_refused(node, there, alice, bob):
    await followed(node, alice, bob)
    dora = there.actor("dora")
    before = await state_of(node)

    outcome = await arrives(node, move(bob, dora), bob)

    assert outcome == "202 refused: the new account does not say that it is also the old one"
    assert await state_of(node) == before


async def test_the_alias_is_asked_for_now(node, there, alice, bob):
    """What we knew of the new account is from before it named the old one."""
    await followed(node, alice, bob)
    new = there.actor("bob_neu")
    await known(node, new)
    new.more["alsoKnownAs"] = [bob.uri]

    assert (await arrives(node, move(bob, new), bob)).startswith("202 done: moved")


async def test_nobody_moves_somebody_else(node, there, alice, bob, new):
    await followed(node, alice, bob)
    eve = there.actor("eve", alsoKnownAs=[bob.uri])
    before = await state_of(node)

    outcome = await arrives(node, eve.activity("Move", bob.uri, target=eve.uri), eve)

    assert outcome == "202 refused: only an account itself may move"
    assert await state_of(node) == before


async def test_moving_again_within_thirty_days_is_refused(node, there, alice, bob, new):
    await followed(node, alice, bob)
    other = there.actor("bob_dritt", alsoKnownAs=[bob.uri])
    await arrives(node, move(bob, new), bob)

    at_once = await arrives(node, move(bob, other), bob)
    same = await arrives(node, move(bob, new), bob)
    node.clock.move(days=31)
    later = await arrives(node, move(bob, other), bob)

    assert at_once == "202 refused: it has moved within the last 30 days"
    assert same == "202 done: ignored: moved there before"
    assert later.startswith("202 done: moved")


async def test_nobody_moves_to_where_somebody_has_left(node, alice, bob, new):
    await followed(node, alice, bob)
    new.more["movedTo"] = f"{new.origin}/users/further"

    outcome = await arrives(node, move(bob, new), bob)

    assert outcome == "202 refused: the new account has itself moved"


async def test_somebody_may_move_here(node, alice, bob):
    await followed(node, alice, bob)
    emil = await node.create("emil")
    await node.store.write(
        lambda tx: tx.db.run("UPDATE accounts SET aliases = ? WHERE id = ?", f'["{bob.uri}"]', emil.id)
    )

    outcome = await arrives(node, bob.activity("Move", bob.uri, target=emil.uri), bob)

    assert outcome.startswith("202 done: moved")
    assert await node.followers_of(emil) == {alice.uri}
