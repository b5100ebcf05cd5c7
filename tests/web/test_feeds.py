"""Feeds of public posts, read by a reader that is not ours (feedparser) and by the rules of RFC 4287, RSS 2.0 and JSON Feed
1.1."""

import re
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import feedparser
import pytest
from lxml import etree

from node.model.account import Actor, Kind
from node.model.draft import Draft
from node.outbox.boost import boost
from node.outbox.delete import delete_post
from node.outbox.edit import edit
from tests.towns import town
from tests.web.browser import Browser
from tests.web.mastodon.app import app_of
from tests.web.mastodon.uploads import sent
from tests.world import start_world

ATOM = "{http://www.w3.org/2005/Atom}"
LICENCE = "https://www.govdata.de/dl-de/by-2-0"
TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}
FEEDS = ("/feed", "/@alice", "/tags/wochenmarkt")
HOSTILE = '<script>alert(1)</script> & ]]> "\u202e \ufffe ä 🐝 &amp; <b>x</b> \x0b #wochenmarkt'


@pytest.fixture
async def alice(node):
    """A channel."""
    return await node.create("alice", kind=Kind.ORGANIZATION)


async def read(node, path, **more):
    answer = await node.get(path, accept="*/*", **more)
    assert answer.status == 200, (path, answer.status)
    return await answer.read()


async def parsed(node, path):
    found = feedparser.parse(await read(node, path))
    assert not found.bozo, found.bozo_exception
    return found


async def ids(node, path):
    """As each of the three formats tells them; they are the same."""
    atom = [each.id for each in (await parsed(node, f"{path}.atom")).entries]
    rss = [each.id for each in (await parsed(node, f"{path}.rss")).entries]
    items = [each["id"] for each in (await node.json(f"{path}.json", accept="*/*"))["items"]]
    assert atom == rss == items
    return atom


def is_iri(text):
    parts = urlsplit(text)
    return bool(parts.scheme and parts.netloc) and not re.search(r'[\s<>"{}|\\^`]', text)


@pytest.fixture
async def market(node, alice):
    """Three posts, one of them hostile."""
    return [
        await node.post(alice, "Der #Wochenmarkt ist am Freitag.", language="de"),
        await node.post(alice, "Second #wochenmarkt", language="en"),
        await node.post(alice, HOSTILE),
    ]


@pytest.mark.parametrize("path", FEEDS)
async def test_every_format_tells_the_same_posts_newest_first(node, market, path):
    assert await ids(node, path) == [post.uri for post in reversed(market)]


@pytest.mark.parametrize("ending", TYPES)
async def test_each_format_has_its_media_type_and_is_open_to_other_sites(node, market, ending):
    answer = await node.get(f"/@alice.{ending}", accept="*/*")

    assert answer.headers["Content-Type"] == f"{TYPES[ending]}; charset=utf-8"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
    assert f'<{node.origin}/@alice.{ending}>; rel="self"' in answer.headers["Link"]
    assert f'<{node.origin}/hub>; rel="hub"' in answer.headers["Link"]
    assert f'<{LICENCE}>; rel="license"' in answer.headers["Link"]


@pytest.mark.parametrize("path", [*FEEDS, "/suche"])
async def test_atom_keeps_the_rules_of_rfc_4287(node, market, path):
    query = "?q=wochenmarkt" if path == "/suche" else ""
    feed = etree.fromstring(await read(node, f"{path}.atom{query}"))

    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        assert is_iri(element.findtext(f"{ATOM}id"))
        assert element.findtext(f"{ATOM}title").strip()
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated")).tzinfo
        assert element.find(f"{ATOM}author/{ATOM}name").text
    found = [each.findtext(f"{ATOM}id") for each in feed.findall(f"{ATOM}entry")]
    assert len(set(found)) == len(found) == 3
    assert feed.find(f"{ATOM}link[@rel='self']").get("href") == node.origin + f"{path}.atom{query}"
    assert all(is_iri(link.get("href")) for link in feed.iter(f"{ATOM}link"))
    assert len(feed.findall(f"{ATOM}link[@rel='alternate']")) == 1
    for entry in feed.findall(f"{ATOM}entry"):
        assert entry.find(f"{ATOM}content").get("type") == "html"
        assert not re.search(r'(?:href|src)="(?!https?:)', entry.findtext(f"{ATOM}content"))
        assert entry.find(f"{ATOM}link[@rel='license']").get("href") == LICENCE


