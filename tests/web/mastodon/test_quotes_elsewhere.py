"""Quotes with consent (FEP-044f) across servers: stamps asked for, given, checked and taken back."""

import pytest

from tests.builders import make_post
from tests.inbox.steps import arrives, followed, known
from tests.web.mastodon.test_quotes import STATUSES, quote

# One of us quotes


async def ours_quotes_theirs(node, app, alice, bob, **more):
    """A post of Bob's that lets everybody quote it, and Alice's quote of it."""
    await followed(node, alice, bob)
    policy = {"canQuote": {"automaticApproval": ["https://www.w3.org/ns/activitystreams#Public"]}}
    note = bob.note("Aus der Ferne", interactionPolicy=policy)
    await arrives(node, bob.create(note), bob)
    post = await node.find_post(note["id"])
    made = await quote(app, str(post.id), **more)
    await node.work()
    return note, made


def stamp_of(bob, note, made, **more):
    """Served under its own address."""
    number = bob.server.number()
    return bob.server.serve(
        {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": f"{bob.uri}/stamps/{number}",
            "type": "QuoteAuthorization",
            "attributedTo": bob.uri,
            "interactingObject": made["uri"],
            "interactionTarget": note["id"],
            **more,
        }
    )


async def state(app, made):
    return (await app.get(f"{STATUSES}/{made['id']}"))["quote"]["state"]


async def test_their_author_is_asked_and_the_quote_is_shown_once_they_agree(node, app, alice, bob):
    note, made = await ours_quotes_theirs(node, app, alice, bob)
    (request,) = bob.received("QuoteRequest")
    stamp = stamp_of(bob, note, made)

    outcome = await arrives(node, bob.activity("Accept", request, result=stamp["id"]), bob)

    assert made["quote"] == {"state": "pending", "quoted_status": None}
    assert (request["object"], request["instrument"]["id"]) == (note["id"], made["uri"])
    assert request["instrument"]["quote"] == note["id"]
    assert outcome == "202 done: accepted: the quote has its stamp"
    shown = await app.get(f"{STATUSES}/{made['id']}")
    assert shown["quote"]["state"] == "accepted"
    assert shown["quote"]["quoted_status"]["uri"] == note["id"]
    assert shown["edited_at"] is None
    assert bob.received("Update")[-1]["object"]["quoteAuthorization"] == stamp["id"]
    assert (await node.json(made["uri"]))["quoteAuthorization"] == stamp["id"]


async def test_the_answer_may_only_name_the_request(node, app, alice, bob):
    note, made = await ours_quotes_theirs(node, app, alice, bob)
    (request,) = bob.received("QuoteRequest")

    await arrives(node, bob.activity("Accept", request["id"], result=stamp_of(bob, note, made)["id"]), bob)

    assert await state(app, made) == "accepted"


async def test_a_no_is_shown_as_such(node, app, alice, bob):
    _, made = await ours_quotes_theirs(node, app, alice, bob)
    (request,) = bob.received("QuoteRequest")

    outcome = await arrives(node, bob.activity("Reject", request["id"]), bob)

    assert outcome == "202 done: rejected: the quote is not shown"
    assert await state(app, made) == "rejected"


@pytest.mark.parametrize(
    "wrong",
    [
        {"interactionTarget": "http://there.test/other"},
        {"interactingObject": "http://there.test/other"},
        {"attributedTo": "http://there.test/users/eve"},
        {"type": "Note"},
    ],
)
async def test_a_stamp_that_is_not_for_this_counts_for_nothing(node, app, alice, bob, wrong):
    """T-076"""
    note, made = await ours_quotes_theirs(node, app, alice, bob)
    (request,) = bob.received("QuoteRequest")
    stamp = stamp_of(bob, note, made, **wrong)

    outcome = await arrives(node, bob.activity("Accept", request["id"], result=stamp["id"]), bob)
    good = await arrives(node, bob.activity("Accept", request["id"], result=stamp_of(bob, note, made)["id"]), bob)

    assert outcome.startswith("202 refused")
    assert good.startswith("202 done: accepted")  # the false one blocks nothing
    assert await state(app, made) == "accepted"


