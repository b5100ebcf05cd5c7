"""Notifications in groups (v2): what is told together, in pages, and what hangs on them."""

import asyncio

import pytest

from node.model.account import Actor
from node.model.ids import HIGHEST
from node.model.moderation import Measure, Strike
from node.model.notification import Event
from node.model.quote import Quote, QuoteState
from node.outbox.react import like
from node.timelines.notify import notify, notify_warned
from tests.builders import make_account, make_follow, make_post
from tests.web.mastodon.app import app_of

V1, V2 = "/api/v1/notifications", "/api/v2/notifications"


async def tell(node, account, event, origin, post=None, emoji="") -> bool:
    return await node.store.write(notify, account, event, origin, post, emoji)


@pytest.fixture
async def post(node, alice):
    return await node.post(alice, "Guten Tag")


async def likers(node, alice, post, names) -> list:
    """Who liked it, one after the other."""
    who = [await make_account(node.store, name) for name in names]
    for each in who:
        assert await tell(node, alice, Event.LIKE, each, post)
    return who


def keys(body) -> list[str]:
    return [each["group_key"].rpartition("-")[0] for each in body["notification_groups"]]


async def test_likes_of_one_post_are_one_group(node, app, alice, post):
    anna, bert, cem = await likers(node, alice, post, ["anna", "bert", "cem"])

    body = await app.get(V2)

    [group] = body["notification_groups"]
    singles = await app.get(V1)
    assert group["type"] == "favourite"
    assert group["notifications_count"] == 3
    assert group["sample_account_ids"] == [str(each.id) for each in (cem, bert, anna)]
    assert group["status_id"] == str(post.id) == body["statuses"][0]["id"]
    assert {each["acct"] for each in body["accounts"]} == {f"{name}@there.test" for name in ("anna", "bert", "cem")}
    assert str(group["most_recent_notification_id"]) == group["page_max_id"] == singles[0]["id"]
    assert group["page_min_id"] == singles[2]["id"]
    assert group["latest_page_notification_at"] == singles[0]["created_at"]
    assert {each["group_key"] for each in singles} == {group["group_key"]}


async def test_a_group_key_names_the_post_and_the_hour(node, app, alice, post, clock):
    await likers(node, alice, post, ["anna"])

    [group] = (await app.get(V2))["notification_groups"]

    assert group["group_key"] == f"favourite-{post.id}-{int(clock().timestamp()) // 3600}"


async def test_a_group_spans_half_a_day(node, app, alice, post, clock):
    await likers(node, alice, post, ["anna"])
    clock.move(hours=11)
    await likers(node, alice, post, ["bert"])
    clock.move(hours=1)
    await likers(node, alice, post, ["cem"])

    counts = [each["notifications_count"] for each in (await app.get(V2))["notification_groups"]]

    assert counts == [1, 2]


async def test_follows_and_boosts_have_groups_and_mentions_stand_alone(node, app, alice, post):
    anna, bert = [await make_account(node.store, name) for name in ("anna", "bert")]
    for who in (anna, bert):
        await tell(node, alice, Event.FOLLOW, who)
        await tell(node, alice, Event.BOOST, who, post)
        await tell(node, alice, Event.MENTION, who, await make_post(node.store, who))

    body = await app.get(V2)

    assert keys(body) == ["ungrouped", f"reblog-{post.id}", "follow", "ungrouped"]
    assert [each["notifications_count"] for each in body["notification_groups"]] == [1, 2, 2, 1]


async def test_an_emoji_joins_the_likes_and_nobody_is_named_twice(node, app, carls, alice, carl, post):
    await carls.post(f"/api/v1/statuses/{post.id}/favourite")
    await like(node.node, Actor(carl), post.id, "🎉")

    [group] = (await app.get(V2))["notification_groups"]

    assert (group["notifications_count"], group["sample_account_ids"]) == (2, [str(carl.id)])


async def test_apps_choose_what_is_grouped(node, app, alice, post):
    for who in await likers(node, alice, post, ["anna", "bert"]):
        await tell(node, alice, Event.BOOST, who, post)

    body = await app.get(V2, grouped_types=["reblog", "mention", "no_such"])

    assert keys(body) == [f"reblog-{post.id}", "ungrouped", "ungrouped"]
    single = body["notification_groups"][1]
    assert single["group_key"] == f"ungrouped-{single['page_max_id']}"
    assert (single["notifications_count"], len(single["sample_account_ids"])) == (1, 1)