@pytest.mark.parametrize("path", FEEDS)
async def test_rss_keeps_the_rules_of_2_0(node, market, path):
    channel = etree.fromstring(await read(node, f"{path}.rss")).find("channel")

    assert channel.findtext("title") and channel.findtext("description") and is_iri(channel.findtext("link"))
    assert parsedate_to_datetime(channel.findtext("lastBuildDate")).tzinfo
    guids = [item.find("guid") for item in channel.findall("item")]
    assert len({guid.text for guid in guids}) == 3
    assert {guid.get("isPermaLink") for guid in guids} == {"false"}
    for item in channel.findall("item"):
        assert item.findtext("title") and is_iri(item.findtext("link"))
        assert item.findtext("pubDate").endswith(" GMT")
        assert parsedate_to_datetime(item.findtext("pubDate")).tzinfo


@pytest.mark.parametrize("path", FEEDS)
async def test_json_keeps_the_rules_of_1_1(node, market, path):
    feed = await node.json(f"{path}.json", accept="*/*")

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{node.origin}{path}.json"
    assert feed["title"] and is_iri(feed["home_page_url"])
    assert feed["hubs"] == [{"type": "WebSub", "url": f"{node.origin}/hub"}]
    for item in feed["items"]:
        assert is_iri(item["id"]) and is_iri(item["url"]) and item["content_html"]
        assert datetime.fromisoformat(item["date_published"]).tzinfo
        assert item["tags"] == ["wochenmarkt"] or item["tags"] == ["Wochenmarkt"]
        assert item["_allmende"]["license"] == LICENCE


async def test_what_somebody_typed_stays_text(node, market):
    hostile = (await parsed(node, "/@alice.atom")).entries[0]

    raw = (await read(node, "/@alice.atom")).decode()
    assert "<script" not in raw
    assert "\x0b" not in raw and "\ufffe" not in raw
    assert hostile.title.startswith('<script>alert(1)</script> & ]]> "')
    shown = etree.fromstring(await read(node, "/@alice.atom")).findtext(f"{ATOM}entry/{ATOM}content")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; ]]&gt;" in shown


async def test_an_entry_tells_its_language(node, market):
    feed = etree.fromstring(await read(node, "/@alice.atom"))

    languages = [each.get("{http://www.w3.org/XML/1998/namespace}lang") for each in feed.findall(f"{ATOM}entry")]
    assert languages[1:] == ["en", "de"]


async def test_a_picture_is_enclosed_with_its_type_size_and_text(node, alice):
    app = await app_of(node, alice)
    picture = await sent(app, description="Der Markt von oben")
    await app.post("/api/v1/statuses", {"status": "", "media_ids": [picture["id"]]})

    [entry] = (await parsed(node, "/@alice.atom")).entries
    [item] = (await parsed(node, "/@alice.rss")).entries
    [feed_item] = (await node.json("/@alice.json", accept="*/*"))["items"]

    [enclosure] = entry.enclosures
    assert enclosure.href == picture["url"] == item.enclosures[0].href == feed_item["attachments"][0]["url"]
    assert enclosure.type == item.enclosures[0].type == feed_item["attachments"][0]["mime_type"]
    served = await node.get(picture["url"], accept="*/*")
    assert served.headers["Content-Type"] == enclosure.type
    assert int(enclosure.length) == int(item.enclosures[0].length) == len(await served.read())
    assert feed_item["attachments"][0]["title"] == "Der Markt von oben"
    assert entry.title == "Beitrag von alice"


async def test_what_is_behind_a_warning_stays_there(node, alice):
    await node.post(alice, "Der Mörder war der Gärtner.", summary="Krimi", sensitive=True)

    text = (await read(node, "/@alice.atom")).decode() + (await read(node, "/@alice.rss")).decode()
    text += (await read(node, "/@alice.json")).decode()

    assert "Krimi" in text
    assert "Gärtner" not in text


async def test_a_thread_has_a_feed_of_what_answers_it(node, alice, bob):
    top = await node.post(alice, "Was wünschen Sie sich?")
    first, second = bob.reply(top.uri, "Mehr Bänke"), bob.reply(top.uri, "Nur für Follower")
    second["object"] |= {"to": [bob.followers], "cc": [alice.uri]}
    await bob.deliver(first, node)
    await bob.deliver(second | {"to": [bob.followers], "cc": [alice.uri]}, node)
    await node.work()
    own = await node.post(alice, "Danke!", in_reply_to_id=(await node.find_post(first["object"]["id"])).id)

    found = await parsed(node, f"/@alice/{top.id}/antworten.atom")

    assert [each.id for each in found.entries] == [own.uri, first["object"]["id"]]
    reply = etree.fromstring(await read(node, f"/@alice/{top.id}/antworten.atom")).findall(f"{ATOM}entry")[1]
    threads = "{http://purl.org/syndication/thread/1.0}"
    assert reply.find(f"{threads}in-reply-to").get("ref") == top.uri
    assert reply.find(f"{threads}in-reply-to").get("href") == top.url
    assert reply.find(f"{ATOM}link[@rel='license']") is None  # what citizens write is under no licence of ours
    top_entry = (await parsed(node, "/@alice.atom")).entries[-1]
    assert {"rel": "replies", "href": f"{node.origin}/@alice/{top.id}/antworten.atom"}.items() <= next(
        dict(link) for link in top_entry.links if link.rel == "replies"
    ).items()


