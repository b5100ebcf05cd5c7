"""Whose word counts: what is said in the name of others (M02, M32, T-037, T-071 to T-078).

Every delivery here is signed as it should be, by somebody who really is who they are. What they say is not theirs to say.
"""

from typing import Any

import pytest

from node.model.account import Actor
from node.model.draft import Draft
from node.model.visibility import Visibility
from node.outbox.publish import publish
from tests.hostile.acts import Send, by, created, note_of, note_uri
from tests.hostile.story import Row, Scene, ids, play, shared, stranger
from tests.remote import ACTIVITY_JSON, Answer

EMBEDDED = [
    Row(
        name="a Create that embeds a note of carol's",
        cites="M02",
        send=by("mallory", lambda s, m: created(s, m, note_of(s, s.carol))),
        outcome="refused",
    ),
    Row(
        name="a Create that embeds a note of a neighbour's",
        cites="M02",
        send=by("mallory", lambda s, m: created(s, m, note_of(s, s.bob))),
        outcome="refused",
    ),
    Row(
        name="a Create whose note names two authors, a neighbour first",
        cites="M02",
        send=by("mallory", lambda s, m: created(s, m, note_of(s, m, attributedTo=[s.bob.uri, m.uri]))),
        outcome="refused",
    ),
    Row(
        name="a Create whose note names a person elsewhere beside its author",
        cites="M02",
        send=by(
            "mallory",
            lambda s, m: created(s, m, note_of(s, m, attributedTo=[m.uri, {"type": "Person", "id": s.carol.uri}])),
        ),
        outcome="refused",
    ),
    Row(
        name="a Create whose note names no author",
        cites="M02",
        send=by("mallory", lambda s, m: created(s, m, {**note_of(s, m), "attributedTo": None})),
        outcome="refused",
    ),
    Row(
        name="a Create whose note has an id on another server",
        cites="M02",
        send=by("mallory", lambda s, m: created(s, m, note_of(s, m, id=f"{s.carol.uri}/posts/1"))),
        outcome="refused",
    ),
    Row(
        name="a Create whose note has no id",
        cites="M02",
        send=by("mallory", lambda s, m: created(s, m, {**note_of(s, m), "id": None})),
        outcome="refused",
    ),
    Row(
        name="a Create whose note has the id of alice's post",
        cites="T-072",
        send=by("mallory", lambda s, m: created(s, m, note_of(s, m, id=s.post.uri))),
        outcome="known already",
    ),
    Row(
        name="a Create whose note has an address of ours that leads nowhere",
        cites="T-072",
        send=by("mallory", lambda s, m: created(s, m, note_of(s, m, id=f"{s.node.origin}/users/alice/posts/1"))),
        outcome="refused",
    ),
    Row(
        name="a Create whose note has an address of ours in capitals",
        cites="T-072",
        send=by("mallory", lambda s, m: created(s, m, note_of(s, m, id=s.post.uri.replace("here.test", "HERE.test")))),
        outcome="address of ours",
    ),
    Row(
        name="a Create whose note has an address of ours with a final dot",
        cites="T-072",
        send=by("mallory", lambda s, m: created(s, m, note_of(s, m, id=s.post.uri.replace("here.test", "here.test.")))),
        outcome="address of ours",
    ),
    Row(
        name="a Create whose note has the id of bob's with the host in capitals",
        cites="T-072",
        send=by("mallory", lambda s, m: created(s, m, note_of(s, s.bob, id=note_uri(s).replace("there", "THERE")))),
        outcome="ignored",
    ),
    Row(
        name="a Create whose note has bob's id in percent signs",
        cites="T-072",
        send=by("mallory", lambda s, m: created(s, m, note_of(s, s.bob, id=note_uri(s).replace("bob", "%62ob")))),
        outcome="refused",
    ),
    Row(
        name="a Create by javascript:",
        cites="M02",
        send=by("mallory", lambda s, m: created(s, m, note_of(s, m, id="javascript:alert(1)"))),
        outcome="refused",
    ),
    Row(
        name="a Create of two notes, one of them a neighbour's",
        cites="M02",
        send=by("mallory", lambda s, m: created(s, m, [note_of(s, m), note_of(s, s.bob)])),
        outcome="refused",
    ),
    Row(
        name="a Create of an actor",
        cites="T-071",
        send=by("mallory", lambda s, m: created(s, m, {**m.document(), "attributedTo": m.uri})),
        outcome="ignored",
    ),
    Row(
        name="a Create of a collection",
        cites="T-071",
        send=by("mallory", lambda s, m: created(s, m, note_of(s, m, type="OrderedCollection"))),
        outcome="ignored",
    ),
    Row(
        name="a Create of a Tombstone",
        cites="T-071",
        send=by("mallory", lambda s, m: created(s, m, note_of(s, m, type="Tombstone"))),
        outcome="ignored",
    ),
]


