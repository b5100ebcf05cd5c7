"""Join: somebody wants to take part in an event of ours (FEP-8a8e), and nobody registers here."""

import pytest

from tests.inbox.steps import arrives, dates


async def announced(node, account, **more):
    return await node.post(account, "Kommen Sie!", kind="Event", name="Impfen", appointment=dates(node), **more)


async def test_who_wants_to_register_is_answered_at_once(node, alice, bob):
    event = await announced(node, alice)
    join = bob.activity("Join", event.uri, to=[alice.uri])

    outcome = await arrives(node, join, bob)

    assert outcome == "202 done: rejected: nobody registers here"
    [answer] = bob.received("Reject")
    assert answer["actor"] == alice.uri
    assert {name: answer["object"][name] for name in ("type", "id", "actor", "object")} == {
        "type": "Join",
        "id": join["id"],
        "actor": bob.uri,
        "object": event.uri,
    }


async def test_the_same_again_is_answered_once(node, alice, bob):
    join = bob.activity("Join", (await announced(node, alice)).uri, to=[alice.uri])

    await arrives(node, join, bob)
    await arrives(node, join, bob)

    assert len(bob.received("Reject")) == 1


@pytest.mark.parametrize("kind", ["secret", "no event", "elsewhere", "unknown"])
async def test_of_what_is_no_event_for_them_nothing_is_told(node, alice, bob, kind):
    about = {
        "secret": (await announced(node, alice, visibility="followers")).uri,
        "no event": (await node.post(alice, "Kein Termin")).uri,
        "elsewhere": "https://else.test/events/1",
        "unknown": node.url("/users/alice/posts/1"),
    }[kind]

    outcome = await arrives(node, bob.activity("Join", about, to=[alice.uri]), bob)

    assert "no such event here" in outcome
    assert bob.received("Reject") == []


async def test_a_join_of_nothing_is_refused(node, alice, bob):
    outcome = await arrives(node, bob.activity("Join", {"type": "Event"}, to=[alice.uri]), bob)

    assert "does not say what it is about" in outcome
