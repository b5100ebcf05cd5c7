"""Whose notifications are let through: the policy of each account, and the requests of those it keeps apart."""

from datetime import timedelta

import pytest

from node.model.account import Actor, Kind
from node.model.login import Role
from node.model.notification import Event, SeveranceKind
from node.model.visibility import Visibility
from node.outbox.delete import delete_account
from node.timelines.notify import notify_severed
from tests.builders import make_account, make_follow, make_post
from tests.web.mastodon.app import app_of
from tests.web.mastodon.test_notification_groups import tell

V1, V2 = "/api/v1/notifications", "/api/v2/notifications"
POLICY, REQUESTS = f"{V2}/policy", f"{V1}/requests"


async def types(app, **params) -> list[str]:
    return [each["type"] for each in await app.get(V1, **params)]


@pytest.fixture
async def bob(node):
    """A stranger who has been around for long."""
    return await make_account(node.store, "bob", created_at=node.clock() - timedelta(days=400))


async def write_to(node, alice, who, **more) -> bool:
    post = await make_post(node.store, who, mentions=(alice.id,), **more)
    return await tell(node, alice, Event.MENTION, who, post)


async def test_letters_of_strangers_are_told_until_somebody_wants_it_otherwise(node, app, alice, bob):
    policy = await app.get(POLICY)
    await write_to(node, alice, bob, visibility=Visibility.DIRECT)

    assert {name: value for name, value in policy.items() if name != "summary"} == {
        "for_not_following": "accept",
        "for_not_followers": "accept",
        "for_new_accounts": "accept",
        "for_private_mentions": "accept",
        "for_limited_accounts": "filter",
        "for_bots": "accept",
    }
    assert policy["summary"] == {"pending_requests_count": 0, "pending_notifications_count": 0}
    assert await types(app) == ["mention"]


async def test_what_is_not_given_stays_and_nonsense_changes_nothing(app):
    changed = await app.ask("PATCH", POLICY, json={"for_not_following": "filter"})
    more = await app.ask("PATCH", POLICY, data={"for_bots": "drop"})
    wrong = await app.ask("PATCH", POLICY, json={"for_bots": "accept", "for_new_accounts": "maybe"})

    assert changed.body["for_not_following"] == "filter"
    assert (more.body["for_not_following"], more.body["for_bots"]) == ("filter", "drop")
    assert wrong.status == 422
    assert (await app.get(POLICY))["for_bots"] == "drop"


async def test_the_first_version_of_the_policy_says_yes_or_no(app):
    before = await app.get(f"{V1}/policy")
    await app.ask("PUT", f"{V1}/policy", data={"filter_not_following": "1", "filter_new_accounts": "true"})
    after = await app.ask("PATCH", f"{V1}/policy", json={"filter_new_accounts": False})

    assert not any(value for name, value in before.items() if name != "summary")
    assert (after.body["filter_not_following"], after.body["filter_new_accounts"]) == (True, False)
    assert (await app.get(POLICY))["for_not_following"] == "filter"


async def test_what_is_filtered_waits_apart(node, app, alice, bob):
    await app.ask("PATCH", POLICY, json={"for_not_following": "filter"})

    await write_to(node, alice, bob)
    await tell(node, alice, Event.FOLLOW, bob)
    post = await make_post(node.store, alice)
    await tell(node, alice, Event.LIKE, bob, post)

    assert await types(app) == []
    assert (await app.get(V2))["notification_groups"] == []
    assert await types(app, include_filtered=True) == ["favourite", "follow", "mention"]
    assert all(each["filtered"] for each in await app.get(V1, include_filtered=True))
    assert len((await app.get(V2, include_filtered=True))["notification_groups"]) == 3
    assert (await app.get(f"{V1}/unread_count"))["count"] == 0
    assert (await app.get(f"{V2}/unread_count"))["count"] == 0
    assert await node.store.read(lambda tx: tx.notifications.count_unread(alice.id)) == 0
    assert (await app.get(POLICY))["summary"] == {"pending_requests_count": 1, "pending_notifications_count": 3}
    [request] = await app.get(REQUESTS)
    assert (request["account"]["id"], request["notifications_count"]) == (str(bob.id), "3")
    assert request["last_status"]["account"]["id"] == str(bob.id)
    assert await app.get(f"{REQUESTS}/{request['id']}") == request


async def test_what_is_dropped_is_not_made(node, app, alice, bob):
    await app.ask("PATCH", POLICY, json={"for_not_following": "drop", "for_not_followers": "filter"})

    assert not await write_to(node, alice, bob)

    assert await types(app, include_filtered=True) == []
    assert await app.get(REQUESTS) == []


