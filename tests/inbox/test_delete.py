"""Delete: of posts and of whole accounts, by their owner only."""

import pytest

from tests.builders import make_post
from tests.inbox.steps import arrives, followed, known, state_of


@pytest.mark.parametrize("shape", ["the id", "a Tombstone"])
async def test_a_post_is_deleted(node, alice, bob, shape):
    await followed(node, alice, bob)
    await arrives(node, create := bob.create(), bob)
    uri = create["object"]["id"]

    outcome = await arrives(
        node, bob.activity("Delete", uri if shape == "the id" else {"id": uri, "type": "Tombstone"}), bob
    )

    assert outcome == "202 done: deleted"
    assert await node.find_post(uri) is None
    assert await node.home(alice) == []


async def test_what_is_deleted_does_not_come_back(node, alice, bob):
    await followed(node, alice, bob)
    await arrives(node, create := bob.create(), bob)
    await arrives(node, bob.activity("Delete", create["object"]["id"]), bob)

    again = await arrives(node, bob.create(create["object"]), bob)
    changed = await arrives(node, bob.activity("Update", create["object"]), bob)

    assert again == "202 done: ignored: known already"
    assert changed == "202 refused: the post has been deleted"
    assert await node.find_post(create["object"]["id"]) is None


async def test_an_answer_that_is_deleted_is_no_longer_counted(node, alice, bob):
    post = await make_post(node.store, alice)
    await arrives(node, reply := bob.reply(post.uri), bob)

    await arrives(node, bob.activity("Delete", reply["object"]["id"]), bob)

    assert (await node.find_post(post.uri)).replies_count == 0
    assert await node.notifications_of(alice) == []


async def test_somebody_else_of_the_same_host_deletes_nothing(node, there, alice, bob):
    await followed(node, alice, bob)
    await arrives(node, create := bob.create(), bob)
    eve = there.actor("eve")
    await known(node, eve)
    before = await state_of(node)

    outcome = await arrives(node, eve.activity("Delete", create["object"]["id"]), eve)

    assert outcome == "202 refused: only its author may delete a post"
    assert await state_of(node) == before


async def test_posts_of_ours_and_of_other_hosts_are_not_deleted(node, alice, bob, carol):
    post = await make_post(node.store, alice)
    await followed(node, alice, carol)
    await arrives(node, create := carol.create(), carol)
    await known(node, bob)
    before = await state_of(node)

    for uri in (post.uri, create["object"]["id"], alice.uri, carol.uri, f"{carol.uri}/posts/unknown"):
        assert (await arrives(node, bob.activity("Delete", uri), bob)).startswith("202 refused")

    assert await state_of(node) == before
    assert await node.count("withdrawn") == 0


async def test_an_account_is_deleted_with_all_it_left(node, alice, bob):
    account = await followed(node, alice, bob)
    post = await make_post(node.store, alice)
    await arrives(node, bob.follow(alice), bob)
    await arrives(node, bob.activity("Like", post.uri), bob)
    for _ in range(3):
        await arrives(node, bob.reply(post.uri), bob)

    outcome = await arrives(node, bob.activity("Delete", bob.uri), bob)

    gone = await node.account(bob.uri)
    assert outcome.startswith("202 done: deleted")
    assert gone.deleted_at is not None
    assert gone.display_name == ""
    assert await node.store.read(lambda tx: tx.posts.ids_by(account.id)) == []
    assert await node.count("follows") == 0
    assert await node.notifications_of(alice) == []
    ours = await node.find_post(post.uri)
    assert (ours.likes_count, ours.replies_count) == (0, 0)
    assert (await node.account(alice.uri)).followers_count == 0


async def test_after_its_deletion_an_account_does_nothing_here(node, there, alice, bob):
    post = await make_post(node.store, alice)
    await arrives(node, bob.activity("Like", post.uri), bob)
    await arrives(node, bob.activity("Delete", bob.uri), bob)
    before = await state_of(node)

    outcome = await arrives(node, bob.activity("Like", post.uri), bob)

    assert outcome.startswith(("401", "403", "202 refused"))
    assert await state_of(node) == before


async def test_a_delete_of_what_nobody_knows_is_answered_without_asking_anybody(node, there, alice, bob):
    outcome = await arrives(node, bob.activity("Delete", bob.uri), bob)

    assert outcome == "202 never received"
    assert there.requests == [("POST", node.url("/inbox"))] or there.requests == []


@pytest.mark.parametrize("how", ["410", "a Tombstone"])
async def test_the_delete_of_an_account_is_believed_when_its_own_server_says_so(node, there, alice, bob, how):
    """Its key is a week old and would be looked up again, but nobody shows it any longer."""
    await followed(node, alice, bob)
    there.serve({"id": bob.uri, "type": "Tombstone"}, status=410 if how == "410" else 200)
    node.clock.move(days=8)

    outcome = await arrives(node, bob.activity("Delete", bob.uri), bob)

    assert outcome.startswith("202 done: deleted")
    assert (await node.account(bob.uri)).deleted_at is not None


async def test_a_key_that_is_gone_deletes_nobody_else(node, there, alice, bob, carol):
    account = await followed(node, alice, bob)
    mallory = there.actor("mallory")
    there.serve({"id": mallory.uri, "type": "Tombstone"}, status=410)

    outcome = await arrives(node, bob.activity("Delete", bob.uri), mallory)

    assert outcome == "401"
    assert (await node.account(account.uri)).deleted_at is None
