"""Previews of links: looked at once here, sent with the post, and never at anybody's cost (mastodon/mastodon#4486)."""

import asyncio

import pytest
from aiohttp import web

from node.media.types import sniff
from node.model.account import Actor, Kind
from node.model.draft import Draft
from node.model.preview import Page, Preview
from node.outbox import delete, edit, previews
from node.outbox.late_previews import keep_and_tell
from tests.inbox.steps import arrives, followed
from tests.web.browser import Browser
from tests.world import start_world

HEAD = (
    '<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Bauleitplanung</title>'
    '<meta property="og:title" content="Neues Freibad"><meta property="og:description" content="Der Rat hat beschlossen.">'
    '<meta property="og:site_name" content="Stadt Musterhausen"><meta name="author" content="Pressestelle">{}</head>'
    "<body><p>Viel Text</p></body></html>"
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fccf5058f01f00058c02fe"
    "a7357f6c0000000049454e44ae426082"
)


@pytest.fixture
async def alice(node):
    """A channel."""
    return await node.create("alice", kind=Kind.ORGANIZATION)


def page(there, path="/freibad", body=None, *, host="there.test", content_type="text/html", **more):
    """A page elsewhere; its address."""
    url = f"{there.origin(host)}{path}"
    text = HEAD.format("") if body is None else body
    there.documents[url] = (200, lambda _: web.Response(body=text.encode(), content_type=content_type, **more))
    return url


def asked_for(there, url):
    return [each for each in there.requests if each == ("GET", url)]


async def preview(node, post):
    (view,) = await node.views(post.id)
    return view.preview


async def note_of(node, post):
    return await node.json(post.uri)


async def test_the_page_is_opened_once_and_its_preview_goes_along_with_the_post(node, there, alice, bob):
    url = page(there)
    await arrives(node, bob.follow(alice), bob)

    post = await node.post(alice, f"Lesen Sie hier: {url}")
    await node.post(alice, f"Noch einmal: {url}#termine")

    (link,) = (await note_of(node, post))["attachment"]
    assert link == {
        "type": "Link",
        "mediaType": "text/html",
        "href": url,
        "name": "Neues Freibad",
        "preview": {
            "type": "Article",
            "name": "Neues Freibad",
            "summary": "Der Rat hat beschlossen.",
            "inLanguage": "de",
            "attributedTo": {"type": "Person", "name": "Pressestelle"},
            "generator": {"type": "Application", "name": "Stadt Musterhausen"},
        },
    }
    assert len(asked_for(there, url)) == 1
    (first, _) = [each["object"] for each in bob.received("Create")]
    assert first["attachment"] == [link]


async def test_apps_get_the_card_and_pages_show_where_it_leads(node, there, alice):
    url = page(there)
    post = await node.post(alice, f"Lesen Sie hier: {url}")

    card = (await node.json(f"/api/v1/statuses/{post.id}"))["card"]
    opened = (await node.json(f"/open/v1/posts/{post.id}", accept="application/json"))["link"]
    reader = Browser(node)
    await reader.get(f"/@alice/{post.id}")

    assert (card["url"], card["title"], card["type"]) == (url, "Neues Freibad", "link")
    assert card["provider_name"] == f"there.test:{there.port}"
    assert card["authors"] == [{"name": "Pressestelle", "url": "", "account": None}]
    assert opened == {
        "url": url,
        "title": "Neues Freibad",
        "description": "Der Rat hat beschlossen.",
        "language": "de",
    }
    assert reader.page.links["Neues Freibad"] == url
    assert f"there.test:{there.port} · Pressestelle" in reader.page.text


@pytest.mark.parametrize("visibility", ["followers", "direct", "local"])
async def test_links_of_posts_that_are_not_for_everybody_are_not_opened(node, there, alice, visibility):
    url = page(there, "/geheim?schluessel=1")
    await node.create("bea")

    post = await node.post(alice, f"@bea {url}", visibility=visibility)

    assert not asked_for(there, url)
    assert await preview(node, post) is None