async def test_who_is_accepted_is_told_at_once_and_later(node, app, carls, alice, bob):
    heard = []
    node.store.listen(heard.extend, heard.clear)
    await app.ask("PATCH", POLICY, json={"for_not_following": "filter"})
    await write_to(node, alice, bob)
    [request] = await app.get(REQUESTS)
    assert ("notification", str(alice.id)) not in heard

    assert (await carls.ask("POST", f"{REQUESTS}/{request['id']}/accept")).status == 404
    await app.post(f"{REQUESTS}/{request['id']}/accept")
    await write_to(node, alice, bob)

    assert ("merged", str(alice.id)) in heard
    assert await types(app) == ["mention", "mention"]
    assert await app.get(REQUESTS) == []
    assert (await app.get(f"{REQUESTS}/merged"))["merged"] is True
    assert (await app.ask("POST", f"{REQUESTS}/{request['id']}/accept")).status == 404


async def test_who_is_dismissed_is_put_away_and_asks_anew(node, app, carls, alice, bob):
    await app.ask("PATCH", POLICY, json={"for_not_following": "filter"})
    await write_to(node, alice, bob)
    [request] = await app.get(REQUESTS)

    assert (await carls.ask("POST", f"{REQUESTS}/{request['id']}/dismiss")).status == 404
    await app.post(f"{REQUESTS}/{request['id']}/dismiss")

    assert await app.get(REQUESTS) == []
    assert await types(app, include_filtered=True) == []
    assert (await app.ask("GET", f"{REQUESTS}/{request['id']}")).status == 404
    await write_to(node, alice, bob)
    assert [each["notifications_count"] for each in await app.get(REQUESTS)] == ["1"]


async def test_several_are_decided_at_once(node, app, alice):
    await app.ask("PATCH", POLICY, json={"for_not_following": "filter"})
    for name in ("anna", "bert", "cem", "dora"):
        await write_to(node, alice, await make_account(node.store, name))
    requests = {each["account"]["username"]: each["id"] for each in await app.get(REQUESTS)}

    await app.post(f"{REQUESTS}/accept", {"id": [requests["anna"], requests["bert"], "17", "x"]})
    await app.post(f"{REQUESTS}/dismiss", data={"id[]": requests["cem"]})
    await app.post(f"{REQUESTS}/accept", {})
    await app.post(f"{REQUESTS}/dismiss", {"id": [{}]})

    assert {each["account"]["username"] for each in await app.get(V1)} == {"anna", "bert"}
    assert [each["account"]["username"] for each in await app.get(REQUESTS)] == ["dora"]


async def test_requests_come_in_pages(node, app, alice):
    await app.ask("PATCH", POLICY, json={"for_not_following": "filter"})
    names = [f"gast{number}" for number in range(5)]
    for name in names:
        await write_to(node, alice, await make_account(node.store, name))

    first = await app.ask("GET", REQUESTS, limit=3)
    second = await app.ask("GET", first.links["next"])
    back = await app.ask("GET", second.links["prev"])

    assert [each["account"]["username"] for each in first.body + second.body] == names[::-1]
    assert back.body == first.body


async def test_clearing_leaves_what_waits(node, app, alice, bob):
    await write_to(node, alice, bob)
    await app.ask("PATCH", POLICY, json={"for_not_following": "filter"})
    await write_to(node, alice, bob)

    await app.post(f"{V1}/clear")

    assert await types(app, include_filtered=True) == ["mention"]
    assert len(await app.get(REQUESTS)) == 1


async def test_requests_of_the_blocked_and_of_the_gone_are_not_shown(node, app, alice, bob):
    await app.ask("PATCH", POLICY, json={"for_not_following": "filter"})
    dora = await make_account(node.store, "dora")
    for who in (bob, dora):
        await write_to(node, alice, who)

    await app.post(f"/api/v1/accounts/{bob.id}/block")
    await node.store.write(lambda tx: tx.notifications.forget_origin(dora.id))

    assert await app.get(REQUESTS) == []
    assert (await app.get(POLICY))["summary"]["pending_requests_count"] == 0


RULES = {
    "for_not_following": {"stranger", "follower", "new_follower", "newcomer", "bot", "limited"},
    "for_not_followers": {"stranger", "followed", "new_follower", "newcomer", "bot", "limited"},
    "for_new_accounts": {"newcomer"},
    "for_bots": {"bot"},
    "for_limited_accounts": {"limited"},
    "for_private_mentions": set(),
}


