"""What an account published, whom it is connected with, what it shows first."""

from dataclasses import replace

import pytest

from node.federation.synchronisation import digest
from node.model.account import Actor, Kind
from node.model.draft import Draft
from node.model.host import Policy
from node.model.visibility import Visibility
from node.outbox.boost import boost, unboost
from node.outbox.delete import delete_post
from node.outbox.edit import edit
from node.outbox.pin import pin, unpin
from tests.builders import make_account, make_follow


async def items(node, uri):
    """All of them, page after page."""
    page, found = await node.json((await node.json(uri))["first"]), []
    while True:
        found += page["orderedItems"]
        if "next" not in page:
            return found
        page = await node.json(page["next"])


async def test_the_outbox_shows_what_was_published_newest_first(node, alice):
    posts = [await node.post(alice, f"Nachricht {number}") for number in range(3)]

    collection = await node.json("/users/alice/outbox")

    assert collection["type"] == "OrderedCollection"
    assert collection["totalItems"] == 3
    assert collection["attributedTo"] == alice.uri
    found = await items(node, "/users/alice/outbox")
    assert [each["type"] for each in found] == ["Create"] * 3
    assert [each["object"]["id"] for each in found] == [post.uri for post in reversed(posts)]
    assert (await node.json(found[0]["id"]))["object"]["id"] == posts[-1].uri


async def test_posts_in_the_outbox_are_as_they_are_now(node, alice):
    post = await node.post(alice, "Um neun.")
    await edit(node.node, Actor(alice), post.id, Draft(text="Um zehn."))

    (found,) = await items(node, "/users/alice/outbox")

    assert "Um zehn." in found["object"]["content"]
    assert "@context" not in found


async def test_what_was_taken_back_is_not_in_the_outbox(node, alice):
    dora = await node.create("dora")
    kept, gone = await node.post(alice), await node.post(alice)
    other = await node.post(dora)
    await boost(node.node, Actor(alice), other.id)
    assert len(await items(node, "/users/alice/outbox")) == 3

    await delete_post(node.node, Actor(alice), gone.id)
    await unboost(node.node, Actor(alice), other.id)

    assert [each["object"]["id"] for each in await items(node, "/users/alice/outbox")] == [kept.uri]


async def test_boosts_stand_in_the_outbox_by_the_id_of_what_was_boosted(node, alice):
    dora = await node.create("dora")
    other = await node.post(dora)
    boosted = await boost(node.node, Actor(alice), other.id)

    (found,) = await items(node, "/users/alice/outbox")

    assert (found["type"], found["id"], found["object"]) == ("Announce", boosted.uri, other.uri)
    assert "signature" not in found
    assert "proof" not in found


async def test_pages_of_the_outbox_end(node, alice):
    posts = [await node.post(alice, f"Nachricht {number}") for number in range(40)]

    found = await items(node, "/users/alice/outbox")

    assert [each["object"]["id"] for each in found] == [post.uri for post in reversed(posts)]


async def test_a_full_last_page_has_no_next_one(node, alice):
    for number in range(20):
        await node.post(alice, f"Nachricht {number}")

    page = await node.json("/users/alice/outbox?page=true")

    assert len(page["orderedItems"]) == 20
    assert "next" not in page


async def test_an_outbox_without_posts_is_empty(node, alice):
    collection = await node.json("/users/alice/outbox")

    assert collection["totalItems"] == 0
    assert await items(node, "/users/alice/outbox") == []


async def test_followers_and_following_are_listed_by_their_ids(node, alice):
    others = [await make_account(node.store, f"leser{number}") for number in range(45)]
    for other in others:
        await make_follow(node.store, other, alice)
    await make_follow(node.store, alice, others[0])

    assert (await node.json("/users/alice/followers"))["totalItems"] == 45
    assert await items(node, "/users/alice/followers") == [other.uri for other in reversed(others)]
    assert await items(node, "/users/alice/following") == [others[0].uri]


async def test_who_is_not_accepted_yet_is_no_follower(node, alice):
    await make_follow(node.store, await make_account(node.store), alice, accepted=False)

    assert (await node.json("/users/alice/followers"))["totalItems"] == 0
    assert await items(node, "/users/alice/followers") == []


