"""Somebody changes a post: the version before stays, and whoever has the post gets the new one."""

from datetime import timedelta

import pytest

from node.errors import Forbidden, NotFound, Unprocessable
from node.model.draft import Draft
from node.model.visibility import Visibility
from node.outbox.boost import boost
from node.outbox.delete import delete_post
from node.outbox.edit import edit
from node.outbox.vote import vote
from tests.outbox.story import acts, followed_by, sent


async def test_an_edit_reaches_followers_and_keeps_the_version_before(node, alice, bob):
    await followed_by(node, alice, bob)
    post = await node.post(alice, "Das Amt öffnet um acht.")

    edited = await edit(node.node, acts(alice), post.id, Draft(text="Das Amt öffnet um neun."))
    await node.work()

    [update] = bob.received("Update")
    assert update["object"]["id"] == post.uri
    assert update["object"]["content"] == "<p>Das Amt öffnet um neun.</p>"
    assert update["object"]["published"] != update["object"]["updated"]
    assert (edited.id, edited.uri, edited.edited_at is not None) == (post.id, post.uri, True)
    [version] = await node.store.read(lambda tx: tx.posts.versions(post.id))
    assert version.content == "<p>Das Amt öffnet um acht.</p>"


async def test_who_is_newly_named_is_told(node, alice, bob, there):
    berta = await node.create("berta")
    post = await node.post(alice, "Sitzung")

    await edit(node.node, acts(alice), post.id, Draft(text=f"Sitzung mit @berta und @bob@there.test:{there.port}"))
    await node.work()

    assert await node.notifications_of(berta) == [("mention", alice.uri)]
    assert len(bob.received("Update")) == 1


async def test_an_edit_reaches_who_no_longer_follows_but_has_the_post(node, alice, bob):
    await followed_by(node, alice, bob)
    post = await node.post(alice, "Eins")
    await bob.deliver(bob.undo(bob.follow(alice)), node)
    await node.work()

    await edit(node.node, acts(alice), post.id, Draft(text="Zwei"))
    await node.work()

    assert len(bob.received("Update")) == 1


async def test_a_private_edit_does_not_reach_whom_it_is_no_longer_for(node, alice, bob, carol, there):
    post = await node.post(alice, f"@bob@there.test:{there.port} psst", visibility=Visibility.DIRECT)

    text = f"@carol@elsewhere.test:{there.port} psst"
    await edit(node.node, acts(alice), post.id, Draft(text=text, visibility=Visibility.PUBLIC))
    await node.work()

    [update] = sent(there, "Update")
    assert f"http://{update.host}{update.path}" == carol.inbox
    assert update.json["to"] == [carol.uri]


async def test_boosters_here_are_told_of_an_edit(node, alice):
    berta = await node.create("berta")
    post = await node.post(alice, "Eins")
    await boost(node.node, acts(berta), post.id)

    await edit(node.node, acts(alice), post.id, Draft(text="Zwei"))

    assert await node.notifications_of(berta) == [("update", alice.uri)]


async def test_whoever_boosted_for_their_followers_only_is_told_of_an_edit_and_of_the_end(node, alice, bob):
    berta = await node.create("berta")
    post = await node.post(alice, "Eins")
    await boost(node.node, acts(berta), post.id, visibility=Visibility.FOLLOWERS)
    await bob.deliver(bob.activity("Announce", post.uri, to=[bob.followers], cc=[alice.uri]), node)
    await node.work()
    [theirs] = [each for each in await node.store.read(lambda tx: tx.posts.boosters(post.id)) if each != berta.id]
    openly = await node.store.read(lambda tx: tx.posts.open_boosts(post.id))

    await edit(node.node, acts(alice), post.id, Draft(text="Zwei"))
    await node.work()
    told_here = await node.notifications_of(berta)
    await delete_post(node.node, acts(alice), post.id)
    await node.work()

    assert (theirs, openly) == ((await node.account(bob.uri)).id, [])
    assert [each["object"]["content"] for each in bob.received("Update")] == ["<p>Zwei</p>"]
    assert len(bob.received("Delete")) == 1
    assert told_here == [("update", alice.uri)]


async def test_the_same_options_keep_their_votes_and_others_begin_anew(node, alice):
    berta = await node.create("berta")
    ends = node.clock.now + timedelta(hours=1)
    post = await node.post(alice, "?", options=("Ja", "Nein"), closes_at=ends)
    await vote(node.node, acts(berta), post.id, [0])

    await edit(node.node, acts(alice), post.id, Draft(text="!", options=("Ja", "Nein"), closes_at=ends))
    [kept] = await node.views(post.id)
    await edit(node.node, acts(alice), post.id, Draft(text="!", options=("Ja", "Jein"), closes_at=ends))
    [anew] = await node.views(post.id, viewer=berta.id)

    assert ([option.votes for option in kept.poll.options], kept.poll.voters) == ([1, 0], 1)
    assert ([option.votes for option in anew.poll.options], anew.poll.voters, anew.own_votes) == ([0, 0], 0, ())


async def test_a_closed_poll_lets_its_text_be_corrected(node, alice):
    ends = node.clock.now + timedelta(hours=1)
    post = await node.post(alice, "?", options=("Ja", "Nein"), closes_at=ends)
    node.clock.move(hours=2)

    edited = await edit(node.node, acts(alice), post.id, Draft(text="!", options=("Ja", "Nein"), closes_at=ends))

    assert edited.content == "<p>!</p>"


async def test_a_local_post_is_changed_in_the_house_only(node, alice, bob, there):
    await followed_by(node, alice, bob)
    post = await node.post(alice, visibility=Visibility.LOCAL)

    await edit(node.node, acts(alice), post.id, Draft(text="Anders", visibility=Visibility.PUBLIC))
    await node.work()

    assert sent(there, "Update") == []
    assert (await node.find_post(post.uri)).visibility is Visibility.LOCAL


async def test_nobody_edits_what_is_not_theirs(node, alice):
    berta = await node.create("berta")
    post = await node.post(alice)

    with pytest.raises(Forbidden):
        await edit(node.node, acts(berta), post.id, Draft(text="Anders"))


async def test_a_boost_cannot_be_edited(node, alice):
    boosted = await boost(node.node, acts(alice), (await node.post(alice)).id)

    with pytest.raises(NotFound):
        await edit(node.node, acts(alice), boosted.id, Draft(text="Anders"))


async def test_an_edit_keeps_to_the_rules_of_a_post(node, alice):
    post = await node.post(alice)

    with pytest.raises(Unprocessable):
        await edit(node.node, acts(alice), post.id, Draft(text=""))
