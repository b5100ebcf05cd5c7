"""A short link to the town's own web site spares it the servers that want to show a preview (A20, mastodon/mastodon#4486)."""

import asyncio
from datetime import timedelta

import pytest

from node.model.account import Actor
from node.outbox import previews
from node.outbox.shortlinks import put_link
from node.web.embed import shortlink
from tests.outbox.test_previews import asked_for, page
from tests.world import start_world

MASTODON = "Mastodon/4.7.0 (http.rb/5.3.1; +https://other.example/) Bot"
FETCHES = 2_000


async def lead(node, target: str) -> None:
    """As `put_link`, which takes https alone: the test world speaks http."""

    async def put(tx):
        await tx.shortlinks.put("freibad", target)
        await previews.look_soon(tx, target)

    await node.store.write(put)
    await node.work()


@pytest.fixture
async def target(node, there):
    url = page(there, host="stadt-web.test")
    await lead(node, url)
    return url


async def fetch(node, agent=MASTODON, *, accept="text/html"):
    return await node.get("/l/freibad", accept=accept, headers={"User-Agent": agent})


async def test_two_thousand_servers_cost_one_rendering_and_the_site_one_request(node, there, target, monkeypatch):
    made = []
    written = shortlink._written
    monkeypatch.setattr(shortlink, "_written", lambda *args: made.append(args) or written(*args))

    answers = await asyncio.gather(*(fetch(node) for _ in range(FETCHES)))

    bodies = {await each.text() for each in answers}
    assert {each.status for each in answers} == {200}
    assert len(bodies) == len(made) == 1
    assert len(asked_for(there, target)) == 1
    [body] = bodies
    for said in (
        '<meta property="og:title" content="Neues Freibad">',
        '<meta property="og:description" content="Der Rat hat beschlossen.">',
        f'<link rel="canonical" href="{target}">',
    ):
        assert said in body
    assert len(body) < 2_000


@pytest.mark.parametrize(
    ("agent", "accept"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "text/html"),
        ("curl/8.9", "*/*"),
        (MASTODON, "application/activity+json"),
        ("", "text/html"),
    ],
)
async def test_everybody_else_is_led_on(node, target, agent, accept):
    answer = await fetch(node, agent, accept=accept)

    assert (answer.status, answer.headers["Location"]) == (301, target)
    assert "User-Agent" in answer.headers["Vary"]


async def test_what_nobody_has_seen_yet_is_led_on_too(node, there):
    await lead(node, f"{there.origin('stadt-web.test')}/fehlt")

    assert (await fetch(node)).status == 301


async def test_pages_of_our_own_and_names_there_are_not_stay_as_they_were(node, alice):
    await put_link(node.node, Actor(node.node.itself), "freibad", "/@alice")

    assert (await fetch(node)).headers["Location"] == f"{node.origin}/@alice"
    assert (await node.get("/l/nichts", headers={"User-Agent": MASTODON})).status == 404


async def test_what_a_page_says_of_itself_is_words(node, there):
    head = "<title>&lt;script&gt;alert(1)&lt;/script&gt;</title></head>"
    url = page(there, "/boese?a=1", f'<html lang="de"><head>{head}', host="stadt-web.test")
    await lead(node, url)

    answer = await fetch(node)

    assert "<script" not in await answer.text()
    assert "default-src" in answer.headers["Content-Security-Policy"]


async def test_a_link_that_leads_elsewhere_now_shows_that_within_a_minute(node, there, target, clock):
    await fetch(node)
    other = page(there, "/schwimmhalle", "<title>Schwimmhalle</title></head>", host="stadt-web.test")
    await lead(node, other)
    clock.move(seconds=61)

    assert "Schwimmhalle" in await (await fetch(node)).text()


async def test_a_post_with_a_short_link_has_the_preview_of_where_it_leads(node, alice, there, target):
    post = await node.post(alice, f"Lesen Sie: {node.origin}/l/freibad")

    document = await node.json(post.uri)

    [link] = [each for each in document["attachment"] if each["type"] == "Link"]
    assert (link["href"], link["name"]) == (f"{node.origin}/l/freibad", "Neues Freibad")
    assert len(asked_for(there, target)) == 1


async def test_the_page_is_looked_at_as_soon_as_the_link_is_made(node):
    await put_link(node.node, Actor(node.node.itself), "land", "https://land.example/")

    jobs = await node.store.read(lambda tx: tx.db.rows("SELECT kind, args FROM jobs WHERE state = 'waiting'"))
    assert [each["kind"] for each in jobs if "https://land.example/" in each["args"]] == [previews.LOOK]


async def test_the_preview_stays_as_long_as_the_link(node, target, clock):
    clock.move(seconds=timedelta(days=60).total_seconds())
    await previews.forget_old(node.node)

    assert (await fetch(node)).status == 200


async def test_a_node_that_opens_no_pages_leads_on(database_url, clock, there, tmp_path):
    async with start_world(
        "here.test", database_url, clock, there, tmp_path, federation={"link_previews": False}
    ) as world:
        await lead(world, page(there, host="stadt-web.test"))

        assert (await fetch(world)).status == 301
