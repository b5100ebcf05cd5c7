"""Hashtags that accounts elsewhere feature: asked for when somebody of ours looks (issue 3, item 1)."""

import pytest

from tests.outbox.story import known


def path(account) -> str:
    return f"/api/v1/accounts/{account.id}/featured_tags"


def hashtags(*names: str) -> list[dict]:
    return [{"type": "Hashtag", "name": f"#{name}", "href": f"https://there.test/tags/{name}"} for name in names]


def feature(actor, *names: str, **more) -> str:
    """The actor shows these on its profile, as Mastodon tells it."""
    uri = f"{actor.uri}/collections/tags"
    actor.more["featuredTags"] = uri
    actor.server.serve({"id": uri, "type": "Collection", "items": hashtags(*names), "totalItems": len(names), **more})
    return uri


async def names(app, account) -> list[str]:
    return sorted(each["name"] for each in await app.get(path(account)))


async def test_they_are_there_at_the_second_look(node, app, anybody, bob):
    feature(bob, "Straßenbahn", "Bad", "bad")
    account = await known(node, bob)

    first = await app.get(path(account))
    await node.work()

    assert first == []
    assert await names(app, account) == ["Straßenbahn", "bad"]
    assert await names(anybody, account) == ["Straßenbahn", "bad"]


async def test_a_visitor_makes_us_ask_nobody(node, anybody, bob):  # T-098
    feature(bob, "bad")
    account = await known(node, bob)
    asked = len(bob.server.requests)

    assert await anybody.get(path(account)) == []
    await node.work()

    assert len(bob.server.requests) == asked


async def test_they_are_asked_for_once_a_week(node, app, bob, clock):
    feature(bob, "bad", "markt")
    account = await known(node, bob)
    await app.get(path(account))
    await node.work()
    asked = len(bob.server.requests)

    feature(bob, "markt", "fest")
    await app.get(path(account))
    await node.work()
    assert len(bob.server.requests) == asked
    assert await names(app, account) == ["bad", "markt"]

    clock.move(days=8)
    await app.get(path(account))
    await node.work()
    assert await names(app, account) == ["fest", "markt"]


async def test_they_are_counted_as_far_as_posts_are_here(node, app, bob):
    feature(bob, "bad")
    account = await known(node, bob)
    note = bob.note("Heute #bad", tag=hashtags("bad"))
    await app.get("/api/v2/search", q=note["id"], resolve="true")

    await app.get(path(account))
    await node.work()

    [shown] = await app.get(path(account))
    assert (shown["name"], shown["statuses_count"]) == ("bad", "1")


async def test_no_more_are_kept_than_anybody_may_feature(node, app, bob):
    feature(bob, *(f"thema{letter}" for letter in "abcdefghijklmnopqrst"))
    account = await known(node, bob)
    await app.get(path(account))
    await node.work()

    assert len(await app.get(path(account))) == 10


@pytest.mark.parametrize(
    "items",
    [
        "nichts",
        [1, None, {"type": "Note", "name": "#a"}, {"type": "Hashtag"}, {"type": "Hashtag", "name": "#123"}],
        [{"type": "Hashtag", "name": ["#a"]}, {"type": "Hashtag", "name": "#" + "x" * 5_000}],
    ],
)
async def test_what_is_none_is_left_out(node, app, bob, items):
    feature(bob, items=items)
    account = await known(node, bob)
    await app.get(path(account))
    await node.work()

    assert await names(app, account) in ([], ["a"])
    assert await node.count("jobs") == 0


async def test_they_are_believed_from_their_own_server_only(node, app, bob, carol):
    bob.more["featuredTags"] = feature(carol, "gefaelscht")
    account = await known(node, bob)
    await app.get(path(account))
    await node.work()

    assert await app.get(path(account)) == []


async def test_a_server_that_is_away_is_asked_again_and_a_404_is_the_end(node, app, bob, clock):
    uri = feature(bob, "bad")
    account = await known(node, bob)
    bob.server.serve({"id": uri}, status=500)
    await app.get(path(account))
    await node.work()
    assert await node.count("jobs") == 1

    bob.server.serve({"id": uri}, status=404)
    clock.move(hours=1)
    await node.work()

    assert await node.count("jobs") == 0
    assert await app.get(path(account)) == []
