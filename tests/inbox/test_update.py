"""Update: of posts, of polls' totals, of profiles, by their owner only."""

import pytest

from node.federation.keys import generate_rsa
from tests.builders import make_post
from tests.inbox.steps import arrives, followed, known, state_of


def edited(note, text, at="2020-11-01T10:00:00Z", **more):
    return {**note, "content": f"<p>{text}</p>", "published": "2020-10-01T10:00:00Z", "updated": at, **more}


async def test_a_post_is_edited_and_its_versions_are_kept(node, alice, bob):
    await followed(node, alice, bob)
    note = bob.note("Um drei.", published="2020-10-01T10:00:00Z")
    await arrives(node, bob.create(note), bob)

    outcome = await arrives(node, bob.activity("Update", edited(note, "Um vier.")), bob)

    post = await node.find_post(note["id"])
    assert outcome == "202 done: edited"
    assert post.content == "<p>Um vier.</p>"
    assert post.edited_at is not None
    (version,) = await node.store.read(lambda tx: tx.posts.versions(post.id))
    assert version.content == "<p>Um drei.</p>"


async def test_an_older_edit_that_comes_later_is_ignored(node, alice, bob):
    await followed(node, alice, bob)
    note = bob.note("Eins.", published="2020-10-01T10:00:00Z")
    await arrives(node, bob.create(note), bob)

    await arrives(node, bob.activity("Update", edited(note, "Drei.", at="2020-11-03T10:00:00Z")), bob)
    outcome = await arrives(node, bob.activity("Update", edited(note, "Zwei.", at="2020-11-02T10:00:00Z")), bob)

    assert outcome == "202 done: ignored: a later edit came before"
    assert (await node.find_post(note["id"])).content == "<p>Drei.</p>"


async def test_somebody_else_of_the_same_host_changes_nothing(node, there, alice, bob):
    await followed(node, alice, bob)
    await arrives(node, create := bob.create(), bob)
    eve = there.actor("eve")
    before = await state_of(node)
    forged = edited(create["object"], "Gefälscht.")

    outcomes = [
        await arrives(node, eve.activity("Update", each), eve) for each in (forged, {**forged, "attributedTo": eve.uri})
    ]

    assert (await node.find_post(create["object"]["id"])).content == "<p>Hallo.</p>"
    assert await state_of(node) == before, outcomes


async def test_our_posts_are_not_changed_from_outside(node, alice, bob):
    post = await make_post(node.store, alice)
    before = await state_of(node)

    forged = {"id": post.uri, "type": "Note", "attributedTo": bob.uri, "content": "x"}
    outcome = await arrives(node, bob.activity("Update", forged), bob)

    assert outcome.startswith("202 refused")
    assert await state_of(node) == before


async def test_new_totals_are_no_edit(node, alice, bob):
    await followed(node, alice, bob)

    def question(votes, voters):
        options = [
            {"type": "Note", "name": name, "replies": {"type": "Collection", "totalItems": count}}
            for name, count in zip(("Ja", "Nein"), votes, strict=True)
        ]
        return {**note, "type": "Question", "oneOf": options, "votersCount": voters}

    note = bob.note("Maibaum?")
    await arrives(node, bob.create(question((0, 0), 0)), bob)
    outcome = await arrives(node, bob.activity("Update", question((3, 2), 5)), bob)

    post = await node.find_post(note["id"])
    poll = await node.store.read(lambda tx: tx.polls.find(post.id))
    assert outcome == "202 done: counted: its poll has new totals"
    assert post.edited_at is None
    assert ([option.votes for option in poll.options], poll.voters) == ([3, 2], 5)


