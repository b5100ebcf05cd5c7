"""Following between our node and Fedify, both ways, with every answer there is; and blocking, which ends it."""

from node.model.account import Actor
from node.outbox.block import block, unblock
from node.outbox.follow import accept, follow, reject, unfollow
from node.outbox.profile import ProfileChange, change


async def test_an_open_account_accepts_a_follow_by_itself(town, alice, peer, anna):
    asked = await anna.follow(alice.uri)

    assert await town.became(asked) == "done: accepted"
    answer = await peer.wait("Accept")
    assert answer.http_verified
    assert answer.json["object"]["id"] == asked.activity["id"]
    assert (await anna.state())["following"] == [alice.uri]
    assert await town.followers_of(alice) == {anna.uri}
    assert await town.notifications_of(alice) == [("follow", anna.uri)]


async def test_an_account_that_approves_its_followers_lets_them_wait(town, alice, peer, anna):
    await change(town.node, Actor(alice), ProfileChange(approves_followers=True))

    asked = await anna.follow(alice.uri)

    assert await town.became(asked) == "done: waiting for approval"
    assert await town.followers_of(alice) == set()
    assert await town.notifications_of(alice) == [("follow_request", anna.uri)]

    await accept(town.node, Actor(alice), (await town.person(anna)).id)

    assert (await peer.wait("Accept")).json["object"]["id"] == asked.activity["id"]
    assert await town.followers_of(alice) == {anna.uri}


async def test_a_follower_can_be_refused(town, alice, peer, anna):
    await change(town.node, Actor(alice), ProfileChange(approves_followers=True))
    await town.became(await anna.follow(alice.uri))

    await reject(town.node, Actor(alice), (await town.person(anna)).id)

    assert (await peer.wait("Reject")).http_verified
    assert (await anna.state())["following"] == []


async def test_a_follower_can_be_removed(town, alice, peer, anna):
    await town.followed_by(alice, anna)

    await reject(town.node, Actor(alice), (await town.person(anna)).id)

    await peer.wait("Reject")
    assert (await anna.state())["following"] == []
    assert await town.followers_of(alice) == set()


async def test_a_follower_can_leave(town, alice, anna):
    await town.followed_by(alice, anna)

    left = await anna.unfollow(alice.uri)

    assert (await town.became(left)).startswith("done: ")
    assert await town.followers_of(alice) == set()


async def test_we_follow_and_are_accepted(town, alice, peer, anna):
    await town.follows(alice, anna)

    asked = await peer.wait("Follow")
    assert asked.json["object"] == anna.uri
    assert (await anna.state())["followers"] == [alice.uri]


async def test_we_follow_somebody_who_approves_by_hand(town, alice, peer):
    shy = await peer.create_actor("shy", approves_followers=True)
    person = await town.person(shy)

    assert person.approves_followers
    assert not (await follow(town.node, Actor(alice), person.id)).accepted
    await peer.wait("Follow")
    assert (await shy.state())["followRequests"] == [alice.uri]

    assert (await town.became(await shy.accept(alice.uri))).startswith("done: ")
    assert await town.is_following(alice, person)


async def test_we_are_refused(town, alice, peer):
    shy = await peer.create_actor("shy", approves_followers=True)
    person = await town.person(shy)
    await follow(town.node, Actor(alice), person.id)
    await peer.wait("Follow")

    assert (await town.became(await shy.reject(alice.uri))).startswith("done: ")
    assert await town.store.read(lambda tx: tx.follows.find(alice.id, person.id)) is None


async def test_fedify_reads_who_follows_whom(town, alice, anna, friends):
    for collection in ("followers", "following"):
        found = await anna.collection(f"{alice.uri}/{collection}")
        assert (found["totalItems"], [item["id"] for item in found["items"]]) == (1, [anna.uri])


async def test_we_stop_following(town, alice, peer, anna):
    await town.follows(alice, anna)

    await unfollow(town.node, Actor(alice), (await town.person(anna)).id)

    undone = await peer.wait("Undo")
    assert undone.json["object"]["type"] == "Follow"
    assert (await anna.state())["followers"] == []


async def test_blocking_ends_the_follows_both_ways_and_can_be_taken_back(town, alice, peer, anna, friends):
    person = await town.person(anna)

    await block(town.node, Actor(alice), person.id)

    assert (await peer.wait("Block")).json["object"] == anna.uri
    assert (await anna.state())["blockedBy"] == [alice.uri]
    assert (await anna.state())["followers"] == []
    assert await town.followers_of(alice) == set()
    assert await town.became(await anna.follow(alice.uri)) == "done: rejected: one of the two blocks the other"

    await unblock(town.node, Actor(alice), person.id)

    await peer.wait("Undo", {"object.type": "Block"})
    assert (await anna.state())["blockedBy"] == []


async def test_being_blocked_ends_the_follows_both_ways_and_can_be_taken_back(town, alice, anna, friends):
    person = await town.person(anna)

    blocked = await anna.block(alice.uri)

    assert (await town.became(blocked)).startswith("done: ")
    assert await town.followers_of(alice) == set()
    assert not await town.is_following(alice, person)
    assert await town.store.read(lambda tx: tx.blocks.exists(person.id, alice.id))

    assert (await town.became(await anna.undo(blocked))).startswith("done: ")
    assert not await town.store.read(lambda tx: tx.blocks.exists(person.id, alice.id))
