"""Deliveries reach every inbox, in order, through every trouble the other side can make (decision 0010, T-318..T-321)."""

import json
from datetime import timedelta

import pytest
from aiohttp import web

from node.federation.proofs import verify_proof
from node.federation.signatures import Message, read_claim
from node.model.activity import State
from node.outbox.deliver import Deliverer
from node.outbox.seal import Sealer
from tests.remote import Sent, really_signed


def answers(*statuses: int, **headers: str):
    """An inbox that answers with these, one after the other, then 202 for ever."""
    left = list(statuses)

    def answer(_: Sent) -> web.Response:
        return web.Response(
            status=left.pop(0) if left else 202,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )

    return answer


async def followed_by(node, account, *actors) -> None:
    for actor in actors:
        assert (await actor.deliver(actor.follow(account), node)).status == 202
    await node.work()


async def states(node) -> list[tuple[State, str]]:
    found = [
        each for state in State for each in await node.store.read(lambda tx, state=state: tx.deliveries.in_state(state))
    ]
    return [
        (each.state, each.last_error)
        for each in sorted(found, key=lambda each: each.id)
        if json.loads(await body(node, each))["type"] == "Create"
    ]


async def body(node, delivery) -> str:
    return (await node.store.read(lambda tx: tx.activities.find(delivery.activity_id))).body


async def test_several_followers_on_one_server_get_one_delivery_at_their_shared_inbox(node, alice, bob, there):
    await followed_by(node, alice, bob, there.actor("berta"), there.actor("bernd"))

    await node.post(alice, "An alle")

    creates = [sent for sent in there.deliveries if sent.json["type"] == "Create"]
    assert [sent.path for sent in creates] == ["/inbox"]


async def test_what_arrives_is_signed_by_its_author_proven_and_fit_to_be_forwarded(node, alice, bob):
    await followed_by(node, alice, bob)

    await node.post(alice, "Signiert")

    [sent] = [sent for sent in bob.sent_to() if sent.json["type"] == "Create"]
    keys = await node.node.keyring.signing(alice.id)
    assert await really_signed(sent, keys.rsa.public, now=node.clock.now)
    assert verify_proof(sent.json, keys.ed25519.public, now=node.clock.now + timedelta(hours=1))
    assert sent.json["signature"]["type"] == "RsaSignature2017"


async def test_followers_only_posts_carry_no_ld_signature_but_a_synchronisation_header(node, alice, bob):
    await followed_by(node, alice, bob)

    await node.post(alice, "Unter uns", visibility="followers")

    [sent] = [sent for sent in bob.sent_to() if sent.json["type"] == "Create"]
    assert "signature" not in sent.json
    assert f'collectionId="{alice.followers_uri}"' in sent.headers["Collection-Synchronization"]


async def test_a_failing_inbox_is_tried_again_later_and_later(node, alice, bob, there):
    await followed_by(node, alice, bob)
    there.fails[bob.shared_inbox] = answers(500, 500, 500)

    await node.post(alice)
    waits = []
    for _ in range(3):
        due = await node.store.read(lambda tx: tx.deliveries.next_due())
        waits.append((due - node.clock.now).total_seconds())
        node.clock.now = due
        await node.work()

    assert 40 < waits[0] < 80 < waits[1] < 240 < waits[2] < 720
    assert await states(node) == [(State.DONE, "")]


async def test_an_inbox_nobody_answers_for_holds_up_nobody_else(node, alice, bob, carol, there):
    await followed_by(node, alice, bob, carol)
    there.down.add("there.test")
    there.fails[bob.shared_inbox] = lambda sent: web.Response(status=503)

    await node.post(alice)

    assert len(carol.received("Create")) == 1
    assert [state for state, _ in await states(node)].count(State.WAITING) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 422])
async def test_a_final_no_ends_a_delivery_at_once_and_says_why(node, alice, bob, there, status):
    await followed_by(node, alice, bob)
    there.fails[bob.shared_inbox] = lambda sent: web.Response(status=status, text="nein danke")

    await node.post(alice)

    [(state, why)] = await states(node)
    assert state is State.REFUSED
    assert f"answers {status}: nein danke" in why


@pytest.mark.parametrize("status", [302, 401, 408, 429, 500, 502, 503])
async def test_everything_that_may_pass_is_tried_again(node, alice, bob, there, status):
    await followed_by(node, alice, bob)
    there.fails[bob.shared_inbox] = lambda sent: web.Response(status=status)

    await node.post(alice)

    assert [state for state, _ in await states(node)] == [State.WAITING]


@pytest.mark.parametrize("shared", [True, False])
async def test_410_from_an_inbox_removes_who_receives_through_it(node, alice, bob, carol, there, shared):
    if not shared:
        bob.more["endpoints"] = {}
    await followed_by(node, alice, bob, carol)
    there.fails[bob.shared_inbox if shared else bob.inbox] = lambda sent: web.Response(status=410)

    await node.post(alice)

    assert await node.followers_of(alice) == {carol.uri}


