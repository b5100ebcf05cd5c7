"""Announce: boosts, and what groups pass on (FEP-1b12), of which nothing is believed (T-077)."""

import pytest

from node.model.host import Policy as HostPolicy
from node.model.visibility import Visibility
from tests.builders import make_post
from tests.inbox.steps import arrives, followed, known, state_of
from tests.remote import PUBLIC


def boost(bob, about, **more):
    return bob.activity("Announce", about, to=[PUBLIC], cc=[bob.followers], **more)


async def test_a_boost_of_our_post_is_counted_and_told(node, alice, bob):
    post = await make_post(node.store, alice)

    outcome = await arrives(node, boost(bob, post.uri), bob)

    assert outcome == "202 done: boosted"
    assert (await node.find_post(post.uri)).boosts_count == 1
    assert await node.notifications_of(alice) == [("reblog", bob.uri)]


async def test_what_somebody_followed_boosts_is_fetched_and_stands_on_the_home_page(node, there, alice, bob):
    await followed(node, alice, bob)
    note = there.actor("dora").note("Vom Markt.")

    outcome = await arrives(node, boost(bob, note["id"]), bob)

    assert outcome == "202 done: boosted"
    (view,) = await node.home(alice)
    assert view.boosted.post.content == "<p>Vom Markt.</p>"


async def test_an_embedded_copy_of_somebody_elses_post_is_not_believed(node, there, alice, bob):
    await followed(node, alice, bob)
    note = there.actor("dora").note("Echt.")

    await arrives(node, boost(bob, {**note, "content": "<p>Gefälscht.</p>"}), bob)

    assert (await node.find_post(note["id"])).content == "<p>Echt.</p>"


async def test_what_strangers_boost_is_not_fetched(node, there, alice, bob):
    note = there.actor("dora").note()
    await known(node, bob)
    there.requests.clear()

    outcome = await arrives(node, boost(bob, note["id"]), bob)

    assert outcome == "202 done: ignored: nobody here follows who boosts it"
    assert [url for _, url in there.requests if "/posts/" in url] == []
    assert await node.count("posts") == 0


async def test_two_boosts_of_one_post_count_once(node, alice, bob):
    post = await make_post(node.store, alice)

    await arrives(node, boost(bob, post.uri), bob)
    outcome = await arrives(node, boost(bob, post.uri), bob)

    assert outcome == "202 done: ignored: boosted already"
    assert (await node.find_post(post.uri)).boosts_count == 1


@pytest.mark.parametrize("visibility", [Visibility.FOLLOWERS, Visibility.DIRECT, Visibility.LOCAL])
async def test_a_post_not_everybody_may_read_is_not_boosted(node, alice, bob, visibility):
    await arrives(node, bob.follow(alice), bob)
    post = await make_post(node.store, alice, visibility=visibility)
    before = await state_of(node)

    outcome = await arrives(node, boost(bob, post.uri), bob)

    assert outcome.startswith("202 refused")
    assert await state_of(node) == before


async def test_boosting_ones_own_post_for_followers_keeps_it_among_them(node, alice, bob):
    await followed(node, alice, bob)
    note = bob.note("Unter uns.", to=[bob.followers], cc=[])

    outcome = await arrives(node, announce := boost(bob, note), bob)

    assert outcome == "202 done: boosted"
    assert (await node.find_post(announce["id"])).visibility == Visibility.FOLLOWERS


async def test_who_is_blocked_boosts_nothing(node, alice, bob):
    """T-140"""
    post = await make_post(node.store, alice)
    account = await known(node, bob)
    await node.store.write(lambda tx: tx.blocks.add(alice.id, account.id, uri="", now=tx.now))

    assert (await arrives(node, boost(bob, post.uri), bob)).startswith("202 refused")
    assert (await node.find_post(post.uri)).boosts_count == 0


async def test_a_boost_undone_before_it_came_does_not_count(node, alice, bob):
    post = await make_post(node.store, alice)
    announce = boost(bob, post.uri)

    await arrives(node, bob.undo(announce), bob)
    outcome = await arrives(node, announce, bob)

    assert outcome == "202 refused: this boost was undone before it came"
    assert (await node.find_post(post.uri)).boosts_count == 0


async def test_posts_of_blocked_hosts_are_not_boosted(node, alice, bob, carol):
    await followed(node, alice, bob)
    await followed(node, alice, carol)
    await arrives(node, create := carol.create(), carol)
    await node.store.write(lambda tx: tx.hosts.set_policy("elsewhere.test", HostPolicy.BLOCKED))
    await node.node.hosts.refresh()

    outcome = await arrives(node, boost(bob, create["object"]["id"]), bob)

    assert outcome.startswith("202 refused")


