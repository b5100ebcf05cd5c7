"""Feeds as they are: what each of these odd ones is taken for."""

import gzip
import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from node.errors import Invalid
from node.outbox.feed_reading import Entry, read_feed

BERLIN = ZoneInfo("Europe/Berlin")
BASE = "https://alt.example/feeds/amtsblatt.xml"
GUID = '<guid isPermaLink="false">1</guid>'


def rss(item: str, charset: str = "utf-8") -> str:
    return (
        f'<?xml version="1.0" encoding="{charset}"?><rss version="2.0"><channel><title>A</title>'
        f"<link>https://alt.example/</link><item>{item}</item></channel></rss>"
    )


def dated(when: str) -> bytes:
    return rss(f"{GUID}<title>T</title><pubDate>{when}</pubDate>").encode()


def json_feed(*items: object) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "A", "items": items}).encode()


def read(body: bytes, content_type: str = "application/xml") -> list[Entry]:
    return list(read_feed(body, content_type, base=BASE, timezone=BERLIN))


RSS_091 = b"""<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
"http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>A</title>
<item><title>B\xc3\xa4der</title><link>https://alt.example/1</link><description>Offen.</description></item></channel></rss>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://alt.example/"><title>A</title></channel>
<item rdf:about="https://alt.example/1"><title>Bäder</title><link>https://alt.example/1</link></item></rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><id>urn:1</id>
<title type="html">&lt;b&gt;Bäder&lt;/b&gt;</title><link href="https://alt.example/1"/></entry></feed>"""
BATHS = f"{GUID}<title>Bäder</title>"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(RSS_091, "text/xml", id="RSS 0.91"),
        pytest.param(RDF.encode(), "application/rdf+xml", id="RSS 1.0"),
        pytest.param(ATOM.encode(), "application/atom+xml", id="Atom"),
        pytest.param(json_feed({"id": 1, "title": "Bäder"}), "application/feed+json", id="JSON Feed"),
        pytest.param(
            b"\xef\xbb\xbf" + json_feed({"id": "1", "title": "Bäder"}), "text/plain", id="JSON Feed with a BOM"
        ),
        pytest.param(rss(BATHS).encode(), "text/xml", id="text/xml, which would mean ASCII"),
        pytest.param(rss(BATHS).encode(), "application/rss+xml; charset=iso-8859-1", id="says Latin 1, is UTF-8"),
        pytest.param(rss(BATHS).encode("latin-1"), "application/xml", id="says UTF-8, is Latin 1"),
        pytest.param(rss(BATHS, "utf-9").encode(), "application/xml; charset=utf-9", id="a charset that is none"),
        pytest.param(rss(BATHS, "utf-16").encode("utf-16"), "application/xml", id="UTF-16"),
        pytest.param(b"\xef\xbb\xbf" + rss(BATHS).encode(), "application/xml", id="BOM"),
        pytest.param(b"\n\n " + rss(BATHS).encode(), "application/xml", id="blank lines before the declaration"),
        pytest.param(
            rss(f"{BATHS}<description>Offen a").partition("</item>")[0].encode(), "application/xml", id="broken off"
        ),
        pytest.param(rss(f"{GUID}<title>B&auml;der</title>").encode(), "application/xml", id="entities of HTML"),
        pytest.param(rss(f"{GUID}<title>Bä\x0b\x00der</title>").encode(), "application/xml", id="control signs"),
        pytest.param(rss(f"{GUID}<title><![CDATA[<b>Bäder</b>]]></title>").encode(), "", id="HTML in the title"),
        pytest.param(rss(BATHS).encode(), "text/html", id="served as HTML"),
    ],
)
def test_its_entry_is_read_with_its_signs(body: bytes, content_type: str) -> None:
    [entry] = read(body, content_type)

    assert entry.title == "Bäder"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<!doctype html><html><head><title>Wartung</title></head><body><h1>Wartung</h1></body></html>", id="HTML"),
        pytest.param(b"{}", id="JSON that is no feed"),
        pytest.param(b'{"version": "https://jsonfeed.org/version/1.1", "items": "x"}', id="JSON Feed without a list"),
        pytest.param(b'{"version": "https://jsonfeed.org/ver', id="JSON broken off"),
        pytest.param(b"\x00\xff" * 100, id="no text"),
        pytest.param(gzip.compress(rss(BATHS).encode()), id="compressed without saying so"),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_called_so(body: bytes) -> None:
    with pytest.raises(Invalid, match="no feed"):
        read(body)