async def test_what_another_server_hides_until_the_end_is_unknown_here_until_then(node, alice, bob):
    await followed(node, alice, bob)
    hidden = [{"type": "Note", "name": name, "replies": {"totalItems": None}} for name in ("Ja", "Nein")]
    asked = bob.note("?", type="Question", oneOf=hidden, votersCount=4)
    await arrives(node, bob.create(asked), bob)
    post = await node.find_post(asked["id"])
    before = await node.store.read(lambda tx: tx.polls.find(post.id))

    shown = [hidden[0] | {"replies": {"totalItems": 3}}, hidden[1] | {"replies": {"totalItems": 1}}]
    await arrives(node, bob.activity("Update", asked | {"oneOf": shown, "closed": "2020-11-01T10:00:00Z"}), bob)

    after = await node.store.read(lambda tx: tx.polls.find(post.id))
    assert (before.tallies(), before.voters) == ((None, None), 4)
    assert after.tallies() == (3, 1)


async def test_a_post_does_not_become_a_question(node, alice, bob):
    """T-071"""
    await followed(node, alice, bob)
    note = bob.note()
    await arrives(node, bob.create(note), bob)

    outcome = await arrives(node, bob.activity("Update", {**note, "type": "Question", "oneOf": [{"name": "Ja"}]}), bob)

    assert outcome == "202 done: ignored: a post does not become something else"


async def test_of_a_post_that_is_not_here_an_update_is_like_a_create(node, alice, bob):
    stranger = await arrives(node, bob.activity("Update", bob.note()), bob)
    await followed(node, alice, bob)
    outcome = await arrives(node, bob.activity("Update", note := bob.note()), bob)

    assert stranger.startswith("202 done: ignored")
    assert outcome == "202 done: stored"
    assert await node.find_post(note["id"]) is not None


async def test_who_is_newly_named_is_told(node, alice, bob):
    await followed(node, alice, bob)
    note = bob.note("Hallo.", published="2020-10-01T10:00:00Z")
    await arrives(node, bob.create(note), bob)

    tag = [{"type": "Mention", "href": alice.uri, "name": "@alice"}]
    await arrives(node, bob.activity("Update", edited(note, "Hallo @alice", tag=tag)), bob)

    assert await node.notifications_of(alice) == [("mention", bob.uri)]


# --- profiles ------------------------------------------------------------------------------------------------------


async def test_a_profile_is_renewed_without_asking(node, there, alice, bob):
    await known(node, bob)
    there.requests.clear()

    outcome = await arrives(node, bob.activity("Update", {**bob.document(), "name": "Bob, Stadtrat"}), bob)

    assert outcome == "202 done: the profile is renewed"
    assert (await node.account(bob.uri)).display_name == "Bob, Stadtrat"
    assert [request for request in there.requests if request[0] == "GET"] == []


async def test_new_keys_are_taken_only_from_where_the_account_lives(node, there, alice, bob):
    account = await known(node, bob)
    forged = bob.document()
    forged["publicKey"] = {**forged["publicKey"], "publicKeyPem": generate_rsa().public.pem}

    await arrives(node, bob.activity("Update", {**forged, "name": "Gefälscht"}), bob)

    keys = await node.store.read(lambda tx: tx.keys.of(account.id))
    assert {key.public for key in keys if key.kind == "rsa"} == {bob.rsa.public.pem}
    assert (await node.account(bob.uri)).display_name == "Bob"


@pytest.mark.parametrize("kind", ["Person", "Note"])
async def test_nobody_changes_somebody_elses_profile(node, there, alice, bob, kind):
    await known(node, bob)
    eve = there.actor("eve")

    forged = {**bob.document(), "type": kind, "name": "Gefälscht", "attributedTo": eve.uri}
    outcome = await arrives(node, eve.activity("Update", forged), eve)

    assert outcome.startswith("202 refused")
    assert (await node.account(bob.uri)).display_name == "Bob"


async def test_an_account_does_not_become_a_post(node, alice, bob):
    """T-071"""
    await followed(node, alice, bob)
    note = {**bob.note(), "id": bob.uri}

    outcome = await arrives(node, bob.activity("Update", note), bob)

    assert outcome == "202 refused: an account does not become something else"


async def test_an_inbox_on_another_host_is_refused(node, alice, bob, carol):
    await known(node, bob)

    outcome = await arrives(node, bob.activity("Update", {**bob.document(), "inbox": carol.inbox}), bob)

    assert outcome.startswith("202 refused")
    assert (await node.account(bob.uri)).inbox == bob.inbox