@pytest.mark.parametrize("rule", RULES)
async def test_each_rule_meets_whom_it_names(node, app, alice, clock, rule):
    usual = dict.fromkeys(RULES, "accept")
    long_ago = clock() - timedelta(days=31)
    people = {
        "stranger": await make_account(node.store, "stranger", created_at=long_ago),
        "follower": await make_account(node.store, "follower", created_at=long_ago),
        "new_follower": await make_account(node.store, "new_follower", created_at=long_ago),
        "followed": await make_account(node.store, "followed", created_at=long_ago),
        "newcomer": await make_account(node.store, "newcomer", created_at=clock() - timedelta(days=23)),
        "bot": await make_account(node.store, "bot", created_at=long_ago, kind=Kind.SERVICE),
        "limited": await make_account(node.store, "limited", created_at=long_ago, silenced_at=long_ago),
    }
    await make_follow(node.store, people["follower"], alice)
    clock.move(days=4)
    await make_follow(node.store, people["new_follower"], alice)
    clock.move(days=2)
    await make_follow(node.store, alice, people["followed"])
    await app.ask("PATCH", POLICY, json={**usual, rule: "filter"})

    for who in people.values():
        await write_to(node, alice, who)

    assert {each["account"]["username"] for each in await app.get(REQUESTS)} == RULES[rule]


async def test_private_mentions_are_let_through_where_they_answer(node, app, alice, bob):
    await app.ask("PATCH", POLICY, json={"for_private_mentions": "filter"})
    letter = await make_post(node.store, alice, visibility=Visibility.DIRECT, mentions=(bob.id,))

    await write_to(node, alice, bob, visibility=Visibility.DIRECT, in_reply_to_uri=letter.uri)
    await write_to(node, alice, bob)
    assert await types(app) == ["mention", "mention"]

    await write_to(node, alice, bob, visibility=Visibility.DIRECT)
    assert await types(app) == ["mention", "mention"]
    assert len(await app.get(REQUESTS)) == 1


async def test_the_strictest_rule_counts(node, app, alice):
    newcomer = await make_account(node.store, "newcomer")
    await app.ask("PATCH", POLICY, json={"for_new_accounts": "filter", "for_not_following": "drop"})

    assert not await write_to(node, alice, newcomer)


async def test_who_moderates_here_reaches_everybody(node, app, alice):
    guard = await node.create("wache")
    await app_of(node, guard, role=Role.MODERATOR)
    await app.ask("PATCH", POLICY, json={"for_not_following": "drop"})

    await write_to(node, alice, guard)
    await tell(node, alice, Event.LIKE, guard, await make_post(node.store, alice))

    assert await types(app, include_filtered=True) == ["mention"]


async def test_the_policy_is_nobody_elses(node, app, carls, anybody, alice):
    await app.ask("PATCH", POLICY, json={"for_bots": "drop"})
    reading = await app_of(node, alice, "read", name="Leser")

    assert (await carls.get(POLICY))["for_bots"] == "accept"
    assert (await anybody.ask("GET", POLICY)).status == 401
    assert (await reading.ask("PATCH", POLICY, json={"for_bots": "accept"})).status == 403
    assert (await reading.ask("POST", f"{REQUESTS}/accept", json={"id": ["1"]})).status == 403
    for method, path in (
        ("GET", f"{REQUESTS}/17"),
        ("POST", f"{REQUESTS}/17/accept"),
        ("POST", f"{REQUESTS}/x/dismiss"),
    ):
        assert (await app.ask(method, path)).status == 404


async def test_nothing_is_left_of_who_is_gone(node, app, alice, bob):
    await app.ask("PATCH", POLICY, json={"for_not_following": "filter"})
    for who in (bob, await make_account(node.store, "dora")):
        await write_to(node, alice, who)
    await app.post(f"{REQUESTS}/{(await app.get(REQUESTS))[0]['id']}/accept")
    await node.store.write(
        notify_severed, alice, SeveranceKind.HOST_BLOCKED, "elsewhere.test", followers=1, following=0
    )

    await delete_account(node.node, Actor(alice))

    tables = "notifications notification_policies notification_permissions notification_requests severances".split()
    assert {table: await node.count(table) for table in tables} == dict.fromkeys(tables, 0)


async def test_a_page_of_requests_costs_the_same_number_of_queries_however_long(node, app, alice, counted):
    await app.ask("PATCH", POLICY, json={"for_not_following": "filter"})
    for number in range(12):
        await write_to(node, alice, await make_account(node.store, f"gast{number}"))

    one, many = [await counted(app.get(REQUESTS, limit=limit)) for limit in (1, 80)]

    assert one >= many
    assert many <= 14