async def test_people_hashtags_and_quotes_are_no_links(node, there, alice, bob):
    there.documents[bob.uri] = (200, bob.document())
    quoted = await node.post(alice, "Das Original.")

    named = await node.post(alice, f"Hallo @bob@there.test:{there.port}, #Freibad")
    quoting = await node.post(alice, f"Siehe {page(there)}", quote_of_id=quoted.id)

    assert (named.link, quoting.link) == (None, None)


async def test_it_can_be_turned_off(database_url, clock, there, tmp_path):
    async with start_world(
        "here.test", database_url, clock, there, tmp_path, federation={"link_previews": False}
    ) as node:
        alice = await node.create("alice")
        url = page(there)

        post = await node.post(alice, url)
        await node.page(f"/@alice/{post.id}")
        clock.move(hours=1)
        await node.work()

        assert not asked_for(there, url)
        assert await preview(node, post) is None


async def test_a_slow_page_does_not_hold_up_the_post_and_its_preview_is_sent_after(
    node, there, alice, bob, monkeypatch
):
    """T-096: time is limited as a whole. Nobody is told of an edit: there was none."""
    await arrives(node, bob.follow(alice), bob)
    monkeypatch.setattr(previews, "_SECONDS", 0.05)
    url, slow = f"{there.origin()}/langsam", asyncio.Event()

    async def answer(_):
        await slow.wait()
        return web.Response(text=HEAD.format(""), content_type="text/html")

    there.documents[url] = (200, answer)
    post = await node.post(alice, url)
    before = await note_of(node, post)
    slow.set()
    node.clock.move(minutes=2)
    await node.work()

    assert before["attachment"] == []
    assert (await note_of(node, post))["attachment"][0]["name"] == "Neues Freibad"
    [later] = [each["object"] for each in bob.received("Update")]
    assert (later["id"], later["attachment"][0]["name"], "updated" in later) == (post.uri, "Neues Freibad", False)


async def test_what_is_old_or_was_shown_already_is_not_sent_again(node, there, alice, bob, clock):
    await arrives(node, bob.follow(alice), bob)
    url = f"{there.origin()}/kaputt"
    there.documents[url] = (503, lambda _: web.Response(status=503))
    await node.post(alice, url)
    await node.post(alice, f"Geheim: {url}", visibility="followers")
    seen = Preview(url=url, page=Page(title="Neues Freibad"))

    clock.move(hours=23)
    for _ in range(2):
        await node.store.write(keep_and_tell, node.node.addresses, seen)
    await node.work()
    sent = len(bob.received("Update"))
    other = Preview(url=f"{url}2", page=Page(title="Anderes"))
    there.documents[other.url] = (503, lambda _: web.Response(status=503))
    await node.post(alice, other.url)
    clock.move(hours=25)
    await node.store.write(keep_and_tell, node.node.addresses, other)
    await node.work()

    assert (sent, len(bob.received("Update"))) == (1, 1)


async def test_a_page_that_is_away_is_asked_for_twice_more_and_then_left_alone(node, there, alice):
    url = f"{there.origin()}/kaputt"
    there.documents[url] = (503, lambda _: web.Response(status=503))

    post = await node.post(alice, url)
    for _ in range(5):
        node.clock.move(hours=1)
        await node.work()

    assert len(asked_for(there, url)) == 3
    assert await preview(node, post) is None


@pytest.mark.parametrize(
    ("status", "headers", "content_type", "body"),
    [
        (404, {}, "text/html", HEAD.format("")),
        (200, {}, "application/pdf", HEAD.format("")),
        (200, {}, "text/html", "<html><head></head><body><h1>Kein Titel</h1></body></html>"),
        (302, {"Location": "http://10.0.0.1/metadaten"}, "text/html", ""),
        (302, {"Location": "http://169.254.169.254/latest/meta-data/"}, "text/html", ""),
        (302, {"Location": "http://[::1]/"}, "text/html", ""),
        (302, {"Location": "file:///etc/passwd"}, "text/html", ""),
    ],
)
async def test_what_has_no_page_for_us_has_no_preview(node, there, alice, status, headers, content_type, body):
    """T-093: a page leads us to no address of our own networks."""
    url = f"{there.origin()}/weiter"
    there.documents[url] = (
        status,
        lambda _: web.Response(status=status, headers=headers, text=body, content_type=content_type),
    )

    post = await node.post(alice, url)
    again = await node.post(alice, f"Noch einmal {url}")

    assert (await note_of(node, post))["attachment"] == []
    assert await preview(node, again) is None
    assert len(asked_for(there, url)) == 1


