"""Pictures on the pages: sent with a form, described, shown, changed, taken away. No script is needed for any of it."""

from typing import Any

import pytest

from node.model.account import Kind
from tests.media import photos
from tests.web.browser import Browser, person
from tests.web.mastodon.uploads import left_over, stored
from tests.world import World


@pytest.fixture
async def browser(node, alice) -> Browser:
    return await logged_in(node, alice)


async def logged_in(node: World, account: Any) -> Browser:
    await person(node, account)
    opened = Browser(node)
    await opened.log_in("alice@here.test")
    return opened


def named(browser: Browser, button: str = "Als alice veröffentlichen") -> list[str]:
    """Numbers of the files the form has already."""
    form, _ = browser.page.form_with(button)
    return [value for name, value in form.fields if name == "bild"]


async def test_a_post_with_pictures_is_written_and_shown(node, browser):
    await browser.get("/verfassen")

    seen = await browser.press(
        "Als alice veröffentlichen",
        text="Zwei Bilder",
        sichtbar="public",
        files={"datei-1": photos.telling_jpeg(6), "datei-3": photos.telling_png()},
        typed={
            "alt-datei-1": "Das Rathaus",
            "urheber-datei-1": "Foto: A.",
            "lizenz-datei-1": "CC0",
            "alt-datei-3": "Ein Plan",
        },
    )

    assert "Ihr Beitrag ist veröffentlicht." in seen.page.text
    assert 'alt="Das Rathaus" lang="de" width="480" height="640" loading="lazy"' in seen.page.html
    assert 'alt="Ein Plan"' in seen.page.html
    assert "Foto: A. · CC0" in seen.page.text
    small = [each for each in seen.page.sources if "/media/" in each]
    assert len(small) == 2
    assert photos.opened(await stored(node, small[0])).format == "JPEG"
    assert left_over(node) == []


async def test_a_picture_needs_no_text_beside_it(browser):
    await browser.get("/verfassen")

    seen = await browser.press(
        "Als alice veröffentlichen", text="", files={"datei-1": photos.jpeg()}, typed={"alt-datei-1": "Das Rathaus"}
    )

    assert "Ihr Beitrag ist veröffentlicht." in seen.page.text


async def test_what_was_sent_and_described_is_not_lost_when_something_is_missing(browser, node):
    await browser.get("/verfassen")

    seen = await browser.press(
        "Als alice veröffentlichen",
        text="ä" * 5001,
        files={"datei-2": photos.jpeg()},
        typed={"alt-datei-2": "Das Rathaus"},
    )
    kept = named(browser)
    again = await browser.press("Als alice veröffentlichen", text="Kurz")

    assert seen.status == 422
    assert len(kept) == 1
    assert ">\nDas Rathaus</textarea>" in seen.page.html
    assert "Ihr Beitrag ist veröffentlicht." in again.page.text
    assert 'alt="Das Rathaus"' in again.page.html
    assert await node.count("media") == 1


async def test_a_preview_keeps_the_pictures_and_a_tick_takes_one_away(browser):
    await browser.get("/verfassen")
    await browser.press("Vorschau", text="Bilder", files={"datei-1": photos.jpeg(), "datei-2": photos.jpeg()})
    first, second = named(browser)

    seen = await browser.press("Als alice veröffentlichen", typed={f"weg-{first}": "1", f"alt-{second}": "Das zweite"})

    assert 'alt="Das zweite"' in seen.page.html
    assert seen.page.html.count("<figure") == 1


async def test_a_file_that_cannot_be_used_is_named_and_the_rest_stays(browser, node):
    await browser.get("/verfassen")

    seen = await browser.press(
        "Als alice veröffentlichen",
        text="Zwei Dateien",
        files={"datei-1": b"<svg onload=alert(1)>", "datei-2": photos.jpeg()},
    )

    assert seen.status == 422
    assert "Diese Art von Datei wird hier nicht angenommen. Möglich sind Bilder, Filme, Töne und PDF." in seen.page.text
    assert len(named(browser)) == 1
    assert await node.count("posts") == 0
    assert left_over(node) == []


async def test_an_office_is_told_which_picture_has_no_description(make_node):
    """M10"""
    node = await make_node()
    browser = await logged_in(node, await node.create("alice", kind=Kind.ORGANIZATION))
    await browser.get("/verfassen")

    seen = await browser.press(
        "Als alice veröffentlichen",
        text="Zwei Bilder",
        files={"datei-1": photos.jpeg(), "datei-2": photos.jpeg()},
        typed={"alt-datei-1": "Das Rathaus"},
    )
    _, second = named(browser)
    again = await browser.press("Als alice veröffentlichen", typed={f"alt-{second}": "Der Marktplatz"})

    assert seen.status == 422
    assert "Bild 2 hat noch keine Beschreibung." in seen.page.text
    assert f'aria-describedby="fehler-alt-{second} hilfe-alt-{second}"' in seen.page.html
    assert "Ihr Beitrag ist veröffentlicht." in again.page.text


