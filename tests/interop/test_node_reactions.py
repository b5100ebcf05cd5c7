"""Likes, emoji reactions and boosts between our node and Fedify, both ways, and each taken back."""

import pytest

from node.model.account import Actor
from node.outbox.boost import boost, unboost
from node.outbox.lookup import fetch_post
from node.outbox.react import like, unlike


async def collected(town, uri: str) -> set[str]:
    """The ids a collection of ours lists."""
    first = await town.json(uri)
    while isinstance(first.get("first"), str):
        first = await town.json(first["first"])
    items = first.get("first", first)
    listed = items.get("orderedItems", items.get("items", []))
    return {each if isinstance(each, str) else each["id"] for each in listed}


async def test_our_like_counts_there_until_it_is_taken_back(town, alice, peer, anna):
    sent = await anna.post("<p>Gut?</p>")
    post = await fetch_post(town.node, sent.id)

    await like(town.node, Actor(alice), post.id)
    assert (await peer.wait("Like")).json["object"] == sent.id
    assert (await peer.responses(sent.id))["likes"] == [alice.uri]

    await unlike(town.node, Actor(alice), post.id)
    await peer.wait("Undo", {"object.type": "Like"})
    assert (await peer.responses(sent.id))["likes"] == []


async def test_their_like_counts_here_until_it_is_taken_back(town, alice, anna):
    post = await town.publish(alice, "Gut?")

    liked = await anna.like(post.uri)
    assert await town.became(liked) == "done: liked"
    assert (await town.post_now(post)).likes_count == 1
    assert await town.notifications_of(alice) == [("favourite", anna.uri)]
    assert await collected(town, f"{post.uri}/likes") == {liked.activity["id"]}

    assert (await town.became(await anna.undo(liked))).startswith("done: ")
    assert (await town.post_now(post)).likes_count == 0
    assert await town.notifications_of(alice) == []


async def test_our_emoji_reaction_arrives_and_is_taken_back(town, alice, peer, anna):
    sent = await anna.post("<p>Geschafft!</p>")
    post = await fetch_post(town.node, sent.id)

    await like(town.node, Actor(alice), post.id, "🎉")
    await town.eventually(lambda: reacted(peer, sent.id), "our reaction at the peer")
    assert (await peer.responses(sent.id))["reactions"] == [{"actor": alice.uri, "content": "🎉"}]

    await unlike(town.node, Actor(alice), post.id, "🎉")
    await peer.wait("Undo")
    assert (await peer.responses(sent.id))["reactions"] == []


async def reacted(peer, uri) -> bool:
    return bool((await peer.responses(uri))["reactions"])


@pytest.mark.parametrize(
    ("content", "icon", "seen"), [("🎉", None, "🎉"), (":rose:", "http://127.0.0.1/rose.png", ":rose:")]
)
async def test_their_emoji_reaction_counts_here_until_it_is_taken_back(town, alice, anna, content, icon, seen):
    post = await town.publish(alice, "Geschafft!")

    reaction = await anna.react(post.uri, content, icon=icon)
    assert await town.became(reaction) == f"done: reacted with {seen}"
    assert await town.store.read(lambda tx: tx.reactions.emojis_of(post.id)) == [(seen, 1)]
    assert await town.notifications_of(alice) == [("reaction", anna.uri)]

    assert (await town.became(await anna.undo(reaction))).startswith("done: ")
    assert await town.store.read(lambda tx: tx.reactions.emojis_of(post.id)) == []


async def test_our_boost_counts_there_until_it_is_taken_back(town, alice, peer, anna):
    sent = await anna.post("<p>Bitte teilen</p>")
    post = await fetch_post(town.node, sent.id)

    await boost(town.node, Actor(alice), post.id)
    announce = await peer.wait("Announce")
    assert (announce.json["object"], announce.ld_signature) == (sent.id, True)
    assert (await peer.responses(sent.id))["shares"] == [alice.uri]

    await unboost(town.node, Actor(alice), post.id)
    await peer.wait("Undo", {"object.type": "Announce"})
    assert (await peer.responses(sent.id))["shares"] == []


async def test_their_boost_counts_here_until_it_is_taken_back(town, alice, anna):
    post = await town.publish(alice, "Bitte teilen")

    boosted = await anna.announce(post.uri)
    assert (await town.became(boosted)).startswith("done: ")
    assert (await town.post_now(post)).boosts_count == 1
    assert await town.notifications_of(alice) == [("reblog", anna.uri)]
    assert await collected(town, f"{post.uri}/shares") == {boosted.activity["id"]}

    assert (await town.became(await anna.undo(boosted))).startswith("done: ")
    assert (await town.post_now(post)).boosts_count == 0


async def test_a_boost_by_somebody_followed_brings_the_post_of_a_third(town, alice, peer, anna, bert):
    await town.follows(alice, anna)
    sent = await bert.post("<p>Von nebenan</p>")

    assert (await town.became(await anna.announce(sent.id))).startswith("done: ")

    [view] = await town.home(alice)
    assert view.author.uri == anna.uri
    assert view.boosted.post.uri == sent.id
    assert view.boosted.author.uri == bert.uri
    assert "Von nebenan" in view.boosted.post.content
