"""Who may put something into the inbox, and what everybody else is told (M02, M32). Nothing of a refused delivery stays."""

import asyncio
import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest

from node.federation.keys import generate_rsa
from node.federation.signatures import sign_cavage
from node.model.host import Policy
from tests.remote import ACTIVITY_JSON


async def nothing_happened(node) -> bool:
    return await node.count("received") == 0 and await node.count("posts") == 0


async def test_a_signed_delivery_is_accepted_and_acted_on(node, alice, bob):
    follow = bob.follow(alice)

    answer = await bob.deliver(follow, node)
    await node.work()

    assert answer.status == 202
    assert await node.followers_of(alice) == {bob.uri}
    assert bob.received("Accept")[0]["object"]["id"] == follow["id"]


@pytest.mark.parametrize("scheme", ["cavage", "rfc9421"])
@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
async def test_both_schemes_and_both_kinds_of_key_are_taken(node, alice, bob, scheme, kind):
    key = {"rsa": (bob.rsa, bob.key_id), "ed25519": (bob.ed25519, bob.ed25519_id)}[kind]

    answer = await bob.deliver(bob.follow(alice), node, scheme=scheme, key=key[0], key_id=key[1])

    assert answer.status == 202


async def test_the_same_activity_twice_has_one_effect(node, alice, bob):
    follow = bob.follow(alice)

    answers = [await bob.deliver(follow, node) for _ in range(3)]
    await node.work()

    assert [answer.status for answer in answers] == [202, 202, 202]
    assert await node.count("received") == 1
    assert len(bob.received("Accept")) == 1


async def test_unsigned_is_refused(node, alice, bob):
    answer = await bob.post(node.url("/inbox"), json.dumps(bob.follow(alice)).encode(), {})

    assert answer.status == 401
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.json.keys() >= {"type", "title", "status", "detail", "error"}
    assert await nothing_happened(node)


@pytest.mark.parametrize(
    ("age", "status"),
    [
        (timedelta(hours=-13), 401),
        (timedelta(hours=-11), 202),
        (timedelta(minutes=50), 202),
        (timedelta(minutes=70), 401),
    ],
)
async def test_the_clock_window_is_twelve_hours_back_and_one_ahead(node, alice, bob, age, status):
    answer = await bob.deliver(bob.follow(alice), node, now=datetime.now(UTC) + age)

    assert answer.status == status


