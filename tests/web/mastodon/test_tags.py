"""Hashtags through the client API: looked at, followed, shown on a profile."""

from node.model.visibility import Visibility
from tests.builders import make_account, make_post

HOME = "/api/v1/timelines/home"
TAGS, FOLLOWED, FEATURED = "/api/v1/tags", "/api/v1/followed_tags", "/api/v1/featured_tags"


async def test_anybody_looks_at_a_hashtag_also_at_one_nobody_used(node, app, anybody, alice):
    await node.post(alice, "Heute #Straße")

    used, unused = await anybody.get(f"{TAGS}/STRASSE"), await app.get(f"{TAGS}/Niemals")

    assert used["name"] == "Straße"
    assert used["history"][0] | {"day": ""} == {"day": "", "uses": "1", "accounts": "1"}
    assert "following" not in used
    assert (unused["following"], unused["featuring"], len(unused["history"])) == (False, False, 7)
    for name in ("123", "a b", "a%2Fb", "x" * 101, "%23", "-"):
        assert (await app.ask("GET", f"{TAGS}/{name}")).status == 404


async def test_a_hashtag_is_shown_as_it_is_usually_written(node, app, anybody, alice, carl):
    await node.store.write(lambda tx: tx.db.run("UPDATE accounts SET discoverable = TRUE WHERE id = ?", carl.id))
    first = await node.post(carl, "Zum #StraßenFest")
    await node.post(alice, "Nochmal #strassenfest")
    await node.post(carl, "Immer noch #StraßenFest")
    for _ in range(4):  # how it is written where only followers read it is not told
        await node.post(alice, "#STRASSENFEST", visibility=Visibility.FOLLOWERS)
    await app.post(f"{TAGS}/strassenfest/follow")
    await app.post(FEATURED, {"name": "#Straßenfest"})

    shown = {
        "itself": [await anybody.get(f"{TAGS}/STRASSENFEST")],
        "followed": await app.get(FOLLOWED),
        "found": (await anybody.get("/api/v2/search", q="strassenf", type="hashtags"))["hashtags"],
        "trends": await anybody.get("/api/v1/trends/tags"),
        "post": (await anybody.get(f"/api/v1/statuses/{first.id}"))["tags"],
        "featured": await anybody.get(f"/api/v1/accounts/{alice.id}/featured_tags"),
    }

    featured = shown.pop("featured")
    assert {name: [each["name"] for each in found] for name, found in shown.items()} == {
        name: ["StraßenFest"] for name in shown
    }
    assert [each["name"] for each in featured] == ["Straßenfest"]  # as she who shows it wrote it
    assert await app.get(f"{TAGS}/straßenfest") == await app.get(f"{TAGS}/STRASSENFEST")


async def test_followed_hashtags_bring_their_public_posts_home(node, app, alice, carl):
    stranger = await make_account(node.store)
    before = await make_post(node.store, stranger, tags=("muenchen",))

    followed = await app.post(f"{TAGS}/München/follow")
    again = await app.post(f"{TAGS}/muenchen/follow")
    after = await node.post(carl, "In #MÜNCHEN")

    assert followed["following"] is again["following"] is True
    assert [each["id"] for each in await app.get(HOME)] == [str(after.id), str(before.id)]
    assert (await app.post(f"{TAGS}/München/unfollow"))["following"] is False
    assert (await app.post(f"{TAGS}/München/unfollow"))["following"] is False
    assert await app.get(HOME) == []


async def test_the_hashtags_one_follows_are_listed_in_pages(app, carls):
    names = [f"thema{letter}" for letter in "abcde"]
    for name in names:
        await app.post(f"{TAGS}/{name}/follow")

    first = await app.ask("GET", FOLLOWED, limit=3)
    second = await app.ask("GET", first.links["next"])
    up = await app.ask("GET", second.links["prev"])

    assert [each["name"] for each in first.body + second.body] == names[::-1]
    assert [each["name"] for each in up.body] == names[::-1][:3]
    assert all(each["following"] for each in first.body)
    assert await carls.get(FOLLOWED) == []


async def test_search_and_trends_say_which_hashtags_one_follows(node, app, anybody, alice):
    await node.store.write(lambda tx: tx.db.run("UPDATE accounts SET discoverable = TRUE WHERE id = ?", alice.id))
    await node.post(alice, "#markt #bad")
    await app.post(f"{TAGS}/markt/follow")

    async def following(who, path, **params) -> dict[str, bool | None]:
        body = await who.get(path, **params)
        return {each["name"]: each.get("following") for each in (body if isinstance(body, list) else body["hashtags"])}

    assert await following(app, "/api/v2/search", q="#markt") == {"markt": True}
    assert await following(app, "/api/v1/trends/tags") == {"markt": True, "bad": False}
    assert await following(anybody, "/api/v2/search", q="#markt") == {"markt": None}


