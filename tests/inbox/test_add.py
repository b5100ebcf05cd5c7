"""Add: posts pinned to a profile by their author (T-074)."""

import pytest

from tests.inbox.steps import arrives, followed, state_of


def pin(bob, uri, **more):
    return bob.activity("Add", uri, target=f"{bob.uri}/featured", **more)


async def pins(node, account) -> list[int]:
    return list(await node.store.read(lambda tx: tx.posts.pinned_ids(account.id)))


async def test_an_own_post_is_pinned(node, alice, bob):
    account = await followed(node, alice, bob)
    await arrives(node, create := bob.create(), bob)

    outcome = await arrives(node, pin(bob, create["object"]["id"]), bob)

    post = await node.find_post(create["object"]["id"])
    assert outcome == "202 done: pinned"
    assert await pins(node, account) == [post.id]


async def test_one_that_is_not_here_is_fetched_when_somebody_here_follows(node, alice, bob):
    note = bob.note("Von früher.")

    of_a_stranger = await arrives(node, pin(bob, note["id"]), bob)
    account = await followed(node, alice, bob)
    outcome = await arrives(node, pin(bob, note["id"]), bob)

    assert of_a_stranger == "202 done: ignored: the post is not known here"
    assert outcome == "202 done: pinned"
    assert len(await pins(node, account)) == 1
    assert await node.notifications_of(alice) == []


@pytest.mark.parametrize("fetched", [True, False])
async def test_posts_of_others_are_not_pinned(node, there, alice, bob, fetched):
    await followed(node, alice, bob)
    dora = there.actor("dora")
    await followed(node, alice, dora)
    note = dora.note()
    if not fetched:
        await arrives(node, dora.create(note), dora)

    outcome = await arrives(node, pin(bob, note["id"]), bob)

    assert outcome == "202 refused: only posts of one's own are pinned"
    assert await node.count("pins") == 0


async def test_nothing_is_pinned_to_somebody_elses_profile(node, there, alice, bob):
    await followed(node, alice, bob)
    await arrives(node, create := bob.create(), bob)
    eve = there.actor("eve")
    before = await state_of(node)

    add = eve.activity("Add", create["object"]["id"], target=f"{bob.uri}/featured")
    outcome = await arrives(node, add, eve)

    assert outcome.startswith("202 done: ignored")
    assert await state_of(node) == before


async def test_a_direct_message_is_not_pinned(node, alice, bob):
    await followed(node, alice, bob)
    await arrives(node, create := bob.create(bob.note(to=[alice.uri], cc=[])), bob)

    outcome = await arrives(node, pin(bob, create["object"]["id"]), bob)

    assert outcome == "202 refused: a private message is not pinned"


async def test_after_deletion_nothing_is_pinned(node, alice, bob):
    await followed(node, alice, bob)
    await arrives(node, create := bob.create(), bob)
    await arrives(node, bob.activity("Delete", create["object"]["id"]), bob)

    outcome = await arrives(node, pin(bob, create["object"]["id"]), bob)

    assert outcome == "202 done: ignored: the post is not known here"


async def test_albums_of_others_change_nothing_here(node, alice, bob):
    """As we send them, and with posts as their items."""
    account = await followed(node, alice, bob)
    await arrives(node, create := bob.create(), bob)
    uri, album = create["object"]["id"], f"{bob.uri}/albums/1"
    document = {"id": album, "type": "OrderedCollection", "attributedTo": bob.uri, "name": "Rundflug", "totalItems": 1}
    gone = {"id": album, "type": "Tombstone", "formerType": "OrderedCollection"}

    outcomes = [
        await arrives(node, bob.activity(kind, about, **target), bob)
        for kind, about, target in (
            ("Add", f"{uri}#media-7", {"target": album}),
            ("Add", [f"{uri}#media-7", f"{uri}#media-8"], {"target": album}),
            ("Add", uri, {"target": album}),
            ("Remove", uri, {"target": {"id": album, "type": "OrderedCollection"}}),
            ("Update", document, {}),
            ("Delete", gone, {}),
        )
    ]

    assert all(each.startswith("202 done: ignored") for each in outcomes), outcomes
    assert (await pins(node, account), await node.count("albums")) == ([], 0)
    assert await node.find_post(uri) is not None
