"""However many ask for the same thing at once, it is made once (A20, mastodon/mastodon#4486)."""

import asyncio

import pytest
from jinja2 import Template

from node.federation import rendering
from node.model.account import Actor
from node.model.draft import Draft
from node.outbox import edit, feeds
from node.web.cache import Document, DocumentCache
from tests.remote import ACTIVITY_JSON
from tests.web.test_activitypub_cache import Telling

FETCHES = 2_000
DEPENDS = {("post", "7")}


@pytest.fixture
def telling():
    return Telling()


@pytest.fixture
def cache(telling):
    return DocumentCache(telling)


class Kitchen:
    """Makes answers, slowly, and counts them. `changes`: what is told while the first ones are made."""

    def __init__(self, cache, telling, *, changes=0, fails=False, kept=True):
        self.cache, self.telling = cache, telling
        self.changes, self.fails, self.kept = changes, fails, kept
        self.made = 0
        self.most_at_once = self.at_once = 0
        self.go = asyncio.Event()

    async def serve(self):
        async with self.cache.making("post") as watch:
            found = self.cache.find("post")
            if found is not None:
                return found.body
            self.made += 1
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            number = self.made
            try:
                await self.go.wait()
                await asyncio.sleep(0)
            finally:
                self.at_once -= 1
            if self.fails:
                raise LookupError
            if number <= self.changes:
                self.telling.tell(("post", "7"))
            if self.kept:
                watch.keep("post", Document.of(b"%d" % number), DEPENDS)
            return b"%d" % number


async def all_of(kitchen, count=50):
    tasks = [asyncio.create_task(kitchen.serve()) for _ in range(count)]
    await asyncio.sleep(0)
    kitchen.go.set()
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_one_makes_it_and_all_who_waited_get_it(cache, telling):
    kitchen = Kitchen(cache, telling)

    bodies = await all_of(kitchen)

    assert (kitchen.made, set(bodies)) == (1, {b"1"})
    assert not cache._makings


async def test_who_waited_behind_a_change_gets_what_is_true_now(cache, telling):
    kitchen = Kitchen(cache, telling, changes=1)

    bodies = await all_of(kitchen)

    assert kitchen.made == 2
    assert sorted(bodies) == [b"1"] + [b"2"] * 49


async def test_nobody_waits_for_ever_for_what_changes_all_the_time(cache, telling):
    kitchen = Kitchen(cache, telling, changes=1_000)

    bodies = await all_of(kitchen, 10)

    assert kitchen.made == 10
    assert len(set(bodies)) == 10


async def test_what_cannot_be_kept_is_made_side_by_side(cache, telling):
    kitchen = Kitchen(cache, telling, kept=False)

    await all_of(kitchen)

    assert kitchen.made == 50
    assert kitchen.most_at_once > 1


async def test_errors_are_not_kept(cache, telling):
    kitchen = Kitchen(cache, telling, fails=True)
    failed = await all_of(kitchen, 5)
    kitchen.fails = False

    body = await kitchen.serve()

    assert all(isinstance(each, LookupError) for each in failed)
    assert body == b"6"
    assert not cache._makings


async def test_when_its_maker_goes_away_another_one_makes_it(cache, telling):
    kitchen = Kitchen(cache, telling)
    tasks = [asyncio.create_task(kitchen.serve()) for _ in range(5)]
    await asyncio.sleep(0)

    tasks[0].cancel()
    await asyncio.sleep(0)
    kitchen.go.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)

    assert isinstance(results[0], asyncio.CancelledError)
    assert results[1:] == [b"2"] * 4


# A fresh post under load


@pytest.fixture
def counted(monkeypatch):
    """How often templates, documents and feeds are put together."""
    counts = {"page": 0, "note": 0, "feed": 0}
    render, note, compose = Template.render, rendering.note, feeds.compose

    def render_counted(self, *args, **kwargs):
        counts["page"] += 1
        return render(self, *args, **kwargs)

    def note_counted(*args, **kwargs):
        counts["note"] += 1
        return note(*args, **kwargs)

    async def compose_counted(*args, **kwargs):
        counts["feed"] += 1
        return await compose(*args, **kwargs)

    monkeypatch.setattr(Template, "render", render_counted)
    monkeypatch.setattr(rendering, "note", note_counted)
    monkeypatch.setattr("node.web.feeds.give.compose", compose_counted)
    return counts


async def fetched(node, path, accept, count):
    answers = await asyncio.gather(*(node.get(path, accept=accept) for _ in range(count)))
    assert {answer.status for answer in answers} == {200}
    return {await answer.read() for answer in answers}


async def test_two_thousand_fetches_of_a_fresh_post_are_one_rendering_each(node, alice, counted):
    post = await node.post(alice, "Das Freibad öffnet am Samstag.")
    counted.update(page=0, note=0)

    pages, documents = await asyncio.gather(
        fetched(node, f"/@alice/{post.id}", "text/html", FETCHES // 2),
        fetched(node, post.uri, ACTIVITY_JSON, FETCHES // 2),
    )

    assert (len(pages), len(documents)) == (1, 1)
    assert (counted["page"], counted["note"]) == (1, 1)


async def test_a_change_is_one_more_rendering_and_seen_by_all(node, alice, counted):
    post = await node.post(alice, "Am Samstag.")
    await fetched(node, f"/@alice/{post.id}", "text/html", 20)
    counted.update(page=0)
    await edit.edit(node.node, Actor(alice), post.id, Draft(text="Am Sonntag."))

    (page,) = await fetched(node, f"/@alice/{post.id}", "text/html", 50)

    assert b"Am Sonntag." in page
    assert counted["page"] == 1


async def test_so_it_is_with_feeds_and_the_open_interface(node, alice, counted):
    post = await node.post(alice, "Am Samstag.")

    feeds_given = await fetched(node, "/@alice.atom", "*/*", 50)
    opened = await fetched(node, f"/open/v1/posts/{post.id}", "application/json", 50)

    assert (len(feeds_given), len(opened)) == (1, 1)
    assert counted["feed"] == 1


async def test_programs_that_show_previews_get_the_page_everybody_gets(node, alice, counted):
    post = await node.post(alice, "Am Samstag.")
    counted.update(page=0)
    agents = ("Mastodon/4.7.0 (http.rb/5.3)", "facebookexternalhit/1.1", "Mozilla/5.0 Firefox/140.0")

    bodies = [
        await (await node.get(f"/@alice/{post.id}", accept="text/html", headers={"User-Agent": agent})).text()
        for agent in agents
    ]

    assert len(set(bodies)) == 1
    assert counted["page"] == 1
    for said in (
        '<meta property="og:title" content="alice (@alice)">',
        '<meta property="og:description" content="Am Samstag.">',
        '<meta name="twitter:card" content="summary">',
        'type="application/json+oembed"',
    ):
        assert said in bodies[0]
