"""Every kind of signature, made by one side and checked by the other, whichever is tried first."""

from datetime import timedelta

import pytest

from node.model.account import Actor
from node.model.reaction import LIKE
from node.outbox.block import block, unblock
from node.outbox.boost import boost, unboost
from node.outbox.delete import delete_post
from node.outbox.pin import pin, unpin
from node.outbox.profile import ProfileChange, change
from node.outbox.react import like, unlike
from node.outbox.report import report
from tests.interop.town import start_town

SCHEMES = ["rfc9421", "draft-cavage"]
DEVELOPMENT = ["*.localhost", "127.0.0.1"]


async def test_fedify_finds_all_our_signatures_good(town, alice, peer, anna):
    await town.followed_by(alice, anna)

    await town.publish(alice, "Hallo")

    came = await peer.wait("Create")
    assert (came.scheme, came.http_verified, came.key_id) == ("draft-cavage", True, f"{alice.uri}#main-key")
    assert (came.proof, came.ld_signature) == (True, True)
    assert await peer.failed() == []


async def test_every_activity_of_ours_is_signed_in_every_way_that_it_should_be(town, alice, peer, anna, friends):
    """An LD signature lets others pass a thing on, so only what is public and may be passed on carries one."""
    by, person = Actor(alice), await town.person(anna)
    sent = await anna.post("<p>Hallo</p>")
    theirs = await town.find(sent.id)
    ours = await town.answer(alice, sent.id, "Antwort #hier", summary="Vorsicht", translations={"en": "An answer"})
    await town.publish(
        alice, "Umfrage", options=("Ja", "Nein"), multiple=True, closes_at=town.clock.now + timedelta(hours=1)
    )
    await town.edit(alice, ours, "Bessere Antwort")
    for emoji in (LIKE, "🎉"):
        await like(town.node, by, theirs.id, emoji)
        await unlike(town.node, by, theirs.id, emoji)
    await boost(town.node, by, theirs.id)
    await unboost(town.node, by, theirs.id)
    await pin(town.node, by, ours.id)
    await unpin(town.node, by, ours.id)
    await change(town.node, by, ProfileChange(display_name="Alice Amsel", fields=(("Netz", "https://town.example"),)))
    await peer.wait("Remove")  # a Delete drops whatever is still queued about the post
    await delete_post(town.node, by, ours.id)
    await report(town.node, by, person.id, [theirs.id], "Spam", forward=True)
    await block(town.node, by, person.id)
    await unblock(town.node, by, person.id)

    await peer.wait("Undo", {"object.type": "Block"})
    came = [each for each in await peer.received() if each.actor.startswith(town.origin)]

    assert {each.type for each in came} == {
        *("Accept", "Add", "Announce", "Block", "Create", "Delete", "Flag"),
        *("Follow", "Like", "Reject", "Remove", "Undo", "Update"),
    }
    assert [each.json for each in came if not each.http_verified] == []
    answers = {"Accept", "Reject"}  # to the one who asked, and to nobody else
    assert [each.json for each in came if each.proof is not (None if each.type in answers else True)] == []
    passed_on = {"Announce", "Create", "Delete", "Update"}
    assert [each.json for each in came if each.ld_signature is not (True if each.type in passed_on else None)] == []
    assert await peer.failed() == []


@pytest.mark.parametrize("challenge", [True, False])
async def test_a_server_that_takes_only_rfc9421_gets_it_at_the_second_knock_and_then_at_once(
    town, alice, peer, anna, challenge
):
    await town.followed_by(alice, anna)
    await peer.settings(accepts=["rfc9421"], challenge=challenge)

    await town.publish(alice, "Eins")
    first = await peer.wait("Create")
    await town.publish(alice, "Zwei")
    second = await peer.wait("Create")

    assert [(each.scheme, each.http_verified) for each in (first, second)] == [("rfc9421", True)] * 2
    assert [(each.scheme, each.status) for each in await peer.failed()] == [("draft-cavage", 401)]


@pytest.mark.parametrize("accepted", SCHEMES)
async def test_a_node_that_begins_with_rfc9421_is_understood_too(database_url, tmp_path, peer, anna, accepted):
    settings = {"federation": {"first_signature": "rfc9421", "development_hosts": DEVELOPMENT}}
    async with start_town("town.localhost", database_url, tmp_path, **settings) as town:
        alice = await town.create("alice")
        await town.followed_by(alice, anna)
        await peer.settings(accepts=[accepted])

        await town.publish(alice, "Hallo")

        came = await peer.wait("Create")
        assert (came.scheme, came.http_verified, came.proof, came.ld_signature) == (accepted, True, True, True)


async def test_a_server_that_takes_no_signature_is_tried_again_later(town, alice, peer, anna):
    await town.followed_by(alice, anna)
    await peer.settings(accepts=[])

    post = await town.publish(alice, "Hallo")

    async def put_off() -> bool:
        [delivery] = await town.store.read(lambda tx: tx.deliveries.of_activity(activity.id))
        return delivery.tries == 1 and "401" in delivery.last_error

    activity = await town.store.read(lambda tx: tx.activities.find_about(post.uri, "Create"))
    await town.eventually(put_off)
    assert [each.scheme for each in await peer.failed()] == ["draft-cavage", "rfc9421"]


@pytest.mark.parametrize("ld_signatures", [True, False])
@pytest.mark.parametrize("proofs", [True, False])
@pytest.mark.parametrize("scheme", SCHEMES)
async def test_we_find_all_signatures_of_fedify_good(town, alice, peer, anna, scheme, proofs, ld_signatures):
    await peer.settings(first_knock=scheme, proofs=proofs, ld_signatures=ld_signatures)

    sent = await anna.post("<p>Hallo</p>", mentions=[alice.uri])

    assert await town.became(sent) == "done: stored"


async def test_an_altered_delivery_is_refused(town, alice, anna):
    sent = await anna.post("<p>Hallo</p>", mentions=[alice.uri])
    await town.became(sent)
    forged = {**sent.activity, "id": f"{anna.uri}#forged", "object": {**sent.object, "content": "<p>Kauft!</p>"}}

    async with town.session.post(
        alice.inbox, json=forged, headers={"Content-Type": "application/activity+json"}
    ) as answer:
        assert answer.status == 401

    assert (await town.find(sent.id)).content == "<p>Hallo</p>"
