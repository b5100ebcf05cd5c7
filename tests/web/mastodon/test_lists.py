"""Lists through the client API: kept, filled, read, and nobody else's."""

import pytest

from node.model.visibility import Visibility
from tests.builders import make_account, make_follow, make_post

LISTS = "/api/v1/lists"
HOME = "/api/v1/timelines/home"


async def refused(answer) -> tuple[int, str]:
    return answer.status, answer.body["error"]


@pytest.fixture
async def nearby(app) -> str:
    """Alice's list."""
    return (await app.post(LISTS, {"title": "Nachbarn"}))["id"]


@pytest.fixture
async def friend(node, alice):
    friend = await make_account(node.store, "friend")
    await make_follow(node.store, alice, friend)
    return friend


async def test_a_list_is_made_changed_and_deleted(app):
    made = await app.post(LISTS, {"title": " Nachbarn ", "replies_policy": "followed", "exclusive": "1"})
    assert made == {"id": made["id"], "title": "Nachbarn", "replies_policy": "followed", "exclusive": True}

    renamed = await app.ask("PUT", f"{LISTS}/{made['id']}", json={"title": "Umland"})
    assert renamed.body == made | {"title": "Umland"}
    changed = await app.ask("PUT", f"{LISTS}/{made['id']}", data={"replies_policy": "none", "exclusive": "false"})
    assert changed.body == made | {"title": "Umland", "replies_policy": "none", "exclusive": False}
    assert await app.get(LISTS) == [changed.body]
    assert await app.get(f"{LISTS}/{made['id']}") == changed.body

    assert (await app.ask("DELETE", f"{LISTS}/{made['id']}")).body == {}
    assert await app.get(LISTS) == []
    assert (await app.ask("GET", f"{LISTS}/{made['id']}")).status == 404


async def test_what_makes_no_list_is_refused_and_changes_nothing(app, nearby):
    path = f"{LISTS}/{nearby}"
    before = await app.get(path)

    assert await refused(await app.ask("POST", LISTS)) == (422, "Validation failed: Title can't be blank")
    assert (await app.ask("PUT", path, json={"title": "  "})).status == 422
    assert (await app.ask("PUT", path, json={"title": "x" * 257})).status == 422
    assert await refused(await app.ask("PUT", path, json={"title": "Neu", "replies_policy": "some"})) == (
        422,
        "'some' is not a valid replies_policy",
    )
    assert await app.get(LISTS) == [before]


async def test_nobody_keeps_more_than_fifty_lists(app):
    for number in range(50):
        await app.post(LISTS, {"title": f"Liste {number}"})

    answer = await app.ask("POST", LISTS, json={"title": "Noch eine"})

    assert await refused(answer) == (422, "Validation failed: You have reached the maximum number of lists")
    assert len(await app.get(LISTS)) == 50


async def test_lists_are_nobody_elses(node, app, carls, anybody, nearby, friend):
    await app.post(f"{LISTS}/{nearby}/accounts", {"account_ids": [str(friend.id)]})

    for method, path in (
        ("GET", f"{LISTS}/{nearby}"),
        ("PUT", f"{LISTS}/{nearby}"),
        ("DELETE", f"{LISTS}/{nearby}"),
        ("GET", f"{LISTS}/{nearby}/accounts"),
        ("POST", f"{LISTS}/{nearby}/accounts"),
        ("DELETE", f"{LISTS}/{nearby}/accounts"),
        ("GET", f"/api/v1/timelines/list/{nearby}"),
    ):
        body = {"title": "Meine", "account_ids": [str(friend.id)]} if method != "GET" else None
        assert await refused(await carls.ask(method, path, json=body)) == (404, "Record not found")
        assert (await anybody.ask(method, path, json=body)).status == 401
    assert await carls.get(LISTS) == await carls.get(f"/api/v1/accounts/{friend.id}/lists") == []
    assert [each["id"] for each in await app.get(f"{LISTS}/{nearby}/accounts")] == [str(friend.id)]


