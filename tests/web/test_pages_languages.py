"""A post in several languages, and Leichte Sprache as a full citizen (S17, A19, row 113)."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from node.model.account import Actor
from node.model.draft import Draft
from node.model.visibility import Visibility
from node.outbox.edit import edit
from tests.web.browser import Browser, person

TEXTS = {"de-simple": "Das Amt ist offen.", "en": "The office is open.", "ar": "المكتب مفتوح."}


@pytest.fixture
async def post(node, alice):
    return await node.post(alice, "Das Bürgerbüro hat geöffnet.", language="de", translations=TEXTS)


def _first(page):
    """Language, direction and words of what stands first."""
    return re.search(r'<div class="text" lang="([^"]*)" dir="([^"]*)"><p>(.*?)</p>', page.html).groups()


async def test_the_language_asked_for_stands_first(node, post):
    for query, expected in (
        ("", ("de", "ltr", "Das Bürgerbüro hat geöffnet.")),
        ("?sprache=en", ("en", "ltr", "The office is open.")),
        ("?sprache=EN_us", ("en", "ltr", "The office is open.")),
        ("?sprache=ar", ("ar", "rtl", "المكتب مفتوح.")),
        ("?sprache=de-simple", ("de-simple", "ltr", "Das Amt ist offen.")),
        ("?lang=ar", ("ar", "rtl", "المكتب مفتوح.")),
        ("?lang=de-simple", ("de-simple", "ltr", "Das Amt ist offen.")),
        ("?lang=en", ("en", "ltr", "The office is open.")),
        ("?lang=en&sprache=ar", ("ar", "rtl", "المكتب مفتوح.")),
        ("?lang=xx", ("de", "ltr", "Das Bürgerbüro hat geöffnet.")),
        ("?sprache=fr", ("de", "ltr", "Das Bürgerbüro hat geöffnet.")),
        ("?sprache=%00x", None),
        ("?sprache=" + "x" * 300, ("de", "ltr", "Das Bürgerbüro hat geöffnet.")),
    ):
        seen = await Browser(node).get(f"/@alice/{post.id}{query}")

        assert seen.status == (400 if expected is None else 200), query
        if expected is not None:
            assert _first(seen.page) == expected, query


async def test_the_browsers_language_counts_where_none_is_asked_for(node, post):
    seen = await Browser(node, language="en").get(f"/@alice/{post.id}")

    assert _first(seen.page)[0] == "en"
    assert '<div class="text" lang="ar" dir="rtl">' in seen.page.html


@pytest.mark.parametrize(
    ("header", "page", "first"),
    [
        ("ar,de;q=0.8", "de", "ar"),
        ("de,ar;q=0.8", "de", "de"),
        ("en;q=0.7,ar;q=0.9", "en", "ar"),
        ("tr,en;q=0.5", "en", "en"),  # there is no Turkish wording
        ("xx", "de", "de"),
        ("*", "de", "de"),
        ("ar;q=2", "de", "de"),
    ],
)
async def test_posts_follow_what_a_browser_asks_for_first(node, post, header, page, first):
    """S17: also in languages that there are no pages in; kept copies do not mix them."""
    for _ in range(2):
        for language, expected in ((header, (page, first)), ("de", ("de", "de"))):
            seen = await Browser(node, language=language).get(f"/@alice/{post.id}")

            assert (re.search(r'<html lang="([^"]+)"', seen.page.html)[1], _first(seen.page)[0]) == expected


async def test_easy_language_is_never_shown_to_who_did_not_ask(node, alice):
    turkish = await node.post(
        alice, "Günaydın", language="tr", translations={"de-simple": "Hallo.", "de": "Guten Tag."}
    )

    seen = await Browser(node).get(f"/@alice/{turkish.id}")

    assert _first(seen.page)[2] == "Guten Tag."


async def test_there_is_a_way_to_easy_language_and_back(node, post):
    reader = Browser(node)
    await reader.get("/@alice")
    seen = await reader.get(reader.page.links["In Leichter Sprache lesen"])

    assert _first(seen.page)[2] == "Das Amt ist offen."
    assert '<span class="badge">Leichte Sprache</span>' in seen.page.html

    back = await reader.get(reader.page.links["In Standardsprache lesen"])

    assert _first(back.page)[2] == "Das Bürgerbüro hat geöffnet."
    assert '<span class="badge">Leichte Sprache</span>' not in back.page.html


async def test_posts_in_easy_language_have_a_list(node, post, alice):
    await node.post(alice, "Nur schwer.", language="de")
    only = await node.post(alice, "Der Bus kommt um 8 Uhr.", language="de-simple")
    hidden = await node.post(alice, "Geheim.", language="de-simple", visibility=Visibility.FOLLOWERS)
    quiet = await node.post(alice, "Leise.", language="de-simple", visibility=Visibility.UNLISTED)
    reader = Browser(node)

    for path in ("/in-leichter-sprache", "/@alice/in-leichter-sprache"):
        text = (await reader.get(path)).page.text
        assert "Das Amt ist offen." in text
        assert "Der Bus kommt um 8 Uhr." in text
        assert "Nur schwer." not in text
        assert "Geheim." not in text
        assert ("Leise." in text) == path.startswith("/@alice")
    assert {only.id, hidden.id, quiet.id}.isdisjoint({post.id})
    await reader.get("/leichte-sprache")
    assert reader.page.links["Alle Beiträge in Leichter Sprache"] == "/in-leichter-sprache"
    assert (await reader.get("/@niemand/in-leichter-sprache")).status == 404


async def test_a_post_leaves_the_list_with_its_easy_wording(node, post, alice):
    reader = Browser(node)
    assert "Das Amt ist offen." in (await reader.get("/in-leichter-sprache")).page.text

    await edit(node.node, Actor(alice), post.id, Draft(text="Das Bürgerbüro hat geöffnet.", language="de"))

    assert "Das Amt ist offen." not in (await reader.get("/in-leichter-sprache")).page.text


async def test_somebody_writes_both_and_is_told_what_may_be_hard(node, alice):
    await person(node, alice)
    author = Browser(node)
    await author.log_in("alice@here.test")
    await author.get("/verfassen")
    hard = "Der Antrag wird geprüft.\nKommen Sie nicht vor 8 Uhr."

    await author.press("Vorschau", text="Die Anträge werden geprüft.", leicht=hard, sprache="de")

    assert "Passiv „wird … geprüft“" in author.page.text
    assert "Verneinung „nicht“" in author.page.text
    assert await node.count("posts") == 0

    await author.press("Als alice veröffentlichen", leicht="Wir lesen Ihren Antrag.")

    view = (await node.views(*[row.id for row in await _posts(node, alice)]))[0]
    assert view.post.contents == {"de-simple": "<p>Wir lesen Ihren Antrag.</p>"}


async def test_a_good_text_is_praised_and_an_edit_keeps_every_language(node, post, alice):
    await person(node, alice)
    author = Browser(node)
    await author.log_in("alice@here.test")
    await author.get(f"/beitrag/{post.id}/aendern")

    await author.press("Vorschau", text="Das Bürgerbüro ist offen.")
    assert "In der Leichten Sprache ist nichts aufgefallen." in author.page.text
    await author.press("Änderung als alice veröffentlichen")

    view = (await node.views(post.id))[0]
    assert set(view.post.contents) == set(TEXTS)
    assert view.post.content == "<p>Das Bürgerbüro ist offen.</p>"


async def _posts(node, account):
    ids = await node.node.store.read(lambda tx: tx.posts.ids_by(account.id))
    return (await node.node.store.read(lambda tx: tx.posts.by_ids(ids))).values()


async def test_what_has_no_translation_is_marked_as_what_it_is(node, alice, clock):
    """A reader of the English page hears a German warning, answer and correction in German (WCAG 3.1.2)."""
    german = {"language": "de", "translations": {"en": "Which evening?"}}
    post = await node.post(alice, "Welcher Abend?", summary="Umfrage", options=("Dienstag", "Freitag"), **german)
    clock.move(minutes=1)
    draft = Draft(
        text="Welcher Abend?", summary="Umfrage", correction="Der Tag fehlte.", options=("Dienstag", "Freitag")
    )
    await edit(node.node, Actor(alice), post.id, replace(draft, **german, closes_at=clock() + timedelta(days=1)))

    for path in (f"/@alice/{post.id}", "/@alice"):
        seen = (await Browser(node, language="en").get(path)).page.html

        assert '<div class="text" lang="en"' in seen
        for said in ("Umfrage", "Dienstag", "Freitag", "Der Tag fehlte."):
            assert f'<span lang="de" dir="auto">{said}</span>' in seen, (path, said)
