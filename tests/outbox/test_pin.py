"""Somebody shows posts at the top of their profile."""

import pytest

from node.errors import Conflict, Forbidden
from node.model.visibility import Visibility
from node.outbox.boost import boost
from node.outbox.pin import pin, unpin
from tests.outbox.story import acts, followed_by, posted


async def test_a_pinned_post_is_added_to_the_featured_collection(node, alice, bob):
    await followed_by(node, alice, bob)
    post = await node.post(alice)

    await pin(node.node, acts(alice), post.id)
    await pin(node.node, acts(alice), post.id)
    await node.work()

    [add] = bob.received("Add")
    assert (add["actor"], add["object"], add["target"]) == (alice.uri, post.uri, alice.featured_uri)
    assert list(await node.store.read(lambda tx: tx.posts.pinned_ids(alice.id))) == [post.id]


async def test_and_removed_from_it(node, alice, bob):
    await followed_by(node, alice, bob)
    post = await node.post(alice)
    await pin(node.node, acts(alice), post.id)

    await unpin(node.node, acts(alice), post.id)
    await unpin(node.node, acts(alice), post.id)
    await node.work()

    [remove] = bob.received("Remove")
    assert (remove["object"], remove["target"]) == (post.uri, alice.featured_uri)
    assert list(await node.store.read(lambda tx: tx.posts.pinned_ids(alice.id))) == []


async def test_five_posts_can_be_pinned(node, alice):
    posts = [await node.post(alice) for _ in range(6)]
    for post in posts[:5]:
        await pin(node.node, acts(alice), post.id)

    with pytest.raises(Conflict):
        await pin(node.node, acts(alice), posts[5].id)


@pytest.mark.parametrize("visibility", [Visibility.FOLLOWERS, Visibility.DIRECT, Visibility.LOCAL])
async def test_only_what_everybody_may_read_is_pinned(node, alice, visibility):
    post = await node.post(alice, visibility=visibility)

    with pytest.raises(Forbidden):
        await pin(node.node, acts(alice), post.id)


async def test_only_ones_own_posts_are_pinned(node, alice, bob):
    theirs = await posted(node, bob)
    passed_on = await boost(node.node, acts(alice), theirs.id)

    for number in (theirs.id, passed_on.id):
        with pytest.raises(Forbidden):
            await pin(node.node, acts(alice), number)