@pytest.mark.parametrize(
    "address", ["http://127.0.0.2:1/", "http://10.0.0.1/", "http://192.168.1.1/a", "http://[::1]/"]
)
async def test_nobody_makes_us_look_into_our_own_networks(node, there, alice, address):
    """T-093."""
    post = await node.post(alice, f"Siehe {address}")

    assert await preview(node, post) is None


async def test_of_a_huge_page_only_the_beginning_is_read(node, there, alice):
    """T-096: bytes are limited."""
    url = f"{there.origin()}/riesig"
    sent = 0

    async def answer(request):
        nonlocal sent
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        try:
            await response.write(b"<html><head><title>Riesig</title>")
            for _ in range(1_000):
                await response.write(b"<!-- " + b"x" * 65_536 + b" -->")
                sent += 65_536
        except ConnectionError:
            pass
        return response

    there.documents[url] = (200, answer)
    post = await node.post(alice, url)

    assert (await preview(node, post)).page.title == "Riesig"
    assert sent < 32 << 20


async def test_titles_are_words_and_nothing_else(node, there, alice):
    """T-180: no markup, nothing that turns letters round; and the host is that of the link, not what the page says."""
    evil = (
        '<html><head><meta property="og:title" content="&lt;script&gt;alert(1)&lt;/script&gt;\u202etiel\u202c Bank">'
        '<meta property="og:site_name" content="bund.de"><meta property="og:url" content="https://bund.de/">'
        '<meta property="og:description" content="&lt;img src=x onerror=alert(1)&gt;Text"></head></html>'
    )
    url = page(there, "/falsch", evil, host="evil.test")
    post = await node.post(alice, url)

    html = await node.page(f"/@alice/{post.id}")
    card = (await node.json(f"/api/v1/statuses/{post.id}"))["card"]

    assert "<script" not in html
    assert "onerror" not in html
    assert "\u202e" not in html
    assert "bund.de" not in html
    assert f"<bdi>evil.test:{there.port}</bdi>" in html
    assert (card["url"], card["provider_name"]) == (url, f"evil.test:{there.port}")


async def test_the_picture_of_a_page_is_shown_from_here(node, there, alice):
    """T-095: a reader's browser asks nobody else."""
    url = page(
        there,
        "/bild",
        HEAD.format('<meta property="og:image" content="/b.png"><meta property="og:image:alt" content="Ein Becken">'),
    )
    picture = f"{there.origin()}/b.png"
    there.documents[picture] = (200, lambda _: web.Response(body=PNG, content_type="image/png"))
    post = await node.post(alice, url)

    html = await node.page(f"/@alice/{post.id}")
    image = (await node.json(f"/api/v1/statuses/{post.id}"))["card"]["image"]
    sent = (await note_of(node, post))["attachment"][0]["preview"]["image"]
    not_yet = asked_for(there, picture)
    answer = await node.get(image)

    assert image.startswith(f"{node.origin}/media/preview/")
    assert f'src="{image.removeprefix(node.origin)}" alt="Ein Becken"' in html
    assert picture not in html
    assert sent == {"type": "Image", "url": image, "name": "Ein Becken"}
    assert not not_yet
    assert (answer.status, sniff(await answer.read()).mime) == (200, "image/png")
    await delete.delete_post(node.node, Actor(alice), post.id)
    assert (await node.get(image)).status == 404


