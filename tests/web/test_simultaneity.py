"""How soon after us others have what we publish: measured, signed, and told to programs and to people (A03)."""

import csv
import io
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from node.errors import Unauthenticated
from node.federation.proofs import verify_proof
from node.model.account import Actor
from node.model.syndication import CopyState, Import, Syndication
from node.outbox.delete import delete_post
from node.text.csv import csv_line
from node.web.opendata.simultaneity import months_before
from tests.builders import make_account, make_post

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def clock():
    from tests.clock import Clock

    return Clock(datetime(2026, 11, 29, 12, tzinfo=UTC))


@pytest.fixture
async def town(node):
    """A channel of ours."""
    return await make_account(node.store, "stadt", host=None, uri=f"{node.origin}/users/stadt")


async def copied(node, account, seconds, *, at=NOON, connector="land", kind="mastodon"):
    """A post and its copy, so much later."""
    post = await make_post(node.store, account, published_at=at)

    async def add(tx):
        new = Syndication(
            id=tx.ids.new(),
            post_id=post.id,
            account_id=account.id,
            connector=connector,
            kind=kind,
            published_at=at,
        )
        await tx.syndications.add(new)
        there = at + timedelta(seconds=seconds)
        made = Syndication(
            **{
                **{name: getattr(new, name) for name in new.__slots__},
                "state": CopyState.THERE,
                "url": f"https://land.example/{post.id}",
                "fetchable_at": at,
                "at": there,
            }
        )
        await tx.syndications.save(made)

    await node.store.write(add)
    return post


async def imported(node, account, hours, *, archive=False):
    """A post that was in a feed so long before it came here."""
    post = await make_post(node.store, account, published_at=NOON - timedelta(hours=hours))

    async def add(tx):
        new = Import(
            connector="amtsblatt",
            entry=post.uri,
            post_id=post.id,
            account_id=account.id,
            url="https://alt.example/1",
            digest="",
            published_at=post.published_at,
            imported_at=NOON,
            archive=archive,
        )
        await tx.syndications.add_import(new)

    await node.store.write(add)
    return post


async def report(node, query=""):
    return await node.json(f"/open/v1/gleichzeitigkeit{query}", accept="application/json")


async def test_each_copy_is_told_with_its_lag(node, town):
    post = await copied(node, town, 3.25)

    [item] = (await report(node))["items"]

    assert (item["post"], item["url"], item["channel"]) == (str(post.id), post.url, "stadt")
    assert (item["lag"], item["early"], item["state"]) == (3.25, False, "there")
    assert (item["published"], item["copied"]) == ("2026-11-20T12:00:00.000Z", "2026-11-20T12:00:03.250Z")
    assert item["copied"] >= item["fetchable"] >= item["published"]


async def test_months_have_percentiles_by_channel_and_platform(node, town):
    for seconds in range(1, 101):
        await copied(node, town, seconds)
    await copied(node, town, 7, connector="blau", kind="bluesky")
    await copied(node, town, 9, at=datetime(2026, 10, 31, 22, 30, tzinfo=UTC))  # October here and there

    months = (await report(node))["months"]

    assert [(each["month"], each["connector"], each["copies"]) for each in months] == [
        ("2026-11", "blau", 1),
        ("2026-11", "land", 100),
        ("2026-10", "land", 1),
    ]
    assert (months[1]["median"], months[1]["p95"], months[1]["longest"], months[1]["early"]) == (50, 95, 100, 0)


async def test_months_begin_at_midnight_of_the_node(node, town):
    await copied(node, town, 1, at=datetime(2026, 10, 31, 23, 30, tzinfo=UTC))

    [month] = (await report(node))["months"]

    assert month["month"] == "2026-11"


async def test_what_was_elsewhere_first_is_flagged(node, town):
    await imported(node, town, 2)

    found = await report(node)

    [item], [month] = found["items"], found["months"]
    assert (item["lag"], item["early"], item["direction"], item["platform"]) == (-7200, True, "in", "feed")
    assert (month["median"], month["early"]) == (-7200, 1)


async def test_an_archive_is_no_delay(node, town):
    await imported(node, town, 9_000, archive=True)

    found = await report(node)

    assert (found["items"], found["months"]) == ([], [])


async def test_the_report_is_signed_by_the_node(node, town):
    await copied(node, town, 3)

    found = await report(node)

    keys = await node.node.keyring.signing(node.node.itself.id)
    proof = verify_proof(found, keys.ed25519.public, now=node.clock())
    assert proof.verification_method == keys.ed25519_uri
    found["items"][0]["lag"] = 0
    with pytest.raises(Unauthenticated):
        verify_proof(found, keys.ed25519.public, now=node.clock())


async def test_it_has_one_validator_for_as_long_as_it_says_the_same(node, town):
    await copied(node, town, 3)
    first = await node.get("/open/v1/gleichzeitigkeit", accept="application/json")
    same = await node.get("/open/v1/gleichzeitigkeit", headers={"If-None-Match": first.headers["ETag"]})

    await copied(node, town, 4)
    other = await node.get("/open/v1/gleichzeitigkeit", headers={"If-None-Match": first.headers["ETag"]})

    assert (same.status, other.status) == (304, 200)
    assert first.headers["Access-Control-Allow-Origin"] == "*"


