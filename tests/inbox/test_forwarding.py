"""Inbox forwarding (AP 7.1.2), both ways: what we pass on, and what others pass on to us (M08)."""

import json

from node.model.visibility import Visibility
from tests.builders import make_post
from tests.inbox.steps import arrives, followed, known, state_of
from tests.remote import PUBLIC


async def follows(node, alice, actor) -> None:
    await arrives(node, actor.follow(alice), actor)
    actor.server.deliveries.clear()


# --- what we pass on -----------------------------------------------------------------------------------------------


async def test_an_answer_goes_on_to_the_authors_followers_byte_for_byte(node, alice, bob, carol):
    await follows(node, alice, carol)
    post = await make_post(node.store, alice)
    body = json.dumps(bob.reply(post.uri), indent=3, ensure_ascii=False).encode()

    answer = await bob.deliver(body, node)
    await node.work()

    (sent,) = carol.sent_to()
    assert answer.status == 202
    assert sent.body == body
    assert sent.headers["Signature"].startswith(f'keyId="{alice.uri}#main-key"')
    assert bob.sent_to() == []


async def test_its_edit_and_its_deletion_go_on_too(node, alice, bob, carol):
    await follows(node, alice, carol)
    post = await make_post(node.store, alice)
    await arrives(node, reply := bob.reply(post.uri), bob)
    note = {**reply["object"], "content": "<p>Doch nicht.</p>", "updated": "2099-01-01T00:00:00Z"}

    edited = await arrives(node, bob.activity("Update", note), bob)
    deleted = await arrives(node, bob.activity("Delete", note["id"]), bob)

    assert "passed on" in edited and "passed on" in deleted
    assert [each["type"] for each in carol.received()] == ["Create", "Update", "Delete"]


async def test_the_same_answer_is_passed_on_once(node, alice, bob, carol):
    await follows(node, alice, carol)
    post = await make_post(node.store, alice)
    reply = bob.reply(post.uri)

    for _ in range(2):
        await arrives(node, reply, bob)
    await arrives(node, bob.create(reply["object"]), bob)

    assert len(carol.received("Create")) == 1


async def test_what_is_not_for_everybody_is_not_passed_on(node, alice, bob, carol):
    await follows(node, alice, carol)
    await follows(node, alice, bob)
    public = await make_post(node.store, alice)
    private = await make_post(node.store, alice, visibility=Visibility.FOLLOWERS)

    await arrives(node, bob.reply(public.uri, to=[alice.uri], cc=[]), bob)
    await arrives(node, bob.reply(private.uri), bob)

    assert carol.received() == []


async def test_answers_to_others_are_not_ours_to_pass_on(node, there, alice, bob, carol):
    await follows(node, alice, carol)
    await followed(node, alice, bob)
    await arrives(node, create := bob.create(), bob)

    await arrives(node, there.actor("dora").reply(create["object"]["id"], cc=[alice.uri]), there.actor("dora"))

    assert carol.received() == []


# --- what others pass on to us -------------------------------------------------------------------------------------


async def test_what_is_passed_on_to_us_is_fetched(node, there, alice, bob):
    post = await make_post(node.store, alice)
    dora = there.actor("dora")
    reply = dora.reply(post.uri, "Echt.")
    forged = {**reply, "object": {**reply["object"], "content": "<p>Gefälscht.</p>"}}

    outcome = await arrives(node, forged, bob)

    assert outcome == "202 done: stored, as its own server shows it"
    assert (await node.find_post(reply["object"]["id"])).content == "<p>Echt.</p>"


async def test_with_its_authors_proof_it_is_believed_without_fetching(node, there, alice, bob):
    post = await make_post(node.store, alice)
    dora = there.actor("dora")
    await known(node, dora)
    reply = dora.proven(dora.reply(post.uri))
    there.requests.clear()

    outcome = await arrives(node, reply, bob)

    assert outcome == "202 done: stored"
    assert [url for method, url in there.requests if method == "GET" and "/posts/" in url] == []


async def test_a_proof_that_does_not_fit_is_refused(node, there, alice, bob):
    post = await make_post(node.store, alice)
    dora = there.actor("dora")
    reply = dora.proven(dora.reply(post.uri))
    reply["object"] = {**reply["object"], "content": "<p>Gefälscht.</p>"}

    outcome = await arrives(node, reply, bob)

    assert outcome.startswith("202 refused")
    assert await node.find_post(reply["object"]["id"]) is None


async def test_a_deletion_passed_on_counts_when_the_posts_server_says_so(node, there, alice, bob):
    post = await make_post(node.store, alice)
    dora = there.actor("dora")
    await arrives(node, reply := dora.reply(post.uri), dora)
    note = reply["object"]["id"]

    await arrives(node, dora.activity("Delete", note), bob)
    still = await node.find_post(note)
    there.documents.pop(note)
    await arrives(node, dora.activity("Delete", note), bob)
    hidden = await node.find_post(note)
    there.serve({"id": note, "type": "Tombstone"}, status=410)
    outcome = await arrives(node, dora.activity("Delete", note), bob)

    assert still is not None
    assert hidden is not None  # a 404 may be a hiccup
    assert outcome == "202 done: deleted, as its own server says"
    assert await node.find_post(note) is None


async def test_posts_nobody_here_has_to_do_with_are_not_kept_however_they_come(node, there, alice, bob):
    create = there.actor("dora").create()
    await known(node, bob)
    before = await state_of(node)
    there.requests.clear()

    outcome = await arrives(node, {**create, "signature": {"type": "RsaSignature2017"}}, bob)

    assert outcome.startswith("202 done: ignored")
    assert there.requests == []
    assert await state_of(node) == before


async def test_likes_and_follows_of_others_are_not_taken_from_who_passes_them_on(node, there, alice, bob):
    post = await make_post(node.store, alice)
    dora = there.actor("dora")
    before = await state_of(node)

    for activity in (
        dora.activity("Like", post.uri),
        dora.follow(alice),
        dora.activity("Announce", post.uri, to=[PUBLIC]),
    ):
        assert (await arrives(node, activity, bob)).startswith("401")

    assert await state_of(node) == before