@pytest.mark.parametrize(("said", "low", "high"), [("600", 590, 620), ("31536000", 86_000, 87_000)])
async def test_retry_after_is_honoured_and_capped(node, alice, bob, there, said, low, high):
    """T-119"""
    await followed_by(node, alice, bob)
    there.fails[bob.shared_inbox] = lambda sent: web.Response(status=429, headers={"Retry-After": said})

    await node.post(alice)

    due = await node.store.read(lambda tx: tx.deliveries.next_due())
    assert low < (due - node.clock.now).total_seconds() < high


async def test_a_host_that_fails_for_seven_days_is_dead_and_any_sign_of_life_revives_it(node, alice, bob, there):
    await followed_by(node, alice, bob)
    there.fails[bob.shared_inbox] = lambda sent: web.Response(status=503)
    for _ in range(9):
        await node.post(alice)
        node.clock.move(days=1)
        await node.work()

    host = await node.store.read(lambda tx: tx.hosts.find(f"there.test:{there.port}"))
    ends = await states(node)
    assert host.dead_at is not None
    assert (State.DEAD, "its host has not answered for seven days") in ends

    del there.fails[bob.shared_inbox]
    await bob.deliver(bob.create(), node, now=node.clock.now)
    await node.work()

    assert (await node.store.read(lambda tx: tx.hosts.find(f"there.test:{there.port}"))).dead_at is None
    await node.post(alice, "Wieder da")
    assert len(bob.received("Create")) == 1


async def test_a_delivery_is_given_up_after_seven_days(node, alice, bob, there):
    await followed_by(node, alice, bob)
    there.fails[bob.shared_inbox] = lambda sent: web.Response(status=401)
    await node.post(alice)

    node.clock.move(days=7, minutes=1)
    await node.work()

    [(state, why)] = await states(node)
    assert (state, why) == (State.DEAD, "given up after 168 hours")


async def test_a_delivery_that_waits_holds_back_later_ones_about_the_same_object_only(node, alice, bob, there):
    from node.model.account import Actor
    from node.model.draft import Draft
    from node.outbox.edit import edit

    await followed_by(node, alice, bob)
    there.fails[bob.shared_inbox] = answers(500)
    first = await node.post(alice, "Eins")

    await edit(node.node, Actor(alice), first.id, Draft(text="Eins, berichtigt"))
    await node.post(alice, "Zwei")
    before = [each["type"] for each in bob.received()]
    node.clock.move(minutes=5)
    await node.work()

    assert before[-1] == "Create"
    assert "Update" not in before
    assert [each["type"] for each in bob.received()][-2:] == ["Create", "Update"]
    assert [each["object"]["id"] for each in bob.received("Create")][-1] == first.uri


async def test_a_deleted_post_is_no_longer_offered(node, alice, bob, there):
    from node.model.account import Actor
    from node.outbox.delete import delete_post

    await followed_by(node, alice, bob)
    there.fails[bob.shared_inbox] = answers(500)
    post = await node.post(alice, "Verschrieben")

    await delete_post(node.node, Actor(alice), post.id)
    node.clock.move(minutes=10)
    await node.work()

    assert bob.received("Create") == []
    assert len(bob.received("Delete")) == 1


async def test_a_server_that_wants_rfc9421_is_asked_a_second_time_and_remembered(node, alice, bob, there):
    await followed_by(node, alice, bob)

    def only_rfc9421(sent: Sent) -> web.Response:
        message = Message.of("POST", f"http://{sent.host}{sent.path}", sent.headers.items(), sent.body)
        knocks.append(read_claim(message).scheme)
        return web.Response(status=202 if knocks[-1] == "rfc9421" else 401)

    knocks: list[str] = []
    there.fails[bob.shared_inbox] = only_rfc9421

    await node.post(alice, "Eins")
    await node.post(alice, "Zwei")

    assert knocks == ["cavage", "rfc9421", "rfc9421"]


async def test_a_blocked_host_gets_nothing(node, alice, bob):
    from node.model.host import Policy

    await followed_by(node, alice, bob)
    await node.store.write(lambda tx: tx.hosts.set_policy("there.test", Policy.BLOCKED, "Spam"))

    await node.post(alice)

    assert bob.received("Create") == []


async def test_a_redirect_is_not_followed(node, alice, bob, there):
    await followed_by(node, alice, bob)
    there.fails[bob.shared_inbox] = lambda sent: web.Response(status=302, headers={"Location": bob.inbox})

    await node.post(alice)

    assert bob.received("Create") == []
    assert [state for state, _ in await states(node)] == [State.WAITING]


async def test_what_a_crashed_process_had_taken_is_offered_again(node, alice, bob):
    await followed_by(node, alice, bob)
    from node.model.account import Actor
    from node.model.draft import Draft
    from node.outbox.publish import publish

    await publish(node.node, Actor(alice), Draft(text="Vor dem Absturz"))
    now = node.clock()
    taken = await node.store.write(lambda tx: tx.deliveries.lease_hosts(now, now + timedelta(minutes=2), limit=10))
    assert taken
    assert not await Deliverer(node.node, Sealer()).step()

    node.clock.move(minutes=3)
    await node.work()

    assert len(bob.received("Create")) == 1