async def _two_actors(scene: Scene) -> Answer:
    return await scene.mallory.deliver(
        {**scene.mallory.follow(scene.alice), "actor": [scene.mallory.uri, scene.bob.uri]}, scene.node
    )


async def _bob_embedded(scene: Scene) -> Answer:
    """The actor is an object with bob's id and mallory's key."""
    actor = {**scene.mallory.document(), "id": scene.bob.uri}
    return await scene.mallory.deliver({**scene.mallory.follow(scene.alice), "actor": actor}, scene.node)


async def _actor_in_capitals(scene: Scene) -> Answer:
    activity = {**scene.bob.follow(scene.alice), "actor": scene.bob.uri.replace("there", "THERE")}
    return await scene.bob.deliver(activity, scene.node)


async def _alice_in_capitals(scene: Scene) -> Answer:
    activity = {**scene.bob.follow(scene.alice), "actor": scene.alice.uri.replace("here.test", "HERE.test")}
    return await scene.bob.deliver(activity, scene.node)


async def _forwarded_with_forged_proof(scene: Scene) -> Answer:
    """mallory passes on what bob is said to have signed himself."""
    activity = scene.bob.proven(created(scene, scene.bob, note_of(scene, scene.bob)))
    return await scene.mallory.deliver({**activity, "object": note_of(scene, scene.bob)}, scene.node)


async def _proven_with_own_key(scene: Scene) -> Answer:
    """The proof is genuine, but its key is mallory's."""
    activity = {**created(scene, scene.bob, note_of(scene, scene.bob))}
    return await scene.mallory.deliver(scene.mallory.proven(activity), scene.node)


async def _forwarded_with_ld_signature(scene: Scene) -> Answer:
    """An RsaSignature2017 is never believed: what it is about is looked at where it lies."""
    activity = created(scene, scene.bob, note_of(scene, scene.bob))
    signature = {
        "type": "RsaSignature2017",
        "creator": scene.bob.key_id,
        "signatureValue": "AAAA",
        "created": "2026-11-28T00:00:00Z",
    }
    return await scene.mallory.deliver({**activity, "signature": signature}, scene.node)


async def _follow_with_proof_of_another(scene: Scene) -> Answer:
    activity = scene.mallory.proven(scene.bob.follow(scene.alice))
    return await scene.mallory.deliver(activity, scene.node)


async def _forwarded_delete(scene: Scene) -> Answer:
    """bob's server still shows the note."""
    return await scene.mallory.deliver(scene.bob.activity("Delete", note_uri(scene)), scene.node)


async def _forwarded_delete_of_a_hidden_note(scene: Scene) -> Answer:
    """It answers 404, which may be a hiccup; only 410 says that it was deleted."""
    scene.there.documents[note_uri(scene)] = (404, {})
    answer = await scene.mallory.deliver(scene.bob.activity("Delete", note_uri(scene)), scene.node)
    await scene.node.work()
    scene.there.serve(scene.note)
    return answer