TAMPERED = {
    "another body": lambda headers, body: (headers, body.replace(b"Follow", b"Accept")),
    "no digest": lambda headers, body: ({k: v for k, v in headers.items() if k != "Digest"}, body),
    "a digest of something else": lambda headers, body: ({**headers, "Digest": "SHA-256=" + "A" * 43 + "="}, body),
    "another date": lambda headers, body: ({**headers, "Date": "Sat, 28 Nov 2026 00:00:00 GMT"}, body),
    "another content type": lambda headers, body: ({**headers, "Content-Type": "application/ld+json"}, body),
    "a flipped signature": lambda headers, body: (
        {**headers, "Signature": headers["Signature"].replace('signature="', 'signature="AA')},
        body,
    ),
    "no signature parameter": lambda headers, body: (
        {**headers, "Signature": headers["Signature"].split(",signature=")[0]},
        body,
    ),
    "an algorithm of its own": lambda headers, body: (
        {**headers, "Signature": headers["Signature"].replace("rsa-sha256", "hmac-sha256")},
        body,
    ),
    "rubbish for a signature": lambda headers, body: ({**headers, "Signature": "Signature rubbish"}, body),
    "an empty signature": lambda headers, body: ({**headers, "Signature": ""}, body),
    "the target not covered": lambda headers, body: (
        {**headers, "Signature": headers["Signature"].replace("(request-target) ", "")},
        body,
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
async def test_tampered_deliveries_are_refused(node, alice, bob, how):
    body = json.dumps(bob.follow(alice)).encode()
    url = node.url("/inbox")
    headers, body = TAMPERED[how](bob.sign(url, body, now=datetime.now(UTC)), body)

    answer = await bob.post(url, body, headers)

    assert answer.status in {400, 401}
    assert await nothing_happened(node)


async def test_a_signature_for_another_path_is_refused(node, alice, bob):
    body = json.dumps(bob.follow(alice)).encode()
    headers = bob.sign(node.url("/inbox"), body, now=datetime.now(UTC))

    answer = await bob.post(alice.inbox, body, headers)

    assert answer.status == 401


async def test_a_key_the_actor_does_not_list_is_refused(node, alice, bob, there):
    """The key is real and its document says it is bob's, but bob's own document does not know it."""
    other = generate_rsa()
    key_id = f"{bob.origin}/keys/forged"
    there.serve({"id": key_id, "type": "Key", "owner": bob.uri, "publicKeyPem": other.public.pem})

    answer = await bob.deliver(bob.follow(alice), node, key=other, key_id=key_id)

    assert answer.status == 401
    assert await nothing_happened(node)


async def test_a_key_with_a_document_of_its_own_counts_when_the_actor_lists_it(node, alice, bob, there):
    key_id = f"{bob.origin}/keys/1"
    bob.more["publicKey"] = {"id": key_id, "owner": bob.uri, "publicKeyPem": bob.rsa.public.pem}
    there.serve({"id": key_id, "type": "Key", "owner": bob.uri, "publicKeyPem": bob.rsa.public.pem})

    answer = await bob.deliver(bob.follow(alice), node, key_id=key_id)

    assert answer.status == 202


async def test_a_stranger_cannot_sign_for_an_actor_of_another_server(node, alice, bob, carol):
    answer = await carol.deliver(bob.follow(alice), node)

    assert answer.status == 401
    assert await nothing_happened(node)


async def test_a_neighbour_on_the_same_server_cannot_sign_for_an_actor(node, alice, bob, there):
    mallory = there.actor("mallory")

    for activity in (
        bob.follow(alice),
        bob.activity("Like", f"{alice.uri}/posts/1"),
        bob.create(bob.note("Untergeschoben")),
    ):
        assert (await mallory.deliver(activity, node)).status == 401

    assert await nothing_happened(node)


async def test_an_activity_id_on_a_foreign_origin_is_refused_and_reserves_nothing(node, alice, bob, carol):
    """CVE-2026-33869: whoever names somebody else's id first must not keep the genuine one out."""
    genuine = carol.follow(alice)
    stolen = {**bob.follow(alice), "id": genuine["id"]}

    assert (await bob.deliver(stolen, node)).status == 400
    assert (await carol.deliver(genuine, node)).status == 202
    await node.work()

    assert await node.followers_of(alice) == {carol.uri}


async def test_a_changed_key_is_taken_at_once_and_a_wrong_one_looked_up_every_five_minutes(node, there, alice, bob):
    await bob.deliver(bob.follow(alice), node)
    bob.rsa = generate_rsa()
    forged = {"key": generate_rsa(), "key_id": bob.key_id}

    renewed = await bob.deliver(bob.create(), node)
    there.requests.clear()
    wrong = [(await bob.deliver(bob.create(), node, **forged)).status for _ in range(3)]
    asked = there.requests.count(("GET", bob.uri))
    node.clock.move(minutes=6)
    wrong.append((await bob.deliver(bob.create(), node, **forged)).status)

    assert renewed.status == 202
    assert wrong == [401] * 4
    assert (asked, there.requests.count(("GET", bob.uri))) == (0, 1)


async def test_a_blocked_host_is_refused_with_its_subdomains_and_its_cached_keys(node, alice, bob, there):
    """T-036"""
    assert (await bob.deliver(bob.follow(alice), node)).status == 202
    await node.store.write(lambda tx: tx.hosts.set_policy("there.test", Policy.BLOCKED))

    answers = [
        await actor.deliver(actor.follow(alice), node) for actor in (bob, there.actor("sub", host="sub.there.test"))
    ]

    assert [answer.status for answer in answers] == [403, 403]


async def test_a_suspended_account_is_refused(node, alice, bob):
    await bob.deliver(bob.follow(alice), node)
    await node.work()
    from dataclasses import replace

    stored = await node.account(bob.uri)
    await node.store.write(lambda tx: tx.accounts.save(replace(stored, suspended_at=tx.now)))

    assert (await bob.deliver(bob.create(), node)).status == 403


async def test_an_unreachable_key_is_401_so_that_the_sender_tries_again(node, alice, bob, there):
    there.down.add("there.test")

    answer = await bob.deliver(bob.follow(alice), node)

    assert answer.status == 401
    assert "cannot be fetched" in answer.json["detail"]


async def test_a_delete_of_what_we_never_knew_is_taken_without_any_look_up(node, alice, bob, there):
    there.requests.clear()

    answers = [
        await bob.deliver(bob.activity("Delete", bob.uri), node),
        await bob.deliver(bob.activity("Delete", f"{bob.uri}/posts/77"), node),
    ]

    assert [answer.status for answer in answers] == [202, 202]
    assert [url for method, url in there.requests if method == "GET"] == []
    assert await nothing_happened(node)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b"{",
        b'{"type": "Create"}',
        b'{"type": "Follow", "actor": 7}',
        b'{"type": 7, "actor": "https://a.test/x"}',
        b"\xff\xfe{}",
        b"{" + b'"a":{' * 2_000 + b"}" * 2_001,
        b"[" * 100_000,
    ],
    ids=range(12),
)
async def test_what_is_no_activity_is_400(node, bob, body):
    answer = await bob.deliver(body, node)

    assert answer.status == 400
    assert answer.json["status"] == 400
    assert await nothing_happened(node)