async def test_hashtags_are_shown_on_the_profile_with_their_numbers(node, app, anybody, alice, clock):
    await node.post(alice, "#Markt")
    await node.post(alice, "#Markt", visibility="followers")

    made = await app.post(FEATURED, {"name": "#Markt"})
    today = clock().date().isoformat()
    assert made == {
        "id": made["id"],
        "name": "Markt",
        "url": f"{node.origin}/tags/Markt",
        "statuses_count": "1",
        "last_status_at": today,
    }
    clock.move(days=1)
    await node.post(alice, "Wieder #markt", visibility="unlisted")
    unused = await app.post(FEATURED, {"name": "Bad"})

    shown = [made | {"statuses_count": "2", "last_status_at": clock().date().isoformat()}, unused]
    assert (unused["statuses_count"], unused["last_status_at"]) == ("0", None)
    assert await app.get(FEATURED) == await anybody.get(f"/api/v1/accounts/{alice.id}/featured_tags") == shown
    assert (await app.get("/api/v1/profile"))["featured_tags"] == shown
    assert (await app.ask("DELETE", f"{FEATURED}/{made['id']}")).body == {}
    assert await app.get(FEATURED) == [unused]
    assert (await app.ask("DELETE", f"{FEATURED}/{made['id']}")).status == 404


async def test_a_hashtag_is_shown_and_taken_down_by_its_name(app):
    first, second = await app.post(f"{TAGS}/Markt/feature"), await app.post(f"{TAGS}/markt/feature")
    assert first["featuring"] is second["featuring"] is True
    assert [each["name"] for each in await app.get(FEATURED)] == ["Markt"]

    assert (await app.post(f"{TAGS}/markt/unfeature"))["featuring"] is False
    assert await app.get(FEATURED) == []


async def test_what_is_no_hashtag_stands_there_already_or_is_too_much_is_refused(app, carls):
    made = await app.post(FEATURED, {"name": "thema0"})

    async def sentence(name: str) -> str:
        answer = await app.ask("POST", FEATURED, json={"name": name})
        assert answer.status == 422
        return answer.body["error"]

    assert await sentence("") == await sentence("a b") == await sentence("123") == "Validation failed: Tag is invalid"
    assert await sentence("Thema0") == "Validation failed: Tag has already been taken"
    for number in range(1, 10):
        await app.post(FEATURED, {"name": f"thema{number}"})
    full = "Validation failed: You have already featured the maximum number of hashtags"
    assert await sentence("thema10") == full
    assert (await app.ask("POST", f"{TAGS}/thema10/feature")).body["error"] == full
    assert (await app.post(f"{TAGS}/thema1/feature"))["featuring"] is True
    assert (await carls.ask("DELETE", f"{FEATURED}/{made['id']}")).status == 404
    assert len(await app.get(FEATURED)) == 10


async def test_what_one_uses_most_is_suggested(node, app, alice, carl):
    for text in ("#markt", "#markt #bad", "#bad #fest", "#markt"):
        await node.post(alice, text)
    await node.post(alice, "#geheim", visibility="direct")
    await node.post(carl, "#anderes")
    await app.post(f"{TAGS}/bad/feature")

    assert [each["name"] for each in await app.get(f"{FEATURED}/suggestions")] == ["markt", "fest"]


async def test_accounts_that_are_gone_or_live_elsewhere_show_none(node, app, anybody, carl, carls):
    await carls.post(FEATURED, {"name": "markt"})
    elsewhere = await make_account(node.store)
    await node.store.write(lambda tx: tx.db.run("UPDATE accounts SET suspended_at = 1 WHERE id = ?", carl.id))

    assert await anybody.get(f"/api/v1/accounts/{carl.id}/featured_tags") == []
    assert await anybody.get(f"/api/v1/accounts/{elsewhere.id}/featured_tags") == []
    assert (await anybody.ask("GET", "/api/v1/accounts/1/featured_tags")).status == 404


async def test_only_people_with_the_scopes_follow_and_show_hashtags(node, alice, anybody):
    from tests.web.mastodon.app import app_of

    reader = await app_of(node, alice, "read")
    for method, path in (
        ("POST", f"{TAGS}/markt/follow"),
        ("POST", f"{TAGS}/markt/unfollow"),
        ("POST", f"{TAGS}/markt/feature"),
        ("POST", f"{TAGS}/markt/unfeature"),
        ("POST", FEATURED),
        ("DELETE", f"{FEATURED}/1"),
    ):
        assert (await reader.ask(method, path)).status == 403
        assert (await anybody.ask(method, path)).status == 401
    for path in (FOLLOWED, FEATURED, f"{FEATURED}/suggestions"):
        assert (await anybody.ask("GET", path)).status == 401


async def test_other_servers_read_the_hashtags_of_a_profile(node, app, alice):
    await app.post(FEATURED, {"name": "Markt"})

    document = await node.json("/users/alice/collections/tags")

    assert (document["type"], document["totalItems"]) == ("Collection", 1)
    assert document["items"] == [{"type": "Hashtag", "href": f"{node.origin}/tags/Markt", "name": "#Markt"}]


async def test_lists_of_hashtags_cost_the_same_however_long(node, app, alice, monkeypatch):
    for number in range(30):
        await app.post(f"{TAGS}/thema{number}/follow")
    connection = await node.store.read(_connection)
    asked = 0
    rows = connection.rows

    async def counted(self, sql, *params):
        nonlocal asked
        asked += 1
        return await rows(self, sql, *params)

    monkeypatch.setattr(connection, "rows", counted)
    costs = []
    for limit in (1, 30):
        asked = 0
        assert len(await app.get(FOLLOWED, limit=limit)) == limit
        costs.append(asked)

    assert costs[0] == costs[1]


async def _connection(tx):
    return type(tx.db)