async def test_a_reply_that_comes_later_is_in_a_thread_that_was_kept(node, alice, bob):
    top = await node.post(alice, "Was wünschen Sie sich?")
    path = f"/@alice/{top.id}/antworten"
    assert await ids(node, path) == []
    first = bob.reply(top.uri, "Mehr Bänke")
    await bob.deliver(first, node)
    await node.work()

    deeper = bob.reply(first["object"]["id"], "Und Schatten")
    assert await ids(node, path) == [first["object"]["id"]]
    await bob.deliver(deeper, node)
    await node.work()

    assert await ids(node, path) == [deeper["object"]["id"], first["object"]["id"]]


async def test_a_channels_replies_to_others_are_in_the_feed_that_asks_for_them(node, alice):
    carla = await node.create("carla")
    question = await node.post(carla, "Wann öffnet das Bad?")
    own = await node.post(alice, "Eigener Beitrag")
    further = await node.post(alice, "Und noch etwas", in_reply_to_id=own.id)
    reply = await node.post(alice, "Um acht.", in_reply_to_id=question.id)

    assert await ids(node, "/@alice") == [further.uri, own.uri]
    with_answers = await parsed(node, "/@alice.atom?antworten=1")
    assert [each.id for each in with_answers.entries] == [reply.uri, further.uri, own.uri]
    assert with_answers.feed.title == "alice, mit Antworten – Musterhausen"
    assert reply.uri not in await ids(node, "/feed")


async def test_pages_follow_one_another_without_gap_or_repetition(node, alice):
    posts = [(await node.post(alice, f"Beitrag {number}")).uri for number in range(45)]

    found, path = [], "/@alice.atom"
    while path:
        page = await parsed(node, path)
        found += [each.id for each in page.entries]
        path = next((link.href for link in page.feed.links if link.rel == "next"), "")

    assert found == posts[::-1]
    second = await node.json("/@alice.json?vor=" + posts[30].rpartition("/")[2], accept="*/*")
    assert "hubs" not in second
    assert second["next_url"].startswith(f"{node.origin}/@alice.json?vor=")


@pytest.mark.parametrize("ending", TYPES)
async def test_who_has_it_gets_nothing_anew(node, market, ending):
    path = f"/@alice.{ending}"
    first = await node.get(path, accept="*/*")
    node.clock.move(seconds=2)
    second = await node.get(path, accept="*/*")

    by_tag = await node.get(path, accept="*/*", headers={"If-None-Match": f"W/{first.headers['ETag']}"})
    by_date = await node.get(path, accept="*/*", headers={"If-Modified-Since": second.headers["Last-Modified"]})

    assert "Last-Modified" not in first.headers  # within the same second it may change again
    assert (by_tag.status, by_date.status) == (304, 304)
    assert await by_tag.read() == b""


async def test_a_deleted_post_is_gone_at_once_also_for_who_asks_by_date(node, alice, market):
    await read(node, "/feed.atom")
    node.clock.move(seconds=2)
    seen = (await node.get("/feed.atom", accept="*/*")).headers["Last-Modified"]

    await delete_post(node.node, Actor(alice), market[0].id)

    again = await node.get("/feed.atom", accept="*/*", headers={"If-Modified-Since": seen})
    assert again.status == 200
    for path in FEEDS:
        assert await ids(node, path) == [market[2].uri, market[1].uri]


async def test_an_edit_shows_at_once_with_its_time(node, alice, market):
    await read(node, "/@alice.atom")
    node.clock.move(minutes=5)

    await edit(node.node, Actor(alice), market[1].id, Draft(text="Neu gefasst"))

    [entry] = [each for each in (await parsed(node, "/@alice.atom")).entries if each.id == market[1].uri]
    assert "Neu gefasst" in entry.content[0].value
    assert entry.updated > entry.published
    assert market[1].uri not in await ids(node, "/tags/wochenmarkt")


async def test_boosts_stand_in_no_feed(node, alice, market):
    carla = await node.create("carla")
    await boost(node.node, Actor(carla), market[0].id)

    assert await ids(node, "/@carla") == []
    assert len(await ids(node, "/feed")) == 3