async def test_of_most_accounts_only_the_picture_is_shown(node, app, alice, post):
    anna, bert, cem = await likers(node, alice, post, ["anna", "bert", "cem"])

    body = await app.get(V2, expand_accounts="partial_avatars")

    assert [each["id"] for each in body["accounts"]] == [str(cem.id)]
    assert {each["id"] for each in body["partial_accounts"]} == {str(anna.id), str(bert.id)}
    assert (await app.ask("GET", V2, expand_accounts="none")).status == 422


async def test_a_sample_has_at_most_eight(node, app, alice, post):
    who = await likers(node, alice, post, [f"gast{number}" for number in range(11)])

    [group] = (await app.get(V2))["notification_groups"]

    assert group["notifications_count"] == 11
    assert group["sample_account_ids"] == [str(each.id) for each in who[:2:-1]]


async def test_a_group_on_two_pages_says_how_far_each_goes(node, app, alice, post):
    """As Mastodon does: counted up to the page's newest, told again where the next page begins."""
    anna, bert = await likers(node, alice, post, ["anna", "bert"])
    await tell(node, alice, Event.FOLLOW, anna)
    await likers(node, alice, post, ["cem"])
    third, follow, second, first = [each["id"] for each in await app.get(V1)]

    newest = await app.ask("GET", V2, limit=2)
    older = await app.ask("GET", newest.links["next"])
    back = await app.ask("GET", older.links["prev"])

    likes, followed = newest.body["notification_groups"]
    assert (likes["page_max_id"], likes["page_min_id"], likes["notifications_count"]) == (third, third, 3)
    assert (followed["page_max_id"], followed["page_min_id"]) == (follow, follow)
    [rest] = older.body["notification_groups"]
    assert (rest["group_key"], rest["page_max_id"], rest["page_min_id"]) == (likes["group_key"], second, first)
    assert (rest["notifications_count"], rest["sample_account_ids"]) == (2, [str(bert.id), str(anna.id)])
    assert [each["page_max_id"] for each in back.body["notification_groups"]] == [third, follow]
    assert "next" not in older.links
    assert (await app.get(V2, since_id=second))["notification_groups"][1]["page_min_id"] == follow


async def test_walking_upwards_meets_every_group(node, app, alice, post):
    posts = [post, *[await node.post(alice) for _ in range(4)]]
    anna, bert = [await make_account(node.store, name) for name in ("anna", "bert")]
    for each in posts:
        await tell(node, alice, Event.LIKE, anna, each)
    for each in posts:
        await tell(node, alice, Event.LIKE, bert, each)

    met, page = [], await app.get(V2, min_id=1, limit=3)
    while page["notification_groups"]:
        met += [each["status_id"] for each in page["notification_groups"][::-1]]
        last = max(int(each["page_max_id"]) for each in page["notification_groups"])
        page = await app.get(V2, min_id=last, limit=3)

    assert list(dict.fromkeys(met)) == [str(each.id) for each in posts]
    assert met[:3] == [str(each.id) for each in posts[:3]]


async def test_who_is_blocked_muted_or_gone_leaves_the_group(node, app, alice, post):
    anna, bert, cem, dora = await likers(node, alice, post, ["anna", "bert", "cem", "dora"])

    await app.post(f"/api/v1/accounts/{dora.id}/mute")
    await app.post(f"/api/v1/accounts/{cem.id}/block")
    [group] = (await app.get(V2))["notification_groups"]
    [counted] = (await app.get(f"{V2}/{group['group_key']}"))["notification_groups"]
    await app.post("/api/v1/domain_blocks", {"domain": "there.test"})

    assert (group["notifications_count"], counted["notifications_count"]) == (2, 2)
    assert group["sample_account_ids"] == [str(bert.id), str(anna.id)]
    assert (await app.get(V2))["notification_groups"] == []


async def test_a_group_is_looked_up_and_put_away(node, app, carls, alice, post):
    anna, bert = await likers(node, alice, post, ["anna", "bert"])
    await tell(node, alice, Event.FOLLOW, anna)
    likes = (await app.get(V2))["notification_groups"][1]["group_key"]

    found = await app.get(f"{V2}/{likes}")
    who = await app.get(f"{V2}/{likes}/accounts")
    await carls.post(f"{V2}/{likes}/dismiss")

    assert found["notification_groups"][0]["notifications_count"] == 2
    assert "page_min_id" not in found["notification_groups"][0]
    assert [each["id"] for each in who] == [str(bert.id), str(anna.id)]
    assert (await carls.ask("GET", f"{V2}/{likes}")).status == 404
    assert (await carls.ask("GET", f"{V2}/{likes}/accounts")).status == 404
    assert len((await app.get(V2))["notification_groups"]) == 2
    await app.post(f"{V2}/{likes}/dismiss")
    assert keys(await app.get(V2)) == ["follow"]
    assert (await app.ask("GET", f"{V2}/{likes}")).status == 404


