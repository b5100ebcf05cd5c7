"""What readers see without logging in."""

import re

import pytest

from node.model.account import Actor, Kind
from node.model.draft import Draft
from node.model.visibility import Visibility
from node.outbox import delete, edit
from node.web.cards import post_path
from tests.inbox.steps import arrives, followed
from tests.web.browser import Browser


@pytest.fixture
def reader(node) -> Browser:
    return Browser(node)


async def test_the_first_page_says_who_writes_here_and_what_is_new(node, reader, alice):
    await node.create("rathaus", kind=Kind.ORGANIZATION, display_name="Rathaus Musterhausen")
    await node.post(alice, "Die Bahnhofstraße wird erneuert.")

    await reader.get("/")

    assert "Rathaus Musterhausen" in reader.page.links
    assert "Die Bahnhofstraße wird erneuert." in reader.page.text
    assert "Wer hier schreibt" in reader.page.text


async def test_a_link_cannot_tell_readers_that_they_did_something(node, reader, alice):
    await reader.get("/?getan=passwort")
    forged = reader.page.text
    await reader.get("/?getan=abgemeldet")

    assert "Ihr Passwort ist geändert" not in forged
    assert "Sie sind abgemeldet" in reader.page.text


async def test_readers_get_no_cookie_and_strict_headers(node, reader, alice):
    await node.post(alice)

    for path in ("/", "/lokal", "/oeffentlich", "/@alice", "/suche", "/anmelden", "/gibt-es-nicht"):
        seen = await reader.get(path)

        assert "Set-Cookie" not in seen.headers, path
        assert seen.headers["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none';"
            " frame-ancestors 'none'"
        )
        assert seen.headers["X-Content-Type-Options"] == "nosniff"
        # A page with a form has to say where it comes from, or its Origin would be "null" (T-239)
        assert seen.headers["Referrer-Policy"] == ("same-origin" if path == "/anmelden" else "no-referrer")
        assert "Strict-Transport-Security" not in seen.headers


async def test_a_profile_leads_to_its_actor_and_its_posts(node, reader, alice):
    post = await node.post(alice, "Guten Morgen, #Musterhausen!")

    seen = await reader.get("/@alice")

    assert "Guten Morgen, #Musterhausen!" in reader.page.text
    assert seen.headers["Link"].startswith(f'<{alice.uri}>; rel="alternate"; type="application/activity+json"')
    assert f'<link rel="alternate" type="application/activity+json" href="{alice.uri}">' in reader.page.html
    assert f"/@alice/{post.id}" in reader.page.links.values()


async def test_a_profile_has_one_address(node, reader, alice):
    for other in ("/@Alice", f"/@alice@{node.node.addresses.account_domain}"):
        seen = await reader.get(other)

        assert (seen.status, seen.path) == (200, "/@alice")


@pytest.mark.parametrize(
    "path", ["/@niemand", "/@alice/99", "/@alice/99999999999999999999", "/@alice@there.test", "/tags/"]
)
async def test_what_there_is_not_says_so_and_what_to_do(reader, alice, path):
    seen = await reader.get(path)

    assert seen.status == 404
    assert "Diese Seite gibt es nicht" in reader.page.text
    assert "Zur Startseite" in reader.page.links


async def test_a_profile_is_kept_until_it_changes(node, reader, alice):
    await node.post(alice, "Eins.")
    first = await reader.get("/@alice")
    again = await reader.get("/@alice")
    unchanged = await node.get(
        "/@alice", accept="text/html", headers={"Accept-Language": "de", "If-None-Match": first.headers["ETag"]}
    )

    await node.post(alice, "Zwei.")
    later = await reader.get("/@alice")

    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Link"] == first.headers["Link"]
    assert unchanged.status == 304
    assert "Zwei." in later.page.text


async def test_a_kept_page_does_not_outlive_its_day(node, reader, alice, clock):
    clock.now = clock.now.replace(hour=12)
    await node.post(alice, "Eins.")
    assert "heute, " in (await reader.get("/@alice")).page.text

    clock.move(days=1)
    seen = await reader.get("/@alice")

    assert "gestern, " in seen.page.text


async def test_a_thread_is_read_in_order_and_the_post_stands_out(node, reader, alice):
    carl = await node.create("carl")
    first = await node.post(alice, "Anfang")
    question = await node.post(carl, "Frage", in_reply_to_id=first.id)
    await node.post(alice, "Antwort", in_reply_to_id=question.id)
    await node.post(carl, "Nebenbei", in_reply_to_id=first.id)

    await reader.get(f"/@carl/{question.id}")

    articles = re.findall(
        r'<article class="post([^"]*)".*?<div class="text"[^>]*><p>(.*?)</p>', reader.page.html, re.DOTALL
    )
    assert articles == [("", "Anfang"), (" main", "Frage"), ("", "Antwort")]

    await reader.get(f"/@alice/{first.id}")

    articles = re.findall(
        r'<article class="post([^"]*)".*?<div class="text"[^>]*><p>(.*?)</p>', reader.page.html, re.DOTALL
    )
    assert articles == [(" main", "Anfang"), ("", "Frage"), (" depth-1", "Antwort"), ("", "Nebenbei")]


