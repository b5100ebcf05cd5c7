"""Conversations that several servers take part in: passed on, fetched afterwards, and offered to others."""

import pytest

from node.model.account import Actor
from node.outbox.delete import delete_post
from tests.interop.test_node_reactions import collected


async def test_a_reply_is_passed_on_to_the_servers_of_followers(town, alice, peer, other_peer, anna, bert):
    await town.followed_by(alice, bert)
    post = await town.publish(alice, "Was fehlt im Park?")
    await other_peer.wait("Create", {"object.id": post.uri})

    reply = await anna.reply(post.uri, "<p>Bänke!</p>")

    assert await town.became(reply) == "done: stored, and passed on to the servers of followers"
    came = await other_peer.wait("Create", {"object.id": reply.id})
    assert (came.http_reason, came.key_id) == ("notTheActorsKey", f"{alice.uri}#main-key")
    assert (came.proof, came.ld_signature) == (True, True)
    assert (await other_peer.known(reply.id))["content"] == "<p>Bänke!</p>"


async def test_what_becomes_of_the_reply_is_passed_on_too(town, alice, other_peer, anna, bert):
    await town.followed_by(alice, bert)
    post = await town.publish(alice, "Was fehlt im Park?")
    reply = await anna.reply(post.uri, "<p>Benke!</p>")
    await other_peer.wait("Create", {"object.id": reply.id})

    await anna.edit(reply.id, "<p>Bänke!</p>")
    await other_peer.wait("Update", {"object.id": reply.id})
    assert (await other_peer.known(reply.id))["content"] == "<p>Bänke!</p>"

    await anna.delete(reply.id)
    await other_peer.wait("Delete", {"object.id": reply.id})
    assert await other_peer.known(reply.id) is None


@pytest.mark.parametrize("proofs", [True, False])
async def test_a_reply_somebody_else_passes_on_is_believed_for_its_proof_or_fetched(
    town, alice, peer, other_peer, anna, bert, proofs
):
    await town.follows(alice, anna)
    await peer.settings(forwards=True)
    await other_peer.settings(proofs=proofs)
    post = await anna.post("<p>Wer hilft?</p>")
    await town.find(post.id)

    reply = await bert.reply(post.id, "<p>Ich!</p>")
    await peer.settle()

    stored = await town.find(reply.id)
    assert stored.in_reply_to_uri == post.id
    assert bool(await asked_for(other_peer, reply.id)) is not proofs


async def asked_for(server, uri: str) -> list:
    """Every GET of that address."""
    return [each for each in await server.requests() if server.origin + each["path"] == uri]


async def test_what_a_reply_answers_is_fetched_up_to_the_root_and_with_it_the_other_answers(
    town, alice, peer, other_peer, anna, bert
):
    root = await anna.post("<p>Am Anfang</p>")
    middle = await bert.reply(root.id, "<p>In der Mitte</p>")
    beside = await bert.reply(root.id, "<p>Daneben</p>")

    last = await bert.reply(middle.id, "<p>Am Ende</p>", mentions=[alice.uri])

    assert (await town.became(last)).startswith("done: stored")
    posts = [await town.find(each.id) for each in (root, middle, beside, last)]
    assert len({post.thread_id for post in posts}) == 1
    page = await town.seen_at(f"/@anna@{peer.origin[7:]}/{posts[0].id}")
    assert page.index("Am Anfang") < page.index("In der Mitte") < page.index("Am Ende")
    assert "Daneben" in page
    assert await town.notifications_of(alice) == [("mention", bert.uri)]


async def test_the_newest_posts_of_somebody_are_there_when_following_begins(town, alice, anna):
    earlier = [await anna.post(f"<p>Nummer {number}</p>") for number in (1, 2, 3)]

    await town.follows(alice, anna)

    for post in earlier:
        await town.find(post.id)
    assert [view.post.uri for view in await town.home(alice)] == [post.id for post in reversed(earlier)]
    assert await town.notifications_of(alice) == []


async def test_others_can_fetch_our_conversation_whole(town, alice, anna):
    post = await town.publish(alice, "Was fehlt im Park?")
    reply = await anna.reply(post.uri, "<p>Bänke!</p>")
    await town.became(reply)
    answer = await town.answer(alice, reply.id, "Notiert.")
    note = await town.json(post.uri)

    replies = await anna.collection(note["replies"] if isinstance(note["replies"], str) else note["replies"]["id"])
    assert [item["id"] for item in replies["items"]] == [reply.id]
    context = await anna.collection(note["context"])
    assert {item["id"] for item in context["items"]} == {post.uri, reply.id, answer.uri}


async def test_a_deleted_post_of_ours_leaves_the_conversation(town, alice, anna):
    post = await town.publish(alice, "Was fehlt im Park?")
    answer = await town.answer(alice, post.uri, "Ich meine: im Stadtpark.")
    context = (await town.json(post.uri))["context"]
    assert await collected(town, context) == {post.uri, answer.uri}

    await delete_post(town.node, Actor(alice), answer.id)

    assert await collected(town, context) == {post.uri}
