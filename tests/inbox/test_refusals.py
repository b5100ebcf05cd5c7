"""What every kind of activity has in common: sent by the wrong one, at the wrong time or from the wrong place, it changes
nothing (M32). Each kind's own refusals stand beside its successes."""

import json
from datetime import timedelta

import pytest

from node.federation.keys import generate_rsa
from node.inbox.handlers import HANDLERS
from node.model.host import Policy
from tests.builders import make_follow, make_post
from tests.inbox.featuring import collection_of, discoverable
from tests.inbox.steps import arrives, dates, known, state_of
from tests.remote import PUBLIC


class Scene:
    """Bob has done everything once that can be undone or answered; then comes the activity a test is about."""

    def __init__(self, node, alice, bob) -> None:
        self.node, self.alice, self.bob = node, alice, bob

    async def set(self) -> None:
        node, alice, bob = self.node, self.alice, self.bob
        self.account = await known(node, bob)
        await discoverable(node, alice)
        self.asked = await make_follow(node.store, alice, self.account, accepted=False)
        emil = await node.create("emil")
        await make_follow(node.store, emil, self.account)
        self.post, self.liked = await make_post(node.store, alice), await make_post(node.store, alice)
        self.note, self.pinned = bob.note(published="2020-01-01T00:00:00Z"), bob.note()
        self.like = bob.activity("Like", self.liked.uri)
        self.event = await node.post(alice, "Kommen Sie!", kind="Event", name="Impfen", appointment=dates(node))
        pin = bob.activity("Add", self.pinned["id"], target=f"{bob.uri}/featured")
        for activity in (bob.create(self.note), bob.create(self.pinned), self.like, pin):
            assert (await arrives(node, activity, bob)).startswith("202 done")

    def activity(self, kind: str) -> dict:
        bob, alice, post = self.bob, self.alice, self.post
        match kind:
            case "Accept" | "Reject":
                return bob.activity(kind, self.asked.uri)
            case "Add" | "Remove":
                note = self.note if kind == "Add" else self.pinned
                return bob.activity(kind, note["id"], target=f"{bob.uri}/featured")
            case "Announce":
                return bob.activity(kind, post.uri, to=[PUBLIC])
            case "Block" | "Flag" | "Follow":
                return bob.activity(kind, alice.uri)
            case "Create":
                reply = bob.reply(post.uri)
                del bob.server.documents[reply["object"]["id"]]
                return reply
            case "Delete":
                return bob.activity(kind, self.note["id"])
            case "EmojiReact":
                return bob.activity(kind, post.uri, content="🌻")
            case "FeatureRequest":
                return bob.activity(kind, alice.uri, instrument=collection_of(bob)["id"])
            case "Join":
                return bob.activity(kind, self.event.uri)
            case "Like":
                return bob.activity(kind, post.uri)
            case "Move":
                new = bob.server.actor("bob_neu", alsoKnownAs=[bob.uri])
                return bob.activity(kind, bob.uri, target=new.uri)
            case "QuoteRequest":
                return bob.activity(kind, post.uri, instrument=bob.note(quote=post.uri))
            case "Undo":
                return bob.undo(self.like)
            case "Update":
                return bob.activity(kind, {**self.note, "content": "<p>Anders.</p>", "updated": "2020-02-01T00:00:00Z"})
        raise AssertionError(f"nobody has written what a {kind} looks like")


@pytest.fixture
async def scene(node, alice, bob) -> Scene:
    made = Scene(node, alice, bob)
    await made.set()
    return made


async def unsigned(scene, activity):
    answer = await scene.bob.post(scene.node.url("/inbox"), json.dumps(activity).encode(), {})
    return answer.status


async def with_another_key(scene, activity):
    answer = await scene.bob.deliver(activity, scene.node, key=generate_rsa())
    return answer.status


async def stale(scene, activity):
    answer = await scene.bob.deliver(activity, scene.node, now=scene.node.clock.now - timedelta(hours=13))
    return answer.status


async def by_somebody_else_of_the_same_host(scene, activity):
    """Of what may be passed on only the id is taken; a Delete and an Update are looked up, and nothing has changed there."""
    eve = scene.bob.server.actor("eve")
    answer = await eve.deliver(activity, scene.node)
    return answer.status


async def with_an_id_on_another_host(scene, activity):
    answer = await scene.bob.deliver({**activity, "id": "https://elsewhere.test/activities/1"}, scene.node)
    return answer.status


async def from_a_blocked_host(scene, activity):
    await scene.node.store.write(lambda tx: tx.hosts.set_policy("there.test", Policy.BLOCKED))
    answer = await scene.bob.deliver(activity, scene.node)
    return answer.status


async def by_a_suspended_account(scene, activity):
    async def suspend(tx):
        await tx.db.run("UPDATE accounts SET suspended_at = 1 WHERE id = ?", scene.account.id)
        tx.tell("actor", scene.account.id)

    await scene.node.store.write(suspend)
    answer = await scene.bob.deliver(activity, scene.node)
    return answer.status


WRONG = (
    unsigned,
    with_another_key,
    stale,
    by_somebody_else_of_the_same_host,
    with_an_id_on_another_host,
    from_a_blocked_host,
    by_a_suspended_account,
)


@pytest.mark.parametrize("kind", sorted(HANDLERS))
async def test_sent_by_bob_it_counts(scene, kind):
    before = await state_of(scene.node)

    outcome = await arrives(scene.node, scene.activity(kind), scene.bob)

    assert outcome.startswith("202 done"), outcome
    if kind not in {"Join", "QuoteRequest"}:  # they are only answered
        assert await state_of(scene.node) != before


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.__name__)
async def test_in_a_wrong_way_it_changes_nothing(scene, wrong):
    """All kinds, one after the other: none of them moves anything."""
    before = await state_of(scene.node)
    statuses = {}

    for kind in sorted(HANDLERS):
        statuses[kind] = await wrong(scene, scene.activity(kind))
        await scene.node.work()
        assert await state_of(scene.node) == before, kind

    assert all(status in {400, 401, 403} for kind, status in statuses.items() if kind not in MAY_BE_PASSED_ON), statuses
    if wrong is not by_somebody_else_of_the_same_host:
        assert 202 not in statuses.values(), statuses


MAY_BE_PASSED_ON = {"Create", "Update", "Delete"}


@pytest.mark.parametrize("kind", sorted(HANDLERS))
async def test_twice_it_counts_once(scene, kind):
    activity = scene.activity(kind)
    await arrives(scene.node, activity, scene.bob)
    before = await state_of(scene.node)
    sent = len(scene.bob.received())

    again = await arrives(scene.node, activity, scene.bob)
    scene.node.clock.move(hours=2)
    later = await arrives(scene.node, activity, scene.bob)

    assert again.startswith("202") and later.startswith("202")
    assert await state_of(scene.node) == before
    if kind not in {
        "FeatureRequest",
        "Follow",
        "Join",
        "QuoteRequest",
    }:  # they are answered again: the first answer may be lost
        assert len(scene.bob.received()) == sent


async def test_after_deletion_nothing_of_an_account_counts(scene):
    await arrives(scene.node, scene.bob.activity("Delete", scene.bob.uri), scene.bob)
    before = await state_of(scene.node)

    for kind in sorted(HANDLERS):
        await arrives(scene.node, scene.activity(kind), scene.bob)
        assert await state_of(scene.node) == before, kind
