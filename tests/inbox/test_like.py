"""Like: of what somebody can see, once."""

import pytest

from node.model.post import Policy
from node.model.visibility import Visibility
from tests.builders import make_post
from tests.inbox.steps import arrives, known, state_of


async def test_a_like_is_counted_and_told(node, alice, bob):
    post = await make_post(node.store, alice)

    outcome = await arrives(node, bob.activity("Like", post.uri), bob)

    assert outcome == "202 done: liked"
    assert (await node.find_post(post.uri)).likes_count == 1
    assert await node.notifications_of(alice) == [("favourite", bob.uri)]


async def test_twice_counts_once(node, alice, bob):
    post = await make_post(node.store, alice)

    await arrives(node, bob.activity("Like", post.uri), bob)
    outcome = await arrives(node, bob.activity("Like", post.uri), bob)

    assert outcome == "202 done: ignored: counted already"
    assert (await node.find_post(post.uri)).likes_count == 1


async def test_undone_before_it_came_it_does_not_count(node, alice, bob):
    post = await make_post(node.store, alice)
    like = bob.activity("Like", post.uri)

    await arrives(node, bob.undo(like), bob)
    outcome = await arrives(node, like, bob)

    assert outcome == "202 refused: it was undone before it came"
    assert (await node.find_post(post.uri)).likes_count == 0


@pytest.mark.parametrize("visibility", [Visibility.DIRECT, Visibility.FOLLOWERS, Visibility.LOCAL])
async def test_what_one_cannot_see_one_does_not_like(node, alice, bob, visibility):
    post = await make_post(node.store, alice, visibility=visibility)

    outcome = await arrives(node, bob.activity("Like", post.uri), bob)
    of_nothing = await arrives(node, bob.activity("Like", f"{alice.uri}/posts/4711"), bob)

    assert outcome == of_nothing
    assert outcome.startswith("202 refused")
    assert (await node.find_post(post.uri)).likes_count == 0


async def test_a_follower_may_like_what_is_for_followers(node, alice, bob):
    await arrives(node, bob.follow(alice), bob)
    post = await make_post(node.store, alice, visibility=Visibility.FOLLOWERS)

    assert await arrives(node, bob.activity("Like", post.uri), bob) == "202 done: liked"


async def test_who_is_blocked_does_not_like(node, alice, bob):
    """T-140"""
    post = await make_post(node.store, alice)
    account = await known(node, bob)
    await node.store.write(lambda tx: tx.blocks.add(alice.id, account.id, uri="", now=tx.now))
    before = await state_of(node)

    assert (await arrives(node, bob.activity("Like", post.uri), bob)).startswith("202 refused")
    assert await state_of(node) == before


async def test_likes_the_author_does_not_want_are_refused(node, alice, bob):
    post = await make_post(node.store, alice, policy=Policy(can_like=()))

    assert (await arrives(node, bob.activity("Like", post.uri), bob)).startswith("202 refused")


async def test_words_instead_of_an_emoji_make_a_plain_like(node, alice, bob):
    post = await make_post(node.store, alice)

    outcome = await arrives(node, bob.activity("Like", post.uri, content="<b>sehr gut</b>"), bob)

    assert outcome == "202 done: liked"
