"""`/staff/v1/stats/followers`: who runs a channel learns how many followers it won and lost, when, where and why (row 7)."""

import csv
import io
from datetime import UTC, datetime

import pytest
from aiohttp import web

from node.model.login import Role
from node.outbox.follow import reject
from node.web.openapi.answers.staff import FOLLOWER_STATISTICS
from tests.clock import Clock
from tests.inbox.steps import arrives
from tests.outbox.story import acts, known
from tests.web.mastodon.app import app_of
from tests.web.mastodon.schemas.check import against

ADDRESS = "/staff/v1/stats/followers"


@pytest.fixture
def clock() -> Clock:
    """In Berlin the next day has begun, the 30th of June."""
    return Clock(datetime(2027, 6, 29, 22, 30, tzinfo=UTC))


async def asked(node, app=None, accept="application/json", **query):
    headers = {"Accept": accept} | ({"Authorization": f"Bearer {app.secret}"} if app else {})
    return await node.session.get(node.url(ADDRESS), headers=headers, params=query)


async def figures(node, app, **query):
    answer = await asked(node, app, **query)
    body = await answer.json()
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "private, no-store"), body
    assert list(against(FOLLOWER_STATISTICS, body, "answer", {})) == []
    return body


def turnover(of):
    return of["gained"], of["lost"], of["total"]


@pytest.fixture
async def three_days(node, there, alice, bob, carol):
    """Bob follows on the first day; on the third two more come, and he is taken off."""
    dora = there.actor("dora")
    await arrives(node, bob.follow(alice), bob)
    node.clock.move(days=2)
    await arrives(node, carol.follow(alice), carol)
    await arrives(node, dora.follow(alice), dora)
    await reject(node.node, acts(alice), (await known(node, bob)).id)


@pytest.mark.usefixtures("three_days")
async def test_gains_and_losses_stand_by_day_server_and_cause(node, alice):
    app = await app_of(node, alice, "read:follows")

    found = await figures(node, app)

    assert (found["account"]["username"], found["timezone"], found["counted_since"]) == (
        "alice",
        "Europe/Berlin",
        "2027-06-30",
    )
    assert {each["date"]: turnover(each) for each in found["days"]} == {
        "2027-06-30": (1, 0, 1),
        "2027-07-01": (0, 0, 1),
        "2027-07-02": (2, 1, 2),
    }
    servers = {each["server"].split(":")[0]: turnover(each) for each in found["servers"]}
    assert servers == {"elsewhere.test": (1, 0, 1), "there.test": (2, 1, 1)}
    assert found["causes"]["gained"] == {"followed": 3, "moved_here": 0}
    assert {name: number for name, number in found["causes"]["lost"].items() if number} == {"removed": 1}
    collection = await node.json("/users/alice/followers")
    assert found["total"] == found["followers_now"] == collection["totalItems"] == 2


@pytest.mark.usefixtures("three_days")
async def test_a_part_of_it_begins_with_what_was_before(node, alice):
    app = await app_of(node, alice, "read:follows")

    found = await figures(node, app, **{"from": "2027-07-01", "to": "2027-07-01"})

    assert (found["total_before"], turnover(found), len(found["days"])) == (1, (0, 0, 1), 1)
    assert [turnover(each) for each in found["servers"]] == [(0, 0, 1)]
    assert {*found["causes"]["gained"].values(), *found["causes"]["lost"].values()} == {0}


@pytest.mark.usefixtures("three_days")
async def test_each_row_as_csv(node, alice):
    app = await app_of(node, alice, "read:follows")

    by_ending = await node.session.get(
        node.url("/staff/v1/stats/followers.csv"), headers={"Authorization": f"Bearer {app.secret}"}
    )
    by_accept = await asked(node, app, accept="text/csv")

    text = await by_ending.text()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["date"], row["server"].split(":")[0], row["cause"], row["gained"], row["lost"]) for row in rows] == [
        ("2027-06-30", "there.test", "followed", "1", "0"),
        ("2027-07-02", "elsewhere.test", "followed", "1", "0"),
        ("2027-07-02", "there.test", "followed", "1", "0"),
        ("2027-07-02", "there.test", "removed", "0", "1"),
    ]
    assert text == await by_accept.text()
    assert {by_ending.content_type, by_accept.content_type} == {"text/csv"}


async def test_who_administers_sees_every_channel_and_others_only_theirs(node, alice, bob):
    await arrives(node, bob.follow(alice), bob)
    own = await app_of(node, alice)
    carls = await app_of(node, await node.create("carl"))
    ada = await app_of(node, await node.create("ada"), "admin:read", role=Role.ADMIN)
    moritz = await app_of(node, await node.create("moritz"), "read", "admin:read", role=Role.MODERATOR)

    assert (await figures(node, ada, account="alice"))["total"] == 1
    assert (await figures(node, ada, account=str(alice.id)))["total"] == 1
    assert (await figures(node, own, account="alice"))["total"] == 1
    assert (await figures(node, moritz))["total"] == 0
    for app, named in ((carls, "alice"), (moritz, "alice"), (carls, "nobody")):
        answer = await asked(node, app, account=named)
        assert (answer.status, answer.content_type) == (403, "application/problem+json")
    assert (await asked(node, ada, account="nobody")).status == 404
    assert (await asked(node, ada, account=(await known(node, bob)).handle)).status == 404


async def test_without_the_right_token_nothing_is_told(node, alice):
    other = await app_of(node, alice, "read:statuses")

    nobody, wrong = await asked(node), await asked(node, other)

    assert (nobody.status, wrong.status) == (401, 403)
    assert nobody.headers["WWW-Authenticate"].startswith("Bearer")
    assert nobody.content_type == "application/problem+json"
    assert (await nobody.json())["error"]


@pytest.mark.parametrize(
    "query",
    [
        {"from": "gestern"},
        {"from": "2027-6-1"},
        {"to": "20270630"},
        {"from": "2027-06-31"},
        {"from": "2027-07-01"},  # tomorrow
        {"to": "2027-06-29"},  # before counting began
        {"to": "0001-01-01"},
    ],
)
async def test_days_that_are_none_are_refused(node, alice, query):
    answer = await asked(node, await app_of(node, alice), **query)

    assert answer.status == 422, await answer.text()


async def test_a_year_at_once_is_the_most(node, alice):
    app = await app_of(node, alice)
    node.clock.move(days=500)

    assert (await asked(node, app, **{"from": "2027-06-30"})).status == 422
    assert len((await figures(node, app, **{"from": "2027-06-30", "to": "2028-06-29"}))["days"]) == 366


async def test_a_server_that_nothing_reaches_any_longer_is_marked(node, there, alice, bob):
    app = await app_of(node, alice)
    await arrives(node, bob.follow(alice), bob)
    there.fails[bob.shared_inbox] = lambda _: web.Response(status=500)

    for _ in range(9):
        await node.post(alice)
        node.clock.move(days=1)

    [server] = (await figures(node, app))["servers"]
    assert (server["reachable"], server["total"]) == (False, 1)


async def test_the_document_describes_it(node):
    document = await node.json("/api/openapi.json", accept="application/json")

    described = document["paths"][ADDRESS]["get"]
    assert described["security"] == [{"token": ["read:follows"]}, {"token": ["admin:read:accounts"]}]
    assert set(described["responses"]["200"]["content"]) == {"application/json", "text/csv"}
    assert set(described["responses"]["403"]["content"]) == {"application/problem+json"}
