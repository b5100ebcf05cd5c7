"""`/open/v1/posts`: what the channels publish, for anybody's program (M05, M03, row 30c)."""

import csv
import io
import json
from datetime import timedelta

import pytest

from node.federation import rendering
from node.model.account import Actor, Kind
from node.model.draft import Draft
from node.outbox.boost import boost
from node.outbox.delete import delete_post
from node.outbox.edit import edit
from node.outbox.profile import ProfileChange, change
from tests.builders import make_account, make_post
from tests.inbox.steps import arrives

POSTS = "/open/v1/posts"


async def test_a_reader_without_account_gets_posts_with_their_licence(reader, city, rathaus, buecherei):
    old = await city.post(rathaus, "Das Freibad öffnet. #freibad")
    new = await city.post(buecherei, "Vorlesestunde am Samstag")

    answer = await city.get(POSTS, accept="application/json")
    body = await reader.json(POSTS)

    assert [each["uri"] for each in body["items"]] == [new.uri, old.uri]
    assert [each["license"] for each in body["items"]] == [
        "https://www.govdata.de/dl-de/zero-2-0",
        "https://www.govdata.de/dl-de/by-2-0",
    ]
    assert [each["organization"] for each in body["items"]] == ["buecherei", "stadt"]
    assert answer.headers["Link"] == '<https://www.govdata.de/dl-de/by-2-0>; rel="license"'
    assert "Set-Cookie" not in answer.headers


async def test_the_licence_is_on_the_activitypub_object_too(city, buecherei):
    """FEP-c118; what not everybody may read has none."""
    open_post = await city.post(buecherei, "Für alle")
    closed = await city.post(buecherei, "Nur für uns", visibility="followers")

    document = await city.json(open_post.uri)
    view = (await city.views(closed.id))[0]

    assert document["license"] == "https://www.govdata.de/dl-de/zero-2-0"
    assert "license" not in rendering.note(view, city.node.addresses)


async def test_only_what_anybody_may_read_is_shown(reader, city, rathaus, buecherei):
    shown = [await city.post(rathaus), await city.post(rathaus, visibility="unlisted")]
    for visibility in ("followers", "local", "direct"):
        await city.post(rathaus, "@buecherei intern", visibility=visibility)
    await city.post(buecherei, "Will nicht gefunden werden")
    await change(city.node, Actor(buecherei), ProfileChange(discoverable=False))

    assert set(await reader.ids(POSTS)) == {each.id for each in shown}
    assert await reader.ids("/open/v1/channels") == [rathaus.id]


async def test_filters_narrow_the_list(reader, city, rathaus, buecherei):
    post = await city.post(rathaus, "Freibad offen #Freibad", language="de")
    reply = await city.post(buecherei, "Danke", language="en", in_reply_to_id=post.id)
    poll = await city.post(rathaus, "Wann?", language="de", options=("früh", "spät"))
    boosted = await boost(city.node, Actor(buecherei), post.id)

    found = {
        query: await reader.ids(f"{POSTS}?{query}")
        for query in (
            "channel=rathaus",
            "channel=RATHAUS",
            "organization=buecherei",
            "organization=stadt",
            "organization=buecherei&channel=rathaus",
            "kind=post",
            "kind=reply",
            "kind=poll",
            "kind=article",
            "kind=boost",
            "tag=freibad",
            "tag=%23FREIBAD",
            "tag=hallenbad",
            "language=de",
            "language=en",
            "q=freib",
            "q=schwimmbad",
        )
    }

    everything = [poll.id, reply.id, post.id]
    assert found == {
        "channel=rathaus": [poll.id, post.id],
        "channel=RATHAUS": [poll.id, post.id],
        "organization=buecherei": [reply.id],
        "organization=stadt": everything,
        "organization=buecherei&channel=rathaus": [],
        "kind=post": [poll.id, post.id],
        "kind=reply": [reply.id],
        "kind=poll": [poll.id],
        "kind=article": [],
        "kind=boost": [boosted.id],
        "tag=freibad": [post.id],
        "tag=%23FREIBAD": [post.id],
        "tag=hallenbad": [],
        "language=de": [poll.id, post.id],
        "language=en": [reply.id],
        "q=freib": [post.id],
        "q=schwimmbad": [],
    }


