"""Somebody likes a post or reacts to it with an emoji."""

import pytest

from node.errors import Forbidden, NotFound, Unprocessable
from node.model.post import Policy
from node.model.visibility import Visibility
from node.outbox.block import block
from node.outbox.boost import boost
from node.outbox.react import like, unlike
from tests.builders import make_post
from tests.outbox.story import acts, known, posted


async def test_a_like_is_told_to_the_author_alone(node, alice, bob, there):
    post = await posted(node, bob)

    await like(node.node, acts(alice), post.id)
    await like(node.node, acts(alice), post.id)
    await node.work()

    [delivered] = there.deliveries
    assert f"http://{delivered.host}{delivered.path}" == bob.inbox
    assert (delivered.json["type"], delivered.json["object"]) == ("Like", post.uri)
    assert delivered.json["to"] == [bob.uri]
    [view] = await node.views(post.id, viewer=alice.id)
    assert (view.post.likes_count, view.has_liked) == (1, True)


async def test_an_emoji_is_a_like_with_content(node, alice, bob):
    post = await posted(node, bob)

    await like(node.node, acts(alice), post.id, "🎉")
    await node.work()

    [reaction] = bob.received("Like")
    assert (reaction["content"], reaction["_misskey_reaction"]) == ("🎉", "🎉")


async def test_taking_it_back_undoes_the_very_like(node, alice, bob):
    post = await posted(node, bob)
    await like(node.node, acts(alice), post.id)
    await node.work()

    await unlike(node.node, acts(alice), post.id)
    await unlike(node.node, acts(alice), post.id)
    await node.work()

    [undo] = bob.received("Undo")
    assert undo["object"]["id"] == bob.received("Like")[0]["id"]
    assert undo["object"]["object"] == post.uri
    assert (await node.find_post(post.uri)).likes_count == 0


async def test_an_author_here_is_told_and_the_notice_goes_with_the_like(node, alice, there):
    berta = await node.create("berta")
    post = await node.post(alice)

    await like(node.node, acts(berta), post.id)
    told = await node.notifications_of(alice)
    await unlike(node.node, acts(berta), post.id)
    await node.work()

    assert told == [("favourite", berta.uri)]
    assert await node.notifications_of(alice) == []
    assert there.deliveries == []


async def test_liking_a_boost_likes_what_it_shows(node, alice, bob):
    post = await posted(node, bob)
    made = await boost(node.node, acts(alice), post.id)

    await like(node.node, acts(alice), made.id)
    await node.work()

    assert bob.received("Like")[0]["object"] == post.uri


@pytest.mark.parametrize("text", ["a", "ja!", "🎉 ", "<b>", ":blob:", "1", "–", "🎉" * 17, "\u20e3"])
async def test_a_reaction_is_an_emoji(node, alice, text):
    post = await node.post(alice)

    with pytest.raises(Unprocessable):
        await like(node.node, acts(alice), post.id, text)


@pytest.mark.parametrize("emoji", ["❤️", "1️⃣", "🇩🇪", "👩🏽‍💻", "‼️"])
async def test_all_kinds_of_emoji_are_reactions(node, alice, emoji):
    post = await node.post(alice)

    await like(node.node, acts(alice), post.id, emoji)

    assert await node.store.read(lambda tx: tx.reactions.emojis_of(post.id)) == [(emoji, 1)]


async def test_nobody_likes_what_they_cannot_read(node, alice, bob):
    hidden = await make_post(node.store, await known(node, bob), visibility=Visibility.DIRECT)

    with pytest.raises(NotFound):
        await like(node.node, acts(alice), hidden.id)


async def test_nobody_likes_across_a_block(node, alice):
    berta = await node.create("berta")
    post = await node.post(berta)
    own = await node.post(alice)
    await block(node.node, acts(berta), alice.id)

    with pytest.raises(NotFound):  # whom its author blocks is not told that it is there
        await like(node.node, acts(alice), post.id)
    with pytest.raises(Forbidden):
        await like(node.node, acts(berta), own.id)


async def test_only_the_invited_like_where_the_author_says_so(node, alice):
    berta = await node.create("berta")
    post = await node.post(alice, policy=Policy(can_like=(alice.uri,)))

    with pytest.raises(Forbidden):
        await like(node.node, acts(berta), post.id)