@pytest.mark.parametrize("kind", [Kind.ORGANIZATION, Kind.SERVICE, Kind.GROUP])
async def test_who_follows_an_official_channel_is_nobodys_business_from_the_first_day(node, bob, kind):  # M23
    channel = await node.create("amt", kind=kind)
    await bob.deliver(bob.follow(channel), node)
    await node.work()

    for address in (f"{channel.uri}/followers", f"{channel.uri}/following"):
        assert "first" not in await node.json(address)
        assert (await node.get(f"{address}?page=true")).status in {403, 404}
    assert (await node.json(f"{channel.uri}/followers"))["totalItems"] == 1
    assert "bob" not in await node.page("/@amt/folgende")
    assert await node.json(f"/api/v1/accounts/{channel.id}/followers") == []


@pytest.mark.parametrize("which", ["followers", "following"])
async def test_an_account_may_hide_whom_it_is_connected_with(which, node, alice):
    """T-144"""
    dora = await make_account(node.store)
    await make_follow(node.store, dora, alice)
    await make_follow(node.store, alice, dora)
    account = await node.account(alice.uri)
    await node.store.write(lambda tx: tx.accounts.save(replace(account, hides_follows=True)))

    collection = await node.json(f"/users/alice/{which}")

    assert collection["totalItems"] == 1
    assert "first" not in collection
    assert "orderedItems" not in collection
    assert (await node.get(f"/users/alice/{which}?page=true")).status == 403
    assert (await node.get(f"/users/alice/{which}?before=99")).status == 403


async def test_another_server_learns_which_of_its_people_follow(node, alice, bob, carol):
    """FEP-8fcf"""
    for actor in (bob, carol):
        await make_follow(node.store, await node.node.actors.by_uri(actor.uri), alice)

    answer = await bob.get(node.url("/users/alice/followers/sync"))

    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.json["id"] == f"{alice.uri}/followers/sync"
    assert answer.json["orderedItems"] == [bob.uri]
    assert digest(answer.json["orderedItems"]) == digest([bob.uri])


async def test_nobody_learns_who_follows_from_elsewhere(node, alice, bob, carol):
    await make_follow(node.store, await node.node.actors.by_uri(bob.uri), alice)

    unsigned = await node.get("/users/alice/followers/sync")
    stranger = await carol.get(node.url("/users/alice/followers/sync"))

    assert unsigned.status == 401
    assert stranger.json["orderedItems"] == []


async def test_a_blocked_server_learns_nothing_about_followers(node, alice, bob):
    await make_follow(node.store, await node.node.actors.by_uri(bob.uri), alice)
    await node.store.write(lambda tx: tx.hosts.set_policy("there.test", Policy.BLOCKED))

    assert (await bob.get(node.url("/users/alice/followers/sync"))).status == 403


async def test_pinned_posts_are_featured_latest_first(node, alice):
    one, other = await node.post(alice), await node.post(alice)
    for post in (one, other):
        await pin(node.node, Actor(alice), post.id)

    collection = await node.json(alice.featured_uri)

    assert (collection["totalItems"], collection["orderedItems"]) == (2, [other.uri, one.uri])
    await unpin(node.node, Actor(alice), other.id)
    assert (await node.json(alice.featured_uri))["orderedItems"] == [one.uri]


async def test_what_is_not_for_everybody_is_not_featured(node, alice):
    post = await node.post(alice, visibility=Visibility.FOLLOWERS)
    await node.store.write(lambda tx: tx.posts.pin(alice, post.id, now=tx.now))

    assert (await node.json(alice.featured_uri))["orderedItems"] == []


async def test_featured_tags_are_an_empty_collection(node, alice):
    collection = await node.json("/users/alice/collections/tags")

    assert (collection["type"], collection["totalItems"], collection["items"]) == ("Collection", 0, [])


@pytest.mark.parametrize(
    "path", ["outbox", "followers", "following", "collections/featured", "collections/tags", "outbox?page=true"]
)
async def test_nobody_has_no_collections(path, node):
    assert (await node.get(f"/users/nobody/{path}")).status == 404


async def test_a_collection_that_has_not_changed_is_not_sent_again(node, alice):
    first = await node.get("/users/alice/followers")

    again = await node.get("/users/alice/followers", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status, again.status) == (200, 304)