async def test_a_long_thread_has_pages(node, reader, alice):
    first = await node.post(alice, "Anfang")
    for number in range(52):
        await node.post(alice, f"Antwort {number}.", in_reply_to_id=first.id)

    await reader.get(f"/@alice/{first.id}")

    assert "Antwort 24." in reader.page.text
    assert "Antwort 25." not in reader.page.text

    await reader.get(reader.page.links["Weitere Antworten"])

    assert "Antwort 24." not in reader.page.text
    assert "Antwort 49." in reader.page.text
    assert "Zu den ersten Antworten" in reader.page.links


@pytest.mark.parametrize("visibility", [Visibility.FOLLOWERS, Visibility.LOCAL])
async def test_what_is_not_for_everybody_is_on_no_open_page(node, reader, alice, visibility):
    hidden = await node.post(alice, "Vertraulich #Geheim", visibility=visibility)

    for path in ("/", "/lokal", "/oeffentlich", "/@alice", "/tags/geheim"):
        assert "Vertraulich" not in (await reader.get(path)).page.html, path
    for path in (f"/@alice/{hidden.id}", f"/@alice/{hidden.id}/verlauf"):
        seen = await reader.get(path)
        assert (seen.status, "Vertraulich" in seen.page.html) == (404, False), path


async def test_an_answer_nobody_else_may_read_is_left_out_of_the_thread(node, reader, alice):
    first = await node.post(alice, "Anfang")
    await node.post(alice, "Vertraulich", in_reply_to_id=first.id, visibility=Visibility.FOLLOWERS)

    seen = await reader.get(f"/@alice/{first.id}")

    assert "Vertraulich" not in seen.page.html


async def test_a_deleted_post_is_gone(node, reader, alice):
    post = await node.post(alice)
    await delete.delete_post(node.node, Actor(alice), post.id)

    seen = await reader.get(f"/@alice/{post.id}")

    assert seen.status == 410
    assert "Das gibt es nicht mehr" in seen.page.text


async def test_earlier_versions_can_be_read(node, reader, alice):
    post = await node.post(alice, "Ab Mitwoch.")
    await edit.edit(node.node, Actor(alice), post.id, Draft(text="Ab Mittwoch."))

    await reader.get(f"/@alice/{post.id}")
    changed = next(path for text, path in reader.page.links.items() if text.startswith("Geändert"))
    seen = await reader.get(changed)

    now, before = seen.page.text.split("Erste Fassung")
    assert now.index("Weggefallen: Mitwoch") < now.index("Hinzugekommen: Mittwoch")
    assert "Ab Mitwoch." in before


async def test_a_timeline_has_pages_and_an_end(node, reader, alice):
    for number in range(25):
        await node.post(alice, f"Beitrag {number}.")

    await reader.get("/lokal")
    assert "Beitrag 24." in reader.page.text
    assert "Beitrag 4." not in reader.page.text

    await reader.get(reader.page.links["Ältere Beiträge"])
    assert "Beitrag 4." in reader.page.text
    assert "Das ist der Anfang." in reader.page.text
    assert "Ältere Beiträge" not in reader.page.links


async def test_a_topic_is_found_in_every_spelling(node, reader, alice):
    await node.post(alice, "Neues zum #Bürgerhaushalt")

    for spelling in ("Bürgerhaushalt", "buergerhaushalt", "BÜRGERHAUSHALT"):
        seen = await reader.get(f"/tags/{spelling}")
        assert "Neues zum #Bürgerhaushalt" in seen.page.text


async def test_a_page_speaks_the_readers_language_and_keeps_the_chosen_one(node, alice):
    english = Browser(node, language="en-GB,en;q=0.9,de;q=0.5")
    await node.post(alice)

    seen = await english.get("/lokal")
    assert '<html lang="en">' in seen.page.html
    assert "Local posts" in seen.page.text

    seen = await Browser(node).get("/lokal?lang=en")
    assert "Local posts" in seen.page.text
    assert seen.page.links["Channels"] == "/kanaele?lang=en"
    assert seen.page.links["Deutsch"] == "/lokal?lang=de"