async def test_who_does_not_want_to_be_found_stands_in_their_own_feed_only(node, alice, market):
    await node.store.write(_save, alice.id, discoverable=False, indexable=False)

    assert len(await ids(node, "/@alice")) == 3
    for path in ("/feed", "/tags/wochenmarkt"):
        node.clock.move(minutes=6)
        assert await ids(node, path) == []
    assert (await parsed(node, "/suche.atom?q=wochenmarkt")).entries == []


@pytest.mark.parametrize(("how", "status"), [("silenced_at", 404), ("suspended_at", 410)])
async def test_who_was_silenced_or_suspended_has_no_feed(node, alice, market, how, status):
    await read(node, "/feed.atom")
    await node.store.write(_save, alice.id, **{how: node.clock()})

    assert (await node.get("/@alice.atom", accept="*/*")).status == status
    assert (await node.get(f"/@alice/{market[0].id}/antworten.atom", accept="*/*")).status == status
    assert await ids(node, "/feed") == []
    assert await ids(node, "/tags/wochenmarkt") == []


async def _save(tx, account_id, **changed):
    await tx.accounts.save(replace(await tx.accounts.get(account_id), **changed))


async def test_citizens_elsewhere_stand_under_a_hashtag_if_they_consent(node, alice, there):
    for name, indexable in (("offen", True), ("zurueckhaltend", False)):
        actor = there.actor(name, indexable=indexable)
        note = actor.note("Zum #wochenmarkt", tag=[{"type": "Hashtag", "name": "#wochenmarkt"}])
        note |= {"tag": [*note["tag"], {"type": "Mention", "href": alice.uri}], "cc": [alice.uri]}
        await actor.deliver(actor.create(there.serve(note)), node)
        await node.work()

    assert [uri.split("/")[4] for uri in await ids(node, "/tags/wochenmarkt")] == ["offen"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/@nobody.atom", 404),
        ("/@alice/123/antworten.rss", 404),
        ("/@alice.atom?vor=x", 404),
        ("/@alice.atom?vor=99999999999999999999", 404),
        ("/@alice.json?antworten=vielleicht", 400),
        ("/suche.atom", 400),
        ("/suche.atom?q=" + "x" * 201, 400),
        ("/suche.rss?q=%C3%28", 200),
        ("/feed.xml", 404),
        ("/tags/" + "x" * 200 + ".atom", 404),
    ],
)
async def test_what_there_is_not_is_refused_plainly(node, alice, path, status):
    assert (await node.get(path, accept="*/*")).status == status


async def test_pages_lead_to_their_feeds(node, alice, market):
    for page, feed in (
        ("/", "/feed"),
        ("/@alice", "/@alice"),
        (f"/@alice/{market[0].id}", f"/@alice/{market[0].id}/antworten"),
        ("/tags/wochenmarkt", "/tags/wochenmarkt"),
    ):
        html = await node.page(page)
        for ending, kind in TYPES.items():
            assert re.search(
                rf'<link rel="alternate" type="{re.escape(kind)}" title="[^"]+" href="{feed}.{ending}">', html
            )
    header = (await node.get("/@alice", accept="text/html")).headers["Link"]
    assert f'<{node.origin}/@alice.atom>; rel="alternate"; type="application/atom+xml"' in header


async def test_the_page_about_feeds_tells_channels_from_people(database_url, clock, there, tmp_path):
    organizations = [town(channels=["rathaus", "presse"])]
    async with start_world("s.test", database_url, clock, there, tmp_path, organizations=organizations) as node:
        await node.create("rathaus", kind=Kind.ORGANIZATION, display_name="Rathaus")
        await node.create("presse", display_name="Presse")  # a person's account that its organisation calls a channel
        await node.create("anna", display_name="Anna")

        page = await node.page("/feeds")

    channels, people = page.partition('<h2 id="kanaele">')[2].split('<h2 id="personen">')
    people = people.partition("<h2")[0]
    assert re.findall(r"<bdi>(\w+)</bdi>", channels) == ["Presse", "Rathaus"]
    assert re.findall(r"<bdi>(\w+)</bdi>", people) == ["Anna"]


@pytest.mark.parametrize("language", ["de", "en"])
async def test_the_page_about_feeds_names_working_addresses(node, alice, language):
    seen = await Browser(node).get(f"/feeds?lang={language}")

    assert not seen.page.problems
    addresses = re.findall(r'href="(/(?:feed|@alice)\.(?:atom|rss|json))"', seen.page.html)
    assert len(set(addresses)) == 6
    for address in addresses:
        await read(node, address)
