"""Notifications (v1) and markers in the client API."""

from node.cli.account import ACTS
from node.cli.command import Ask
from node.cli.words import Say
from node.model.account import Actor
from node.model.login import Role
from node.outbox.react import like
from tests.web.mastodon.app import app_of

PATH = "/api/v1/notifications"


async def events(node, app, alice, carl) -> dict[str, str]:
    """Carl mentions, follows, likes, boosts, reacts; type to id of the notification."""
    post = await node.post(alice, "Guten Tag")
    carls = await app_of(node, carl)
    await node.post(carl, "Hallo @alice")
    await carls.post(f"/api/v1/accounts/{alice.id}/follow")
    await carls.post(f"/api/v1/statuses/{post.id}/favourite")
    await carls.post(f"/api/v1/statuses/{post.id}/reblog")
    return {each["type"]: each["id"] for each in await app.get(PATH)}


async def test_each_event_has_mastodons_word(node, app, alice, carl):
    found = await events(node, app, alice, carl)

    assert set(found) == {"mention", "follow", "favourite", "reblog"}
    one = await app.get(f"{PATH}/{found['reblog']}")
    assert (one["account"]["acct"], one["status"]["content"]) == ("carl", "<p>Guten Tag</p>")
    assert "status" not in await app.get(f"{PATH}/{found['follow']}")


async def test_an_emoji_reaction_is_a_favourite_to_apps(node, app, alice, carl):
    post = await node.post(alice)

    await like(node.node, Actor(carl), post.id, "🎉")

    [told] = await app.get(PATH, types=["favourite"])
    assert (told["type"], told["emoji"]) == ("favourite", "🎉")


async def test_types_are_chosen_and_left_out(node, app, alice, carl):
    await events(node, app, alice, carl)

    async def types(**params) -> list[str]:
        return [each["type"] for each in await app.get(PATH, **params)]

    assert await types(types=["follow", "mention", "no_such"]) == ["follow", "mention"]
    assert await types(exclude_types=["reblog", "favourite"]) == ["follow", "mention"]
    assert await types(types=["no_such"]) == []
    assert len(await types(account_id=carl.id)) == 4
    assert await types(account_id="x") == []


async def test_pages_go_both_ways(node, app, alice, carl):
    await events(node, app, alice, carl)

    first = await app.ask("GET", PATH, limit=2)
    second = await app.ask("GET", first.links["next"])
    back = await app.ask("GET", second.links["prev"])

    assert [each["type"] for each in first.body + second.body] == ["reblog", "favourite", "follow", "mention"]
    assert back.body == first.body


async def test_the_unread_are_those_after_the_marker(node, app, alice, carl):
    found = await events(node, app, alice, carl)
    before = await app.get(f"{PATH}/unread_count")

    moved = await app.post("/api/v1/markers", {"notifications": {"last_read_id": found["follow"]}})
    again = await app.post(
        "/api/v1/markers", data={"home[last_read_id]": "17", "notifications[last_read_id]": found["favourite"]}
    )

    assert before["count"] == 4
    assert (await app.get(f"{PATH}/unread_count"))["count"] == 1
    assert (await app.get(f"{PATH}/unread_count", types=["mention"]))["count"] == 0
    assert (await app.get(f"{PATH}/unread_count", limit=1))["count"] == 1
    assert moved["notifications"]["version"] == 1
    assert (again["notifications"]["version"], again["home"]["last_read_id"]) == (2, "17")
    assert list(await app.get("/api/v1/markers", timeline=["home"])) == ["home"]
    assert await app.get("/api/v1/markers") == {}
    assert await node.store.read(lambda tx: tx.notifications.count_unread(alice.id)) == 1


async def test_markers_out_of_range_are_no_fault(app):
    for wrong in ("x", "-1", "99999999999999999999", None, [], {}):
        answer = await app.ask(
            "POST", "/api/v1/markers", json={"home": {"last_read_id": wrong}, "notifications": wrong}
        )
        assert answer.status == 200


async def test_one_or_all_are_put_away(node, app, carls, alice, carl):
    found = await events(node, app, alice, carl)

    assert (await carls.ask("POST", f"{PATH}/{found['follow']}/dismiss")).status == 404
    await app.post(f"{PATH}/{found['follow']}/dismiss")
    assert (await app.ask("GET", f"{PATH}/{found['follow']}")).status == 404
    assert len(await app.get(PATH)) == 3
    await app.post(f"{PATH}/clear")
    assert await app.get(PATH) == []


async def test_moderators_see_what_was_reported(node, carl, alice):
    moderator = await node.create("wache")
    hers = await app_of(node, moderator, role=Role.MODERATOR)
    carls = await app_of(node, carl)

    made = await carls.post(
        "/api/v1/reports", {"account_id": str(alice.id), "comment": "Unsinn", "category": "spam", "forward": False}
    )

    [told] = await hers.get(PATH)
    assert (told["type"], told["report"]["id"], told["report"]["category"]) == ("admin.report", made["id"], "spam")
    assert told["report"]["target_account"]["acct"] == "alice"


async def test_moderators_learn_of_new_accounts_and_others_do_not(node, app):
    hers = await app_of(node, await node.create("wache"), role=Role.MODERATOR)

    for name in ("emil", "fritz"):
        values = {
            "name": name,
            "kind": "person",
            "role": "member",
            "email": f"{name}@here.test",
            "password": "ein Kennwort",
        }
        await ACTS["account create"](node.node, Ask(values, Say("en")))

    assert [(each["type"], each["account"]["acct"]) for each in await hers.get(PATH)] == [
        ("admin.sign_up", "fritz"),
        ("admin.sign_up", "emil"),
    ]
    [group] = (await hers.get("/api/v2/notifications"))["notification_groups"]
    assert (group["type"], group["notifications_count"]) == ("admin.sign_up", 2)
    assert await app.get(PATH) == []


async def test_an_edit_is_told_to_who_boosted_and_a_poll_when_it_ends(node, app, carls, alice, carl, clock):
    post = await carls.post("/api/v1/statuses", {"status": "Wann?", "poll": {"options": ["a", "b"], "expires_in": 600}})
    await app.post(f"/api/v1/polls/{post['id']}/votes", {"choices": [0]})
    await app.post(f"/api/v1/statuses/{post['id']}/reblog")
    await carls.ask(
        "PUT",
        f"/api/v1/statuses/{post['id']}",
        json={"status": "Wann denn?", "poll": {"options": ["a", "b"], "expires_in": 600}},
    )
    clock.move(hours=1)

    from node.outbox.vote import tell_results

    await tell_results(node.node)

    assert [each["type"] for each in await app.get(PATH)] == ["poll", "update"]


async def test_nobody_reads_anothers(node, app, carls, anybody, alice, carl):
    found = await events(node, app, alice, carl)

    assert (await carls.ask("GET", f"{PATH}/{found['follow']}")).status == 404
    assert (await anybody.ask("GET", PATH)).status == 401
    assert (await app.ask("GET", f"{PATH}/99999999999999999999")).status == 404