async def test_a_link_to_a_post_of_ours_needs_no_request_and_ends_with_it(node, there, alice):
    bea = await node.create("bea", display_name="Bea Amt")
    target = await node.post(bea, "Das Freibad öffnet am Samstag.")
    post = await node.post(alice, f"Lesen Sie {target.url}")
    reader = Browser(node)

    seen = await reader.get(f"/@alice/{post.id}")
    card = (await node.json(f"/api/v1/statuses/{post.id}"))["card"]
    await edit.edit(node.node, Actor(bea), target.id, Draft(text="Das Freibad öffnet am Sonntag."))
    changed = await node.page(f"/@alice/{post.id}")
    await delete.delete_post(node.node, Actor(bea), target.id)
    after = await node.page(f"/@alice/{post.id}")

    assert "Das Freibad öffnet am Samstag." in seen.page.text
    assert (card["title"], card["authors"][0]["account"]["acct"]) == ("Bea Amt", "bea")
    assert "öffnet am Sonntag" in changed
    assert "Freibad" not in after
    assert (await note_of(node, post))["attachment"] == []
    assert not there.requests


async def test_a_private_post_of_ours_is_no_preview(node, alice):
    secret = await node.post(alice, "Nur für uns.", visibility="followers")
    post = await node.post(alice, f"Siehe {secret.url} ")

    assert await preview(node, post) is None
    assert "Nur für uns" not in await node.page(f"/@alice/{post.id}")


async def test_profiles_and_the_start_page_have_one_too(node, alice):
    bea = await node.create("bea", display_name="Bea Amt")

    of_profile = await node.post(alice, f"{bea.url}")
    of_start = await node.post(alice, f"{node.origin}/")
    of_other = await node.post(alice, f"{node.origin}/impressum")

    assert (await note_of(node, of_profile))["attachment"][0]["name"] == "Bea Amt (@bea)"
    assert (await note_of(node, of_start))["attachment"][0]["name"] == "Musterhausen"
    assert (await note_of(node, of_other))["attachment"] == []


async def test_a_changed_post_has_the_preview_of_its_new_link(node, there, alice):
    first, second = page(there), page(there, "/bad", HEAD.format("").replace("Neues Freibad", "Altes Bad"))
    post = await node.post(alice, first)

    await edit.edit(node.node, Actor(alice), post.id, Draft(text=f"Richtig: {second}"))

    assert [each["name"] for each in (await note_of(node, post))["attachment"]] == ["Altes Bad"]


# From elsewhere


def linked(url, **said):
    preview = {"type": "Article", "name": "Neues Freibad", "summary": "<b>Der</b> Rat"} | said
    return [{"type": "Link", "href": url, "preview": preview}]


async def test_on_receipt_nothing_is_fetched_and_the_preview_is_a_claim(node, there, alice, bob):
    """T-097, T-180."""
    await followed(node, alice, bob)
    url = page(there, "/anderswo", host="elsewhere.test")
    note = bob.note("Lesen!", attachment=linked(url, image={"type": "Image", "url": f"{there.origin()}/spy.png"}))

    await arrives(node, bob.create(note), bob)
    post = await node.find_post(note["id"])
    (view,) = await node.views(post.id)
    card = (await node.json(f"/api/v1/statuses/{post.id}"))["card"]

    assert view.preview.is_claim
    assert (card["title"], card["description"], card["image"]) == ("Neues Freibad", "Der Rat", None)
    assert not asked_for(there, url)
    assert f"Angaben von there.test:{there.port}" in await node.page(f"/@bob@there.test:{there.port}/{post.id}")


async def test_when_somebody_looks_the_page_is_looked_at_once_after_a_while(node, there, alice, bob):
    await followed(node, alice, bob)
    url = page(there, "/anderswo", host="elsewhere.test")
    notes = [bob.note(f'<p><a href="{url}">Seite</a></p>') for _ in range(3)]
    for note in notes:
        await arrives(node, bob.create(note), bob)
    posts = [await node.find_post(note["id"]) for note in notes]

    for post in posts:
        await node.page(f"/@bob@there.test:{there.port}/{post.id}")
    await node.work()
    at_once = len(asked_for(there, url))
    node.clock.move(minutes=3)
    await node.work()

    assert at_once == 0
    assert len(asked_for(there, url)) == 1
    assert [(await preview(node, post)).page.title for post in posts] == ["Neues Freibad"] * 3
    assert "Neues Freibad" in await node.page(f"/@bob@there.test:{there.port}/{posts[0].id}")


