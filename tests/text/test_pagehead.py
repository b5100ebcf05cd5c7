"""What a page says of itself."""

import time
from datetime import UTC, datetime

import pytest

from node.model.preview import Page
from node.text.firstlink import as_link, first_link
from node.text.html import clean
from node.text.links import REL
from node.text.pagehead import read_head

NOW = datetime(2026, 6, 1, tzinfo=UTC)
URL = "https://stadt.example/amt/seite"


def read(head: str | bytes, content_type: str = "text/html; charset=utf-8") -> Page:
    body = head if isinstance(head, bytes) else head.encode()
    return read_head(body, content_type, URL, NOW)


def test_open_graph_comes_before_twitter_before_plain_html():
    plain = "<title>Schlicht</title><meta name=description content='Kurz'>"
    twitter = '<meta name="twitter:title" content="Zwitschernd">'
    graph = '<meta property="og:title" content="Offen"><meta property="og:description" content="Lang">'

    assert read(plain).title == "Schlicht"
    assert read(plain + twitter).title == "Zwitschernd"
    assert (read(plain + twitter + graph).title, read(plain + graph).description) == ("Offen", "Lang")


@pytest.mark.parametrize(
    "head",
    [
        "<!-- <title>Nein</title> --><title>Straße &amp; Bau</title>",
        "<script>var a = '<title>Nein</title>'</script><TITLE >Straße &amp; Bau</TITLE>",
        "<title lang=de>Straße &amp; Bau</title><title>Nein</title>",
        "<meta content='Straße &#38; Bau' property='og:title'/>",
    ],
)
def test_titles_are_found_as_pages_write_them(head):
    assert read(head).title == "Straße & Bau"


def test_nothing_behind_the_head_counts():
    assert read("<head></head><body><title>Nein</title><meta property=og:title content=Nein>") == Page()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("<title>Müller</title>".encode("latin-1"), "text/html; charset=ISO-8859-1"),
        ('<meta charset="windows-1252"><title>Müller</title>'.encode("cp1252"), "text/html"),
        (
            '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-15"><title>Müller</title>'.encode(
                "latin-1"
            ),
            "text/html",
        ),
        ("<title>Müller</title>".encode(), "text/html; charset=punycode"),
        ("<title>Müller</title>".encode(), "text/html; charset=gibtesnicht"),
    ],
)
def test_letters_are_read_as_the_page_says(body, content_type):
    assert read(body, content_type).title == "Müller"


def test_a_title_is_one_short_line_of_words():
    """T-180."""
    title = read(f"<title>&lt;b&gt;Bank\u202e\u0000 {'a' * 5_000}</title>").title

    assert len(title) == 200
    assert title.startswith("Bank aaa")


@pytest.mark.parametrize(
    ("given", "image"),
    [
        ("/b.png", "https://stadt.example/b.png"),
        ("bild.png", "https://stadt.example/amt/bild.png"),
        ("//cdn.example/b.png", "https://cdn.example/b.png"),
        ("javascript:alert(1)", ""),
        ("data:image/png;base64,AAAA", ""),
        ("http://[::1", ""),
        ("https://user:pw@cdn.example/b.png", ""),
        ("https://cdn.example/" + "b" * 3_000, ""),
    ],
)
def test_a_picture_is_an_address_of_the_web(given, image):
    assert read(f'<title>x</title><meta property="og:image" content="{given}">').image == image


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ("2026-05-01T10:00:00+02:00", datetime(2026, 5, 1, 8, tzinfo=UTC)),
        ("2026-05-01", datetime(2026, 5, 1, tzinfo=UTC)),
        ("2999-01-01", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("gestern", None),
    ],
)
def test_when_it_was_published(given, at):
    assert read(f'<meta property="article:published_time" content="{given}">').published_at == at


@pytest.mark.parametrize(
    "unit",
    ["<", "<!--", "</", "<a ", '<a b="', "<!", "<?", "<![", "<meta ", "<meta a=", "<script>", "<title>", "&#", "<m /"],
)
@pytest.mark.parametrize("before", ["", "<meta ", "<script>", "<title>"])
def test_no_page_keeps_us_busy(unit, before):
    """T-096, T-097: the standard library's parser took 18 seconds for some of these."""
    body = (before + unit * (256 * 1024 // len(unit))).encode()
    began = time.process_time()

    read(body)

    assert time.process_time() - began < 1.0


@pytest.mark.parametrize(
    ("html", "link"),
    [
        ('<p><a href="https://a.example/x#y">a</a> <a href="https://b.example/">b</a></p>', "https://a.example/x"),
        ('<p><a href="https://a.example/@b" class="u-url mention">@b</a></p>', None),
        ('<p><a href="https://a.example/tags/x" class="mention hashtag" rel="tag">#x</a></p>', None),
        (
            '<p><a href="mailto:a@a.example">Mail</a> <a href="https://a.example/?a=1&amp;b=2">b</a></p>',
            "https://a.example/?a=1&b=2",
        ),
        ("<p>Kein Link.</p>", None),
    ],
)
def test_the_first_link_to_a_page(html, link):
    assert first_link(clean(html)) == link


def test_who_is_named_is_passed_over():
    html = f'<a href="https://a.example/@b" rel="{REL}">B</a> <a href="https://a.example/c" rel="{REL}">C</a>'

    assert first_link(html, {"https://a.example/@b"}) == "https://a.example/c"


@pytest.mark.parametrize(
    "address", ["", "x", "ftp://a.example/", "https://", "https://u:p@a.example/", "https://a.example/ b"]
)
def test_what_is_no_address_of_a_page(address):
    assert as_link(address) is None