async def test_of_a_post_that_does_not_exist_nothing_is_boosted(node, there, alice, bob):
    await followed(node, alice, bob)

    ours = await arrives(node, boost(bob, f"{alice.uri}/posts/4711"), bob)
    theirs = await arrives(node, boost(bob, f"{bob.uri}/posts/4711"), bob)

    assert ours.startswith("202 refused") and theirs.startswith("202 refused")
    assert await node.count("posts") == 0


# --- groups --------------------------------------------------------------------------------------------------------


@pytest.fixture
def village(there):
    return there.actor("village", kind="Group")


async def test_a_group_passes_on_what_a_member_wrote(node, there, alice, village):
    await followed(node, alice, village)
    dora = there.actor("dora")
    create = dora.create(dora.note("Dorffest im Mai."))

    outcome = await arrives(node, boost(village, create), village)

    assert outcome == "202 done: stored, as its own server shows it"
    (view,) = await node.home(alice)
    assert (view.author.uri, view.boosted.author.uri) == (village.uri, dora.uri)


async def test_its_second_announce_of_the_same_post_counts_once(node, there, alice, village):
    """Lemmy announces the Create and, for those who do not understand that, the post."""
    await followed(node, alice, village)
    dora = there.actor("dora")
    create = dora.create()

    await arrives(node, boost(village, create), village)
    await arrives(node, boost(village, create["object"]["id"]), village)

    assert len(await node.home(alice)) == 1


async def test_what_the_group_says_a_member_wrote_is_fetched(node, there, alice, village):
    await followed(node, alice, village)
    dora = there.actor("dora")
    note = dora.note("Echt.")
    forged = dora.create({**note, "content": "<p>Gefälscht.</p>"})

    await arrives(node, boost(village, forged), village)

    assert (await node.find_post(note["id"])).content == "<p>Echt.</p>"


async def test_a_members_edit_is_fetched(node, there, alice, village):
    await followed(node, alice, village)
    dora = there.actor("dora")
    await arrives(node, boost(village, dora.create(note := dora.note("Um sieben."))), village)
    there.serve({**note, "content": "<p>Um acht.</p>", "updated": "2099-01-01T00:00:00Z"})

    outcome = await arrives(node, boost(village, dora.activity("Update", note["id"])), village)

    assert outcome == "202 done: edited, as its own server shows it"
    assert (await node.find_post(note["id"])).content == "<p>Um acht.</p>"


async def test_a_deletion_counts_when_the_posts_own_server_says_so(node, there, alice, village):
    await followed(node, alice, village)
    dora = there.actor("dora")
    await arrives(node, boost(village, dora.create(note := dora.note())), village)

    claimed = await arrives(node, boost(village, dora.activity("Delete", note["id"])), village)
    still = await node.find_post(note["id"])
    there.serve({"id": note["id"], "type": "Tombstone"}, status=410)
    outcome = await arrives(node, boost(village, dora.activity("Delete", note["id"])), village)

    assert claimed == "202 done: ignored: its own server still shows it"
    assert still is not None
    assert outcome == "202 done: deleted, as its own server says"
    assert await node.find_post(note["id"]) is None


@pytest.mark.parametrize("kind", ["Like", "Dislike", "Undo", "Follow", "Block", "Flag", "Announce", "Lock"])
async def test_other_acts_of_members_cannot_be_checked(node, there, alice, village, kind):
    await followed(node, alice, village)
    post = await make_post(node.store, alice)
    before = await state_of(node)

    outcome = await arrives(node, boost(village, there.actor("dora").activity(kind, post.uri)), village)

    assert outcome.startswith("202 done: ignored")
    assert await state_of(node) == before


async def test_a_group_cannot_change_what_we_wrote(node, there, alice, village):
    await followed(node, alice, village)
    post = await make_post(node.store, alice)
    before = await state_of(node)

    for kind in ("Create", "Update", "Delete"):
        inner = {"id": f"{node.origin}/activities/1", "type": kind, "actor": alice.uri, "object": {"id": post.uri}}
        await arrives(node, boost(village, inner), village)

    assert await state_of(node) == before


async def test_strangers_do_not_make_us_fetch_what_has_nothing_to_do_with_us(node, there, alice, village):
    await known(node, village)
    dora = there.actor("dora")
    create = dora.create()
    there.requests.clear()

    outcome = await arrives(node, boost(village, create), village)

    assert outcome.startswith("202 done: ignored")
    assert there.requests == []