async def test_too_large_a_body_is_413(node, alice, bob):
    answer = await bob.deliver(json.dumps({**bob.follow(alice), "x": "y" * 1_100_000}).encode(), node)

    assert answer.status == 413


async def test_many_deliveries_of_somebody_unknown_ask_for_their_key_once(node, there, alice, bob):
    answers = await asyncio.gather(*(bob.deliver(bob.create(), node) for _ in range(8)))

    assert {answer.status for answer in answers} == {202}
    assert there.requests.count(("GET", bob.uri)) == 1


async def test_a_compressed_bomb_is_refused(node, alice, bob):
    body = gzip.compress(b'{"type":"' + b"a" * 50_000_000 + b'"}')
    headers = bob.sign(node.url("/inbox"), body, now=datetime.now(UTC))

    answer = await bob.post(node.url("/inbox"), body, {**headers, "Content-Encoding": "gzip"})

    assert answer.status == 415
    assert await nothing_happened(node)


async def test_an_inbox_that_does_not_exist_is_404(node, bob):
    answer = await bob.deliver(bob.create(), f"{node.origin}/users/nobody/inbox")

    assert answer.status == 404


async def test_an_unknown_host_name_is_421(node, alice, bob):
    body = json.dumps(bob.follow(alice)).encode()

    answer = await bob.post(f"http://other.test:{node.origin.rsplit(':', 1)[1]}/inbox", body, {})

    assert answer.status == 421


async def test_our_own_actors_do_not_deliver_to_us_from_outside(node, alice, bob):
    keys = await node.node.keyring.signing(alice.id)
    body = json.dumps(
        {"id": f"{node.origin}/activities/1", "type": "Follow", "actor": alice.uri, "object": alice.uri}
    ).encode()
    headers = sign_cavage(
        "POST", node.url("/inbox"), key=keys.rsa, key_id=keys.rsa_uri, now=datetime.now(UTC), body=body
    )

    answer = await bob.post(node.url("/inbox"), body, headers)

    assert answer.status == 403


async def test_the_wrong_method_is_405_and_says_which_is_right(node):
    answer = await node.get("/inbox", accept=ACTIVITY_JSON)

    assert answer.status == 405
    assert "POST" in answer.headers["Allow"]


async def test_a_key_withdrawn_by_its_owner_stops_counting_within_a_week(node, alice, bob):
    """T-036"""
    assert (await bob.deliver(bob.follow(alice), node)).status == 202
    bob.more["publicKey"] = []

    node.clock.move(days=8)
    answer = await bob.deliver(bob.create(), node, now=node.clock.now)

    assert answer.status == 401


async def test_an_old_key_counts_while_its_owners_server_is_away(node, alice, bob, there):
    assert (await bob.deliver(bob.follow(alice), node)).status == 202
    there.down.add("there.test")

    node.clock.move(days=8)
    answer = await bob.deliver(bob.create(), node, now=node.clock.now)

    assert answer.status == 202
