"""Timelines in the client API: in pages, in both directions, without what the reader does not want to see."""

from node.model.visibility import Visibility
from tests.builders import make_account, make_follow, make_post

HOME, PUBLIC = "/api/v1/timelines/home", "/api/v1/timelines/public"


async def test_home_is_read_downwards_and_upwards(node, app, alice, carl):
    await make_follow(node.store, alice, carl)
    ids = [str((await make_post(node.store, carl)).id) for _ in range(7)][::-1]

    first = await app.ask("GET", HOME, limit=3)
    second = await app.ask("GET", first.links["next"])
    up = await app.ask("GET", second.links["prev"])
    since = await app.get(HOME, since_id=ids[5], limit=3)
    above = await app.get(HOME, min_id=ids[6], limit=3)

    assert [each["id"] for each in first.body + second.body] == ids[:6]
    assert [each["id"] for each in up.body] == ids[:3]
    assert [each["id"] for each in since] == ids[:3]
    assert [each["id"] for each in above] == ids[3:6]


async def test_reading_upwards_crosses_long_silences(node, app, alice, carl, clock):
    await make_follow(node.store, alice, carl)
    clock.move(days=-400)
    ids = []
    for _ in range(9):
        ids.append(str((await make_post(node.store, carl)).id))
        clock.move(days=40)
    clock.move(days=50)

    read: list[str] = []
    page = await app.get(HOME, min_id=1, limit=4)
    while page:
        read += [each["id"] for each in page[::-1]]
        page = await app.get(HOME, min_id=read[-1], limit=4)

    assert read == ids


async def test_numbers_out_of_range_are_no_fault(node, app, alice):
    await node.post(alice)

    for name in ("max_id", "since_id", "min_id", "limit"):
        for value in ("abc", "-5", "0", "99999999999999999999999999", "1e5", "１"):
            assert (await app.ask("GET", HOME, **{name: value})).status == 200
    assert len(await app.get(HOME, limit=100_000)) == 1


async def test_boosts_of_the_muted_and_posts_that_name_them_stay_out(node, app, alice, carl):
    pest = await make_account(node.store, "pest")
    await make_follow(node.store, alice, carl)
    bad = await make_post(node.store, pest)
    await make_post(node.store, carl, boost_of_id=bad.id, kind="Announce")
    await make_post(node.store, carl, mentions=(pest.id,))
    good = await make_post(node.store, carl)

    await app.post(f"/api/v1/accounts/{pest.id}/mute")

    assert [each["id"] for each in await app.get(HOME)] == [str(good.id)]


async def test_a_boost_from_a_muted_host_stays_out(node, app, alice, carl):
    pest = await make_account(node.store, "pest", "pest.test")
    await make_follow(node.store, alice, carl)
    bad = await make_post(node.store, pest)
    await make_post(node.store, carl, boost_of_id=bad.id, kind="Announce")

    await app.post("/api/v1/domain_blocks", {"domain": "pest.test"})

    assert await app.get(HOME) == []


async def test_the_public_page_can_be_chosen_from(node, app, anybody, alice):
    dora = await make_account(node.store)
    here, there = await node.post(alice), await make_post(node.store, dora)
    inner = await node.post(alice, "Intern", visibility=Visibility.LOCAL)

    async def ids(who, **params) -> list[str]:
        return [each["id"] for each in await who.get(PUBLIC, **params)]

    assert await ids(anybody) == [str(there.id), str(here.id)]
    assert await ids(anybody, local="true") == [str(here.id)]
    assert await ids(app, local="1") == [str(inner.id), str(here.id)]
    assert await ids(anybody, remote="true") == [str(there.id)]
    assert await ids(anybody, only_media="true") == []
    assert (await anybody.ask("GET", HOME)).status == 401


async def test_hashtags_are_joined_and_left_out(node, anybody, alice):
    a, b, ab = [str((await node.post(alice, text)).id) for text in ("#Straße", "#beta", "#strasse #beta")]
    path = "/api/v1/timelines/tag/Strasse"

    async def ids(**params) -> list[str]:
        return [each["id"] for each in await anybody.get(path, **params)]

    assert await ids() == [ab, a]
    assert await ids(any=["beta"]) == [ab, b, a]
    assert await ids(all=["beta"]) == [ab]
    assert await ids(none=["#Beta"]) == [a]
    assert await ids(remote="true") == []
    assert await ids(local="true") == [ab, a]


async def test_limits_are_told(app):
    answer = await app.ask("GET", PUBLIC)

    assert answer.headers["X-RateLimit-Limit"] == "600"
    assert answer.headers["X-RateLimit-Remaining"]
    assert answer.headers["X-RateLimit-Reset"].endswith("Z")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


async def test_who_asks_too_often_has_to_wait(another, there):
    from tests.web.mastodon.app import App, app_of

    async with another(
        limits={"enabled": True, "requests_per_address_per_minute": 2, "writes_per_login_per_minute": 1}
    ) as node:
        app = await app_of(node, await node.create("alice"))
        reads = [(await app.ask("GET", HOME)).status for _ in range(3)]
        writes = [(await app.ask("POST", "/api/v1/statuses", json={"status": "x"})).status for _ in range(2)]
        refused = await app.ask("POST", "/api/v1/statuses", json={"status": "x"})
        others = (await App(node).ask("GET", PUBLIC)).status

    assert (reads, writes, others) == ([200, 200, 429], [200, 429], 200)
    assert (refused.headers["X-RateLimit-Limit"], refused.headers["X-RateLimit-Remaining"]) == ("1", "0")
    assert refused.headers["X-RateLimit-Reset"].endswith("Z")


async def test_a_page_costs_the_same_number_of_queries_however_long(node, app, alice, carl, monkeypatch):
    await make_follow(node.store, alice, carl)
    posts = [
        await make_post(node.store, carl, mentions=(alice.id,), tags=("x",), in_reply_to_uri=None) for _ in range(40)
    ]
    connection = await node.store.read(_connection)
    asked = 0
    rows, row = connection.rows, connection.row

    async def counted_rows(self, sql, *params):
        nonlocal asked
        asked += 1
        return await rows(self, sql, *params)

    async def counted_row(self, sql, *params):
        nonlocal asked
        asked += 1
        return await row(self, sql, *params)

    monkeypatch.setattr(connection, "rows", counted_rows)
    monkeypatch.setattr(connection, "row", counted_row)
    paths = (
        HOME,
        PUBLIC,
        "/api/v1/timelines/tag/x",
        f"/api/v1/accounts/{carl.id}/statuses",
        "/api/v1/notifications",
        "/api/v1/trends/statuses",
        f"/api/v1/statuses/{posts[0].id}/context",
    )

    costs = {}
    for path in paths:
        costs[path] = []
        for limit in (1, 40):
            asked = 0
            await app.get(path, limit=limit)
            costs[path].append(asked)

    # One more, where the post of the first page was kept: the others are read apart from it
    assert {path: cost for path, cost in costs.items() if cost[0] + 1 < cost[1]} == {}
    assert max(cost[1] for cost in costs.values()) <= 20, costs


async def _connection(tx):
    return type(tx.db)
