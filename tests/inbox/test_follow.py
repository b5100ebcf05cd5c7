"""Follow: who is accepted at once, who waits, who is told no."""

from dataclasses import replace

from tests.inbox.steps import arrives, known


async def approve_by_hand(node, account) -> None:
    await node.store.write(lambda tx: tx.accounts.save(replace(account, approves_followers=True)))


async def test_a_follow_is_accepted(node, alice, bob):
    follow = bob.follow(alice)

    outcome = await arrives(node, follow, bob)

    assert outcome == "202 done: accepted"
    assert await node.followers_of(alice) == {bob.uri}
    assert await node.notifications_of(alice) == [("follow", bob.uri)]
    (accept,) = bob.received("Accept")
    assert (accept["actor"], accept["object"]["id"], accept["object"]["actor"]) == (alice.uri, follow["id"], bob.uri)


async def test_with_approval_a_follow_waits_and_nothing_is_answered(node, alice, bob):
    await approve_by_hand(node, alice)

    outcome = await arrives(node, bob.follow(alice), bob)

    assert outcome == "202 done: waiting for approval"
    assert await node.followers_of(alice) == set()
    assert await node.notifications_of(alice) == [("follow_request", bob.uri)]
    assert bob.received() == []


async def test_a_follow_that_was_accepted_before_is_accepted_again(node, alice, bob):
    """The other side has lost our answer, or its own data."""
    await arrives(node, bob.follow(alice), bob)
    await approve_by_hand(node, alice)

    outcome = await arrives(node, again := bob.follow(alice), bob)

    assert outcome == "202 done: accepted again"
    assert [accept["object"]["id"] for accept in bob.received("Accept")][-1] == again["id"]
    assert (await node.account(alice.uri)).followers_count == 1
    assert await node.notifications_of(alice) == [("follow", bob.uri)]


async def test_who_is_blocked_is_rejected(node, alice, bob):
    account = await known(node, bob)
    await node.store.write(lambda tx: tx.blocks.add(alice.id, account.id, uri="", now=tx.now))

    outcome = await arrives(node, follow := bob.follow(alice), bob)

    assert outcome.startswith("202 done: rejected")
    assert await node.followers_of(alice) == set()
    assert bob.received("Reject")[0]["object"]["id"] == follow["id"]
    assert await node.notifications_of(alice) == []


async def test_after_an_undo_the_same_id_is_a_new_follow(node, alice, bob):
    """Misskey names every Follow of one account by another alike."""
    follow = bob.follow(alice)

    await arrives(node, follow, bob)
    await arrives(node, bob.undo(follow), bob)
    outcome = await arrives(node, follow, bob)

    assert outcome == "202 done: accepted"
    assert await node.followers_of(alice) == {bob.uri}


async def test_a_follow_undone_before_it_came_does_not_count(node, alice, bob):
    follow = bob.follow(alice)

    await arrives(node, bob.undo(follow), bob)
    outcome = await arrives(node, follow, bob)

    assert outcome == "202 refused: it was undone before it came"
    assert await node.followers_of(alice) == set()


async def test_what_cannot_be_followed_is_refused(node, there, alice, bob):
    dora = there.actor("dora")
    outcomes = {
        target: await arrives(node, bob.follow(target), bob)
        for target in (node.node.itself.uri, dora.uri, f"{alice.uri}/posts/1", f"{node.origin}/users/nobody")
    }

    assert all(outcome.startswith("202 refused") for outcome in outcomes.values()), outcomes
    assert await node.count("follows") == 0
    assert bob.received() == []


async def test_a_deleted_account_is_not_followed(node, alice, bob):
    await node.store.write(lambda tx: tx.accounts.save(replace(alice, deleted_at=tx.now)))

    outcome = await arrives(node, bob.follow(alice), bob)

    assert outcome.startswith("202 refused")
    assert await node.count("follows") == 0