async def test_an_answer_says_what_it_answers(reader, city, rathaus):
    """Row 30c: what an authority answers elsewhere is open as well."""
    asked = await make_post(city.store, await make_account(city.store))
    await city.post(rathaus, "Ab acht Uhr.", in_reply_to_id=asked.id)

    [item] = (await reader.json(f"{POSTS}?kind=reply"))["items"]

    assert item["in_reply_to"] == asked.uri


async def test_since_and_until_cut_by_time(reader, city, clock, rathaus):
    early = await city.post(rathaus)
    clock.move(hours=2)
    late = await city.post(rathaus)
    between = (late.published_at - timedelta(hours=1)).isoformat().replace("+00:00", "Z")

    assert await reader.ids(f"{POSTS}?since={between}") == [late.id]
    assert await reader.ids(f"{POSTS}?until={between}") == [early.id]


async def test_pages_lead_both_ways(reader, city, rathaus):
    ids = [(await city.post(rathaus)).id for _ in range(5)]

    first = await reader.json(f"{POSTS}?limit=2&channel=rathaus")
    second = await reader.json(first["next"])
    third = await reader.json(second["next"])
    back = await reader.json(third["previous"])

    pages = [[int(each["id"]) for each in page["items"]] for page in (first, second, third, back)]
    assert pages == [ids[4:2:-1], ids[2:0:-1], ids[:1], ids[2:0:-1]]
    assert third["next"] is None
    assert "channel=rathaus" in second["next"]


async def test_an_unchanged_list_is_not_sent_again_and_a_changed_one_at_once(reader, city, rathaus):
    post = await city.post(rathaus, "Alt")
    first = await city.get(POSTS, accept="application/json")

    same = await city.get(POSTS, accept="application/json", headers={"If-None-Match": first.headers["ETag"]})
    await edit(city.node, Actor(rathaus), post.id, Draft(text="Neu"))
    changed = await city.get(POSTS, accept="application/json", headers={"If-None-Match": first.headers["ETag"]})
    texts = [each["text"] for each in (await changed.json(content_type=None))["items"]]
    await delete_post(city.node, Actor(rathaus), post.id)

    assert (same.status, changed.status, texts) == (304, 200, ["Neu"])
    assert await reader.ids(POSTS) == []


async def test_a_channel_that_comes_and_one_that_goes_change_the_list(reader, city, rathaus):
    await city.post(rathaus)
    assert len(await reader.ids(POSTS)) == 1

    new = await city.create("freibad", kind=Kind.GROUP)
    await city.post(new)
    with_new = await reader.ids(POSTS)
    await change(city.node, Actor(new), ProfileChange(discoverable=False))

    assert (len(with_new), len(await reader.ids(POSTS))) == (2, 1)


# Forms


async def test_as_activitystreams_it_is_what_other_servers_get(city, rathaus):
    post = await city.post(rathaus)

    by_ending = await city.json(f"{POSTS}.as2")
    by_accept = await city.json(POSTS, accept="application/activity+json")
    one = await city.json(f"{POSTS}/{post.id}.as2")

    assert by_ending["type"] == "OrderedCollectionPage"
    assert [each["id"] for each in by_ending["orderedItems"]] == [post.uri]
    assert by_accept["orderedItems"] == by_ending["orderedItems"]
    assert one["id"] == post.uri


async def test_as_a_table_it_has_a_line_for_each_and_no_formula(reader, city, rathaus):
    """T-183: a cell that begins like a formula is not one."""
    await city.post(rathaus, '=HYPERLINK("böse")')
    await city.post(rathaus, "Zeile eins\nZeile zwei")

    rows = list(csv.DictReader(io.StringIO(await reader.text(f"{POSTS}.csv"))))

    assert [row["text"] for row in rows] == ["Zeile eins\nZeile zwei", '\'=HYPERLINK("böse")']
    assert {row["channel"] for row in rows} == {"rathaus"}


async def test_line_by_line_there_is_no_last_page(reader, city, rathaus):
    alice = await city.account(rathaus.uri)
    for _ in range(230):
        await make_post(city.store, alice)

    lines = (await reader.text(f"{POSTS}.ndjson")).splitlines()
    some = (await reader.text(POSTS, accept="application/x-ndjson")).splitlines()
    few = (await reader.text(f"{POSTS}.ndjson?limit=150")).splitlines()

    ids = [int(json.loads(line)["id"]) for line in lines]
    assert (len(ids), len(set(ids)), ids) == (230, 230, sorted(ids, reverse=True))
    assert (len(some), len(few)) == (230, 150)