async def _id_elsewhere(scene: Scene) -> Answer:
    return await scene.mallory.deliver(
        {**scene.mallory.follow(scene.alice), "id": f"{scene.carol.origin}/activities/1"}, scene.node
    )


async def _id_of_ours(scene: Scene) -> Answer:
    return await scene.mallory.deliver(
        {**scene.mallory.follow(scene.alice), "id": f"{scene.node.origin}/activities/1"}, scene.node
    )


DOOR = [
    Row(name="two actors", cites="M02", send=_two_actors, answers={400}),
    Row(name="an embedded actor with somebody else's id", cites="M02", send=_bob_embedded, answers={401}),
    Row(name="the actor's host in capitals", cites="T-072", send=_actor_in_capitals, answers={401}),
    Row(name="alice's address in capitals", cites="T-072", send=_alice_in_capitals, answers={400}),
    Row(name="an id on another server", cites="M02", send=_id_elsewhere, answers={400}),
    Row(name="an id on our server", cites="M02", send=_id_of_ours, answers={400}),
    Row(name="a proof over something else", cites="T-037", send=_forwarded_with_forged_proof, outcome="refused"),
    Row(name="a proof with one's own key", cites="T-037", send=_proven_with_own_key, outcome="refused"),
    Row(name="a Follow with a proof of another", cites="T-037", send=_follow_with_proof_of_another, outcome="refused"),
    Row(name="an LD signature", cites="T-037", send=_forwarded_with_ld_signature, outcome="refused"),
    Row(name="a Delete passed on of what is still there", cites="M02", send=_forwarded_delete, outcome="ignored"),
    Row(name="a Delete passed on of what is hidden", cites="M02", send=_forwarded_delete_of_a_hidden_note, outcome="refused"),
]  # fmt: skip


@shared
@pytest.mark.parametrize("row", DOOR, ids=ids(DOOR))
async def test_nobody_comes_in_under_another_name(scene: Scene, row: Row) -> None:
    await play(row, scene)


@shared
@pytest.mark.parametrize("row", EMBEDDED, ids=ids(EMBEDDED))
async def test_nobody_puts_words_into_somebody_elses_mouth(scene: Scene, row: Row) -> None:
    await play(row, scene)


# Actor documents that claim too much


def claiming(**claims: Any) -> Send:
    """Somebody unknown asks to follow alice; their document claims something. `{here}`, `{bob}` are filled in."""

    async def send(scene: Scene) -> Answer:
        zoe = stranger(scene)
        filled = {
            key: value.format(here=scene.node.origin, bob=scene.bob.uri, carol=scene.carol.uri, alice=scene.alice.uri)
            if isinstance(value, str)
            else value
            for key, value in claims.items()
        }
        zoe.more.update(filled)
        return await zoe.deliver(zoe.follow(scene.alice), scene.node)

    return send


CLAIMS = [
    Row(name="an id of ours", cites="T-072", send=claiming(id="{alice}"), answers={401}),
    Row(name="an id of bob's", cites="T-072", send=claiming(id="{bob}"), answers={401}),
    Row(name="an inbox of ours", cites="M02", send=claiming(inbox="{here}/inbox"), answers={401}),
    Row(name="an inbox of bob's", cites="M02", send=claiming(inbox="{bob}/inbox"), answers={401}),
    Row(name="an inbox on this machine", cites="T-093", send=claiming(inbox="http://127.0.0.1:6379/"), answers={401}),
    Row(name="no inbox", cites="M02", send=claiming(inbox=None), answers={401}),
    Row(name="an inbox that is a script", cites="M02", send=claiming(inbox="javascript:alert(1)"), answers={401}),
    Row(name="to be a note", cites="T-071", send=claiming(type="Note"), answers={401}),
    Row(name="to be of a kind there is not", cites="T-071", send=claiming(type="Person2"), answers={401}),
    Row(name="a name with a slash", cites="T-244", send=claiming(preferredUsername="a/../b"), answers={401}),
    Row(name="a name with a line break", cites="T-244", send=claiming(preferredUsername="zoe\nX: y"), answers={401}),
    Row(name="a name with an at sign", cites="T-244", send=claiming(preferredUsername="alice@here.test"), answers={401}),
    Row(name="a name that turns round", cites="T-180", send=claiming(preferredUsername="ali\u202eeci"), answers={401}),
    Row(name="a name of 300 letters", cites="T-244", send=claiming(preferredUsername="a" * 300), answers={401}),
]  # fmt: skip


