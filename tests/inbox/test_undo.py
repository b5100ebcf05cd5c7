"""Undo: of everything that can be undone, by whoever did it, named or embedded, in whatever order."""

import pytest

from tests.builders import make_follow, make_post
from tests.inbox.steps import arrives, followed, known, state_of
from tests.remote import PUBLIC

KINDS = ("Follow", "Like", "EmojiReact", "Announce", "Block")


async def made(node, alice, bob, kind):
    """An activity of that kind about alice or her post."""
    post = await make_post(node.store, alice)
    about = alice.uri if kind in {"Follow", "Block"} else post.uri
    more = {"EmojiReact": {"content": "🌻"}, "Announce": {"to": [PUBLIC]}}.get(kind, {})
    return bob.activity(kind, about, **more)


@pytest.mark.parametrize("shape", ["embedded", "its id", "embedded without id", "embedded with another id"])
@pytest.mark.parametrize("kind", KINDS)
async def test_it_is_as_if_it_had_not_been(node, alice, bob, kind, shape):
    activity = await made(node, alice, bob, kind)
    await known(node, bob)
    before = await state_of(node)
    await arrives(node, activity, bob)
    assert await state_of(node) != before
    inner = {
        "embedded": activity,
        "its id": activity["id"],
        "embedded without id": {name: value for name, value in activity.items() if name != "id"},
        "embedded with another id": {**activity, "id": f"{bob.uri}/other"},
    }[shape]

    outcome = await arrives(node, bob.activity("Undo", inner), bob)

    assert outcome.startswith("202 done: undone")
    assert await state_of(node) == before


@pytest.mark.parametrize("kind", KINDS)
async def test_nobody_undoes_what_somebody_else_did(node, there, alice, bob, kind):
    activity = await made(node, alice, bob, kind)
    await arrives(node, activity, bob)
    eve = there.actor("eve")
    await known(node, eve)
    before = await state_of(node)

    for inner in (activity, activity["id"], {**activity, "actor": eve.uri}):
        await arrives(node, eve.activity("Undo", inner), eve)

    assert await state_of(node) == before


@pytest.mark.parametrize("kind", KINDS)
async def test_twice_means_nothing(node, alice, bob, kind):
    activity = await made(node, alice, bob, kind)
    await arrives(node, activity, bob)
    await arrives(node, bob.undo(activity), bob)
    before = await state_of(node)

    outcome = await arrives(node, bob.undo(activity), bob)

    assert outcome.startswith("202 done: ignored")
    assert await state_of(node) == before


async def test_an_accept_taken_back_ends_our_follow(node, alice, bob):
    follow = await make_follow(node.store, alice, await known(node, bob))
    accept = bob.activity("Accept", {"id": follow.uri, "type": "Follow", "actor": alice.uri, "object": bob.uri})

    outcome = await arrives(node, bob.undo(accept), bob)

    assert outcome.startswith("202 done: undone")
    assert await node.count("follows") == 0


async def test_ids_on_other_hosts_are_not_remembered(node, alice, bob, carol):
    await arrives(node, bob.activity("Undo", f"{carol.uri}/likes/1"), bob)

    assert await node.count("withdrawn") == 0


async def test_the_undo_of_what_means_nothing_means_nothing(node, alice, bob):
    outcome = await arrives(node, bob.undo(bob.activity("Dislike", alice.uri)), bob)

    assert outcome == "202 done: ignored: there is nothing to undo of a Dislike"


async def test_our_own_follow_is_not_undone_from_outside(node, alice, bob):
    follow = await make_follow(node.store, alice, await followed(node, alice, bob))

    for inner in (follow.uri, {"id": follow.uri, "type": "Follow", "object": bob.uri}):
        await arrives(node, bob.activity("Undo", inner), bob)

    assert await node.count("follows") == 1