async def test_nobody_hangs_up_somebody_elses_picture(node, browser, alice):
    """T-142"""
    carl = await node.create("carl")
    await person(node, carl, "carl@here.test")
    other = Browser(node)
    await other.log_in("carl@here.test")
    await other.get("/verfassen")
    await other.press("Vorschau", text="Meins", files={"datei-1": photos.jpeg()})
    [theirs] = named(other, "Als carl veröffentlichen")
    await browser.get("/verfassen")

    seen = await browser.press("Als alice veröffentlichen", text="Fremdes", typed={"bild": theirs})

    assert "Ihr Beitrag ist veröffentlicht." in seen.page.text
    assert "<figure" not in seen.page.html


async def test_the_pictures_of_a_post_are_changed(node, browser, alice):
    await browser.get("/verfassen")
    shown = await browser.press(
        "Als alice veröffentlichen", text="Bilder", files={"datei-1": photos.jpeg()}, typed={"alt-datei-1": "Alt"}
    )
    number = shown.path.rpartition("/")[2].partition("?")[0]
    await browser.get(f"/beitrag/{number}/aendern")
    [first] = named(browser, "Änderung als alice veröffentlichen")

    seen = await browser.press(
        "Änderung als alice veröffentlichen",
        files={"datei-1": photos.telling_png()},
        typed={f"alt-{first}": "Neu", "alt-datei-1": "Dazu"},
    )

    assert [f'alt="{text}"' in seen.page.html for text in ("Neu", "Dazu", "Alt")] == [True, True, False]


async def test_an_edit_of_the_text_keeps_the_pictures(browser):
    await browser.get("/verfassen")
    shown = await browser.press(
        "Als alice veröffentlichen",
        text="Bilder",
        files={"datei-1": photos.jpeg()},
        typed={"alt-datei-1": "Das Rathaus"},
    )
    number = shown.path.rpartition("/")[2].partition("?")[0]
    await browser.get(f"/beitrag/{number}/aendern")

    seen = await browser.press("Änderung als alice veröffentlichen", text="Besserer Text")

    assert "Besserer Text" in seen.page.text
    assert 'alt="Das Rathaus"' in seen.page.html


async def test_pictures_of_a_profile_are_chosen_and_taken_down(node, browser, alice):
    await browser.get("/profil")
    await browser.press(
        "Speichern",
        files={"bild": photos.telling_jpeg(), "titelbild": photos.jpeg(1600, 600)},
        typed={"bild-alt": "Das Wappen", "titelbild-alt": "Der Marktplatz"},
    )
    account = await node.account(alice.uri)
    profile = await node.page("/@alice")
    page = await browser.get("/profil")

    await browser.press("Speichern", typed={"titelbild-weg": "1"})

    assert account.icon.removeprefix(node.origin) in (await node.page("/@alice"))
    assert f'src="{account.header.removeprefix(node.origin)}" alt="Der Marktplatz"' in profile
    assert account.icon_description == "Das Wappen"
    assert 'value="Das Wappen"' in page.page.html
    after = await node.account(alice.uri)
    assert (after.icon, after.header, after.icon_description) == (account.icon, None, "Das Wappen")


async def test_what_is_no_picture_changes_no_profile(node, browser, alice):
    await browser.get("/profil")

    seen = await browser.press("Speichern", name="Neuer Name", files={"bild": photos.pdf()})

    assert seen.status == 422
    assert 'value="Neuer Name"' in seen.page.html
    assert (await node.account(alice.uri)).display_name != "Neuer Name"


async def test_a_form_with_files_from_another_site_does_nothing(node, browser):
    """T-239"""
    from tests.web.mastodon.uploads import form

    await browser.get("/verfassen")
    page, _ = browser.page.form_with("Als alice veröffentlichen")
    token = dict(page.fields)["marke"]

    answers = [
        await browser._once("POST", "/verfassen", form(text="x", marke=token), {"Origin": "https://evil.example"}),
        await browser._once("POST", "/verfassen", form(text="x", marke="falsch"), {"Origin": node.origin}),
        await Browser(node)._once("POST", "/verfassen", form(text="x"), {"Origin": node.origin}),
    ]

    assert [each.status for each in answers[:2]] == [403, 403]
    assert answers[2].status in {303, 401}
    assert await node.count("posts") == 0
