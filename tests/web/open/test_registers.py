"""Who is behind the node and its channels, polls and numbers: `/open/v1/organizations`, `channels`, `polls`, `statistics`,
`node` (A12, S11, rows 92, 107)."""

import csv
import io
import json

import pytest

from node.model.account import Actor, Kind
from node.outbox.texts import add_rule
from node.outbox.vote import vote
from tests.builders import make_account, make_post


async def test_the_tree_of_organisations_has_official_keys_and_legal_data(reader, city):
    body = await reader.json("/open/v1/organizations")
    town = await reader.json("/open/v1/organizations/stadt")

    assert [(each["id"], each["parent"]) for each in body["items"]] == [("stadt", None), ("buecherei", "stadt")]
    assert (town["ars"], town["ags"], town["children"]) == ("059990000000", "05999000", ["buecherei"])
    assert town["legal"]["represented_by"] == "Oberbürgermeisterin Erika Mustermann"
    assert body["items"][1]["legal"]["city"] == "Musterhausen"
    assert len((await reader.text("/open/v1/organizations.csv")).splitlines()) == 3
    await reader.json("/open/v1/organizations/niemand", status=404)


async def test_each_channel_says_who_answers_for_it(reader, city, rathaus, buecherei):
    await city.post(rathaus)

    body = await reader.json("/open/v1/channels")
    one = await reader.json("/open/v1/channels/buecherei")
    rest = await reader.json("/open/v1/channels?limit=1")

    assert [(each["name"], each["organization"], each["posts"]) for each in body["items"]] == [
        ("rathaus", "stadt", 1),
        ("buecherei", "buecherei", 0),
    ]
    assert (one["responsible"]["name"], one["uri"]) == ("Stadtbücherei", buecherei.uri)
    assert one["profile"].endswith("/@buecherei/steckbrief")
    assert one["feeds"][0].endswith("/@buecherei.atom")
    assert await reader.ids(rest["next"]) == [buecherei.id]
    assert (await city.json("/open/v1/channels.as2"))["items"] == [rathaus.uri, buecherei.uri]
    rows = list(csv.DictReader(io.StringIO(await reader.text("/open/v1/channels.csv"))))
    assert [row["handle"] for row in rows] == [each["handle"] for each in body["items"]]
    assert json.loads(await reader.text("/open/v1/channels/rathaus.ndjson"))["name"] == "rathaus"
    await reader.json("/open/v1/channels/niemand", status=404)


async def test_the_nodes_own_actor_and_suspended_accounts_are_no_channels(reader, city, rathaus, buecherei):
    await city.store.write(lambda tx: tx.db.run("UPDATE accounts SET suspended_at = 1 WHERE id = ?", buecherei.id))

    assert await reader.ids("/open/v1/channels") == [rathaus.id]


async def test_polls_have_results_and_tell_nothing_of_who_voted(reader, city, rathaus, buecherei):
    poll = await city.post(rathaus, "Wann?", options=("früh", "spät"))
    await city.post(rathaus, "Keine Umfrage")
    await vote(city.node, Actor(buecherei), poll.id, [1])
    await city.work()

    body = await reader.json("/open/v1/polls")

    [item] = body["items"]
    assert [(each["title"], each["votes"]) for each in item["options"]] == [("früh", 0), ("spät", 1)]
    assert "buecherei" not in json.dumps(item)
    assert len((await reader.text("/open/v1/polls.ndjson")).splitlines()) == 1


async def test_numbers_by_month_and_day_and_none_about_a_person(reader, city, rathaus, buecherei):
    post = await city.post(rathaus)
    await city.post(rathaus, in_reply_to_id=post.id)
    await city.post(buecherei)
    for number in range(5):
        author = await make_account(city.store, f"d{number}")
        await make_post(city.store, author, in_reply_to_uri=post.uri)
    lone = await make_post(city.store, await make_account(city.store, "lone"), mentions=(buecherei.id,))

    for period in ("day", "month"):
        body = await reader.json(f"/open/v1/statistics?period={period}")

        found = {
            each["channel"]: (each["posts"], each["answers"], each["contributions"], each["people"])
            for each in body["items"]
        }
        assert found == {"rathaus": (1, 1, 5, 5), "buecherei": (1, 0, 1, None)}
    only = await reader.json("/open/v1/statistics?channel=buecherei")
    assert {each["channel"] for each in only["items"]} == {"buecherei"}
    assert (await reader.text("/open/v1/statistics.csv")).startswith("period,channel,posts")
    assert lone.id


async def test_numbers_are_counted_again_after_a_minute(reader, city, clock, rathaus):
    post = await city.post(rathaus)
    assert (await reader.json("/open/v1/statistics"))["items"][0]["posts"] == 1

    await city.store.write(lambda tx: tx.posts.delete(post, now=tx.now))
    clock.move(seconds=60)

    assert (await reader.json("/open/v1/statistics"))["items"] == []


@pytest.mark.parametrize("query", ["period=year", "since=2026-01-01", "channel=niemand"])
async def test_other_numbers_are_not_to_be_had(reader, rathaus, query):
    await reader.json(f"/open/v1/statistics?{query}", status=404 if "niemand" in query else 400)


async def test_the_node_says_whose_it_is_and_what_may_be_asked(reader, city, rathaus):
    await add_rule(city.node, Actor(city.node.itself), "Bitte freundlich.")

    body = await reader.json("/open/v1/node")

    assert (body["operator"]["id"], body["contact"]["email"]) == ("stadt", "kontakt@musterhausen.example")
    assert body["rules"] == ["Bitte freundlich."]
    assert body["limits"]["items_per_page"] == 100
    assert "ActivityPub" in {each["name"] for each in body["standards"]}


@pytest.mark.parametrize(
    "path",
    [
        "/open/v1/organizations.json",
        "/open/v1/organizations/stadt.json",
        "/open/v1/channels.json",
        "/open/v1/channels/rathaus.json",
        "/open/v1/channels/rathaus/rueckkanal.json",
        "/open/v1/posts.json",
        "/open/v1/polls.json",
        "/open/v1/statistics.json",
        "/open/v1/node.json",
    ],
)
async def test_the_ending_outweighs_what_is_accepted(reader, rathaus, path):
    assert (await reader.json(path, accept="text/csv"))["@context"]


async def test_a_node_without_organisations_answers_as_well(node):
    await node.post(await node.create("alice", kind=Kind.ORGANIZATION))

    assert (await node.json("/open/v1/organizations", accept="application/json"))["items"] == []
    assert (await node.json("/open/v1/node", accept="application/json"))["operator"] is None
    [item] = (await node.json("/open/v1/posts", accept="application/json"))["items"]
    assert item["organization"] is None
