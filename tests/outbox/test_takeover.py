"""Entries of feeds elsewhere become posts of a channel here, with their own time (S26, row 29b)."""

import gzip
from datetime import UTC, datetime

import pytest
from aiohttp import web

from node.errors import Invalid, Refused, Unreachable
from node.model.account import Actor
from node.outbox.delete import delete_post
from node.outbox.feed_reading import read_feed
from node.outbox.takeover import look_at, look_at_feeds, trouble_of
from tests.outbox.story import followed_by, sent
from tests.world import start_world

FIRST = "Mon, 01 Jun 2026 08:00:00 GMT"
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Amtsblatt</title><link>https://alt.example/</link><description>-</description>
{items}</channel></rss>"""
ITEM = """<item><guid>{name}</guid><title>{title}</title><link>https://alt.example/{name}</link>
<description>&lt;p&gt;{text}&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</description>
<category>Sommer</category><pubDate>{at}</pubDate></item>"""


class Feed:
    """A feed at `http://alt.test/feed.xml`, with validators as real ones have."""

    def __init__(self, there) -> None:
        self.url = f"{there.origin('alt.test')}/feed.xml?format=rss"
        self.items: list[str] = []
        self.asked = self.full = 0
        self.status = 200
        there.documents[self.url] = (200, self.answer)

    def add(self, name: str, *, text: str = "Offen ab &lt;b&gt;Montag&lt;/b&gt;.", at: str = FIRST) -> None:
        self.items.insert(0, ITEM.format(name=name, title="Freibad", text=text, at=at))

    def answer(self, request: web.BaseRequest) -> web.Response:
        self.asked += 1
        etag = f'"{hash(tuple(self.items))}"'
        if self.status != 200:
            return web.Response(status=self.status)
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304)
        self.full += 1
        body = RSS.format(items="".join(self.items))
        return web.Response(text=body, content_type="application/rss+xml", headers={"ETag": etag})


@pytest.fixture
def feed(there):
    return Feed(there)


@pytest.fixture
async def start(database_url, clock, there, tmp_path, feed):
    """Starts our node, which reads the feed for alice."""
    worlds = []

    async def begin(**more):
        connector = {"key": "amtsblatt", "kind": "feed", "channel": "alice", "url": feed.url, **more}
        world = start_world("here.test", database_url, clock, there, tmp_path, connectors=[connector])
        worlds.append(world)
        return await world.__aenter__()

    yield begin
    for world in worlds:
        await world.__aexit__(None, None, None)


async def turn(node):
    """As the duty does it every few seconds."""
    await look_at_feeds(node.node)
    await node.work()


async def views(node, alice):
    return await node.views(*await node.store.read(lambda tx: tx.timelines.of_account(alice.id)))


async def test_an_entry_becomes_a_post_with_its_own_time(start, feed, there):
    node = await start()
    alice = await node.create("alice")
    feed.add("1")

    await turn(node)
    await node.work()

    [view] = await views(node, alice)
    assert view.post.published_at == datetime(2026, 6, 1, 8, tzinfo=UTC)
    assert view.post.content == (
        "<p><strong>Freibad</strong></p><p>Offen ab Montag.</p>"
        '<p><a href="https://alt.example/1" rel="nofollow noopener noreferrer">alt.example/1</a></p>'
    )
    assert (view.post.automated, view.post.tags) == (True, ("sommer",))
    taken = (await node.store.read(lambda tx: tx.syndications.imports_of([view.post.id])))[view.post.id]
    assert (taken.published_at, taken.url) == (view.post.published_at, "https://alt.example/1")
    assert taken.imported_at > datetime(2026, 6, 2, tzinfo=UTC)
    assert taken.lag.total_seconds() < 0  # the other platform was first


async def test_nothing_leaves_and_nobody_is_told_unless_it_is_configured(start, feed, there):
    node, bob = await start(), there.actor("bob")
    alice = await node.create("alice")
    await followed_by(node, alice, bob)
    told = await node.notifications_of(alice)
    feed.add("1", text="Hallo @alice und @bob")

    await turn(node)
    await node.work()

    assert len(await views(node, alice)) == 1
    assert (sent(there, "Create"), await node.notifications_of(alice)) == ([], told)


async def test_news_federate_where_it_is_configured_but_the_archive_never(start, feed, there):
    node, bob = await start(federate=True), there.actor("bob")
    alice = await node.create("alice")
    await followed_by(node, alice, bob)
    feed.add("old")
    await turn(node)
    await node.work()
    archive = sent(there, "Create")

    feed.add("new", at="Tue, 02 Jun 2026 08:00:00 GMT")
    node.clock.move(seconds=30)
    await turn(node)
    await node.work()

    assert archive == []
    [create] = sent(there, "Create")
    assert create.json["object"]["published"].startswith("2026-06-02T08:00:00")


async def test_a_feed_is_asked_at_its_interval_and_with_its_validators(start, feed):
    node = await start(seconds=60)
    await node.create("alice")
    feed.add("1")

    for _ in range(5):
        await turn(node)
        node.clock.move(seconds=29)

    assert (feed.asked, feed.full) == (2, 1)


async def test_an_entry_that_changes_changes_its_post(start, feed):
    node = await start()
    alice = await node.create("alice")
    feed.add("1")
    await turn(node)
    feed.items.clear()
    feed.add("1", text="Doch zu.")
    node.clock.move(minutes=1)

    await turn(node)

    [view] = await views(node, alice)
    assert ("Doch zu." in view.post.content, view.post.edited_at is None) == (True, False)
    assert view.post.published_at == datetime(2026, 6, 1, 8, tzinfo=UTC)


async def test_what_a_feed_calls_by_another_name_each_time_comes_once(start, feed):
    node = await start()
    alice = await node.create("alice")
    for name in ("a", "b"):
        feed.items = [
            ITEM.format(name="x", title="Freibad", text="Offen.", at=FIRST).replace("<guid>x", f"<guid>{name}")
        ]
        await look_at(node.node, node.node.config.connectors.feeds[0])

    assert len(await views(node, alice)) == 1


async def test_what_is_said_again_on_another_day_is_news(start, feed):
    node = await start()
    alice = await node.create("alice")
    for name, at in (("a", FIRST), ("b", "Mon, 08 Jun 2026 08:00:00 GMT")):
        feed.items = [ITEM.format(name="x", title="Freibad", text="Offen.", at=at).replace("<guid>x", f"<guid>{name}")]
        await look_at(node.node, node.node.config.connectors.feeds[0])

    assert len(await views(node, alice)) == 2


async def test_a_page_in_place_of_the_feed_is_told_and_takes_nothing_away(start, feed, there):
    node = await start()
    alice = await node.create("alice")
    feed.add("1")
    connector = node.node.config.connectors.feeds[0]
    await look_at(node.node, connector)

    there.documents[feed.url] = (200, lambda _: web.Response(text="<html>Wartung</html>", content_type="text/html"))
    with pytest.raises(Invalid):
        await look_at(node.node, connector)

    assert await node.store.read(trouble_of, connector.key) == "this is no feed"
    assert len(await views(node, alice)) == 1


async def test_a_feed_that_has_moved_and_is_compressed_is_read(start, feed, there):
    node = await start()
    alice = await node.create("alice")
    elsewhere = f"{there.origin('neu.test')}/feed.xml"
    body = gzip.compress(RSS.format(items=ITEM.format(name="1", title="Freibad", text="Offen.", at=FIRST)).encode())
    there.documents[feed.url] = (200, lambda _: web.Response(status=301, headers={"Location": elsewhere}))
    there.documents[elsewhere] = (200, lambda _: web.Response(body=body, headers={"Content-Encoding": "gzip"}))

    await look_at(node.node, node.node.config.connectors.feeds[0])

    assert len(await views(node, alice)) == 1


async def test_what_was_deleted_here_does_not_come_back(start, feed):
    node = await start()
    alice = await node.create("alice")
    feed.add("1")
    await turn(node)
    [view] = await views(node, alice)
    await delete_post(node.node, Actor(alice), view.post.id)
    feed.items.clear()
    feed.add("1", text="Noch einmal.")
    node.clock.move(minutes=1)

    await turn(node)

    assert await views(node, alice) == []


async def test_a_feed_that_fails_says_so_and_is_read_at_its_next_turn(start, feed, there):
    node = await start()
    alice = await node.create("alice")
    feed.add("1")
    there.down.add("alt.test")
    with pytest.raises(Unreachable):
        await look_at(node.node, node.node.config.connectors.find("amtsblatt"))
    trouble = await node.store.read(trouble_of, "amtsblatt")
    there.down.clear()
    feed.status = 503
    node.clock.move(minutes=1)
    await turn(node)
    answered = await node.store.read(trouble_of, "amtsblatt")
    feed.status = 200
    node.clock.move(minutes=1)

    await turn(node)

    assert (trouble != "", answered) == (True, "the feed answers 503")
    assert len(await views(node, alice)) == 1
    assert await node.store.read(trouble_of, "amtsblatt") == ""


async def test_without_its_channel_nothing_is_taken_over(start, feed):
    node = await start(channel="nobody")
    feed.add("1")

    await turn(node)

    assert await node.count("posts") == 0


async def test_a_time_in_the_future_counts_as_now_and_none_as_well(start, feed, clock):
    node = await start()
    alice = await node.create("alice")
    feed.add("1", at="Mon, 01 Jun 2099 08:00:00 GMT")
    feed.add("2", at="soon")

    await turn(node)

    assert all(view.post.published_at <= clock() for view in await views(node, alice))


def test_atom_is_read_as_well():
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><id>urn:x</id><updated>2026-06-01T08:00:00Z</updated>
    <entry><id>urn:1</id><title>Freibad</title><link href="https://alt.example/1"/><updated>2026-06-01T08:00:00+02:00</updated>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Offen.</p></div></content></entry></feed>"""

    [entry] = read_feed(body)

    assert (entry.name, entry.title, entry.text, entry.url) == ("urn:1", "Freibad", "Offen.", "https://alt.example/1")
    assert entry.published_at == datetime(2026, 6, 1, 6, tzinfo=UTC)