@pytest.mark.parametrize(
    ("when", "moment"),
    [
        ("Mon, 01 Jun 2026 08:00:00 GMT", datetime(2026, 6, 1, 8, tzinfo=UTC)),
        ("Mon, 01 Jun 2026 08:00:00 +0200", datetime(2026, 6, 1, 6, tzinfo=UTC)),
        ("2026-06-01T08:00:00Z", datetime(2026, 6, 1, 8, tzinfo=UTC)),
        ("2026-06-01T08:00:00+02:00", datetime(2026, 6, 1, 6, tzinfo=UTC)),
        ("Mon, 01 Jun 2026 08:00:00", datetime(2026, 6, 1, 6, tzinfo=UTC)),
        ("2026-06-01 08:00", datetime(2026, 6, 1, 6, tzinfo=UTC)),
        ("2026-12-01 08:00", datetime(2026, 12, 1, 7, tzinfo=UTC)),
        ("2026-06-01", datetime(2026, 5, 31, 22, tzinfo=UTC)),
        ("01.06.2026 08:00", datetime(2026, 6, 1, 6, tzinfo=UTC)),
        ("Mon, 01 Jun 2026 08:00:00 CEST", datetime(2026, 6, 1, 6, tzinfo=UTC)),
        ("Mon, 01 Jun 2026 08:00:00 MESZ", datetime(2026, 6, 1, 6, tzinfo=UTC)),
        ("Fr, 01 Mai 2026 08:00:00 MESZ", datetime(2026, 5, 1, 6, tzinfo=UTC)),
        ("Mo, 01 Jun 2026 08:00:00", datetime(2026, 6, 1, 6, tzinfo=UTC)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("0001-01-01T00:00:00Z", None),
        ("Mon, 99 Foo 2026", None),
        ("heute", None),
        ("", None),
    ],
)
def test_its_times_are_read(when: str, moment: datetime | None) -> None:
    """Those without a zone are of the node's."""
    [entry] = read(dated(when))

    assert entry.published_at == moment


def test_a_json_feed_is_read_whole() -> None:
    item = {
        "id": "https://alt.example/1",
        "url": "/1",
        "title": "Freibad",
        "content_html": "<p>Offen ab <b>Montag</b>.</p><script>alert(1)</script>",
        "date_published": "2026-06-01T08:00:00+02:00",
        "tags": ["Sommer", 7, None],
    }

    [entry, short] = read(json_feed(item, {"id": "2", "content_text": "Nur Text."}, "odd", {"id": "3"}, {"title": "x"}))

    assert (entry.title, entry.text, entry.url) == ("Freibad", "Offen ab Montag.", "https://alt.example/1")
    assert (entry.tags, entry.published_at) == (("sommer",), datetime(2026, 6, 1, 6, tzinfo=UTC))
    assert (short.name, short.title, short.text, short.url) == ("2", "", "Nur Text.", "")


def test_an_address_without_a_host_is_one_beside_the_feed() -> None:
    first, second = read(
        rss(
            f"{GUID}<title>a</title><link>/artikel/1</link></item><item><guid>2</guid><title>b</title><link>2.html</link>"
        ).encode()
    )

    assert (first.url, second.url) == ("https://alt.example/artikel/1", "https://alt.example/feeds/2.html")


def test_without_a_name_its_address_is_its_name_and_without_both_it_is_nothing() -> None:
    found = read(rss("<title>a</title><link>https://alt.example/1</link></item><item><title>b</title>").encode())

    assert [each.name for each in found] == ["https://alt.example/1"]


def test_of_two_with_the_same_name_the_first_counts() -> None:
    found = read(rss(f"{GUID}<title>neu</title></item><item>{GUID}<title>alt</title>").encode())

    assert [each.title for each in found] == ["neu"]


def test_the_newest_of_five_thousand_is_first_wherever_it_stands() -> None:
    items = "</item><item>".join(
        f"<guid>{number}</guid><title>{number}</title><pubDate>{2000 + number // 12 % 400:04}-{number % 12 + 1:02}-01T00:00:00Z</pubDate>"
        for number in range(5_000)
    )

    found = read(rss(items).encode())

    assert len(found) == 5_000
    assert found[0].published_at == max(each.published_at for each in found if each.published_at)


@pytest.mark.parametrize("sign", ["<a>", "&lt;div&gt;"])
def test_what_is_nested_deeply_does_no_harm(sign: str) -> None:
    [entry] = read(rss(f"{GUID}<title>t</title><description>{sign * 20_000}").encode())

    assert (entry.title, entry.text) == ("t", "")


@pytest.mark.parametrize(
    "given",
    [
        '{"id": "1", "content_text": "a\\u0000b", "url": "http://["}',
        '{"id": "1\\u0000", "title": "a\\u0000b", "tags": ["\\u0000", 1, null, {}]}',
        '{"url": "https://alt.example/1", "content_html": "<p>a&#0;b</p>", "date_published": "9999-99-99"}',
    ],
)
def test_what_no_database_takes_is_left_out(given: str) -> None:
    body = f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{given}]}}'

    [entry] = read_feed(body.encode())

    assert "\0" not in entry.name + entry.title + entry.text
    assert "[" not in entry.url


def test_json_without_a_bottom_is_no_feed() -> None:
    with pytest.raises(Invalid):
        read_feed(b'{"items":' + b"[" * 1_000_000)
