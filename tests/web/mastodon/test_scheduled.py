"""Posts that are published at a time their author chose."""

import asyncio
from datetime import timedelta

import pytest

from node.model.account import Actor
from node.model.draft import Draft
from node.outbox.delete import delete_account
from node.outbox.schedule import publish_scheduled, schedule
from tests.media import photos
from tests.web.mastodon.app import App, app_of
from tests.web.mastodon.uploads import sent
from tests.world import World

STATUSES = "/api/v1/statuses"
SCHEDULED = "/api/v1/scheduled_statuses"


def in_minutes(node: World, minutes: float) -> str:
    return (node.clock() + timedelta(minutes=minutes)).isoformat()


async def plan(node: World, app: App, minutes: float = 60, **more) -> dict:
    body = {"status": "Morgen ist Markt. #Markt", "scheduled_at": in_minutes(node, minutes), **more}
    return await app.post(STATUSES, body)


async def test_a_post_waits_for_its_time_and_is_then_there_once(node, app, anybody, alice):
    kept = await plan(node, app, visibility="unlisted", spoiler_text="Termin", language="de")
    await node.work()
    before = await anybody.get(f"/api/v1/accounts/{alice.id}/statuses")

    node.clock.move(minutes=61)
    await node.work()
    await node.work()

    (shown,) = await anybody.get(f"/api/v1/accounts/{alice.id}/statuses")
    assert before == []
    assert (shown["visibility"], shown["spoiler_text"], shown["language"]) == ("unlisted", "Termin", "de")
    assert "Morgen ist Markt" in shown["content"]
    assert kept["params"]["text"] == "Morgen ist Markt. #Markt"
    assert await app.get(SCHEDULED) == []
    assert (await app.ask("GET", f"{SCHEDULED}/{kept['id']}")).status == 404


async def test_its_poll_runs_from_its_publication_on(node, app, anybody, alice):
    poll = {"options": ["Ja", "Nein"], "expires_in": 3600, "hide_totals": True}
    kept = await plan(node, app, poll=poll)

    node.clock.move(minutes=61)
    await node.work()

    (shown,) = await anybody.get(f"/api/v1/accounts/{alice.id}/statuses")
    assert kept["params"]["poll"] == poll | {"multiple": False}
    assert [each["votes_count"] for each in shown["poll"]["options"]] == [None, None]
    assert shown["poll"]["expired"] is False
    assert shown["poll"]["expires_at"] > (node.clock() + timedelta(minutes=59)).isoformat()


