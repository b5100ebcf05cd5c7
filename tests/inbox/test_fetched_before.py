"""A post may be fetched, as part of a conversation, a moment before its author's server brings it: whoever it concerns is
told all the same, and once."""

from node.outbox.lookup import fetch_post


async def test_who_is_named_is_told_although_the_post_was_fetched_before(node, alice, bob):
    note = bob.note("Hallo @alice", tag=[{"type": "Mention", "href": alice.uri, "name": "@alice"}], cc=[alice.uri])
    await fetch_post(node.node, note["id"])
    assert await node.notifications_of(alice) == []

    create = bob.create(note)
    await bob.deliver(create, node)
    await node.work()

    assert await node.outcome(create["id"]) == "done: known already; who it concerns has now been told"
    assert await node.notifications_of(alice) == [("mention", bob.uri)]


async def test_who_is_answered_is_told_once(node, alice, bob):
    post = await node.post(alice)
    note = bob.note("Danke", inReplyTo=post.uri)
    await fetch_post(node.node, note["id"])

    for _ in range(2):
        await bob.deliver(bob.create(note), node)
        await node.work()

    assert await node.notifications_of(alice) == [("mention", bob.uri)]