async def test_a_stamp_from_another_server_counts_for_nothing(node, there, app, alice, bob, carol):
    """T-076"""
    note, made = await ours_quotes_theirs(node, app, alice, bob)
    (request,) = bob.received("QuoteRequest")
    stamp = stamp_of(carol, note, made, attributedTo=bob.uri)

    outcome = await arrives(node, bob.activity("Accept", request["id"], result=stamp["id"]), bob)

    assert outcome.startswith("202 refused")
    assert await state(app, made) == "pending"


async def test_only_who_is_quoted_answers(node, there, app, alice, bob):
    note, made = await ours_quotes_theirs(node, app, alice, bob)
    (request,) = bob.received("QuoteRequest")
    eve = there.actor("eve")

    for kind, more in (("Accept", {"result": stamp_of(eve, note, made)["id"]}), ("Reject", {})):
        outcome = await arrives(node, eve.activity(kind, request["id"], **more), eve)
        assert outcome.startswith("202 refused")

    assert await state(app, made) == "pending"


async def test_whoever_deletes_their_stamp_takes_it_back(node, there, app, alice, bob):
    note, made = await ours_quotes_theirs(node, app, alice, bob)
    (request,) = bob.received("QuoteRequest")
    stamp = stamp_of(bob, note, made)
    accept = bob.activity("Accept", request["id"], result=stamp["id"])
    await arrives(node, accept, bob)
    eve = there.actor("eve")

    await arrives(node, eve.activity("Delete", stamp["id"]), eve)
    untouched = await state(app, made)
    outcome = await arrives(node, bob.activity("Delete", stamp["id"]), bob)
    again = await arrives(node, bob.activity("Accept", request["id"], result=stamp["id"]), bob)

    assert untouched == "accepted"
    assert outcome == "202 done: revoked: the quote it allowed is no longer shown"
    assert again.startswith("202 done: ignored")
    assert await state(app, made) == "revoked"
    assert "quoteAuthorization" not in bob.received("Update")[-1]["object"]


async def test_a_post_elsewhere_that_says_nothing_of_quotes_is_not_quoted(node, app, alice, bob):
    await followed(node, alice, bob)
    note = bob.note("Schweigt dazu")
    await arrives(node, bob.create(note), bob)
    post = await node.find_post(note["id"])

    answer = await app.ask("POST", STATUSES, json={"status": "x", "quoted_status_id": str(post.id)})

    assert answer.status == 404
    assert (await app.get(f"{STATUSES}/{post.id}"))["quote_approval"]["current_user"] == "denied"


async def test_a_local_post_quotes_nobody_elsewhere(node, app, alice, bob):
    note, _ = await ours_quotes_theirs(node, app, alice, bob)
    post = await node.find_post(note["id"])

    answer = await app.ask("POST", STATUSES, json={"status": "x", "quoted_status_id": str(post.id), "local_only": True})

    assert answer.status == 422


# They quote


async def test_their_quote_of_ours_is_shown_once_it_has_our_stamp(node, app, alice, bob):
    post = await make_post(node.store, alice, "Neue Radwege")
    note = bob.note("Lesenswert.", quote=post.uri)
    await arrives(node, bob.create(note), bob)
    quoting = await node.find_post(note["id"])
    before = (await app.get(f"{STATUSES}/{quoting.id}"))["quote"]

    await arrives(node, bob.activity("QuoteRequest", post.uri, instrument=note), bob)

    after = (await app.get(f"{STATUSES}/{quoting.id}"))["quote"]
    assert before == {"state": "pending", "quoted_status": None}
    assert (after["state"], after["quoted_status"]["id"]) == ("accepted", str(post.id))
    assert (await app.get(f"{STATUSES}/{post.id}"))["quotes_count"] == 1