@pytest.mark.parametrize("when", ["soon", "past", "nonsense", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"])
async def test_a_time_that_is_none_or_too_soon_is_refused(node, app, when):
    times = {"soon": in_minutes(node, 4), "past": in_minutes(node, -10)}

    answer = await app.ask("POST", STATUSES, json={"status": "Hallo", "scheduled_at": times.get(when, when)})

    assert answer.status == 422
    assert await app.get(SCHEDULED) == []
    assert await node.count("posts") == 0


async def test_only_its_time_can_be_changed(node, app, anybody, alice):
    kept = await plan(node, app, 10)

    moved = await app.ask(
        "PUT", f"{SCHEDULED}/{kept['id']}", json={"scheduled_at": in_minutes(node, 120), "status": "Anders"}
    )
    node.clock.move(minutes=11)
    await node.work()

    assert moved.status == 200
    assert moved.body["params"]["text"] == "Morgen ist Markt. #Markt"
    assert await anybody.get(f"/api/v1/accounts/{alice.id}/statuses") == []
    assert (await app.ask("PUT", f"{SCHEDULED}/{kept['id']}", json={})).status == 422
    assert (await app.ask("PUT", f"{SCHEDULED}/{kept['id']}", json={"scheduled_at": in_minutes(node, 1)})).status == 422

    node.clock.move(minutes=120)
    await node.work()

    assert len(await anybody.get(f"/api/v1/accounts/{alice.id}/statuses")) == 1


async def test_what_is_taken_back_is_never_published(node, app, anybody, alice):
    kept = await plan(node, app, 10)

    gone = await app.ask("DELETE", f"{SCHEDULED}/{kept['id']}")
    node.clock.move(minutes=11)
    await node.work()

    assert (gone.status, gone.body) == (200, {})
    assert await anybody.get(f"/api/v1/accounts/{alice.id}/statuses") == []
    assert (await app.ask("DELETE", f"{SCHEDULED}/{kept['id']}")).status == 404


async def test_nobody_sees_or_touches_what_others_plan(node, app, carls, anybody):
    kept = await plan(node, app, 10)
    path = f"{SCHEDULED}/{kept['id']}"

    assert await carls.get(SCHEDULED) == []
    for method in ("GET", "PUT", "DELETE"):
        assert (await carls.ask(method, path, json={"scheduled_at": in_minutes(node, 60)})).status == 404
        assert (await anybody.ask(method, path)).status == 401
    assert [each["id"] for each in await app.get(SCHEDULED)] == [kept["id"]]


async def test_the_list_comes_in_pages(node, app):
    kept = [(await plan(node, app, 10 + minutes))["id"] for minutes in range(3)]

    first = await app.ask("GET", SCHEDULED, limit=2)
    second = await app.ask("GET", first.links["next"])

    assert [each["id"] for each in first.body] == kept[:0:-1]
    assert [each["id"] for each in second.body] == kept[:1]


async def test_the_same_attempt_is_planned_once(node, app):
    body = {"status": "Einmal", "scheduled_at": in_minutes(node, 60)}

    first = await app.post(STATUSES, body, headers={"Idempotency-Key": "eins"})
    second = await app.post(STATUSES, body, headers={"Idempotency-Key": "eins"})

    assert first["id"] == second["id"]
    assert len(await app.get(SCHEDULED)) == 1


async def test_a_day_takes_25_posts(node, app, alice):
    noon = (node.clock() + timedelta(days=2)).replace(hour=12, minute=0, second=0, microsecond=0)
    for minutes in range(25):
        await schedule(node.node, Actor(alice), Draft(text="Voll"), noon + timedelta(minutes=minutes))

    answer = await app.ask("POST", STATUSES, json={"status": "Zu viel", "scheduled_at": noon.isoformat()})
    next_day = await app.ask(
        "POST", STATUSES, json={"status": "Passt", "scheduled_at": (noon + timedelta(days=1)).isoformat()}
    )

    assert answer.status == 422
    assert next_day.status == 200


async def test_what_cannot_be_published_says_why_and_may_get_another_time(node, app, carls, anybody, alice):
    parent = await carls.post(STATUSES, {"status": "Frage?"})
    kept = await plan(node, app, 10, in_reply_to_id=parent["id"])
    await carls.ask("DELETE", f"{STATUSES}/{parent['id']}")

    node.clock.move(minutes=11)
    await node.work()

    (failed,) = await app.get(SCHEDULED)
    assert failed["id"] == kept["id"]
    assert failed["failure"]
    assert failed["failed_at"] is not None
    assert await anybody.get(f"/api/v1/accounts/{alice.id}/statuses") == []

    again = await app.ask("PUT", f"{SCHEDULED}/{kept['id']}", json={"scheduled_at": in_minutes(node, 10)})

    assert again.body["failure"] is None


async def test_who_may_no_longer_act_for_the_account_publishes_nothing(node, app, alice, anybody):
    await plan(node, app, 10)
    await node.store.write(lambda tx: tx.db.run("UPDATE memberships SET until = 1"))

    node.clock.move(minutes=11)
    await node.work()

    failure = await node.store.read(lambda tx: tx.db.value("SELECT failure FROM scheduled_posts"))
    assert "no longer act" in failure
    assert await anybody.get(f"/api/v1/accounts/{alice.id}/statuses") == []


async def test_two_that_do_the_same_job_publish_once(node, app, alice, anybody):
    kept = await plan(node, app, 10)
    node.clock.move(minutes=11)

    await asyncio.gather(*(publish_scheduled(node.node, {"scheduled": kept["id"]}) for _ in range(4)))
    await node.work()

    assert len(await anybody.get(f"/api/v1/accounts/{alice.id}/statuses")) == 1


async def test_a_job_that_died_after_the_commit_is_done_again_without_a_second_post(node, app, alice, anybody):
    """As after kill -9 between the publication and the end of its job: the lease runs out, and it is claimed anew."""
    kept = await plan(node, app, 10)
    node.clock.move(minutes=11)
    await node.store.write(lambda tx: tx.jobs.claim(node.clock(), node.clock() + timedelta(minutes=10)))
    await publish_scheduled(node.node, {"scheduled": kept["id"]})

    node.clock.move(minutes=20)
    await node.work()

    assert len(await anybody.get(f"/api/v1/accounts/{alice.id}/statuses")) == 1
    assert await node.store.read(lambda tx: tx.db.value("SELECT COUNT(*) FROM jobs WHERE kind = 'post.publish'")) == 0


async def test_apps_without_the_scope_plan_nothing(node, alice):
    reading = await app_of(node, alice, "read")

    answer = await reading.ask("POST", STATUSES, json={"status": "x", "scheduled_at": in_minutes(node, 60)})

    assert answer.status == 403
    assert await reading.get(SCHEDULED) == []


async def test_what_was_planned_goes_with_its_account(node, app, alice):
    await plan(node, app, 10)

    await delete_account(node.node, Actor(alice))
    node.clock.move(minutes=11)
    await node.work()

    assert await node.count("scheduled_posts") == 0
    assert await node.store.read(lambda tx: tx.posts.ids_by(alice.id)) == []


async def test_its_picture_waits_with_it_and_nobody_else_takes_or_sees_it(node, app, anybody, alice):
    media = await sent(app, photos.telling_jpeg(), description="Der Markt")
    kept = await plan(node, app, 26 * 60, media_ids=[media["id"]])

    taken = await app.ask("POST", STATUSES, json={"status": "Auch", "media_ids": [media["id"]]})
    planned = await app.ask(
        "POST", STATUSES, json={"status": "Auch", "media_ids": [media["id"]], "scheduled_at": in_minutes(node, 30)}
    )
    before = await node.get(media["url"], accept="image/jpeg")
    node.clock.move(hours=25)
    await node.running.schedule.step()
    node.clock.move(hours=2)
    await node.work()

    (shown,) = await anybody.get(f"/api/v1/accounts/{alice.id}/statuses")
    assert [each["id"] for each in kept["media_attachments"]] == kept["params"]["media_ids"] == [media["id"]]
    assert (taken.status, planned.status, before.status) == (422, 422, 404)
    assert [each["description"] for each in shown["media_attachments"]] == ["Der Markt"]
    assert (await node.get(media["url"], accept="image/jpeg")).status == 200


async def test_the_picture_of_what_is_taken_back_may_hang_on_another_post(node, app):
    media = await sent(app, photos.telling_jpeg())
    kept = await plan(node, app, 10, media_ids=[media["id"]])

    await app.ask("DELETE", f"{SCHEDULED}/{kept['id']}")

    made = await app.post(STATUSES, {"status": "Doch jetzt", "media_ids": [media["id"]]})
    assert [each["id"] for each in made["media_attachments"]] == [media["id"]]


async def test_what_a_fault_of_ours_kept_back_says_so(node, app):
    await plan(node, app, 10)
    await node.store.write(lambda tx: tx.db.run("UPDATE jobs SET state = 'dead', key = NULL"))

    node.clock.move(minutes=30)
    await node.running.schedule.step()

    (failed,) = await app.get(SCHEDULED)
    assert "another time" in failed["failure"]


async def test_whose_login_is_disabled_publishes_nothing(node, app, alice, anybody):
    await plan(node, app, 10)
    await node.store.write(lambda tx: tx.db.run("UPDATE logins SET disabled_at = 1"))

    node.clock.move(minutes=11)
    await node.work()

    assert await anybody.get(f"/api/v1/accounts/{alice.id}/statuses") == []
