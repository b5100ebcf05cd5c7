"""Somebody passes a post on."""

import pytest

from node.errors import Forbidden, NotFound
from node.model.visibility import Visibility
from node.outbox.boost import boost, unboost
from tests.builders import make_post
from tests.outbox.story import acts, followed_by, known, posted, sent
from tests.remote import PUBLIC


async def test_a_boost_reaches_followers_and_the_author(node, alice, bob, carol, there):
    await followed_by(node, alice, carol)
    post = await posted(node, bob)

    made = await boost(node.node, acts(alice), post.id)
    await node.work()

    assert len(bob.received("Announce")) == len(carol.received("Announce")) == 1
    [announce] = carol.received("Announce")
    assert (announce["id"], announce["object"]) == (made.uri, post.uri)
    assert (announce["to"], announce["cc"]) == ([PUBLIC], [alice.followers_uri, bob.uri])
    [view] = await node.views(post.id, viewer=alice.id)
    assert (view.post.boosts_count, view.has_boosted) == (1, True)
    assert [view.boosted.post.id for view in await node.home(alice)] == [post.id]


async def test_boosting_twice_is_boosting_once(node, alice, bob):
    post = await posted(node, bob)

    first = await boost(node.node, acts(alice), post.id)
    again = await boost(node.node, acts(alice), first.id)
    await node.work()

    assert first.id == again.id
    assert len(bob.received("Announce")) == 1


async def test_taking_it_back_undoes_the_very_announce(node, alice, bob):
    post = await posted(node, bob)
    made = await boost(node.node, acts(alice), post.id)
    await node.work()

    await unboost(node.node, acts(alice), post.id)
    await unboost(node.node, acts(alice), post.id)
    await node.work()

    [undo] = bob.received("Undo")
    assert (undo["object"]["type"], undo["object"]["id"]) == ("Announce", made.uri)
    assert (await node.find_post(post.uri)).boosts_count == 0
    assert await node.home(alice) == []


async def test_it_can_be_boosted_again(node, alice, bob):
    post = await posted(node, bob)
    first = await boost(node.node, acts(alice), post.id)
    await unboost(node.node, acts(alice), post.id)

    again = await boost(node.node, acts(alice), post.id)

    assert again.uri != first.uri
    assert (await node.find_post(post.uri)).boosts_count == 1


async def test_an_author_here_is_told_until_it_is_taken_back(node, alice):
    berta = await node.create("berta")
    post = await node.post(alice)

    await boost(node.node, acts(berta), post.id)
    told = await node.notifications_of(alice)
    await unboost(node.node, acts(berta), post.id)

    assert told == [("reblog", berta.uri)]
    assert await node.notifications_of(alice) == []


async def test_an_unlisted_post_stays_unlisted(node, alice, bob):
    post = await node.post(alice, visibility=Visibility.UNLISTED)

    made = await boost(node.node, acts(alice), post.id)

    assert made.visibility is Visibility.UNLISTED


async def test_ones_own_post_to_followers_may_be_shown_to_them_again(node, alice, bob):
    await followed_by(node, alice, bob)
    post = await node.post(alice, visibility=Visibility.FOLLOWERS)

    await boost(node.node, acts(alice), post.id)
    await node.work()

    [announce] = bob.received("Announce")
    assert announce["to"] == [alice.followers_uri]
    assert "cc" not in announce


@pytest.mark.parametrize("visibility", [Visibility.LOCAL, Visibility.DIRECT])
async def test_what_is_not_for_everybody_is_not_passed_on(node, alice, visibility, there):
    post = await node.post(alice, visibility=visibility)

    with pytest.raises(Forbidden):
        await boost(node.node, acts(alice), post.id)

    assert sent(there, "Announce") == []


async def test_what_others_wrote_to_their_followers_is_not_passed_on(node, alice):
    from node.outbox.follow import follow

    berta = await node.create("berta")
    await follow(node.node, acts(alice), berta.id)
    post = await node.post(berta, visibility=Visibility.FOLLOWERS)

    with pytest.raises(Forbidden):
        await boost(node.node, acts(alice), post.id)


async def test_nobody_boosts_what_they_cannot_read(node, alice, bob):
    hidden = await make_post(node.store, await known(node, bob), visibility=Visibility.FOLLOWERS)

    with pytest.raises(NotFound):
        await boost(node.node, acts(alice), hidden.id)


async def test_a_boost_may_be_for_followers_only(node, alice, bob, carol):
    await followed_by(node, alice, carol)
    post = await posted(node, bob)

    made = await boost(node.node, acts(alice), post.id, Visibility.FOLLOWERS)
    await node.work()

    [announce] = carol.received("Announce")
    assert (announce["to"], announce.get("cc", [])) == ([alice.followers_uri], [bob.uri])
    assert (await node.get(made.uri)).status == 404
    assert made.uri not in str(await node.json(f"{alice.uri}/outbox?page=1"))
    assert post.uri not in await node.page("/@alice")
    assert alice.uri not in str(await node.store.read(lambda tx: tx.posts.open_boosts(post.id)))

    await unboost(node.node, acts(alice), post.id)
    await node.work()
    [undo] = carol.received("Undo")
    assert undo["to"] == [alice.followers_uri]


async def test_a_boost_is_never_for_more_people_than_what_it_boosts(node, alice, bob):
    quiet = await posted(node, bob, to=[bob.followers], cc=[PUBLIC])
    private = await node.post(alice, "Für euch", visibility="followers")

    assert (await boost(node.node, acts(alice), quiet.id, Visibility.PUBLIC)).visibility is Visibility.UNLISTED
    assert (await boost(node.node, acts(alice), private.id, Visibility.PUBLIC)).visibility is Visibility.FOLLOWERS