async def test_a_head_request_has_no_body(city, rathaus):
    async with city.session.head(city.url(f"{POSTS}.ndjson")) as answer:
        assert (answer.status, await answer.read()) == (200, b"")


# What cannot be asked


@pytest.mark.parametrize(
    ("query", "status", "word"),
    [
        ("place=%20", 400, "place needs a word"),
        ("bbox=7,51,8", 400, "west,south,east,north"),
        ("bbox=7,51,8,nan", 400, "no part of the map"),
        ("bbox=7,52,8,51", 400, "no part of the map"),
        ("bbox=7,51,8,91", 400, "no part of the map"),
        ("chanel=rathaus", 400, "there is no parameter chanel"),
        ("tag=a&tag=b", 400, "once"),
        ("kind=meinung", 400, "kind is one of"),
        ("language=!", 400, "language"),
        ("q=%20", 400, "word"),
        ("limit=0", 400, "limit"),
        ("limit=101", 400, "limit"),
        ("before=-1", 400, "before"),
        ("after=99999999999999999999", 400, "after"),
        ("since=gestern", 400, "since"),
        ("until=9999-12-31T23:59:59-14:00", 400, "until"),
        ("channel=niemand", 404, "no such channel"),
        ("channel=", 404, "no such channel"),
        ("organization=niemand", 404, "no such organisation"),
    ],
)
async def test_what_nobody_knows_is_refused_in_words(reader, rathaus, query, status, word):
    body = await reader.json(f"{POSTS}?{query}", status=status)

    assert word in body["detail"]


# One post


async def test_a_post_a_contribution_and_what_is_none(reader, city, rathaus, bob):
    post = await city.post(rathaus, "Frage?")
    await arrives(city, reply := bob.reply(post.uri, "Antwort!"), bob)
    dora = await make_account(city.store)
    stray = await make_post(city.store, dora)
    said = await city.find_post(reply["object"]["id"])

    own = await reader.json(f"{POSTS}/{post.id}")
    theirs = await reader.json(f"{POSTS}/{said.id}")

    assert (own["channel"], own["replies"], own["license"]) == ("rathaus", 1, "https://www.govdata.de/dl-de/by-2-0")
    assert theirs["origin"].startswith("there.test")
    assert (theirs["license"], theirs["channels"]) == (None, ["rathaus"])
    await reader.json(f"{POSTS}/{stray.id}", status=404)
    await reader.json(f"{POSTS}/99999999999999999999", status=404)
    assert (await city.get(f"{POSTS}/{said.id}.as2")).status == 404
    assert (await reader.text(f"{POSTS}/{post.id}.csv")).startswith("id,type,kind,channel")
    assert json.loads(await reader.text(f"{POSTS}/{said.id}.ndjson"))["id"] == str(said.id)


async def test_a_post_that_is_deleted_is_gone_at_once(reader, city, rathaus):
    post = await city.post(rathaus)
    await reader.json(f"{POSTS}/{post.id}")

    await delete_post(city.node, Actor(rathaus), post.id)

    await reader.json(f"{POSTS}/{post.id}", status=410)


async def test_a_thread_is_shown_from_its_beginning(reader, city, rathaus, bob):
    post = await city.post(rathaus, "Frage?")
    await arrives(city, reply := bob.reply(post.uri, "Antwort!"), bob)
    said = await city.find_post(reply["object"]["id"])
    answer = await city.post(rathaus, "Danke!", in_reply_to_id=said.id)

    thread = f"/open/v1/posts/{said.id}/thread"
    body = await reader.json(thread)
    page = await reader.json(f"{thread}?limit=2")
    rest = await reader.json(page["next"])

    assert [int(each["id"]) for each in body["items"]] == [post.id, said.id, answer.id]
    assert body["items"][1]["state"] == "answered"
    assert [len(page["items"]), len(rest["items"])] == [2, 1]
    assert (await city.json(f"/open/v1/posts/{said.id}/thread.as2"))["items"] == [post.uri, said.uri, answer.uri]
    assert len((await reader.text(f"{thread}.csv")).splitlines()) == 4