async def test_we_take_back_what_we_let_them_quote(node, app, alice, bob):
    post = await make_post(node.store, alice, "Neue Radwege")
    note = bob.note("Lesenswert.", quote=post.uri)
    await arrives(node, bob.activity("QuoteRequest", post.uri, instrument=note), bob)
    stamp_uri = bob.received("Accept")[0]["result"]
    await arrives(node, bob.create(note | {"quoteAuthorization": stamp_uri}), bob)
    quoting = await node.find_post(note["id"])

    revoked = await app.post(f"{STATUSES}/{post.id}/quotes/{quoting.id}/revoke")
    await node.work()

    (deleted,) = bob.received("Delete")
    assert revoked["quote"]["state"] == "revoked"
    assert deleted["object"]["id"] == stamp_uri
    assert (await node.get(stamp_uri)).status == 404

    again = await arrives(node, bob.activity("QuoteRequest", post.uri, instrument=note), bob)
    await arrives(node, bob.activity("Update", note | {"quoteAuthorization": stamp_uri}), bob)

    assert again.startswith("202 done: rejected")
    assert await state(app, {"id": str(quoting.id)}) == "revoked"


async def carol_quotes_bob(node, alice, bob, carol, **more):
    """Alice follows Carol, who quotes Bob; nobody here knows Bob."""
    await followed(node, alice, carol)
    quoted = bob.note("Das Original")
    note = carol.note("Seht her!", quote=quoted["id"], **more)
    return quoted, note


async def test_a_quote_among_others_is_shown_when_its_stamp_is_good(node, app, alice, bob, carol):
    quoted, note = await carol_quotes_bob(node, alice, bob, carol)
    stamp = stamp_of(bob, quoted, {"uri": note["id"]})

    await arrives(node, carol.create(note | {"quoteAuthorization": stamp["id"]}), carol)

    quoting = await node.find_post(note["id"])
    shown = (await app.get(f"{STATUSES}/{quoting.id}"))["quote"]
    assert (shown["state"], shown["quoted_status"]["uri"]) == ("accepted", quoted["id"])


async def test_the_stamp_may_come_later_without_an_edit(node, app, alice, bob, carol):
    quoted, note = await carol_quotes_bob(node, alice, bob, carol)
    await arrives(node, carol.create(note), carol)
    quoting = await node.find_post(note["id"])
    before = (await app.get(f"{STATUSES}/{quoting.id}"))["quote"]["state"]
    stamp = stamp_of(bob, quoted, {"uri": note["id"]})

    await arrives(node, carol.activity("Update", note | {"quoteAuthorization": stamp["id"]}), carol)

    after = await app.get(f"{STATUSES}/{quoting.id}")
    assert (before, after["quote"]["state"], after["edited_at"]) == ("pending", "accepted", None)


@pytest.mark.parametrize("wrong", ["another's server", "another's post", "nothing there"])
async def test_a_quote_among_others_with_a_false_stamp_shows_nothing(node, app, alice, bob, carol, wrong):
    """T-076"""
    quoted, note = await carol_quotes_bob(node, alice, bob, carol)
    stamps = {
        "another's server": stamp_of(carol, quoted, {"uri": note["id"]})["id"],
        "another's post": stamp_of(bob, quoted, {"uri": "http://elsewhere.test/x"})["id"],
        "nothing there": f"{bob.uri}/stamps/none",
    }

    await arrives(node, carol.create(note | {"quoteAuthorization": stamps[wrong]}), carol)

    quoting = await node.find_post(note["id"])
    shown = await app.get(f"{STATUSES}/{quoting.id}")
    assert shown["quote"] == {"state": "pending", "quoted_status": None}


async def test_who_quotes_themselves_needs_no_stamp(node, app, alice, bob):
    await followed(node, alice, bob)
    first, second = bob.note("Eins"), None
    await arrives(node, bob.create(first), bob)
    second = bob.note("Zwei", quoteUrl=first["id"])

    await arrives(node, bob.create(second), bob)

    quoting = await node.find_post(second["id"])
    assert (await app.get(f"{STATUSES}/{quoting.id}"))["quote"]["state"] == "accepted"


async def test_old_quotes_without_consent_stay_pending(node, app, alice, bob, carol):
    await known(node, bob)
    quoted, note = await carol_quotes_bob(node, alice, bob, carol)
    note = carol.note("Alt", _misskey_quote=quoted["id"])

    await arrives(node, carol.create(note), carol)

    quoting = await node.find_post(note["id"])
    assert (await app.get(f"{STATUSES}/{quoting.id}"))["quote"]["state"] == "pending"
