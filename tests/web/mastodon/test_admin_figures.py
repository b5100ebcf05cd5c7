"""Trends under review, and figures of what the node knows anyway."""

from datetime import timedelta

import pytest

from node.model.account import Actor
from node.model.login import Role
from node.outbox.follow import follow
from node.outbox.react import like
from tests.outbox.story import followed_by, known, posted
from tests.web.mastodon.app import OFFICE, app_of
from tests.world import start_world

ADMIN = "/api/v1/admin"


def span(node, days=3):
    """The last days, today counted with."""
    today = node.clock()
    return {"start_at": f"{today - timedelta(days=days - 1):%Y-%m-%d}", "end_at": today.isoformat()}


async def measure(app, node, key, days=3, **more):
    [found] = await app.post(f"{ADMIN}/measures", {"keys": [key], **span(node, days), **more})
    return found["total"], [each["value"] for each in found["data"]], found["previous_total"]


async def dimension(app, node, key, **more):
    [found] = await app.post(f"{ADMIN}/dimensions", {"keys": [key], **span(node), **more})
    return {each["key"]: each["value"] for each in found["data"]}


@pytest.fixture
def in_the_middle_of_a_month(clock):
    """Days and months that end while a test runs would part its figures."""
    clock.now = (clock.now.replace(day=1) + timedelta(days=40)).replace(day=10, hour=12)


@pytest.fixture
async def trending(node, alice, carl):
    post = await node.post(alice, "Wir feiern #Stadtfest")
    await like(node.node, Actor(carl), post.id)
    return post


async def test_a_tag_is_turned_down_and_let_in_again(node, moderator, anybody, trending):
    [tag] = await moderator.get(f"{ADMIN}/trends/tags")

    rejected = await moderator.post(f"{ADMIN}/trends/tags/{tag['id']}/reject")
    gone = await anybody.get("/api/v1/trends/tags")
    still_listed = await moderator.get(f"{ADMIN}/trends/tags")
    approved = await moderator.post(f"{ADMIN}/trends/tags/{tag['id']}/approve")

    assert (tag["name"], tag["trendable"], tag["requires_review"]) == ("Stadtfest", True, False)
    assert (rejected["trendable"], gone, [each["name"] for each in still_listed]) == (False, [], ["Stadtfest"])
    assert approved["trendable"] is True
    assert [each["name"] for each in await anybody.get("/api/v1/trends/tags")] == ["Stadtfest"]
    done = await node.store.read(lambda tx: tx.acts.all(limit=2))
    assert [each.kind.value for each in done] == ["approve", "decline"]


async def test_a_post_is_turned_down(node, moderator, anybody, trending):
    [shown] = await moderator.get(f"{ADMIN}/trends/statuses")

    await moderator.post(f"{ADMIN}/trends/statuses/{trending.id}/reject")

    assert (shown["id"], shown["requires_review"]) == (str(trending.id), False)
    assert await anybody.get("/api/v1/trends/statuses") == []
    await moderator.post(f"{ADMIN}/trends/statuses/{trending.id}/approve")
    assert [each["id"] for each in await anybody.get("/api/v1/trends/statuses")] == [str(trending.id)]


async def test_what_does_not_trend_or_is_not_for_everybody_is_not_decided_about(node, moderator, alice):
    secret = await node.post(alice, "Intern", visibility="followers")

    for what in ("approve", "reject"):
        assert (await moderator.ask("POST", f"{ADMIN}/trends/links/1/{what}")).status == 404
        assert (await moderator.ask("POST", f"{ADMIN}/trends/links/publishers/1/{what}")).status == 404
        assert (await moderator.ask("POST", f"{ADMIN}/trends/tags/{'9' * 40}/{what}")).status == 404
        for number in (1, secret.id, "9" * 40):
            assert (await moderator.ask("POST", f"{ADMIN}/trends/statuses/{number}/{what}")).status == 404


async def test_where_trends_need_review_nothing_trends_before(there, clock, tmp_path):
    url = f"sqlite:///{tmp_path}/review.sqlite3"
    async with start_world("here.test", url, clock, there, tmp_path, moderation={"trends_need_review": True}) as town:
        amt, carl = await town.create("amt"), await town.create("carl")
        app = await app_of(town, amt, *OFFICE, role=Role.MODERATOR)
        post = await town.post(amt, "Wir feiern #Stadtfest")
        await like(town.node, Actor(carl), post.id)
        before = [await app.get(f"/api/v1/trends/{what}") for what in ("tags", "statuses")]
        [tag] = await app.get(f"{ADMIN}/trends/tags")
        [shown] = await app.get(f"{ADMIN}/trends/statuses")

        await app.post(f"{ADMIN}/trends/tags/{tag['id']}/approve")
        await app.post(f"{ADMIN}/trends/statuses/{shown['id']}/approve")

        assert (before, tag["requires_review"], shown["requires_review"]) == ([[], []], True, True)
        assert [each["name"] for each in await app.get("/api/v1/trends/tags")] == ["Stadtfest"]
        assert [each["id"] for each in await app.get("/api/v1/trends/statuses")] == [str(post.id)]


async def test_people_and_what_they_do_are_counted_by_day(node, moderator, alice, carl):
    post = await node.post(alice, "Eins")
    await node.post(alice, "Zwei", in_reply_to_id=post.id)
    await like(node.node, Actor(carl), post.id)
    node.clock.move(days=1)
    await node.post(carl, "Drei")
    await node.post(alice, "Vier")

    assert await measure(moderator, node, "active_users") == ("2", ["0", "1", "2"], "0")
    assert await measure(moderator, node, "new_users") == ("3", ["0", "3", "0"], "0")
    assert await measure(moderator, node, "interactions") == ("2", ["0", "2", "0"], "0")
    assert await measure(moderator, node, "active_users", days=1) == ("2", ["2"], "1")


