"""QuoteRequest: may that post quote ours? (FEP-044f)"""

import pytest

from node.model.post import Policy
from node.model.visibility import Visibility
from tests.builders import make_post
from tests.inbox.steps import arrives, known


def ask(bob, post, *, by_id: bool = False, **more):
    note = bob.note("Lesenswert.", quote=post.uri, **more)
    return bob.activity("QuoteRequest", post.uri, instrument=note["id"] if by_id else note)


@pytest.mark.parametrize("by_id", [True, False])
async def test_an_open_post_may_be_quoted_and_the_stamp_can_be_fetched(node, alice, bob, by_id):
    post = await make_post(node.store, alice)
    request = ask(bob, post, by_id=by_id)

    outcome = await arrives(node, request, bob)

    assert outcome == "202 done: accepted: the quote has its stamp"
    (accept,) = bob.received("Accept")
    assert accept["object"]["id"] == request["id"]
    stamp = await node.json(accept["result"])
    assert stamp["type"] == "QuoteAuthorization"
    assert stamp["attributedTo"] == alice.uri
    assert stamp["interactionTarget"] == post.uri
    assert stamp["interactingObject"].startswith(bob.uri)


async def test_asking_again_gives_the_same_stamp(node, alice, bob):
    post = await make_post(node.store, alice)
    request = ask(bob, post)

    await arrives(node, request, bob)
    await arrives(node, bob.activity("QuoteRequest", post.uri, instrument=request["instrument"]), bob)

    first, second = bob.received("Accept")
    assert first["result"] == second["result"]


@pytest.mark.parametrize("allowed", [(), ("https://somebody.example/users/else",)])
async def test_by_the_posts_own_rule_it_is_rejected(node, alice, bob, allowed):
    post = await make_post(node.store, alice, policy=Policy(can_quote=allowed))
    request = ask(bob, post)

    outcome = await arrives(node, request, bob)

    assert outcome.startswith("202 done: rejected")
    assert bob.received("Reject")[0]["object"]["id"] == request["id"]
    assert bob.received("Accept") == []


async def test_who_is_blocked_is_rejected(node, alice, bob):
    post = await make_post(node.store, alice)
    account = await known(node, bob)
    await node.store.write(lambda tx: tx.blocks.add(alice.id, account.id, uri="", now=tx.now))

    assert (await arrives(node, ask(bob, post), bob)).startswith("202 done: rejected")


async def test_nobody_asks_for_somebody_elses_post(node, there, alice, bob):
    """T-076"""
    post = await make_post(node.store, alice)
    eve = there.actor("eve")
    note = bob.note(quote=post.uri)

    for instrument in (note, note["id"]):
        outcome = await arrives(node, eve.activity("QuoteRequest", post.uri, instrument=instrument), eve)
        assert outcome.startswith("202 refused")

    assert eve.received() == []


async def test_a_post_that_quotes_something_else_is_refused(node, alice, bob):
    post, other = await make_post(node.store, alice), await make_post(node.store, alice)
    note = bob.note(quote=other.uri)

    outcome = await arrives(node, bob.activity("QuoteRequest", post.uri, instrument=note), bob)

    assert outcome == "202 refused: the post that would quote names another post"


async def test_what_one_cannot_see_one_does_not_quote(node, alice, bob):
    post = await make_post(node.store, alice, visibility=Visibility.DIRECT)

    assert (await arrives(node, ask(bob, post), bob)).startswith("202 refused")
    assert bob.received() == []
