"""Pages elsewhere that many people link: what everybody sees, and what those who moderate decide about it."""

import pytest
from aiohttp import web

from node.model.login import Role
from tests.web.mastodon.app import OFFICE, app_of
from tests.world import start_world

ADMIN = "/api/v1/admin/trends/links"
LINKS = "/api/v1/trends/links"


def page(there, name, *, host="there.test"):
    """A page elsewhere; its address."""
    url = f"{there.origin(host)}/{name}"
    text = f"<html lang=de><title>{name}</title><meta property='og:title' content='{name}'><p>Text</p>"
    there.documents[url] = (200, lambda _: web.Response(body=text.encode(), content_type="text/html"))
    return url


async def urls(app, **params):
    return [each["url"] for each in await app.get(LINKS, **params)]


async def ids(app, url):
    return [each["id"] for each in await app.get("/api/v1/timelines/link", url=url)]


@pytest.fixture
async def linked(node, there, alice, carl):
    """Two pages: one that two people link, and one that one person links three times."""
    pool, market = page(there, "Freibad"), page(there, "Wochenmarkt", host="market.test")
    for number in range(3):
        await node.post(alice, f"Nummer {number}: {market}")
    await node.post(alice, f"Lesen Sie: {pool}")
    await node.post(carl, f"Gut: {pool}#bilder")
    return pool, market


async def test_what_more_people_link_stands_higher(node, anybody, app, alice, linked):
    pool, market = linked

    [first, second] = await anybody.get(LINKS)

    assert (first["url"], first["title"], first["provider_name"]) == (pool, "Freibad", pool.split("/")[2])
    assert (first["history"][0]["uses"], first["history"][0]["accounts"]) == ("2", "2")
    assert (second["url"], second["history"][0]["uses"], second["history"][0]["accounts"]) == (market, "3", "1")
    assert [len(each["history"]) for each in (first, second)] == [7, 7]
    assert await urls(app) == [pool, market]
    assert await urls(app, limit=1) == [pool]
    assert await urls(app, limit=1, offset=1) == [market]


async def test_only_what_everybody_may_read_counts_and_only_for_two_days(node, there, clock, anybody, alice, linked):
    secret = page(there, "Geheim")
    await node.post(alice, f"Intern: {secret}", visibility="followers")
    await node.post(alice, f"Leise: {secret}", visibility="unlisted")
    own = await node.post(alice, "Bekanntmachung")
    await node.post(alice, f"Siehe {own.url}")

    assert secret not in await urls(anybody)
    assert own.url not in await urls(anybody)
    clock.move(days=3)
    assert await urls(anybody) == []


async def test_posts_with_a_link_that_trends(node, anybody, app, alice, carl, linked):
    pool, _ = linked
    await node.post(alice, f"Nur für mich: {pool}", visibility="direct")

    shown = await anybody.get("/api/v1/timelines/link", url=pool)

    assert [each["account"]["acct"] for each in shown] == ["carl", "alice"]
    assert {each["card"]["url"] for each in shown} == {pool}
    newer = await anybody.ask("GET", "/api/v1/timelines/link", url=pool, limit=1)
    assert f"max_id={shown[0]['id']}" in newer.headers["Link"]
    await app.post(f"/api/v1/accounts/{carl.id}/mute")
    assert await ids(app, pool) == [shown[1]["id"]]
    for url in ("https://a.test", ""):
        assert (await anybody.ask("GET", "/api/v1/timelines/link", url=url)).status == 404


async def test_a_link_is_turned_down_and_let_in_again(node, moderator, anybody, linked):
    pool, market = linked
    [first, _] = await moderator.get(ADMIN)

    rejected = await moderator.post(f"{ADMIN}/{first['id']}/reject")
    gone, still_listed = await urls(anybody), await moderator.get(ADMIN)
    await moderator.post(f"{ADMIN}/{first['id']}/approve")

    assert (first["url"], rejected["id"], rejected["requires_review"]) == (pool, first["id"], False)
    assert (gone, [each["url"] for each in still_listed]) == ([market], [pool, market])
    assert (await anybody.ask("GET", "/api/v1/timelines/link", url=pool)).status == 200
    assert await urls(anybody) == [pool, market]
    done = await node.store.read(lambda tx: tx.acts.all(limit=2))
    assert [(each.kind.value, each.object_uri) for each in done] == [("approve", pool), ("decline", pool)]


async def test_what_was_decided_about_a_link_goes_before_what_was_decided_about_its_publisher(
    moderator, anybody, linked
):
    pool, market = linked
    [link, _] = await moderator.get(ADMIN)
    [publisher, other] = await moderator.get(f"{ADMIN}/publishers")

    rejected = await moderator.post(f"{ADMIN}/publishers/{publisher['id']}/reject")
    without = await urls(anybody)
    await moderator.post(f"{ADMIN}/{link['id']}/approve")

    assert [publisher["domain"], other["domain"]] == [pool.split("/")[2], market.split("/")[2]]
    assert (rejected["domain"], rejected["trendable"]) == (publisher["domain"], False)
    assert without == [market]
    assert await urls(anybody) == [pool, market]
    [again, _] = await moderator.get(f"{ADMIN}/publishers")
    assert (again["id"], again["trendable"]) == (publisher["id"], False)


async def test_who_does_not_moderate_decides_nothing(app, moderator, linked):
    [link, _] = await moderator.get(ADMIN)

    for path in (f"{ADMIN}/{link['id']}/reject", f"{ADMIN}/publishers/1/reject"):
        assert (await app.ask("POST", path)).status == 403
    assert (await app.ask("GET", ADMIN)).status == 403
    for path in (f"{ADMIN}/1/approve", f"{ADMIN}/{'9' * 40}/approve", f"{ADMIN}/publishers/1/approve"):
        assert (await moderator.ask("POST", path)).status == 404


async def test_where_trends_need_review_no_link_trends_before(there, clock, tmp_path):
    url = f"sqlite:///{tmp_path}/review.sqlite3"
    async with start_world("here.test", url, clock, there, tmp_path, moderation={"trends_need_review": True}) as town:
        alice = await town.create("alice")
        app = await app_of(town, alice, *OFFICE, role=Role.MODERATOR)
        market = page(there, "Wochenmarkt")
        await town.post(alice, f"Auf zum Markt: {market}")

        before = await urls(app)
        [publisher] = await app.get(f"{ADMIN}/publishers")
        [link] = await app.get(ADMIN)
        await app.post(f"{ADMIN}/publishers/{publisher['id']}/approve")

        assert (before, publisher["requires_review"], link["requires_review"]) == ([], True, True)
        assert await urls(app) == [market]