async def test_reports_are_counted_when_filed_and_when_done(node, moderator, app, alice, carl):
    made = await app.post("/api/v1/reports", {"account_id": str(carl.id)})
    node.clock.move(days=1)
    await moderator.post(f"{ADMIN}/reports/{made['id']}/resolve")

    assert await measure(moderator, node, "opened_reports", days=2) == ("1", ["1", "0"], "0")
    assert await measure(moderator, node, "resolved_reports", days=2) == ("1", ["0", "1"], "0")


async def test_a_tag_and_a_server_are_looked_at_closely(node, moderator, alice, carl, bob):
    await node.post(alice, "#Fest eins", language="de")
    await node.post(alice, "#Fest zwei", language="de")
    await posted(node, bob, "fest", tag=[{"type": "Hashtag", "name": "#Fest"}], contentMap={"en": "<p>fest</p>"})
    theirs = await known(node, bob)
    await followed_by(node, alice, bob)
    await follow(node.node, Actor(carl), theirs.id)
    [tag] = [each for each in await moderator.get(f"{ADMIN}/trends/tags") if each["name"] == "Fest"]
    of_tag, of_host = {"id": tag["id"]}, {"domain": theirs.host}

    async def total(key, **more):
        return (await measure(moderator, node, key, **more))[0]

    assert await total("tag_uses", tag_uses=of_tag) == "3"
    assert await total("tag_accounts", tag_accounts=of_tag) == "2"
    assert await total("tag_servers", tag_servers=of_tag) == "1"
    assert await total("tag_uses", tag_uses={"id": "12"}) == "0"
    assert await total("instance_accounts", instance_accounts=of_host) == "1"
    assert await total("instance_statuses", instance_statuses=of_host) == "1"
    assert await total("instance_followers", instance_followers=of_host) == "1"
    assert await total("instance_follows", instance_follows=of_host) == "0"  # not accepted
    assert await total("instance_reports", instance_reports=of_host) == "0"
    assert await total("instance_media_attachments", instance_media_attachments=of_host) == "0"
    assert await total("instance_accounts") == "0"
    assert (await dimension(moderator, node, "tag_servers", tag_servers=of_tag))[theirs.host] == "1"
    assert (await dimension(moderator, node, "tag_languages", tag_languages=of_tag))["de"] == "2"
    assert await dimension(moderator, node, "instance_accounts", instance_accounts=of_host) == {"bob": "0"}
    assert (
        sum(map(int, (await dimension(moderator, node, "instance_languages", instance_languages=of_host)).values()))
        == 1
    )
    assert await dimension(moderator, node, "servers") == {theirs.host: "1"}


async def test_what_is_written_here_and_what_it_runs_on_is_shown(node, moderator, alice, engine):
    database = "sqlite" if engine == "sqlite" else "postgresql"
    await node.post(alice, "Guten Tag", language="de")
    await node.post(alice, "Hello", language="en", application="Tusky")

    assert await dimension(moderator, node, "languages") == {"de": "1", "en": "1"}
    assert await dimension(moderator, node, "sources") == {"web": "1", "Tusky": "1"}
    assert int((await dimension(moderator, node, "space_usage"))[database]) > 10_000
    assert {"allmende", "mastodon", "python", database} <= (
        await dimension(moderator, node, "software_versions")
    ).keys()


@pytest.mark.usefixtures("in_the_middle_of_a_month")
async def test_who_joined_and_who_stays(node, moderator, alice, carl):
    await node.post(alice, "Eins")
    node.clock.move(days=1)
    await node.post(alice, "Zwei")
    await node.post(carl, "Drei")
    node.clock.move(days=1)
    await node.create("dora")

    by_day = await moderator.post(f"{ADMIN}/retention", {**span(node), "frequency": "day"})
    by_month = await moderator.post(f"{ADMIN}/retention", {**span(node), "frequency": "month"})

    assert [[each["value"] for each in cohort["data"]] for cohort in by_day] == [["1", "2", "0"], ["0", "0"], ["0"]]
    assert by_day[0]["data"][0]["rate"] == pytest.approx(1 / 3)
    assert by_month[0]["data"][0]["value"] == "2"
    assert await moderator.post(f"{ADMIN}/retention", {**span(node)}) == []
    assert await moderator.post(f"{ADMIN}/retention", {"frequency": "day"}) == []


async def test_keys_that_are_unknown_are_left_out_and_times_that_make_no_sense_refused(node, moderator):
    assert await moderator.post(f"{ADMIN}/measures", {"keys": ["secrets"], **span(node)}) == []
    assert await moderator.post(f"{ADMIN}/dimensions", {"keys": ["secrets"]}) == []

    for wrong in (
        {},
        {"start_at": "gestern", "end_at": "heute"},
        {"start_at": "2026-05-01", "end_at": "2026-01-01"},
        {"start_at": "0001-01-01", "end_at": "0001-01-02"},
        {"start_at": "2000-01-01", "end_at": "2026-01-01"},
        {"start_at": "9999-12-31", "end_at": "9999-12-31"},
    ):
        answer = await moderator.ask("POST", f"{ADMIN}/measures", json={"keys": ["new_users"], **wrong})
        assert answer.status == 422
    long = {"start_at": "2026-01-01", "end_at": "2026-12-01", "frequency": "day"}
    assert (await moderator.ask("POST", f"{ADMIN}/retention", json=long)).status == 422
