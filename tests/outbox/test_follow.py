"""Somebody follows, stops following, and decides about followers."""

from dataclasses import replace

import pytest

from node.errors import Forbidden, Gone, NotFound, Unprocessable
from node.outbox.block import block
from node.outbox.delete import delete_account
from node.outbox.follow import accept, follow, reject, unfollow
from tests.outbox.story import acts, known, sent


async def locked(node, account):
    return await node.store.write(lambda tx: tx.accounts.save(replace(account, approves_followers=True)))


async def test_following_somebody_elsewhere_asks_their_server(node, alice, bob):
    theirs = await known(node, bob)

    made = await follow(node.node, acts(alice), theirs.id)
    await node.work()

    [sent_follow] = bob.received("Follow")
    assert sent_follow["id"] == made.uri
    assert (sent_follow["actor"], sent_follow["object"], sent_follow["to"]) == (alice.uri, bob.uri, [bob.uri])
    assert [f"http://{each.host}{each.path}" for each in bob.sent_to()] == [bob.inbox]
    assert not made.accepted


async def test_it_holds_when_they_accept(node, alice, bob):
    theirs = await known(node, bob)
    made = await follow(node.node, acts(alice), theirs.id)
    await node.work()

    await bob.deliver(bob.activity("Accept", made.uri), node)
    await node.work()

    assert (await node.store.read(lambda tx: tx.follows.find(alice.id, theirs.id))).accepted


async def test_following_twice_is_following_once(node, alice, bob):
    theirs = await known(node, bob)

    first = await follow(node.node, acts(alice), theirs.id)
    again = await follow(node.node, acts(alice), theirs.id)
    await node.work()

    assert first == again
    assert len(bob.received("Follow")) == 1


async def test_an_open_account_here_is_followed_at_once_and_told(node, alice, there):
    berta = await node.create("berta")

    made = await follow(node.node, acts(berta), alice.id)
    await node.work()

    assert made.accepted
    assert await node.followers_of(alice) == {berta.uri}
    assert await node.notifications_of(alice) == [("follow", berta.uri)]
    assert there.deliveries == []


async def test_an_account_that_approves_is_asked_and_decides(node, alice):
    berta, carl = await node.create("berta"), await node.create("carl")
    await locked(node, alice)

    await follow(node.node, acts(berta), alice.id)
    await follow(node.node, acts(carl), alice.id)
    asked = await node.notifications_of(alice)
    await accept(node.node, acts(alice), berta.id)
    await reject(node.node, acts(alice), carl.id)

    assert asked == [("follow_request", carl.uri), ("follow_request", berta.uri)]
    assert await node.followers_of(alice) == {berta.uri}
    assert await node.notifications_of(alice) == []
    assert await node.count("follows") == 1


async def test_who_asks_from_elsewhere_gets_an_answer_with_their_own_follow(node, alice, bob, carol):
    await locked(node, alice)
    asking, refused = bob.follow(alice), carol.follow(alice)
    await bob.deliver(asking, node)
    await carol.deliver(refused, node)
    await node.work()

    await accept(node.node, acts(alice), (await known(node, bob)).id)
    await reject(node.node, acts(alice), (await known(node, carol)).id)
    await node.work()

    assert bob.received("Accept")[0]["object"]["id"] == asking["id"]
    assert carol.received("Reject")[0]["object"]["id"] == refused["id"]
    assert await node.followers_of(alice) == {bob.uri}


async def test_a_follower_can_be_removed(node, alice, bob):
    asking = bob.follow(alice)
    await bob.deliver(asking, node)
    await node.work()

    await reject(node.node, acts(alice), (await known(node, bob)).id)
    await node.work()

    assert bob.received("Reject")[0]["object"] == {
        "id": asking["id"],
        "type": "Follow",
        "actor": bob.uri,
        "object": alice.uri,
    }
    assert await node.followers_of(alice) == set()


async def test_unfollowing_undoes_the_very_follow(node, alice, bob, there):
    theirs = await known(node, bob)
    made = await follow(node.node, acts(alice), theirs.id)

    await unfollow(node.node, acts(alice), theirs.id)
    await unfollow(node.node, acts(alice), theirs.id)
    await node.work()

    [undo] = bob.received("Undo")
    assert (undo["object"]["id"], undo["object"]["type"]) == (made.uri, "Follow")
    assert [each.json["type"] for each in there.deliveries] == ["Follow", "Undo"]


async def test_unfollowing_here_takes_the_notice_back(node, alice):
    berta = await node.create("berta")
    await follow(node.node, acts(berta), alice.id)

    await unfollow(node.node, acts(berta), alice.id)

    assert await node.notifications_of(alice) == []
    assert await node.followers_of(alice) == set()


async def test_nobody_follows_themselves_the_node_or_who_is_not_there(node, alice):
    for number, problem in ((alice.id, Unprocessable), (node.node.itself.id, Unprocessable), (7, NotFound)):
        with pytest.raises(problem):
            await follow(node.node, acts(alice), number)


async def test_nobody_follows_across_a_block_from_either_side(node, alice):
    berta = await node.create("berta")
    await block(node.node, acts(berta), alice.id)

    with pytest.raises(Forbidden):
        await follow(node.node, acts(alice), berta.id)
    with pytest.raises(Forbidden):
        await follow(node.node, acts(berta), alice.id)


async def test_nobody_follows_to_a_blocked_host(node, alice, bob, there):
    from node.model.host import Policy

    theirs = await known(node, bob)
    await node.store.write(lambda tx: tx.hosts.set_policy("there.test", Policy.BLOCKED))
    await node.node.hosts.refresh()

    with pytest.raises(Forbidden):
        await follow(node.node, acts(alice), theirs.id)

    assert sent(there, "Follow") == []


async def test_who_has_moved_or_is_gone_is_not_followed(node, alice):
    berta, carl = await node.create("berta"), await node.create("carl")
    await node.store.write(lambda tx: tx.accounts.save(replace(berta, moved_to=carl.uri)))
    await delete_account(node.node, acts(carl))

    with pytest.raises(Unprocessable):
        await follow(node.node, acts(alice), berta.id)
    with pytest.raises(Gone):
        await follow(node.node, acts(alice), carl.id)


async def test_who_did_not_ask_is_neither_accepted_nor_rejected(node, alice):
    berta = await node.create("berta")

    for act in (accept, reject):
        with pytest.raises(NotFound):
            await act(node.node, acts(alice), berta.id)