async def test_nothing_of_a_stranger_is_loaded_or_run(node, reader, alice, bob):
    post = await node.post(alice, "Guten Tag.")
    answer = bob.reply(
        post.uri,
        '<p onclick="x()">Hallo <script>alert(1)</script><img src="https://there.test/x.png"></p>',
        attachment=[
            {"type": "Image", "mediaType": "image/png", "url": "https://there.test/bild.png", "name": "Ein <b>Baum</b>"}
        ],
        summary="<script>alert(2)</script>Hinweis",
    )
    await bob.deliver(answer, node)
    await node.work()

    seen = await reader.get(f"/@alice/{post.id}")  # looks for scripts, styles and foreign sources

    assert "Von there.test:" in seen.page.text
    assert "Hinweis zum Inhalt:" in seen.page.text
    assert "there.test/bild.png" not in seen.page.html
    assert [source for source in seen.page.sources if source.startswith("/media/file/")]
    assert all(source.startswith(("/static/", "/media/file/")) for source in seen.page.sources)


async def test_somebody_elses_page_is_not_for_search_engines(node, reader, alice, bob, there):
    post = await node.post(alice)
    await bob.deliver(bob.reply(post.uri), node)
    await node.work()

    seen = await reader.get(f"/@bob@there.test:{there.port}")

    assert '<meta name="robots" content="noindex">' in seen.page.html
    assert f"Dieser Kanal ist auf there.test:{there.port} zu Hause." in seen.page.text


async def test_readers_do_not_make_us_ask_other_servers(reader, bob, there):
    for query in ("@bob@there.test", bob.uri):
        seen = await reader.get(f"/suche?q={query}")

        assert "haben wir hier nichts gefunden" in seen.page.text
    assert there.requests == []


async def test_the_search_leads_straight_to_what_it_names(node, reader, alice):
    await node.post(alice, "Zum #Haushalt")

    assert (await reader.get("/suche?q=%23Haushalt")).path == "/tags/Haushalt"
    assert (await reader.get(f"/suche?q={node.origin}/@alice")).path == "/@alice"
    assert "alice" in (await reader.get("/suche?q=ali")).page.links


async def test_the_style_sheet_is_kept_for_a_year_and_small(node, reader):
    await reader.get("/")
    path = next(source for source in reader.page.sources if source.endswith(".css"))

    answer = await node.get(path, headers={"Accept-Encoding": "gzip"})
    old = await node.get("/static/000000000000/style.css")

    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert int(answer.headers["Content-Length"]) < 15_000
    assert old.headers["Cache-Control"] == "no-cache"
    assert (await node.get("/static/000000000000/..%2f..%2fauth.py")).status == 404


async def test_hidden_lists_show_only_their_number(node, reader, alice):
    from dataclasses import replace

    from node.outbox.follow import follow

    carl = await node.create("carl")
    await follow(node.node, Actor(carl), alice.id)
    assert "carl" in (await reader.get("/@alice/folgende")).page.links

    account = await node.account(alice.uri)
    await node.store.write(lambda tx: tx.accounts.save(replace(account, hides_follows=True)))
    seen = await reader.get("/@alice/folgende")

    assert "carl" not in seen.page.html
    assert "1 Person folgt diesem Kanal" in seen.page.text


async def test_programs_find_what_they_always_look_for(node):
    robots = await node.get("/robots.txt")
    icon = await node.get("/favicon.ico")

    assert "Disallow: /suche" in await robots.text()
    assert icon.headers["Content-Type"] == "image/svg+xml"
    assert (robots.headers["X-Content-Type-Options"], icon.headers["X-Content-Type-Options"]) == ("nosniff", "nosniff")


async def page_of(node, note):
    [view] = await node.views((await node.find_post(note["id"])).id)
    return post_path(view.author, view.post.id)


async def test_the_abstract_of_an_article_elsewhere_stands_above_it_and_folds_nothing(node, reader, alice, bob):
    await followed(node, alice, bob)
    article = bob.note("Ein langer Text.", type="Article", name="Über den Markt", summary="Kurz & gut.")

    await arrives(node, bob.create(article), bob)

    seen = await reader.get(await page_of(node, article))
    assert "<p><em>Kurz &amp; gut.</em></p><p>Ein langer Text.</p>" in seen.page.html
    assert "Hinweis zum Inhalt" not in seen.page.text


async def test_a_warning_on_an_article_stays_one(node, reader, alice, bob):
    await followed(node, alice, bob)
    article = bob.note("Ein langer Text.", type="Article", name="Unfall", summary="Blut", sensitive=True)

    await arrives(node, bob.create(article), bob)
    await node.post(alice, "Auch lang", kind="Article", name="Bericht", summary="Feuer")

    assert "Hinweis zum Inhalt: Blut" in (await reader.get(await page_of(node, article))).page.text
    assert "Hinweis zum Inhalt: Feuer" in (await reader.get("/@alice")).page.text
