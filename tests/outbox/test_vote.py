"""Somebody votes; polls of ours tell how they stand and end (FEP-9967)."""

from datetime import timedelta

import pytest

from node.errors import Conflict, NotFound, Unprocessable
from node.model.visibility import Visibility
from node.outbox.vote import tell_results, vote
from tests.outbox.story import acts, followed_by, posted, sent


def question(actor, *options: str, many: bool = False, **more):
    listed = [{"type": "Note", "name": name, "replies": {"type": "Collection", "totalItems": 0}} for name in options]
    return {"type": "Question", "anyOf" if many else "oneOf": listed, **more}


async def poll_here(node, account, **more):
    ends = node.clock.now + timedelta(hours=1)
    return await node.post(account, "Spielplatz?", options=("Ja", "Nein"), closes_at=ends, **more)


async def test_a_vote_is_a_private_note_that_names_its_option(node, alice, bob):
    post = await posted(node, bob, **question(bob, "Ja", "Nein"))

    await vote(node.node, acts(alice), post.id, [1])
    await node.work()

    [delivered] = bob.sent_to()
    assert f"http://{delivered.host}{delivered.path}" == bob.inbox
    create = delivered.json
    assert (create["type"], create["to"]) == ("Create", [bob.uri])
    note = create["object"]
    assert (note["type"], note["name"], note["inReplyTo"]) == ("Note", "Nein", post.uri)
    assert (note["attributedTo"], note["to"]) == (alice.uri, [bob.uri])
    assert "content" not in note
    [view] = await node.views(post.id, viewer=alice.id)
    assert view.own_votes == (1,)


async def test_several_options_are_several_votes(node, alice, bob):
    post = await posted(node, bob, **question(bob, "Rot", "Grün", "Blau", many=True))

    await vote(node.node, acts(alice), post.id, [0, 2, 0])
    await node.work()

    chosen = [create["object"] for create in bob.received("Create")]
    assert {note["name"] for note in chosen} == {"Rot", "Blau"}
    assert len({note["id"] for note in chosen}) == 2


async def test_a_vote_here_is_counted_here_and_told_with_the_next_results(node, alice, bob, there):
    await followed_by(node, alice, bob)
    berta = await node.create("berta")
    post = await poll_here(node, alice)

    await vote(node.node, acts(berta), post.id, [0])
    await node.work()
    quiet = sent(there, "Update")
    await tell_results(node.node)
    await tell_results(node.node)
    await node.work()

    assert quiet == []
    [update] = bob.received("Update")
    assert update["object"]["votersCount"] == 1
    assert [each["replies"]["totalItems"] for each in update["object"]["oneOf"]] == [1, 0]
    assert "updated" not in update["object"]
    assert berta.uri not in str(update)


async def test_hidden_totals_are_sent_with_the_end_and_not_before(node, alice, bob):
    await followed_by(node, alice, bob)
    post = await poll_here(node, alice, hides_totals=True)
    await vote(node.node, acts(await node.create("berta")), post.id, [0])

    await tell_results(node.node)
    await node.work()
    node.clock.move(hours=2)
    await tell_results(node.node)
    await node.work()

    told = [bob.received("Create")[0]["object"], *(each["object"] for each in bob.received("Update"))]
    counts = [[each["replies"]["totalItems"] for each in poll["oneOf"]] for poll in told]
    assert counts == [[None, None], [None, None], [1, 0]]
    assert [poll["votersCount"] for poll in told] == [0, 1, 1]


async def test_who_voted_from_elsewhere_is_told_the_results_without_following(node, alice, bob):
    post = await poll_here(node, alice)
    ballot = bob.note("", name="Nein", inReplyTo=post.uri, to=[alice.uri], cc=[])
    del ballot["content"]
    await bob.deliver(bob.create(ballot), node)
    await node.work()

    await tell_results(node.node)
    await node.work()

    [update] = bob.received("Update")
    assert [each["replies"]["totalItems"] for each in update["object"]["oneOf"]] == [0, 1]


async def test_a_poll_ends_in_time_and_everybody_concerned_is_told(node, alice, bob):
    await followed_by(node, alice, bob)
    berta = await node.create("berta")
    post = await poll_here(node, alice)
    await vote(node.node, acts(berta), post.id, [0])
    await tell_results(node.node)
    node.clock.move(hours=2)

    await tell_results(node.node)
    await node.work()

    *_, update = bob.received("Update")
    assert update["object"]["closed"]
    assert await node.notifications_of(berta) == [("poll", alice.uri)]
    assert ("poll", alice.uri) in await node.notifications_of(alice)


async def test_the_end_of_a_poll_elsewhere_is_told_to_who_voted_here_and_to_nobody_else(node, alice, bob, there):
    ends = (node.clock.now + timedelta(hours=1)).isoformat()
    post = await posted(node, bob, **question(bob, "Ja", "Nein", endTime=ends))
    await vote(node.node, acts(alice), post.id, [0])
    await node.work()
    node.clock.move(hours=2)

    await tell_results(node.node)
    await node.work()

    assert await node.notifications_of(alice) == [("poll", bob.uri)]
    assert sent(there, "Update") == []


async def test_a_poll_in_the_house_is_never_told_elsewhere(node, alice, bob, there):
    await followed_by(node, alice, bob)
    berta = await node.create("berta")
    post = await poll_here(node, alice, visibility=Visibility.LOCAL)
    await vote(node.node, acts(berta), post.id, [0])

    await tell_results(node.node)
    await node.work()

    assert sent(there, "Update") == []


async def test_a_vote_is_final(node, alice):
    berta = await node.create("berta")
    post = await poll_here(node, alice, multiple=True)
    await vote(node.node, acts(berta), post.id, [0])

    with pytest.raises(Conflict):
        await vote(node.node, acts(berta), post.id, [1])

    [view] = await node.views(post.id, viewer=berta.id)
    assert ([option.votes for option in view.poll.options], view.own_votes) == ([1, 0], (0,))


async def test_nobody_votes_after_the_end(node, alice):
    berta = await node.create("berta")
    post = await poll_here(node, alice)
    node.clock.move(hours=2)

    with pytest.raises(Unprocessable, match="over"):
        await vote(node.node, acts(berta), post.id, [0])


@pytest.mark.parametrize("positions", [[], [2], [-1], [0, 1]])
async def test_a_vote_names_options_there_are(node, alice, positions):
    berta = await node.create("berta")
    post = await poll_here(node, alice)

    with pytest.raises(Unprocessable):
        await vote(node.node, acts(berta), post.id, positions)


async def test_nobody_votes_in_a_poll_of_their_own_or_where_none_is(node, alice):
    poll, plain = await poll_here(node, alice), await node.post(alice)

    with pytest.raises(Unprocessable, match="own"):
        await vote(node.node, acts(alice), poll.id, [0])
    with pytest.raises(NotFound):
        await vote(node.node, acts(alice), plain.id, [0])
