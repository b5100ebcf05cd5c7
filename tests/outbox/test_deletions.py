"""By whatever way a public post goes, the list of deletions says so."""

import pytest

from node.model.account import Actor
from node.model.host import Decision as AboutHost, Policy
from node.model.login import Role
from node.model.moderation import Measure
from node.outbox.accounts import create_login
from node.outbox.delete import delete_account, delete_post
from node.outbox.hosts import decide_host, free_host
from node.outbox.moderate import Decision, decide, unsilence, unsuspend
from node.outbox.profile import ProfileChange, change


@pytest.fixture
async def answer(node, alice, bob):
    """The URI of what Bob answered Alice."""
    post = await node.post(alice)
    answered = bob.reply(post.uri)
    await bob.deliver(answered, node)
    await node.work()
    return answered["object"]["id"]


@pytest.fixture
async def ada(node):
    """Administers."""
    account = await node.create("ada")
    login = await create_login(node.node, account, email="ada@here.test", password_hash=None, role=Role.ADMIN)
    return Actor(account, login.id)


async def listed(node):
    return [each.uri for each in await node.store.read(lambda tx: tx.deletions.page())]


async def test_a_channel_takes_back_its_post(node, alice):
    post = await node.post(alice)

    await delete_post(node.node, Actor(alice), post.id)

    assert await listed(node) == [post.uri]


async def test_a_citizen_takes_back_an_answer(node, bob, answer):
    await bob.deliver(bob.activity("Delete", answer), node)
    await node.work()

    assert await listed(node) == [answer]


async def test_a_citizen_leaves(node, bob, answer):
    await bob.deliver(bob.activity("Delete", bob.uri), node)
    await node.work()

    assert await listed(node) == [answer]


@pytest.mark.parametrize(("measure", "lift"), [(Measure.SUSPEND, unsuspend), (Measure.SILENCE, unsilence)])
async def test_what_moderation_hides_is_listed_until_it_is_shown_again(node, bob, answer, ada, measure, lift):
    theirs = await node.account(bob.uri)

    await decide(node.node, ada, theirs.id, Decision(measure=measure))
    hidden = await listed(node)
    await lift(node.node, ada, theirs.id)

    assert (hidden, await listed(node)) == ([answer], [])


@pytest.mark.parametrize("policy", [Policy.SILENCED, Policy.BLOCKED])
async def test_what_a_decision_about_a_server_hides_is_listed_until_it_is_lifted(node, answer, ada, policy):
    await decide_host(node.node, ada, "there.test", AboutHost(policy=policy))
    await node.work()
    hidden = await listed(node)
    await free_host(node.node, ada, "there.test")
    await node.work()

    assert (hidden, await listed(node)) == ([answer], [])


async def test_a_channel_closes(node, alice):
    posts = [await node.post(alice) for _ in range(3)]

    await delete_account(node.node, Actor(alice))
    await node.work()

    assert await listed(node) == [post.uri for post in posts]


async def test_a_channel_that_wants_not_to_be_found_leaves_the_lists_and_comes_back(node, alice):
    post = await node.post(alice)

    await change(node.node, Actor(alice), ProfileChange(discoverable=False))
    hidden = await listed(node)
    await change(node.node, Actor(alice), ProfileChange(discoverable=True))

    assert (hidden, await listed(node)) == ([post.uri], [])