@shared
@pytest.mark.parametrize("row", CLAIMS, ids=ids(CLAIMS))
async def test_an_actor_that_claims_too_much_stays_outside(scene: Scene, row: Row) -> None:
    await play(row, scene)


async def test_collections_of_others_are_nobodys_to_claim(fresh: Scene) -> None:
    """Whoever could name alice's followers as their own could read what is for them."""
    zoe = fresh.there.actor("zoe")
    zoe.more.update(
        followers=fresh.alice.followers_uri,
        following=fresh.alice.following_uri,
        featured=f"{fresh.alice.uri}/collections/featured",
        outbox=f"{fresh.carol.uri}/outbox",
        endpoints={"sharedInbox": "javascript:alert(1)"},
    )

    stored = await fresh.known(zoe)

    assert (stored.followers_uri, stored.following_uri, stored.featured_uri, stored.outbox) == (None,) * 4
    assert stored.shared_inbox is None


async def test_a_shared_inbox_on_another_server_gets_nothing(fresh: Scene) -> None:
    """Else any server could have posts for its followers sent to somebody who never asked (amplification)."""
    zoe = fresh.there.actor("zoe", host="evil.test")
    zoe.more["endpoints"] = {"sharedInbox": f"{fresh.carol.origin}/inbox"}
    await zoe.deliver(zoe.follow(fresh.alice), fresh.node)
    await fresh.node.work()

    await fresh.node.post(fresh.alice, "Für alle, die folgen.")

    assert fresh.carol.received("Create") == []
    assert [sent.json["type"] for sent in fresh.there.deliveries if "evil.test" in sent.host].count("Create") == 1


async def test_a_handle_belongs_to_whom_its_host_says(fresh: Scene) -> None:
    """A claimed handle (FEP-2c59) that the host does not confirm is not taken: it would be carol's, or ours (T-073)."""
    zoe = fresh.there.actor("carol", host="evil.test")
    zoe.more["webfinger"] = f"carol@elsewhere.test:{fresh.there.port}"
    yara = fresh.there.actor("alice", host="evil.test")
    yara.more["webfinger"] = f"alice@here.test:{fresh.port}"

    hosts = [(await fresh.known(each)).host for each in (zoe, yara)]

    assert hosts == [f"evil.test:{fresh.there.port}"] * 2


async def test_webfinger_that_points_elsewhere_finds_who_is_there_and_nobody_else(fresh: Scene) -> None:
    fresh.there.fingers[f"mayor@evil.test:{fresh.there.port}"] = {
        "subject": f"acct:alice@here.test:{fresh.port}",
        "links": [{"rel": "self", "type": ACTIVITY_JSON, "href": fresh.bob.uri}],
    }

    found = await fresh.node.node.actors.by_handle("mayor", f"evil.test:{fresh.there.port}")

    assert (found.uri, found.handle) == (fresh.bob.uri, f"bob@there.test:{fresh.there.port}")


async def test_a_report_is_by_whose_server_signed_it_and_its_text_is_text(fresh: Scene) -> None:
    """T-075"""
    flag = fresh.mallory.activity(
        "Flag",
        [fresh.alice.uri, fresh.post.uri],
        content="<script>alert(1)</script>\u0000\u202e",
        attributedTo=fresh.bob.uri,
    )

    await fresh.mallory.deliver(flag, fresh.node)
    await fresh.node.work()

    (report,) = await fresh.node.store.read(lambda tx: tx.db.rows("SELECT * FROM reports"))
    assert report["reporter_id"] == (await fresh.known(fresh.mallory)).id
    assert "\u0000" not in report["comment"]