async def test_a_token_needs_the_scope_of_lists(node, alice):
    from tests.web.mastodon.app import app_of

    reader = await app_of(node, alice, "read:lists")

    assert await reader.get(LISTS) == []
    assert (await reader.ask("POST", LISTS, json={"title": "Neu"})).status == 403
    assert (await reader.ask("GET", HOME)).status == 403


async def test_members_are_those_one_follows(node, app, alice, carl, nearby, friend):
    path = f"{LISTS}/{nearby}/accounts"
    asked = await make_account(node.store, "asked", "c.test")
    await make_follow(node.store, alice, asked, accepted=False)

    await app.post(path, {"account_ids": [str(friend.id), str(asked.id), str(alice.id)]})
    for ids in ([str(carl.id)], ["1"], ["abc"], ["9" * 30], [str(friend.id), "1"]):
        assert await refused(await app.ask("POST", path, json={"account_ids": ids})) == (404, "Record not found")
    again = await app.ask("POST", path, data={"account_ids[]": str(friend.id)})
    assert await refused(again) == (422, "Validation failed: Account has already been taken")

    members = {each["id"] for each in await app.get(path)}
    assert members == {str(friend.id), str(asked.id), str(alice.id)}
    assert [each["id"] for each in await app.get(f"/api/v1/accounts/{friend.id}/lists")] == [nearby]
    assert (await app.ask("GET", "/api/v1/accounts/1/lists")).status == 404

    gone = await app.ask("DELETE", path, json={"account_ids": [str(friend.id), "1"]})
    assert gone.body == {}
    assert await app.get(f"/api/v1/accounts/{friend.id}/lists") == []


async def test_who_is_unfollowed_leaves_the_list(app, nearby, friend):
    await app.post(f"{LISTS}/{nearby}/accounts", {"account_ids": [str(friend.id)]})

    await app.post(f"/api/v1/accounts/{friend.id}/unfollow")

    assert await app.get(f"{LISTS}/{nearby}/accounts") == []


async def test_members_come_in_pages_or_all_at_once(node, app, alice, nearby):
    path, ids = f"{LISTS}/{nearby}/accounts", []
    for number in range(90):
        account = await make_account(node.store, f"m{number}")
        await make_follow(node.store, alice, account)
        ids.append(str(account.id))
    await app.post(path, {"account_ids": ids})

    first = await app.ask("GET", path)
    second = await app.ask("GET", first.links["next"])
    third = await app.ask("GET", second.links["next"])
    everyone = await app.ask("GET", path, limit=0)

    assert [each["id"] for each in first.body + second.body + third.body] == ids[::-1]
    assert (len(first.body), len(second.body)) == (40, 40)
    assert [each["id"] for each in everyone.body] == ids[::-1]
    assert everyone.links == {}


async def test_a_list_has_a_timeline_of_its_own(node, app, alice, nearby, friend):
    await make_follow(node.store, alice, await make_account(node.store, "other"))
    await app.post(f"{LISTS}/{nearby}/accounts", {"account_ids": [str(friend.id)]})
    ids = [str((await make_post(node.store, friend)).id) for _ in range(5)][::-1]
    await make_post(node.store, friend, visibility=Visibility.DIRECT)
    path = f"/api/v1/timelines/list/{nearby}"

    first = await app.ask("GET", path, limit=3)
    second = await app.ask("GET", first.links["next"])
    up = await app.ask("GET", second.links["prev"])

    assert [each["id"] for each in first.body + second.body] == ids
    assert [each["id"] for each in up.body] == ids[:3]


async def test_members_of_an_exclusive_list_leave_home_at_once(node, app, nearby, friend):
    post = str((await make_post(node.store, friend)).id)
    assert [each["id"] for each in await app.get(HOME)] == [post]

    await app.post(f"{LISTS}/{nearby}/accounts", {"account_ids": [str(friend.id)]})
    assert [each["id"] for each in await app.get(HOME)] == [post]
    await app.ask("PUT", f"{LISTS}/{nearby}", json={"exclusive": True})

    assert await app.get(HOME) == []
    assert [each["id"] for each in await app.get(f"/api/v1/timelines/list/{nearby}")] == [post]
