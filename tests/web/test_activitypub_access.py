"""Blocked hosts, and nodes that insist on signatures."""

import pytest

from node.model.account import Actor
from node.model.host import Policy
from node.outbox.block import block
from tests.remote import ACTIVITY_JSON

STRICT = {"require_signed_fetch": True}


async def paths_of(node, alice):
    post = await node.post(alice)
    return [
        "/users/alice",
        "/users/alice/outbox",
        "/users/alice/followers",
        "/users/alice/following",
        "/users/alice/collections/featured",
        "/users/alice/collections/tags",
        f"/users/alice/posts/{post.id}",
        f"/users/alice/posts/{post.id}/replies",
        f"/users/alice/posts/{post.id}/likes",
        f"/users/alice/posts/{post.id}/shares",
        f"/contexts/{post.thread_id}",
        "/actor/outbox",
    ]


async def test_a_node_that_insists_answers_nobody_unsigned(another, bob_of):
    async with another(federation=STRICT) as node:
        alice = await node.create("alice")
        bob = bob_of(node)

        for path in await paths_of(node, alice):
            assert (await node.get(path)).status == 401, path
            signed = await bob.get(node.url(path))
            assert signed.status == 200, path
            assert signed.headers["Cache-Control"] == "private, no-store"


async def test_discovery_never_asks_for_a_signature(another):
    async with another(federation=STRICT, node={"contact_email": "rathaus@here.test"}) as node:
        await node.create("alice")
        handle = f"acct:alice@{node.node.addresses.account_domain}"

        for path in (
            "/actor",
            f"/.well-known/webfinger?resource={handle}",
            "/.well-known/host-meta",
            "/.well-known/host-meta.json",
            "/.well-known/nodeinfo",
            "/.well-known/security.txt",
            "/nodeinfo/2.0",
            "/nodeinfo/2.1",
        ):
            assert (await node.get(path)).status == 200, path


async def test_people_are_still_sent_to_the_page(another):
    async with another(federation=STRICT) as node:
        alice = await node.create("alice")

        answer = await node.get("/users/alice", accept="text/html")

        assert (answer.status, answer.headers["Location"]) == (302, alice.url)


@pytest.mark.parametrize("scheme", ["cavage", "rfc9421"])
async def test_both_kinds_of_signature_are_taken(scheme, another, bob_of):
    async with another(federation=STRICT) as node:
        await node.create("alice")
        bob = bob_of(node)

        answer = await signed_get(node, bob, "/users/alice", scheme=scheme)

        assert answer.status == 200


async def test_a_signature_for_another_address_is_refused(another, bob_of):
    async with another(federation=STRICT) as node:
        await node.create("alice")
        bob = bob_of(node)

        answer = await signed_get(node, bob, "/users/alice", signed_path="/users/dora")

        assert answer.status == 401


async def test_whom_an_account_blocks_sees_nothing_of_it(another, bob_of):
    """And is not told why (T-143)."""
    async with another(federation=STRICT) as node:
        alice = await node.create("alice")
        bob = bob_of(node)
        post = await node.post(alice)
        assert (await bob.get(post.uri)).status == 200

        account = await node.node.actors.by_uri(bob.uri)
        await block(node.node, Actor(alice), account.id)

        for path in (post.uri, f"{post.uri}/replies", "/users/alice/outbox", f"/contexts/{post.thread_id}"):
            assert (await bob.get(node.url(path))).status == 404, path
        assert (await bob.get(alice.uri)).status == 200  # its keys are needed all the same


async def test_a_blocked_host_that_says_who_it_is_gets_nothing(node, alice, bob, carol):
    paths = await paths_of(node, alice)

    await node.store.write(lambda tx: tx.hosts.set_policy("there.test", Policy.BLOCKED))

    for path in paths:
        assert (await bob.get(node.url(path))).status == 403, path
        assert (await carol.get(node.url(path))).status == 200, path
        assert (await node.get(path)).status == 200, path


async def test_what_everybody_may_read_is_sent_without_fetching_a_key(node, alice, bob, there):
    await node.get("/users/alice")

    assert (await bob.get(alice.uri)).status == 200

    assert there.requests == []


@pytest.mark.parametrize("written", ["friend.test", "friend.test:8443"])
async def test_with_allowed_hosts_all_others_are_refused_when_they_sign(another, there, written):
    async with another(federation={"allowed_hosts": [written]}) as node:
        alice = await node.create("alice")
        friend, stranger = there.actor("bob", host="friend.test"), there.actor("carol", host="elsewhere.test")

        assert (await friend.get(alice.uri)).status == 200
        assert (await stranger.get(alice.uri)).status == 403


async def test_too_many_look_ups_from_one_address_have_to_wait(another):
    async with another(limits={"enabled": True, "requests_per_address_per_minute": 3}) as node:
        await node.create("alice")

        answers = [await node.get("/users/alice") for _ in range(4)]

        assert [answer.status for answer in answers] == [200, 200, 200, 429]
        assert int(answers[-1].headers["Retry-After"]) >= 1


@pytest.fixture
def bob_of(there):
    """Bob, once there is a node for him to ask."""
    return lambda node: there.actor("bob")


async def signed_get(node, actor, path, *, scheme="cavage", signed_path=None):
    from node.federation.signatures import sign_cavage, sign_rfc9421

    sign = sign_cavage if scheme == "cavage" else sign_rfc9421
    headers = sign("GET", node.url(signed_path or path), key=actor.rsa, key_id=actor.key_id, now=node.clock())
    return await node.get(path, headers={**headers, "Accept": ACTIVITY_JSON})
