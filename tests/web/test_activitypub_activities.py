"""`/activities/{id}`: everything our people did, by its id."""

import msgspec

from node.federation.proofs import verify_proof
from node.model.account import Actor
from node.model.draft import Draft
from node.model.visibility import Visibility
from node.outbox.boost import boost, unboost
from node.outbox.delete import delete_account, delete_post
from node.outbox.edit import edit
from node.outbox.follow import follow
from node.outbox.report import report
from tests.builders import make_follow


async def uri_of(node, kind):
    """Of the latest activity of that kind."""
    found = await node.store.read(
        lambda tx: tx.db.value("SELECT uri FROM activities WHERE kind = ? ORDER BY id DESC LIMIT 1", kind)
    )
    assert found, f"no {kind} was made"
    return found


async def test_a_public_activity_is_for_anybody_and_carries_its_proof(node, alice):
    post = await node.post(alice, "Guten Morgen.")

    activity = await node.json(await uri_of(node, "Create"))

    assert (activity["type"], activity["actor"], activity["object"]["id"]) == ("Create", alice.uri, post.uri)
    assert activity["proof"]["cryptosuite"] == "eddsa-jcs-2022"
    assert activity["signature"]["type"] == "RsaSignature2017"
    keys = await node.node.keyring.signing(alice.id)
    assert verify_proof(activity, keys.ed25519.public, now=node.clock())


async def test_what_is_fetched_is_what_is_delivered(node, alice, bob):
    await make_follow(node.store, await node.node.actors.by_uri(bob.uri), alice)
    await node.post(alice)

    fetched = await node.json(await uri_of(node, "Create"))

    assert bob.received("Create") == [fetched]


async def test_it_is_sealed_only_once(node, alice):
    await node.post(alice)
    uri = await uri_of(node, "Create")

    first = await (await node.get(uri)).read()

    stored = await node.store.read(lambda tx: tx.db.value("SELECT body FROM activities WHERE uri = ? AND sealed", uri))
    assert stored.encode() == first


async def test_a_create_carries_the_post_as_it_is_now(node, alice):
    post = await node.post(alice, "Um neun.")
    uri = await uri_of(node, "Create")
    await node.get(uri)

    await edit(node.node, Actor(alice), post.id, Draft(text="Um zehn."))

    activity = await node.json(uri)
    assert "Um zehn." in activity["object"]["content"]
    assert "Um neun." not in str(activity)
    keys = await node.node.keyring.signing(alice.id)
    assert verify_proof(activity, keys.ed25519.public, now=node.clock())


async def test_the_create_of_a_deleted_post_is_gone_and_its_delete_is_there(node, alice):
    post = await node.post(alice, "Geheim gewesen.")
    uri = await uri_of(node, "Create")
    await node.get(uri)

    await delete_post(node.node, Actor(alice), post.id)

    assert (await node.get(uri)).status == 410
    delete = await node.json(await uri_of(node, "Delete"))
    assert delete["object"]["id"] == post.uri


async def test_a_boost_taken_back_is_gone(node, alice):
    dora = await node.create("dora")
    post = await node.post(alice)
    boosted = await boost(node.node, Actor(dora), post.id)
    assert (await node.json(boosted.uri))["object"] == post.uri

    await unboost(node.node, Actor(dora), post.id)

    assert (await node.get(boosted.uri)).status == 410


async def test_an_activity_for_followers_is_for_followers(node, alice, bob, carol):
    await make_follow(node.store, await node.node.actors.by_uri(bob.uri), alice)
    await node.post(alice, visibility=Visibility.FOLLOWERS)
    uri = await uri_of(node, "Create")

    mine, others, unsigned = await bob.get(uri), await carol.get(uri), await node.get(uri)

    assert (mine.status, others.status, unsigned.status) == (200, 404, 404)
    assert mine.headers["Cache-Control"] == "private, no-store"
    assert "signature" not in mine.json


async def test_a_follow_is_for_the_one_it_is_addressed_to(node, alice, bob, carol):
    account = await node.node.actors.by_uri(bob.uri)
    await follow(node.node, Actor(alice), account.id)
    uri = await uri_of(node, "Follow")

    mine, others, unsigned = await bob.get(uri), await carol.get(uri), await node.get(uri)

    assert (mine.status, others.status, unsigned.status) == (200, 404, 404)
    assert mine.json["object"] == bob.uri


async def test_an_accept_is_for_the_one_it_is_addressed_to(node, alice, bob, carol):
    await bob.deliver(bob.follow(alice), node)
    await node.work()
    uri = await uri_of(node, "Accept")

    assert (await bob.get(uri)).json["type"] == "Accept"
    assert (await carol.get(uri)).status == 404


async def test_a_report_is_for_nobody_to_read(node, alice, bob):
    """It is addressed to the one it is about (T-141)."""
    account = await node.node.actors.by_uri(bob.uri)
    await report(node.node, Actor(alice), account.id, [], "Beleidigung", forward=True)
    uri = await uri_of(node, "Flag")

    assert (await bob.get(uri)).status == 404
    assert (await node.get(uri)).status == 404


async def test_of_a_deleted_account_only_the_deletion_is_left(node, alice):
    await node.post(alice)
    create = await uri_of(node, "Create")
    await delete_account(node.node, Actor(alice))

    deletion = await node.json(await uri_of(node, "Delete"))

    assert (await node.get(create)).status == 410
    assert deletion["object"] == alice.uri


async def test_an_unknown_activity_is_not_found(node):
    for number in ("1", "9" * 19, "0", "x"):
        assert (await node.get(f"/activities/{number}")).status == 404


async def test_a_kept_activity_is_sent_without_asking_the_database(node, alice):
    await node.post(alice)
    uri = await uri_of(node, "Create")
    first = await (await node.get(uri)).read()
    await node.store.close()

    assert await (await node.get(uri)).read() == first
    assert msgspec.json.decode(first)["id"] == uri


async def test_the_stamp_on_a_quote_is_there_as_long_as_what_is_quoted(node, alice, bob):
    """FEP-044f: others fetch it to see that the quote was allowed."""
    post = await node.post(alice)
    quoting = bob.note("Lesenswert.", quote=post.uri)
    await bob.deliver(bob.activity("QuoteRequest", post.uri, instrument=quoting["id"]), node)
    await node.work()
    (accept,) = bob.received("Accept")

    stamp = await node.json(accept["result"])

    assert (stamp["type"], stamp["attributedTo"]) == ("QuoteAuthorization", alice.uri)
    assert (stamp["interactingObject"], stamp["interactionTarget"]) == (quoting["id"], post.uri)
    await delete_post(node.node, Actor(alice), post.id)
    assert (await node.get(accept["result"])).status == 410


async def test_numbers_longer_than_any_of_ours_are_not_found(node, alice):
    for path in ("/activities/", "/contexts/", "/users/alice/posts/"):
        for digits in (20, 5_000):
            assert (await node.get(path + "9" * digits)).status == 404
