"""Somebody moves and takes their followers along (FEP-7628)."""

from dataclasses import replace

import pytest

from node.errors import Conflict, Forbidden, NotFound, Unprocessable
from node.model.draft import Draft
from node.outbox.block import block
from node.outbox.follow import follow
from node.outbox.move import add_alias, follow_along, move, remove_alias
from node.outbox.publish import publish
from tests.outbox.story import acts, followed_by, known, now


async def test_a_move_is_told_to_followers_with_the_profile_that_says_so(node, alice, bob, carol):
    await followed_by(node, alice, carol)
    bob.more["alsoKnownAs"] = [alice.uri]

    await move(node.node, acts(alice), bob.uri)
    await node.work()

    [told] = carol.received("Move")
    assert (told["actor"], told["object"], told["target"]) == (alice.uri, alice.uri, bob.uri)
    assert carol.received("Update")[0]["object"]["movedTo"] == bob.uri
    assert [each["type"] for each in carol.received() if each["type"] in {"Update", "Move"}] == ["Update", "Move"]
    assert (await now(node, alice)).moved_to == bob.uri


async def test_followers_here_follow_along_and_are_told(node, alice, bob):
    berta = await node.create("berta")
    await follow(node.node, acts(berta), alice.id)
    bob.more["alsoKnownAs"] = alice.uri

    await move(node.node, acts(alice), bob.uri)
    await node.work()

    assert bob.received("Follow")[0]["actor"] == berta.uri
    assert await node.followers_of(alice) == set()
    assert await node.notifications_of(berta) == [("move", alice.uri)]


async def test_a_move_within_the_house_works_alike(node, alice):
    berta, anna = await node.create("berta"), await node.create("anna")
    await follow(node.node, acts(berta), alice.id)
    await add_alias(node.node, acts(anna), alice.uri)

    await move(node.node, acts(alice), anna.uri)
    await node.work()

    assert await node.followers_of(anna) == {berta.uri}


async def test_who_moved_elsewhere_is_followed_along(node, alice, bob, carol):
    old, new = await known(node, bob), await known(node, carol)
    made = await follow(node.node, acts(alice), old.id)
    await bob.deliver(bob.activity("Accept", made.uri), node)
    await node.work()

    await follow_along(node.node, {"from": str(old.id), "to": str(new.id)})
    await node.work()

    assert len(carol.received("Follow")) == 1
    assert bob.received("Undo")[0]["object"]["id"] == made.uri


async def test_who_blocks_the_new_account_keeps_the_old_one(node, alice, bob, carol):
    old, new = await known(node, bob), await known(node, carol)
    await follow(node.node, acts(alice), old.id)
    await block(node.node, acts(alice), new.id)

    await follow_along(node.node, {"from": str(old.id), "to": str(new.id)})
    await node.work()

    assert carol.received("Follow") == []
    assert bob.received("Undo") == []


async def test_nobody_moves_to_who_does_not_know_them(node, alice, bob):
    with pytest.raises(Unprocessable, match="aliases"):
        await move(node.node, acts(alice), bob.uri)

    assert (await now(node, alice)).moved_to is None


async def test_the_new_account_is_asked_afresh(node, alice, bob):
    await known(node, bob)
    bob.more["alsoKnownAs"] = [alice.uri]

    moved = await move(node.node, acts(alice), bob.uri)

    assert moved.moved_to == bob.uri


async def test_who_has_moved_no_longer_posts_but_may_tidy_up(node, alice, bob):
    post = await node.post(alice)
    bob.more["alsoKnownAs"] = [alice.uri]
    await move(node.node, acts(alice), bob.uri)

    from node.outbox.delete import delete_post

    with pytest.raises(Forbidden, match="moved"):
        await publish(node.node, acts(alice), Draft(text="Noch was"))
    await delete_post(node.node, acts(alice), post.id)


async def test_nobody_moves_again_within_thirty_days(node, alice, bob, carol):
    bob.more["alsoKnownAs"] = carol.more["alsoKnownAs"] = [alice.uri]
    await move(node.node, acts(alice), bob.uri)

    with pytest.raises(Conflict):
        await move(node.node, acts(alice), carol.uri)
    node.clock.move(days=31)
    moved = await move(node.node, acts(alice), carol.uri)

    assert moved.moved_to == carol.uri


async def test_nobody_moves_to_themselves_or_who_has_moved(node, alice):
    berta = await node.create("berta")
    await node.store.write(
        lambda tx: tx.accounts.save(replace(berta, aliases=(alice.uri,), moved_to="https://far.test/users/b"))
    )

    for target in (alice.uri, berta.uri):
        with pytest.raises(Unprocessable):
            await move(node.node, acts(alice), target)


async def test_an_alias_is_told_and_can_be_taken_back(node, alice, bob, carol):
    await followed_by(node, alice, carol)

    await add_alias(node.node, acts(alice), bob.uri)
    await add_alias(node.node, acts(alice), bob.uri)
    await remove_alias(node.node, acts(alice), bob.uri)
    await remove_alias(node.node, acts(alice), bob.uri)
    await node.work()

    first, second = carol.received("Update")
    assert first["object"]["alsoKnownAs"] == [bob.uri]
    assert "alsoKnownAs" not in second["object"]


async def test_an_alias_is_somebody_else_who_exists(node, alice, there):
    with pytest.raises(Unprocessable):
        await add_alias(node.node, acts(alice), alice.uri)
    with pytest.raises(NotFound):
        await add_alias(node.node, acts(alice), f"{there.origin()}/users/nobody")
