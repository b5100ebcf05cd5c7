"""Dumps and the list of deletions as programs and people fetch them."""

import gzip
import hashlib
import json

import pytest

from node.model.account import Actor, Kind
from node.outbox.delete import delete_post
from node.outbox.dumps import begin_dump
from tests.builders import make_account, make_post, spaced


@pytest.fixture
async def alice(node):
    """A channel."""
    return await node.create("alice", kind=Kind.ORGANIZATION)


@pytest.fixture
async def dumped(node, alice):
    await node.post(alice, "Freibad offen")
    await begin_dump(node.node, "2026-11-29")
    await node.work()
    return node


async def index(node):
    return await node.json("/open/v1/dumps/", accept="application/json")


async def test_the_index_leads_to_files_that_are_what_it_says(dumped):
    [dump] = (await index(dumped))["dumps"]

    assert (dump["day"], len(dump["files"])) == ("2026-11-29", 8)
    for file in dump["files"]:
        answer = await dumped.get(file["url"])
        body = await answer.read()
        assert (len(body), hashlib.sha256(body).hexdigest()) == (file["bytes"], file["sha256"])
        assert answer.headers["Content-Type"] == "application/gzip"
        assert "Content-Encoding" not in answer.headers
        assert len(gzip.decompress(body).splitlines()) == file["objects"]


async def test_the_latest_has_an_address_that_stays(dumped):
    answer = await dumped.get("/open/v1/dumps/latest/posts.ndjson.gz")

    [post] = [json.loads(line) for line in gzip.decompress(await answer.read()).splitlines()]
    assert post["text"] == "Freibad offen"
    assert answer.headers["Link"] == '<https://www.govdata.de/dl-de/by-2-0>; rel="license"'
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


async def test_what_citizens_wrote_is_under_no_licence(dumped):
    [dump] = (await index(dumped))["dumps"]
    answer = await dumped.get("/open/v1/dumps/latest/rueckkanal.ndjson.gz")

    assert {each["name"] for each in dump["files"] if each["license"] is None} == {"rueckkanal", "research"}
    assert "Link" not in answer.headers


async def test_a_download_goes_on_where_it_broke_off(dumped):
    path = "/open/v1/dumps/latest/posts.ndjson.gz"
    whole = await (first := await dumped.get(path)).read()

    rest = await dumped.get(path, headers={"Range": "bytes=10-", "If-Range": first.headers["ETag"]})
    same = await dumped.get(path, headers={"If-None-Match": first.headers["ETag"]})
    beyond = await dumped.get(path, headers={"Range": "bytes=99999999-"})

    assert (rest.status, await rest.read()) == (206, whole[10:])
    assert (same.status, beyond.status) == (304, 416)


@pytest.mark.parametrize(
    "path",
    [
        "/open/v1/dumps/2026-11-28/posts.ndjson.gz",
        "/open/v1/dumps/2026-11-29/accounts.ndjson.gz",
        "/open/v1/dumps/9999-99-99/posts.ndjson.gz",
        "/open/v1/dumps/..%2F..%2Fetc/posts.ndjson.gz",
        "/open/v1/dumps/.coming/posts.ndjson.gz",
        "/open/v1/dumps/latest/index.json",
    ],
)
async def test_what_there_is_not_is_not_found(dumped, path):
    assert (await dumped.get(path, accept="application/json")).status == 404


async def test_without_a_dump_there_is_an_empty_index_and_nothing_latest(node):
    assert (await index(node))["dumps"] == []
    assert (await node.get("/open/v1/dumps/latest/posts.ndjson.gz")).status == 404
    assert "Noch gibt es keinen Auszug" in await node.page("/open/v1/dumps/")


@pytest.mark.parametrize(("language", "words"), [("de", "Auszug vom 29. November 2026"), ("en", "Dump of 29")])
async def test_people_get_a_page(dumped, language, words):
    page = await dumped.page("/open/v1/dumps/", language=language)

    assert words in spaced(page)
    assert '<a href="/open/v1/dumps/2026-11-29/posts.ndjson.gz" download>' in page


# The list of deletions


async def test_deletions_are_listed_from_where_one_stopped(node, alice):
    posts = [await node.post(alice) for _ in range(3)]
    for post in posts:
        await delete_post(node.node, Actor(alice), post.id)

    first = await node.json("/open/v1/deletions?limit=2", accept="application/json")
    second = await node.json(first["next"], accept="application/json")
    third = await node.json(second["next"], accept="application/json")

    assert [each["uri"] for each in first["items"] + second["items"]] == [post.uri for post in posts]
    assert (third["items"], third["next"], first["keptDays"]) == ([], None, 400)


async def test_deletions_of_one_channel(node, alice):
    carl = await node.create("carl")
    dora = await make_account(node.store)
    for account in (alice, carl):
        post = await make_post(node.store, dora, mentions=(account.id,))
        await node.store.write(lambda tx, post=post: tx.posts.delete(post, now=tx.now))

    found = await node.json("/open/v1/deletions?channel=carl", accept="application/json")

    assert [each["channels"] for each in found["items"]] == [["carl"]]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("limit=0", 400),
        ("limit=501", 400),
        ("limit=x", 400),
        ("limit=%C2%B2", 400),
        ("after=-1", 400),
        ("after=99999999999999999999999", 400),
        ("since=gestern", 400),
        ("since=0001-01-01T00:00:00%2B14:00", 400),
        ("since=9999-12-31T23:59:59-14:00", 400),
        ("since=2026-11-29T02:30:00+01:00", 200),
        ("channel=", 404),
        ("channel=nobody", 404),
    ],
)
async def test_what_cannot_be_asked_is_refused(node, query, status):
    assert (await node.get(f"/open/v1/deletions?{query}", accept="application/json")).status == status