async def test_an_answer_to_a_private_post_hangs_under_nothing(fresh: Scene) -> None:
    """T-078: who cannot see a post cannot have answered it; its author's followers see no such answer."""
    quiet = await publish(
        fresh.node.node, Actor(fresh.alice), Draft(text="Nur für Folgende.", visibility=Visibility.FOLLOWERS)
    )
    reply = fresh.bob.reply(quiet.uri, "Ich habe es gelesen.")

    await fresh.bob.deliver(reply, fresh.node)
    await fresh.node.work()

    stored = await fresh.node.find_post(reply["object"]["id"])
    assert stored is not None
    assert (stored.in_reply_to_id, stored.in_reply_to_uri) == (None, None)
    assert stored.thread_id != quiet.thread_id
    assert ("mention", fresh.bob.uri) not in await fresh.node.notifications_of(fresh.alice)


async def test_an_answer_to_an_address_of_ours_that_leads_nowhere_waits_for_nothing(fresh: Scene) -> None:
    """T-078: else it would join whatever stands there one day."""
    reply = fresh.bob.reply(f"{fresh.alice.uri}/posts/123456789", "Vorweg.")

    await fresh.bob.deliver(reply, fresh.node)
    await fresh.node.work()

    stored = await fresh.node.find_post(reply["object"]["id"])
    assert stored is not None
    assert stored.in_reply_to_uri is None


async def test_a_stamp_for_a_quote_counts_for_nobody_else(fresh: Scene) -> None:
    """T-076: whoever may not quote gets no stamp by naming a post of somebody who may."""
    may = {**note_of(fresh, fresh.carol, quote=fresh.post.uri), "cc": []}
    fresh.there.serve(may)
    await fresh.carol.deliver(fresh.carol.activity("QuoteRequest", fresh.post.uri, instrument=may["id"]), fresh.node)
    await fresh.node.work()
    stamps = await fresh.node.count("activities")

    await fresh.eve.deliver(fresh.eve.activity("QuoteRequest", fresh.post.uri, instrument=may["id"]), fresh.node)
    await fresh.node.work()

    assert fresh.carol.received("Accept")[-1]["result"]
    assert fresh.eve.received("Accept") == []
    assert await fresh.node.count("activities") == stamps


async def test_a_deleted_post_does_not_come_back_by_any_road(fresh: Scene) -> None:
    uri = note_uri(fresh)
    await fresh.bob.deliver(fresh.bob.activity("Delete", uri), fresh.node)
    await fresh.node.work()

    for activity in (
        fresh.bob.create(fresh.note),
        fresh.bob.activity("Update", {**fresh.note, "content": "<p>Doch.</p>", "updated": "2027-01-01T00:00:00Z"}),
        fresh.bob.activity("Announce", uri),
        fresh.mallory.activity("Announce", {"type": "Create", "actor": fresh.bob.uri, "object": fresh.note}),
    ):
        await (fresh.bob if activity["actor"] == fresh.bob.uri else fresh.mallory).deliver(activity, fresh.node)
        await fresh.node.work()

    assert await fresh.node.find_post(uri) is None


async def test_a_block_of_a_host_covers_every_spelling_of_it(fresh: Scene) -> None:
    """T-036, T-072"""
    from node.model.host import Policy

    await fresh.node.store.write(lambda tx: tx.hosts.set_policy("there.test", Policy.BLOCKED))
    before = await fresh.stored()
    spellings = ("THERE.test", "there.test.", "sub.there.test", "There.Test", "a.b.there.test")

    statuses = {}
    for host in spellings:
        zoe = fresh.there.actor("zoe", host=host)
        statuses[host] = (await zoe.deliver(zoe.follow(fresh.alice), fresh.node)).status

    assert statuses == dict.fromkeys(spellings, 403)
    assert await fresh.stored() == before
