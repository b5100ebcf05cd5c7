"""Somebody takes back a post, or leaves for good."""

import pytest
from aiohttp import web

from node.errors import Forbidden, NotFound
from node.model.draft import Draft
from node.model.visibility import Visibility
from node.outbox.boost import boost
from node.outbox.delete import delete_account, delete_post
from node.outbox.edit import edit
from node.outbox.follow import follow
from node.outbox.publish import publish
from node.outbox.react import like
from tests.outbox.story import acts, followed_by, known, now, posted, sent
from tests.remote import PUBLIC


async def test_a_deleted_post_is_gone_here_and_a_tombstone_elsewhere(node, alice, bob):
    await followed_by(node, alice, bob)
    post = await node.post(alice)

    await delete_post(node.node, acts(alice), post.id)
    await node.work()

    [delete] = bob.received("Delete")
    assert delete["object"]["id"] == post.uri
    assert (delete["object"]["type"], delete["object"]["formerType"]) == ("Tombstone", "Note")
    assert delete["to"] == [PUBLIC]
    assert delete["signature"]["type"] == "RsaSignature2017"
    assert await node.find_post(post.uri) is None
    assert (await now(node, alice)).posts_count == 0


async def test_what_still_waits_about_it_is_dropped_but_its_delete_is_sent(node, alice, bob, there):
    await followed_by(node, alice, bob)
    there.fails[bob.shared_inbox] = lambda _: web.Response(status=500)
    post = await node.post(alice)
    del there.fails[bob.shared_inbox]

    await delete_post(node.node, acts(alice), post.id)
    await node.work()
    node.clock.move(hours=12)
    await node.work()

    assert bob.received("Create") == []
    assert len(bob.received("Delete")) == 1


async def test_a_delete_reaches_who_got_it_without_following(node, alice, bob, carol, there):
    await followed_by(node, alice, bob)
    post = await node.post(alice)
    await carol.deliver(carol.reply(post.uri), node)
    await bob.deliver(bob.undo(bob.follow(alice)), node)
    await node.work()

    await delete_post(node.node, acts(alice), post.id)
    await node.work()

    assert len(bob.received("Delete")) == len(carol.received("Delete")) == 1


async def test_a_private_delete_is_told_only_to_whom_the_post_was_for(node, alice, bob, carol, there):
    await followed_by(node, alice, carol)
    post = await node.post(alice, f"@bob@there.test:{there.port} psst", visibility=Visibility.DIRECT)

    await delete_post(node.node, acts(alice), post.id)
    await node.work()

    [delete] = sent(there, "Delete")
    assert f"http://{delete.host}{delete.path}" == bob.inbox
    assert delete.json["to"] == [bob.uri]


async def test_what_it_said_is_in_its_activities_no_more(node, alice, bob):
    await followed_by(node, alice, bob)
    post = await node.post(alice, "Mein Geheimnis")
    await edit(node.node, acts(alice), post.id, Draft(text="Mein anderes Geheimnis"))
    await node.work()

    await delete_post(node.node, acts(alice), post.id)

    leaking = await node.store.read(
        lambda tx: tx.db.value("SELECT COUNT(*) FROM activities WHERE body LIKE ?", "%Geheimnis%")
    )
    assert leaking == 0
    created = await node.store.read(lambda tx: tx.activities.find_about(post.uri, "Create"))
    assert f'"object":"{post.uri}"' in created.body


async def test_answers_stay_and_the_parent_counts_one_less(node, alice):
    berta = await node.create("berta")
    first = await node.post(alice)
    second = await node.post(berta, "Ja", in_reply_to_id=first.id)
    third = await node.post(alice, "Gut", in_reply_to_id=second.id)

    await delete_post(node.node, acts(berta), second.id)

    assert (await node.find_post(first.uri)).replies_count == 0
    assert (await node.find_post(third.uri)).in_reply_to_uri == second.uri


async def test_a_local_post_is_deleted_without_a_word(node, alice, bob, there):
    await followed_by(node, alice, bob)
    post = await node.post(alice, visibility=Visibility.LOCAL)

    await delete_post(node.node, acts(alice), post.id)
    await node.work()

    assert sent(there, "Delete") == []
    assert await node.find_post(post.uri) is None


async def test_deleting_a_boost_takes_it_back(node, alice, bob):
    original = await posted(node, bob)
    made = await boost(node.node, acts(alice), original.id)

    await delete_post(node.node, acts(alice), made.id)
    await node.work()

    [undo] = bob.received("Undo")
    assert undo["object"]["id"] == made.uri
    assert await node.find_post(original.uri) is not None


async def test_nobody_deletes_what_is_not_theirs_or_not_there(node, alice):
    berta = await node.create("berta")
    post = await node.post(alice)
    hidden = await node.post(alice, visibility=Visibility.FOLLOWERS)

    with pytest.raises(Forbidden):
        await delete_post(node.node, acts(berta), post.id)
    with pytest.raises(NotFound):
        await delete_post(node.node, acts(berta), hidden.id)
    await delete_post(node.node, acts(alice), post.id)
    with pytest.raises(NotFound):
        await delete_post(node.node, acts(alice), post.id)


async def test_an_account_leaves_and_every_server_that_knows_it_is_told(node, alice, bob, carol):
    await followed_by(node, alice, bob)
    theirs = await known(node, carol)
    await follow(node.node, acts(alice), theirs.id)
    await carol.deliver(carol.activity("Accept", (await follow(node.node, acts(alice), theirs.id)).uri), node)
    liked = await posted(node, carol)
    await like(node.node, acts(alice), liked.id)
    post = await node.post(alice)

    await delete_account(node.node, acts(alice))
    await node.work()

    for actor in (bob, carol):
        [delete] = actor.received("Delete")
        assert (delete["actor"], delete["object"]) == (alice.uri, alice.uri)
    assert await node.find_post(post.uri) is None
    assert await node.count("follows") == 0
    assert (await node.find_post(liked.uri)).likes_count == 0
    gone = await now(node, alice)
    assert (gone.deleted_at is not None, gone.display_name, gone.posts_count) == (True, "", 0)


async def test_a_deleted_account_does_nothing_any_longer(node, alice):
    await delete_account(node.node, acts(alice))

    with pytest.raises(Forbidden):
        await publish(node.node, acts(alice), Draft(text="Bin noch da"))