@pytest.mark.parametrize("much", ["<", "<a>", "&", "<item><title>a</title></item>", "&lt;b"])
def test_a_feed_that_would_take_long_is_not_read(much):
    """The parser goes on for minutes, and everybody waits for it."""
    body = f'<rss version="2.0"><channel><item><title>{much * (2_000_000 // len(much))}'

    with pytest.raises(Refused):
        read_feed(body.encode())


def test_odd_entries_do_no_harm():
    body = RSS.format(
        items=ITEM.format(name="x" * 900, title="a" * 5_000, text="t", at="Mon, 99 Foo 2026")
        + "<item><title>ohne alles</title></item>"
        + "<item><guid>2</guid><title>t</title><link>javascript:alert(1)</link></item>"
    ).encode()

    found = read_feed(body)

    assert [len(entry.name) <= 500 for entry in found] == [True, True]
    assert (found[0].published_at, len(found[0].title) <= 200, found[1].url) == (None, True, "")


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY x SYSTEM "http://169.254.169.254/latest">',
        '<!ENTITY a "' + "x" * 1_000 + '"><!ENTITY b "' + "&a;" * 100 + '"><!ENTITY x "' + "&b;" * 100 + '">',
    ],
)
def test_t248_nothing_is_read_or_multiplied_by_entities(declared):
    body = (
        f"<!DOCTYPE rss [{declared}]><rss><channel><item><guid>1</guid><title>t</title><description>&x;</description>"
    )

    found = read_feed(f"{body}</item></channel></rss>".encode())

    assert all(len(entry.text) < 10 for entry in found)