async def test_a_single_one_has_a_key_as_well(node, app, carls, alice, post):
    await likers(node, alice, post, ["anna", "bert"])
    latest = (await app.get(V1))[0]["id"]

    body = await app.get(f"{V2}/ungrouped-{latest}")
    await carls.post(f"{V2}/ungrouped-{latest}/dismiss")
    assert body["notification_groups"][0]["notifications_count"] == 1
    assert len(await app.get(V1)) == 2

    await app.post(f"{V2}/ungrouped-{latest}/dismiss")
    assert (await app.get(V2))["notification_groups"][0]["notifications_count"] == 1


async def test_names_of_no_group_are_no_fault(app):
    for key in ("x", "ungrouped-", "ungrouped-x", f"ungrouped-{HIGHEST}", "ungrouped-" + "9" * 40, "favourite-1-1"):
        assert (await app.ask("GET", f"{V2}/{key}")).status == 404
        assert (await app.ask("GET", f"{V2}/{key}/accounts")).status == 404
        await app.post(f"{V2}/{key}/dismiss")


async def test_accounts_of_a_group_come_in_pages(node, app, alice, post):
    who = await likers(node, alice, post, [f"gast{number}" for number in range(5)])
    [group] = (await app.get(V2))["notification_groups"]

    first = await app.ask("GET", f"{V2}/{group['group_key']}/accounts", limit=3)
    second = await app.ask("GET", first.links["next"])

    assert [each["id"] for each in first.body + second.body] == [str(each.id) for each in who[::-1]]


async def test_unread_groups_are_counted_from_the_marker(node, app, alice, post):
    anna, _ = await likers(node, alice, post, ["anna", "bert"])
    await tell(node, alice, Event.FOLLOW, anna)
    await likers(node, alice, post, ["cem"])

    async def count(**params) -> int:
        return (await app.get(f"{V2}/unread_count", **params))["count"]

    assert await count() == 2
    assert await count(types=["follow"]) == 1
    assert await count(exclude_types=["follow"], grouped_types=["follow"]) == 3
    assert await count(limit=1) == 1
    assert await count(account_id=anna.id) == 2
    second = (await app.get(V1))[2]["id"]
    await app.post("/api/v1/markers", {"notifications": {"last_read_id": second}})
    assert await count() == 2
    newest = (await app.get(V1))[0]["id"]
    await app.post("/api/v1/markers", {"notifications": {"last_read_id": newest}})
    assert await count() == 0


async def test_only_what_one_account_did(node, app, alice, post):
    anna, _ = await likers(node, alice, post, ["anna", "bert"])

    [group] = (await app.get(V2, account_id=anna.id))["notification_groups"]

    assert group["type"] == "favourite"
    assert (await app.get(V2, account_id=alice.id))["notification_groups"] == []
    assert (await app.get(V2, account_id="x"))["notification_groups"] == []


async def test_the_same_like_at_the_same_time_is_told_once(node, app, alice, carl, post):
    actor = Actor(carl)

    await asyncio.gather(*(like(node.node, actor, post.id) for _ in range(8)))

    assert len(await app.get(V1)) == 1


async def test_likes_at_the_same_time_are_one_group(node, app, alice, post):
    who = [await make_account(node.store, f"gast{number}") for number in range(8)]

    await asyncio.gather(*(tell(node, alice, Event.LIKE, each, post) for each in who))

    [group] = (await app.get(V2))["notification_groups"]
    assert group["notifications_count"] == 8


async def test_an_undone_like_leaves_the_group(node, app, carls, alice, carl, post):
    await likers(node, alice, post, ["anna"])
    await carls.post(f"/api/v1/statuses/{post.id}/favourite")
    await carls.post(f"/api/v1/statuses/{post.id}/unfavourite")

    [group] = (await app.get(V2))["notification_groups"]

    assert group["notifications_count"] == 1


async def test_apps_that_do_not_know_a_type_are_told_in_words(node, app, alice):
    bob = await make_account(node.store, "bob")
    quote = await make_post(node.store, bob)
    await tell(node, alice, Event.QUOTE, bob, quote)
    language = {"Accept-Language": "en"}

    [known] = await app.get(V1, supported_types=["quote"])
    [unknown] = await app.get(V1, supported_types=["mention"], headers=language)
    [one] = await app.get(V1)
    [group] = (await app.get(V2, supported_types=["mention"]))["notification_groups"]
    [looked_up] = (await app.get(f"{V2}/ungrouped-{one['id']}", supported_types=["x"]))["notification_groups"]

    assert "fallback" not in known
    assert "fallback" not in one
    assert unknown["fallback"]["title"] == "Bob quoted your post"
    assert group["fallback"]["title"] == looked_up["fallback"]["title"] == "Bob hat Ihren Beitrag zitiert"
    assert (await app.get(f"{V1}/{one['id']}", supported_types=["x"]))["fallback"]["details"] is None


