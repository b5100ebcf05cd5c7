"""Posts of ours within pages of others: nothing runs, nothing is loaded from elsewhere, and only these pages may be framed."""

import contextlib
import re
from html import unescape

import html5lib
import pytest

from node.errors import Forbidden, Invalid, NotFound
from node.model.account import Actor, Kind
from node.model.login import Role
from node.outbox.accounts import create_login
from node.outbox.delete import delete_post
from node.outbox.shortlinks import put_link, remove_link
from tests.web.browser import Browser, person
from tests.web.mastodon.app import app_of
from tests.web.mastodon.uploads import sent
from tests.world import start_world


@pytest.fixture
async def alice(node):
    """A channel."""
    return await node.create("alice", kind=Kind.ORGANIZATION)


def sound(html, *, whole=True):
    """The parsed page; raises for what is not valid HTML to a strict parser."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(html) if whole else parser.parseFragment(html)


async def test_a_post_to_be_framed_runs_and_loads_nothing_from_elsewhere(node, alice):
    app = await app_of(node, alice)
    picture = await sent(app, description="Der Markt von oben")
    post = await app.post("/api/v1/statuses", {"status": "Der Markt <b>&</b> mehr", "media_ids": [picture["id"]]})

    answer = await node.get(f"/@alice/{post['id']}/einbetten", accept="text/html")

    html = await answer.text()
    page = sound(html)
    assert "Set-Cookie" not in answer.headers
    assert not page.findall(".//script") and not page.findall(".//form") and "style=" not in html
    loaded = [each.get("src") for each in page.iter("img")]
    loaded += [each.get("href") for each in page.iter("link")]
    assert loaded and all(path.startswith("/") and not path.startswith("//") for path in loaded)
    assert page.find(".//img").get("alt") == "Der Markt von oben"
    for path in loaded:
        assert (await node.get(path, accept="*/*")).status == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert "frame-ancestors 'self'" in policy
    assert "X-Frame-Options" not in answer.headers


async def test_only_the_sites_the_configuration_names_may_frame_and_only_these_pages(
    database_url, clock, there, tmp_path
):
    sites = ["https://www.musterhausen.example", "https://*.kreis.example"]
    async with start_world("here.test", database_url, clock, there, tmp_path, embed={"frame_ancestors": sites}) as node:
        alice = await node.create("alice")
        post = await node.post(alice)
        for path in (f"/@alice/{post.id}/einbetten", "/@alice/einbetten", f"/@alice/{post.id}/einbetten?antworten=1"):
            policy = (await node.get(path, accept="text/html")).headers["Content-Security-Policy"]
            assert policy.endswith(f"frame-ancestors 'self' {' '.join(sites)}")
        for path in ("/", "/@alice", f"/@alice/{post.id}", "/einbetten", "/anmelden", "/@alice/einbetten.html"):
            headers = (await node.get(path, accept="text/html")).headers
            assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
            assert headers["X-Frame-Options"] == "DENY"


async def test_a_fragment_is_valid_html_that_loads_nothing(node, alice):
    post = await node.post(alice, "Der Markt\n\nmit <b>Obst</b>", language="de")

    answer = await node.get(f"/@alice/{post.id}/einbetten.html", accept="text/html")

    fragment = sound(await answer.text(), whole=False)
    [quotation] = fragment.findall("blockquote")
    assert quotation.get("cite") == post.url and quotation.get("lang") == "de"
    assert not fragment.findall(".//img") and not fragment.findall(".//script") and not fragment.findall(".//iframe")
    assert fragment.find(".//footer/a").get("href") == post.url
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert 'rel="license"' in answer.headers["Link"]


async def test_what_a_post_quotes_is_shown_instead_of_its_address(node, alice):
    rathaus = await node.create("rathaus", display_name="Rathaus")
    market = await node.post(rathaus, "Am Samstag ist Markt.")
    app = await app_of(node, alice)
    post = await app.post("/api/v1/statuses", {"status": "Kommt alle!", "quoted_status_id": str(market.id)})
    framed = await node.page(f"/@alice/{post['id']}/einbetten")
    fragment = await node.page(f"/@alice/{post['id']}/einbetten.html")

    [quoted] = sound(framed).findall(".//blockquote")
    assert "quoted" in quoted.get("class") and quoted.get("cite") == f"/@rathaus/{market.id}"
    assert "Am Samstag ist Markt." in "".join(quoted.itertext())
    assert 'class="text quoting"' in framed
    assert ".quoting .quote-inline { display: none; }" in await _sheet(node, framed)
    nested = sound(fragment, whole=False).find(".//blockquote//blockquote")
    assert nested.get("cite") == market.url and "Am Samstag ist Markt." in "".join(nested.itertext())
    assert "RE:" not in fragment and "Kommt alle!" in fragment

    await delete_post(node.node, Actor(rathaus), market.id)
    for path in ("einbetten", "einbetten.html"):
        assert "Am Samstag ist Markt." not in await node.page(f"/@alice/{post['id']}/{path}")


async def _sheet(node, page):
    [path] = [each.get("href") for each in sound(page).iter("link") if each.get("rel") == "stylesheet"]
    return await (await node.get(path, accept="*/*")).text()


async def test_a_channel_shows_its_newest_public_posts(node, alice):
    posts = [await node.post(alice, f"Beitrag {number}") for number in range(7)]
    await node.post(alice, "Unter uns", visibility="followers")
    await node.post(alice, "Nicht gelistet", visibility="unlisted")

    framed = await node.page("/@alice/einbetten")
    fragment = await node.page("/@alice/einbetten.html")

    for html in (framed, fragment):
        assert [int(each) for each in re.findall(r"Beitrag (\d)<", html)] == [6, 5, 4, 3, 2]
        assert "Unter uns" not in html and "Nicht gelistet" not in html
    sound(framed)
    assert str(posts[-1].id) in framed


async def test_one_wording_is_not_kept_for_who_asks_for_another(node, alice):
    """What a stranger asks for first must not be what everybody sees."""
    post = await node.post(
        alice, "Das Bad hat geöffnet.", language="de", translations={"en": "The pool is open.", "uk": "Відкрито."}
    )
    path = f"/@alice/{post.id}/einbetten"

    async def seen(query=""):
        return await (await node.get(path + query, accept="text/html", headers={"Accept-Language": "de"})).text()

    ukrainian, usual, english = await seen("?sprache=uk"), await seen(), await seen("?sprache=en")
    chosen, again = await seen("?lang=de"), await seen()

    assert "Відкрито." in ukrainian and "Das Bad hat geöffnet." in usual and "The pool is open." in english
    assert "lang=de" in chosen and again == usual


async def test_a_thread_shows_public_answers(node, alice, bob):
    top = await node.post(alice, "Was wünschen Sie sich?")
    await bob.deliver(bob.reply(top.uri, "Mehr Bänke"), node)
    private = bob.reply(top.uri, "Nur für Follower")
    private["object"] |= {"to": [bob.followers], "cc": [alice.uri]}
    await bob.deliver(private | {"to": [bob.followers], "cc": [alice.uri]}, node)
    await node.work()

    html = await node.page(f"/@alice/{top.id}/einbetten?antworten=1")

    sound(html)
    assert "Mehr Bänke" in html
    assert "Nur für Follower" not in html
    assert "Mehr Bänke" not in await node.page(f"/@alice/{top.id}/einbetten")


async def test_what_is_behind_a_warning_is_folded_in_a_frame_and_left_out_of_a_quotation(node, alice):
    post = await node.post(alice, "Der Gärtner war es.", summary="Krimi", sensitive=True)

    framed = await node.page(f"/@alice/{post.id}/einbetten")

    assert re.search(r"<details><summary[^>]*>Krimi</summary>\s*<div[^>]*><p>Der Gärtner", framed)
    sound(framed)
    assert "Gärtner" not in await node.page(f"/@alice/{post.id}/einbetten.html")


async def test_a_deleted_post_is_gone_at_once(node, alice):
    post = await node.post(alice)
    path = f"/@alice/{post.id}/einbetten"
    etag = (await node.get(path, accept="text/html")).headers["ETag"]
    assert (await node.get(path, accept="text/html", headers={"If-None-Match": etag})).status == 304

    await delete_post(node.node, Actor(alice), post.id)

    for each in (path, f"{path}.html"):
        assert (await node.get(each, accept="text/html", headers={"If-None-Match": etag})).status == 410


@pytest.mark.parametrize("visibility", ["followers", "direct", "local"])
async def test_what_not_everybody_may_read_is_not_embedded_even_for_who_is_logged_in(node, alice, visibility):
    await person(node, alice, "alice@here.test")
    browser = Browser(node)
    await browser.log_in("alice@here.test")
    post = await node.post(alice, "Unter uns", visibility=visibility)

    for path in (f"/@alice/{post.id}/einbetten", f"/@alice/{post.id}/einbetten.html"):
        assert (await browser.get(path)).status == 404
    assert "Unter uns" not in (await browser.get(f"/einbetten?adresse=/@alice/{post.id}")).page.html


async def test_the_code_to_copy_leads_to_the_frame_and_says_what_it_shows(node, alice):
    post = await node.post(alice, "Der Markt")
    browser = Browser(node)

    seen = await browser.get(f"/einbetten?adresse={node.origin}/@alice/{post.id}")

    assert not seen.page.problems
    areas = re.findall(r"<textarea[^>]*>(.*?)</textarea>", seen.page.html, re.DOTALL)
    framed, quoted = (sound(unescape(each), whole=False) for each in areas)
    frame = framed.find("iframe")
    assert frame.get("title") == "Beitrag von alice"
    assert (await node.get(frame.get("src"), accept="text/html")).status == 200
    assert quoted.find("blockquote").get("cite") == post.url


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/@alice", "/@nobody", "x", "/@alice/99999999999999999999"]
)
async def test_the_page_says_when_there_is_nothing_to_embed(node, alice, address):
    seen = await Browser(node).get(f"/einbetten?adresse={address}")

    assert "gibt es hier keinen öffentlichen Beitrag" in seen.page.text
    assert "<iframe" not in seen.page.html


async def test_a_posts_page_leads_to_its_oembed(node, alice):
    post = await node.post(alice)
    html = await node.page(f"/@alice/{post.id}")

    [path] = re.findall(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)">', html)

    assert (await node.json(path))["html"].startswith("<blockquote")


# Short links (S15, row 10)


async def test_a_short_link_leads_on_and_remembers_nobody(node, alice):
    by = Actor(node.node.itself)
    await put_link(node.node, by, "Markt", "/@alice")
    await put_link(node.node, by, "land", "https://land.example/%C3%BCber?a=1#b")

    here, away = await node.get("/l/markt", accept="text/html"), await node.get("/l/LAND", accept="text/html")

    assert (here.status, here.headers["Location"]) == (301, f"{node.origin}/@alice")
    assert (away.status, away.headers["Location"]) == (301, "https://land.example/%C3%BCber?a=1#b")
    assert here.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in here.headers
    columns = await node.store.read(lambda tx: tx.db.rows("SELECT * FROM short_links"))
    assert set(dict(columns[0])) == {"name", "target", "created_at"}


@pytest.mark.parametrize("path", ["/l/nichts", "/l/..%2F..", "/l/markt?ziel=https://elsewhere.example", "/l/%C3%A4"])
async def test_no_short_link_leads_where_the_address_says(node, path):
    assert (await node.get(path, accept="text/html")).status == 404


@pytest.mark.parametrize(
    "target",
    [
        "http://land.example/",
        "//land.example/",
        "/\\land.example",
        "javascript:alert(1)",
        "https://",
        "https://user:word@land.example/",
        "https://land.example/ä",
        "https://land.example/\r\nSet-Cookie: a=b",
        "https://land.example:x/",
        "relativ",
        "/l/markt",
        "",
        "https://land.example/" + "x" * 2_000,
    ],
)
async def test_a_short_link_leads_to_our_pages_or_over_https_only(node, target):
    with pytest.raises(Invalid):
        await put_link(node.node, Actor(node.node.itself), "markt", target)

    assert await node.count("short_links") == 0


@pytest.mark.parametrize(("role", "may"), [(Role.MEMBER, False), (Role.MODERATOR, True), (Role.ADMIN, True)])
async def test_only_who_moderates_makes_short_links(node, alice, role, may):
    login = await create_login(node.node, alice, email="a@here.test", password_hash="x", role=role)

    with contextlib.nullcontext() if may else pytest.raises(Forbidden):
        await put_link(node.node, Actor(alice, login.id), "markt", "/@alice")

    assert await node.count("short_links") == int(may)


async def test_it_is_known_who_made_and_removed_a_short_link(node, alice):
    by = Actor(node.node.itself)
    await put_link(node.node, by, "markt", "/@alice")
    await put_link(node.node, by, "markt", "/lokal")
    with pytest.raises(NotFound):
        await remove_link(node.node, by, "nichts")

    await remove_link(node.node, by, "markt")

    assert (await node.get("/l/markt", accept="text/html")).status == 404
    acts = await node.store.read(lambda tx: tx.acts.all())
    assert [act.kind.value for act in acts[:3]] == ["unlink", "link", "link"]
    assert acts[0].object_uri == f"{node.origin}/l/markt"
