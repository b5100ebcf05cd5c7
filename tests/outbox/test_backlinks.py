"""A page that a profile links to links back: then the line is marked, on pages and in apps (row 92)."""

import time

import pytest
from aiohttp import web

from node.outbox.backlinks import AGAIN
from node.outbox.profile import ProfileChange, change
from node.text.backlinks import links_to_me, only_link
from tests.outbox.story import acts, now

PATH = "/verwaltung"


def site(there, text: str, *, status: int = 200, content_type: str = "text/html") -> str:
    """The town's own web site; its address."""
    url = f"{there.origin('stadt-web.test')}{PATH}"
    there.documents[url] = (
        200,
        lambda _: web.Response(body=text.encode(), content_type=content_type, status=status),
    )
    return url


async def linked(node, account, url: str) -> None:
    await change(node.node, acts(account), ProfileChange(fields=(("Website", url), ("Telefon", "115"))))
    await node.work()


async def marks(node, account) -> list[bool]:
    return [each.verified_at is not None for each in (await now(node, account)).fields]


async def test_a_link_that_goes_both_ways_is_marked_on_the_page_and_in_apps(node, alice, there):
    url = site(there, f'<body><p>Wir im Fediverse: <a rel="noopener me" href="{alice.url}">hier</a></p></body>')

    await linked(node, alice, url)

    assert await marks(node, alice) == [True, False]
    page = await node.page("/@alice")
    assert "Diese Seite verweist auf den Kanal zurück." in page
    assert f'href="{url}" rel="me nofollow' in page
    app = await node.json("/api/v1/accounts/lookup?acct=alice")
    assert app["fields"][0]["verified_at"]
    assert app["fields"][1]["verified_at"] is None


@pytest.mark.parametrize(
    "text",
    [
        '<a href="{url}">ohne me</a>',
        '<a rel="me" href="{url}x">ein anderer</a>',
        '<a rel="me" href="https://here.test/@alice">anderswo</a>',
        "<!-- kein Verweis -->",
    ],
)
async def test_who_does_not_link_back_proves_nothing(node, alice, there, text):
    await linked(node, alice, site(there, text.format(url=alice.url)))

    assert await marks(node, alice) == [False, False]


async def test_what_is_no_page_and_what_we_are_ourselves_prove_nothing(node, alice, there):
    link = f'<link rel="me" href="{alice.url}">'
    await linked(node, alice, site(there, link, content_type="text/plain"))
    plain = await marks(node, alice)
    await linked(node, alice, node.url("/@alice"))

    assert plain == [False, False]
    assert await marks(node, alice) == [False, False]


async def test_a_site_that_is_away_is_asked_again(node, alice, there, clock):
    url = site(there, "", status=503)
    await linked(node, alice, url)
    before = await marks(node, alice)
    site(there, f'<link rel="me" href="{alice.uri}">')
    clock.move(hours=1)
    await node.work()

    assert before == [False, False]
    assert await marks(node, alice) == [True, False]


@pytest.mark.parametrize("day", [(3, 1), (2, 1), (1, 1), (1, 31), (12, 31), (6, 15)])
async def test_the_mark_goes_when_the_link_back_has_gone(node, alice, there, clock, day):
    clock.now = clock.now.replace(year=clock.now.year + 1, month=day[0], day=day[1])
    url = site(there, f'<a rel=me href="{alice.url}/">wir</a>')
    await linked(node, alice, url)
    marked_at = (await now(node, alice)).fields[0].verified_at
    clock.move(seconds=AGAIN.total_seconds() + 1)
    await node.work()
    still = (await now(node, alice)).fields[0].verified_at
    site(there, "<p>Neu gestaltet</p>")
    clock.move(seconds=AGAIN.total_seconds() + 1)
    await node.work()

    assert still == marked_at
    assert await marks(node, alice) == [False, False]


async def test_a_house_of_our_own_is_not_entered(node, alice, there):
    await linked(node, alice, "http://169.254.169.254/latest/")

    assert await marks(node, alice) == [False, False]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<A REL="ME" HREF="https://a.example/@x">', {"https://a.example/@x"}),
        ("<link rel=me href=/@x>", {"https://b.example/@x"}),
        ('<a rel="me" href="https://[">', set()),
        ('<area rel="me" href="https://a.example/">', set()),
        ('<a rel="me"', {"https://b.example/p"}),
    ],
)
def test_links_are_read_as_browsers_read_them(text, found):
    assert links_to_me(text, "https://b.example/p") == found


@pytest.mark.parametrize(
    ("html", "address"),
    [
        (
            '<a href="https://a.example/?a=1&amp;b=2" rel="x">a.<span class="">example</span></a>',
            "https://a.example/?a=1&b=2",
        ),
        ('siehe <a href="https://a.example">a</a>', ""),
        ('<a href="https://a.example">a</a><a href="https://b.example">b</a>', ""),
        ("115", ""),
    ],
)
def test_only_a_line_that_is_a_link_can_be_marked(html, address):
    assert only_link(html) == address


def test_a_page_full_of_nothing_is_read_in_time():
    begin = time.process_time()
    for text in ("<a " * 80_000, "<a rel=me " * 25_000, "<a" + " x" * 120_000, "<link" + "/" * 200_000):
        links_to_me(text, "https://a.example/")

    assert time.process_time() - begin < 2
