"""One public post as an object of the open interface."""

from dataclasses import replace

import pytest

from node.model.account import Actor, Kind
from node.model.draft import Draft
from node.outbox.delete import delete_post
from node.outbox.edit import edit
from tests.builders import make_account, make_post
from tests.platforms import TOKEN, Hook
from tests.world import start_world


@pytest.fixture
async def alice(node):
    """A channel."""
    return await node.create("alice", kind=Kind.ORGANIZATION)


async def get(node, post, **more):
    return await node.get(f"/open/v1/posts/{post.id}", accept="application/json", **more)


async def test_it_is_open_from_the_moment_it_is_published(node, alice):
    post = await node.post(alice, "Freibad offen")

    answer = await get(node, post)

    found = await answer.json()
    assert (found["uri"], found["text"], found["syndications"]) == (post.uri, "Freibad offen", [])
    assert found["license"] == "https://www.govdata.de/dl-de/by-2-0"
    assert answer.headers["Link"] == '<https://www.govdata.de/dl-de/by-2-0>; rel="license"'
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


async def test_it_follows_every_change_at_once(node, alice):
    post = await node.post(alice, "Freibad offen")
    first = await get(node, post)
    same = await get(node, post, headers={"If-None-Match": first.headers["ETag"]})

    await edit(node.node, Actor(alice), post.id, Draft(text="Freibad zu"))
    changed = await (await get(node, post)).json()
    await delete_post(node.node, Actor(alice), post.id)
    gone = await get(node, post)

    assert (same.status, changed["text"], gone.status) == (304, "Freibad zu", 410)


async def test_a_contribution_names_its_origin_and_has_no_licence_of_ours(node, alice, bob):
    post = await node.post(alice)
    answer = bob.reply(post.uri, "Danke!")
    await bob.deliver(answer, node)
    await node.work()
    stored = await node.find_post(answer["object"]["id"])

    answered = await get(node, stored)

    found = await answered.json()
    assert (found["channels"], found["license"], found["in_reply_to"]) == (["alice"], None, post.uri)
    assert found["origin"].startswith("there.test")
    assert "Link" not in answered.headers


@pytest.mark.parametrize("visibility", ["followers", "local"])
async def test_what_is_not_public_is_not_found_nor_said_to_be_gone(node, alice, visibility):
    post = await node.post(alice, visibility=visibility)

    before = await get(node, post)
    await delete_post(node.node, Actor(alice), post.id)

    assert (before.status, (await get(node, post)).status) == (404, 404)


async def test_what_concerns_no_channel_is_not_ours_to_show(node, alice):
    post = await make_post(node.store, await make_account(node.store))

    assert (await get(node, post)).status == 404


async def test_who_is_hidden_is_not_shown(node, alice):
    post = await node.post(alice)
    assert (await get(node, post)).status == 200

    async def suspend(tx):
        account = await tx.accounts.get(alice.id)
        await tx.accounts.save(replace(account, suspended_at=tx.now))

    await node.store.write(suspend)

    assert (await get(node, post)).status == 404


@pytest.mark.parametrize("number", ["0", "99999999999999999999999", "9223372036854775807"])
async def test_odd_numbers_are_not_found(node, number):
    assert (await node.get(f"/open/v1/posts/{number}", accept="application/json")).status == 404


async def test_its_copies_are_told_with_their_lag(database_url, clock, there, tmp_path, monkeypatch):
    monkeypatch.setenv("HOOK_SECRET", TOKEN)
    async with Hook() as hook:
        connector = {
            "key": "app",
            "kind": "webhook",
            "channel": "alice",
            "url": hook.origin,
            "secret_env": "HOOK_SECRET",
        }
        async with start_world("here.test", database_url, clock, there, tmp_path, connectors=[connector]) as node:
            post = await node.post(await node.create("alice", kind=Kind.ORGANIZATION))

            [copy] = (await (await get(node, post)).json())["syndications"]

    assert (copy["connector"], copy["url"], copy["early"]) == ("app", "https://newsletter.example/1", False)
    assert copy["lag"] > 0