async def test_words_for_unknown_types_are_safe_html(node, app, alice):
    bob = await make_account(node.store, "bob", display_name="<script>alert(1)</script>")
    await tell(node, alice, Event.QUOTE, bob, await make_post(node.store, bob))

    [told] = await app.get(V1, supported_types=["mention"])

    assert "<script>" not in told["fallback"]["title"]


async def test_whoever_mutes_a_host_learns_which_follows_ended(node, app, alice):
    bob, dora = await make_account(node.store, "bob"), await make_account(node.store, "dora")
    await make_follow(node.store, bob, alice)
    await make_follow(node.store, alice, dora)
    await make_follow(node.store, alice, bob)

    await app.post("/api/v1/domain_blocks", {"domain": "there.test"})
    await app.post("/api/v1/domain_blocks", {"domain": "elsewhere.test"})

    [told] = await app.get(V1)
    [group] = (await app.get(V2))["notification_groups"]
    assert (told["type"], told["account"]["id"]) == ("severed_relationships", str(alice.id))
    assert (told["event"]["type"], told["event"]["target_name"]) == ("user_domain_block", "there.test")
    assert (told["event"]["followers_count"], told["event"]["following_count"]) == (1, 2)
    assert group["event"] == told["event"]


async def test_whoever_is_warned_reads_why_and_not_by_whom(node, app, alice):
    """T-141."""

    async def warn(tx, text: str) -> None:
        strike = Strike(
            id=tx.ids.new(),
            account_id=alice.id,
            measure=Measure.NONE,
            text=text,
            post_ids=(17,),
            report_id=None,
            created_at=tx.now,
        )
        await tx.strikes.add(strike)
        await notify_warned(tx, alice, strike.id)

    await node.store.write(warn, "Bitte freundlich bleiben.")
    await node.store.write(warn, "Noch einmal.")

    again, told = await app.get(V1)
    assert (told["type"], told["account"]["id"]) == ("moderation_warning", str(alice.id))
    assert told["moderation_warning"]["text"] == "Bitte freundlich bleiben."
    assert (told["moderation_warning"]["action"], told["moderation_warning"]["status_ids"]) == ("none", ["17"])
    assert again["moderation_warning"]["text"] == "Noch einmal."


async def test_who_quoted_a_post_is_told_that_it_was_edited(node, app, carls, alice, carl, post):
    quoting = await make_post(node.store, carl, quote_uri=post.uri)
    quote = Quote(
        post_id=quoting.id,
        author_id=carl.id,
        quoted_uri=post.uri,
        quoted_id=post.id,
        quoted_author_id=alice.id,
        state=QuoteState.ACCEPTED,
        created_at=node.node.clock(),
    )
    await node.store.write(lambda tx: tx.quotes.put(quote))

    for text in ("Guten Morgen", "Guten Abend"):
        assert (await app.ask("PUT", f"/api/v1/statuses/{post.id}", json={"status": text})).status == 200

    [told] = await carls.get(V1)
    assert (told["type"], told["account"]["acct"], told["status"]["id"]) == ("quoted_update", "alice", str(quoting.id))


async def test_groups_are_nobody_elses(node, app, carls, anybody, alice, post):
    await likers(node, alice, post, ["anna"])
    reading = await app_of(node, alice, "read:statuses", name="Leser")

    assert (await carls.get(V2))["notification_groups"] == []
    assert (await anybody.ask("GET", V2)).status == 401
    assert (await reading.ask("GET", V2)).status == 403


async def test_a_page_of_groups_costs_the_same_number_of_queries_however_long(node, app, alice, counted):
    posts = [await make_post(node.store, alice) for _ in range(20)]
    who = [await make_account(node.store, f"gast{number}") for number in range(10)]
    for each in posts:
        for origin in who:
            await tell(node, alice, Event.LIKE, origin, each)
    for origin in who:
        await tell(node, alice, Event.MENTION, origin, await make_post(node.store, origin))

    one, many = [await counted(app.get(V2, limit=limit)) for limit in (1, 80)]

    assert len((await app.get(V2, limit=80))["notification_groups"]) == 30
    assert one >= many - 2  # what only a mention has is looked for when there is one
    assert many <= 16