async def test_pages_lead_through_all_copies(node, town):
    posts = [await copied(node, town, 1) if number % 2 else await imported(node, town, 1) for number in range(9)]

    found, url = [], "/open/v1/gleichzeitigkeit?limit=2"
    while url:
        page = await node.json(url, accept="application/json")
        found += [item["post"] for item in page["items"]]
        url = page["next"]

    assert sorted(found) == sorted(str(post.id) for post in posts)
    assert len(set(found)) == 9


async def test_this_month_is_counted_anew_every_minute(node, town):
    await copied(node, town, 3)
    first = (await report(node))["months"]
    await copied(node, town, 5)
    soon = (await report(node))["months"]
    node.clock.move(minutes=1)

    later = (await report(node))["months"]

    assert [months[0]["copies"] for months in (first, soon, later)] == [1, 1, 2]


async def test_what_is_gone_is_not_told(node, town):
    post = await copied(node, town, 3)

    await node.store.write(lambda tx: tx.posts.delete(post, now=tx.now))

    assert (await report(node))["items"] == []


async def test_one_channel_alone(node, town, alice):
    await copied(node, town, 3)
    await copied(node, alice, 5)

    found = await report(node, "?channel=alice")

    assert [item["lag"] for item in found["items"]] == [5]
    assert [month["channel"] for month in found["months"]] == ["alice"]


@pytest.mark.parametrize("query", ["limit=0", "limit=1000", "before=x", "limit=1.5"])
async def test_what_cannot_be_asked_is_refused(node, query):
    assert (await node.get(f"/open/v1/gleichzeitigkeit?{query}", accept="application/json")).status == 400


@pytest.mark.parametrize(
    ("path", "accept"),
    [("/open/v1/gleichzeitigkeit.csv", "*/*"), ("/open/v1/gleichzeitigkeit", "text/csv")],
)
async def test_as_a_table(node, town, path, accept):
    post = await copied(node, town, 3)
    await imported(node, town, 1)

    answer = await node.get(path, accept=accept)

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(await answer.text())))
    assert {(row["post"], row["lag"], row["early"]) for row in rows} >= {(str(post.id), "3.0", "false")}
    assert {row["lag"] for row in rows} == {"3.0", "-3600.0"}


async def test_the_number_of_queries_does_not_grow(node, town, monkeypatch):
    await report(node)  # its key is at hand from now on
    connection = await node.store.read(_connection)
    asked = []
    usual = connection.rows

    async def counted(self, sql, *params):
        asked.append(sql)
        return await usual(self, sql, *params)

    monkeypatch.setattr(connection, "rows", counted)
    counts = []
    for more in (2, 20):
        for _ in range(more):
            await copied(node, town, 1)
            await imported(node, town, 1)
        asked.clear()
        assert len((await report(node))["items"]) > more
        counts.append(sorted(asked))

    assert counts[0] == counts[1]
    assert len(counts[0]) < 30


async def _connection(tx):
    return type(tx.db)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", ("Gleichzeitigkeit", "3 Sekunden später", "2 Stunden früher", "anderswo zuerst", "November 2026")),
        ("en", ("Simultaneity", "3 seconds later", "2 hours earlier", "first elsewhere", "November 2026")),
    ],
)
async def test_people_read_it_in_words(node, town, language, words):
    await copied(node, town, 3)
    await imported(node, town, 2)

    page = await node.page("/gleichzeitigkeit", language=language)

    for word in words:
        assert word in page
    assert page.count("<h1>") == 1


async def test_a_node_that_passes_nothing_on_says_so(node):
    assert "steht nur hier" in await node.page("/gleichzeitigkeit")


async def test_a_real_copy_stands_in_the_report(database_url, clock, there, tmp_path, monkeypatch):
    from tests.platforms import TOKEN, Hook
    from tests.world import start_world

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
            alice = await node.create("alice")
            post = await node.post(alice)
            [item] = (await report(node))["items"]
            await delete_post(node.node, Actor(alice), post.id)
            after = (await report(node))["items"]

    assert item["published"] <= item["fetchable"] <= item["copied"]
    assert (item["copy"], item["connector"], after) == ("https://newsletter.example/1", "app", [])


def test_months_follow_one_another_across_the_change_of_clocks():
    months = months_before(datetime(2026, 11, 29, tzinfo=UTC), ZoneInfo("Europe/Berlin"))

    assert len(months) == 13
    assert all(earlier[1] == later[0] for later, earlier in pairwise(months))
    assert (months[0][0].isoformat(), months[-1][0].isoformat()) == (
        "2026-11-01T00:00:00+01:00",
        "2025-11-01T00:00:00+01:00",
    )
    assert months[1][0].isoformat() == "2026-10-01T00:00:00+02:00"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-1", "'-1"),
        (-1.5, "-1.5"),
        ('a,"b"', '"a,""b"""'),
        (True, "true"),
        (None, ""),
    ],
)
def test_t183_no_cell_computes(value, cell):
    assert csv_line([value, 1]) == f"{cell},1\r\n".encode()