async def test_a_claim_is_only_about_its_own_post(node, there, alice, bob):
    """Nobody elsewhere decides what our posts say of a page."""
    await followed(node, alice, bob)
    url = page(there)
    await arrives(node, bob.create(bob.note("Hier", attachment=linked(url, name="Alles Lüge"))), bob)

    post = await node.post(alice, url)

    assert (await preview(node, post)).page.title == "Neues Freibad"


@pytest.mark.parametrize(
    "attachment",
    [
        [{"type": "Link", "href": "javascript:alert(1)", "preview": {"name": "x"}}],
        [{"type": "Link", "href": 7}],
        [{"type": "Link", "href": "https://user:pw@bund.de/", "preview": {"name": "x"}}],
        [{"type": "Link", "href": "https://bund.de/" + "a" * 3000, "preview": {"name": "x"}}],
        [{"type": "Link", "href": "https://bund.de/ a", "preview": "x"}],
        {"type": "Link"},
        "x",
    ],
)
async def test_odd_links_are_none(node, alice, bob, attachment):
    await followed(node, alice, bob)
    note = bob.note("Hallo", attachment=attachment)

    await arrives(node, bob.create(note), bob)

    assert (await node.find_post(note["id"])).link is None


async def test_what_no_post_links_any_more_is_forgotten(node, there, alice):
    """M23."""
    kept, gone = page(there), page(there, "/alt")
    await node.post(alice, kept)
    post = await node.post(alice, gone)
    await delete.delete_post(node.node, Actor(alice), post.id)

    node.clock.move(days=40)
    await previews.forget_old(node.node)

    rows = await node.store.read(lambda tx: tx.db.rows("SELECT url FROM previews"))
    assert [row["url"] for row in rows] == [kept]


async def test_a_page_seen_long_ago_is_looked_at_again(node, there, alice):
    url = page(there)
    old = await node.post(alice, url)
    page(there, body=HEAD.format("").replace("Neues Freibad", "Freibad eröffnet"))

    node.clock.move(days=8)
    await node.post(alice, f"Jetzt: {url}")

    assert (await preview(node, old)).page.title == "Freibad eröffnet"


# What others see of our pages


async def test_a_post_with_a_picture_is_shared_with_it_unless_it_is_folded_away(node, alice, bob, there):
    await followed(node, alice, bob)
    picture = {"type": "Image", "url": f"{there.origin()}/b.png", "mediaType": "image/png", "name": "Ein Becken"}
    open_note, folded_note = (
        bob.note("Offen", attachment=[picture]),
        bob.note("Zu", attachment=[picture], sensitive=True),
    )
    for note in (open_note, folded_note):
        await arrives(node, bob.create(note), bob)
    handle = f"bob@there.test:{there.port}"

    shown = await node.page(f"/@{handle}/{(await node.find_post(open_note['id'])).id}")
    folded = await node.page(f"/@{handle}/{(await node.find_post(folded_note['id'])).id}")

    assert f'<meta property="og:image" content="{node.origin}/media/file/' in shown
    assert '<meta property="og:image:alt" content="Ein Becken">' in shown
    assert '<meta name="twitter:card" content="summary_large_image">' in shown
    assert "og:image" not in folded


async def test_profiles_and_the_first_page_say_what_they_are(node, alice):
    first, profile = await node.page("/"), await node.page("/@alice")

    assert '<meta property="og:title" content="Musterhausen">' in first
    assert '<meta property="og:description" content="' in first
    assert '<meta property="og:title" content="alice (@alice@' in profile
    assert '<meta name="twitter:card" content="summary">' in profile
