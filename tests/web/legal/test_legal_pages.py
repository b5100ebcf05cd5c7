"""Imprint, privacy and the other pages the law wants: made of the configuration, for the node and for each channel."""

import re

import pytest

from node import __version__
from node.config import Organization
from node.i18n.translate import Translator
from node.model import retention
from node.model.account import Actor
from node.outbox.texts import add_rule, remove_rule, set_text, translate_rule
from node.web.legal.place import PAGES
from node.web.processing import processings
from tests.towns import TOWN, town
from tests.web.browser import Browser
from tests.world import start_world

ALL = [path for name, path in PAGES.items() if name != "sheet"]
OF_CHANNEL = [
    "/@buecherei/impressum",
    "/@buecherei/datenschutz",
    "/@buecherei/nutzungsbedingungen",
    "/@buecherei/nutzungsbedingungen/versionen",
    "/@buecherei/netiquette",
    "/@buecherei/netiquette/versionen",
    "/@buecherei/barrierefreiheit",
    "/@buecherei/barriere-melden",
    "/@buecherei/leichte-sprache",
    "/@buecherei/gebaerdensprache",
    "/@buecherei/kontakt",
    "/@buecherei/transparenz",
    "/@buecherei/ueber",
    "/@buecherei/steckbrief",
]


@pytest.mark.parametrize("language", ["de", "en"])
async def test_every_legal_page_is_there_for_the_node_and_for_each_channel(city, language):
    reader = Browser(city, language=language)

    for path in [*ALL, *OF_CHANNEL]:
        seen = await reader.get(path)

        assert seen.status == 200, path
        assert reader.page.problems == [], path
        assert reader.page.html.count("<h1") == 1
        assert "Set-Cookie" not in seen.headers
        assert f'<html lang="{language}"' in reader.page.html
        assert ("ücherei" in reader.page.text) or not path.startswith("/@")
        assert f"Allmende {__version__}, " in reader.page.text, path


@pytest.mark.parametrize(("language", "name"), [("de", "Kontakt"), ("en", "Contact")])
async def test_whom_to_write_to_is_one_page_with_one_name(city, language, name):
    reader = Browser(city, language=language)
    await reader.get("/")
    assert reader.page.links[name] == "/kontakt"

    page = (await reader.get(reader.page.links[name])).page

    assert f"<h1>{name}</h1>" in page.html
    assert f'<span aria-current="page"><bdi>{name}</bdi></span>' in page.html
    assert name in page.html.partition("<title>")[2].partition("</title>")[0]


async def test_the_imprint_says_all_that_was_told(city, reader):
    await reader.get("/impressum")

    for name in ("name", "legal_form", "street", "postal_code", "city", "represented_by", "email", "phone"):
        assert TOWN[name] in reader.page.text, name
    for name in ("supervisory_authority", "register", "vat_id", "editor", "contact_email", "service_hours"):
        assert TOWN[name] in reader.page.text, name
    assert "Kontaktstelle nach dem Digital Services Act" in reader.page.text
    assert "Deutsch und English" in reader.page.text
    assert 'href="tel:+49115"' in reader.page.html
    assert "noch nicht vollständig" not in reader.page.text


async def test_a_channel_takes_over_from_the_town_what_its_office_does_not_say(city, reader):
    await reader.get("/@buecherei/impressum")

    assert "Stadtbücherei" in reader.page.text
    assert "+49 116" in reader.page.text
    assert "Marktplatz 1" in reader.page.text


async def test_readers_are_told_plainly_what_an_imprint_lacks(city, reader):
    await reader.get("/@verein/impressum")

    assert "noch nicht vollständig" in reader.page.text
    assert "Telefon: fehlt" in reader.page.text
    assert "Straße und Hausnummer: fehlt" not in reader.page.text


async def test_a_node_of_nobody_says_that_nobody_is_named(node):
    reader = Browser(node)

    for path in ALL:
        assert (await reader.get(path)).status == 200, path
        assert reader.page.problems == [], path
    await reader.get("/impressum")

    assert "Name: fehlt" in reader.page.text


async def test_pages_of_channels_that_are_not_ours_are_not_there(city, reader):
    for path in ("/@niemand/impressum", "/@bob@there.test/impressum", "/@Rathaus/impressum"):
        assert (await reader.get(path)).status == 404, path


async def test_the_privacy_notice_holds_every_line_of_the_register(city, reader):
    await reader.get("/datenschutz")
    words = Translator("de", city.node.catalogs)

    for each in processings(city.node.config):
        for part in ("purpose", "people", "data", "recipients"):
            said = " ".join(
                words.t(f"register.{each.key}.{part}").split()
            )  # spaces that do not break are read as spaces
            assert said in reader.page.text, (each.key, part)
    for said in (
        "Datenschutzbeauftragte der Stadt",
        "datenschutz@musterhausen.example",
        "Kommunales Rechenzentrum Musterland",
        "Standort: Deutschland",
        "§ 3 DSG NRW",
        "Landesbeauftragte für Datenschutz und Informationsfreiheit Nordrhein-Westfalen",
        "nicht mehr unter unserer Kontrolle",
        "Niemand bildet Profile",
        f"bis zu {retention.SESSIONS.days} Tage",
        f"{retention.RECEIVED.days} Tage",
    ):
        assert said in reader.page.text, said
    assert "Buchst. f" not in reader.page.text  # a public body weighs no interests


async def test_a_private_body_names_its_own_bases(city, reader):
    await reader.get("/@verein/datenschutz")

    assert "Art. 6 Abs. 1 Buchst. f DSGVO" in reader.page.text
    assert "Buchst. e" not in reader.page.text
    assert "Sportverein Musterhausen e. V." in reader.page.text


async def test_another_figure_in_the_configuration_is_another_sentence_in_the_notice(
    database_url, clock, there, tmp_path
):
    async with start_world(
        "dorf.test",
        database_url,
        clock,
        there,
        tmp_path,
        organizations=[town()],
        moderation={"keep_acts_months": 2},
        federation={"delivery_hours": 17},
    ) as village:
        said = await village.page("/datenschutz")

    assert "62 Tage" in said
    assert "bis zu 17 Stunden" in said


async def test_apps_are_given_the_same_texts_as_pages_show(city):
    by = Actor(city.node.itself)
    usual, usual_page = await city.json("/api/v1/instance/privacy_policy"), await city.page("/datenschutz")
    terms = await city.json("/api/v1/instance/terms_of_service")
    await set_text(city.node, by, "privacy_policy", "Wir sind die **Stadt**.")
    await set_text(city.node, by, "terms_of_service", "Kurz gesagt: freundlich.")

    changed = await city.json("/api/v1/instance/privacy_policy")
    page = await city.page("/datenschutz")

    assert usual["content"].strip() in usual_page
    assert "keine Rechte daran" in terms["content"]
    assert "<strong>Stadt</strong>" in changed["content"]
    assert "<strong>Stadt</strong>" in page
    assert "nicht mehr unter unserer Kontrolle" in changed["content"]
    assert "Kurz gesagt: freundlich." in await city.page("/nutzungsbedingungen")
    assert (await city.json("/api/v1/instance/terms_of_service"))["content"] == "<p>Kurz gesagt: freundlich.</p>"


async def test_old_versions_of_the_rules_stay_readable(city, reader, clock):
    by = Actor(city.node.itself)
    await reader.get("/netiquette")
    usual = reader.page.text
    first = await add_rule(city.node, by, "Freundlich bleiben.", "Auch im Streit.")
    await translate_rule(city.node, by, first.id, "en", "Be kind.")
    clock.move(days=3)
    await remove_rule(city.node, by, first.id)
    await add_rule(city.node, by, "Quellen nennen.")

    await reader.get("/netiquette")
    now = reader.page.text
    await reader.get("/netiquette?version=2")
    then = reader.page.text
    await reader.get("/netiquette/versionen")
    listed = reader.page.text

    assert "Vorlage, gültig ab" in usual
    assert "von Angesicht zu Angesicht" in usual
    assert "Quellen nennen." in now
    assert "Freundlich" not in now
    assert "Freundlich bleiben. Auch im Streit." in then
    assert "Diese Fassung gilt jetzt nicht." in then
    assert "Fassung 4" in listed
    assert "Vorlage, gültig ab" in listed
    assert "Fassung 0" not in usual + listed
    assert "Be kind." in await city.page("/netiquette?version=2&lang=en", language="en")
    for odd in ("99", "x", "-1", "9" * 30):
        assert (await reader.get(f"/netiquette?version={odd}")).status == 404, odd


async def test_what_a_version_changed_is_shown(city, reader):
    by = Actor(city.node.itself)
    await set_text(city.node, by, "netiquette", "Willkommen.\n\nBitte leise.")
    await set_text(city.node, by, "netiquette", "Willkommen.\n\nBitte laut.")
    await set_text(city.node, by, "terms_of_service", "Alt.")
    await set_text(city.node, by, "terms_of_service", "Neu.")
    await set_text(city.node, by, "netiquette", "Eins.", channel="buecherei")
    await set_text(city.node, by, "netiquette", "Zwei.", channel="buecherei")

    await reader.get("/netiquette/versionen")
    links = list(reader.page.links.values())
    await reader.get("/netiquette/aenderungen?version=2")
    changed = reader.page

    assert "/netiquette/aenderungen?version=2" in links
    assert "Willkommen. entfallen Bitte leise. neu Bitte laut." in changed.text
    assert "<del>Bitte leise.</del>" in changed.html
    assert changed.problems == []
    await reader.get("/nutzungsbedingungen/aenderungen?version=2")
    assert "entfallen Alt. neu Neu." in reader.page.text
    await reader.get("/@buecherei/netiquette/aenderungen?version=2")
    assert "entfallen Eins. neu Zwei." in reader.page.text
    for path in (
        "/netiquette/aenderungen",
        "/netiquette/aenderungen?version=1",
        "/@buecherei/nutzungsbedingungen/aenderungen?version=2",
    ):
        assert (await reader.get(path)).status == 404, path


async def test_a_channel_adds_to_the_rules_of_the_node(city, reader):
    by = Actor(city.node.itself)
    await add_rule(city.node, by, "Freundlich bleiben.")
    await set_text(city.node, by, "netiquette", "Bitte *leise*.", channel="buecherei")

    await reader.get("/@buecherei/netiquette")
    library = reader.page.text
    await reader.get("/netiquette")

    assert "Freundlich bleiben." in library
    assert "Bitte leise." in library
    assert "Bitte leise." not in reader.page.text


async def test_terms_that_hold_later_are_announced_and_come_into_force_by_themselves(city, reader, clock):
    by = Actor(city.node.itself)
    today = clock().date()
    later = today.replace(year=today.year + 1)
    await set_text(city.node, by, "terms_of_service", "Alte Worte.")
    await set_text(city.node, by, "terms_of_service", "Neue Worte.", effective_on=later)

    await reader.get("/nutzungsbedingungen")
    before = reader.page.text
    clock.move(days=366)
    await reader.get("/nutzungsbedingungen")

    assert "Alte Worte." in before
    assert "gilt eine neue Fassung" in before
    assert "Neue Worte." in reader.page.text
    await reader.get("/nutzungsbedingungen/versionen")
    assert "gilt jetzt" in reader.page.text


async def test_texts_in_the_other_language_are_shown_to_who_reads_it(city):
    by = Actor(city.node.itself)
    await set_text(city.node, by, "extended_description", "Wir sind viele.")
    await set_text(city.node, by, "extended_description", "We are many.", language="en")

    assert "Wir sind viele." in await city.page("/ueber")
    assert "We are many." in await city.page("/ueber", language="en")


async def test_the_accessibility_statement_has_every_part(city, reader):
    await reader.get("/barrierefreiheit")

    for said in (
        "teilweise vereinbar",
        "Ältere Filme haben keine Untertitel.",
        "Selbstbewertung nach EN 301 549",
        "Stand dieser Erklärung: 1. November 2026.",
        "Schlichtungsstelle Musterland",
        "barrierefrei@musterhausen.example",
        "innerhalb eines Monats",
    ):
        assert said in reader.page.text, said
    assert "/barriere-melden" in reader.page.links.values()


async def test_easy_language_comes_with_the_software_and_may_be_replaced(city, reader):
    await reader.get("/leichte-sprache")
    ours = reader.page
    await set_text(city.node, Actor(city.node.itself), "easy_language", "Hallo.\n\nDas ist leicht.")
    await reader.get("/leichte-sprache")

    assert 'lang="de-simple"' in ours.html
    assert "Das meiste ist barriere-frei." in ours.text
    sentences = list(re.split(r"[.?!:]\s", ours.text.partition("Seite in Leichter Sprache.")[2]))
    assert len(sentences) > 60
    assert "Das ist leicht." in reader.page.text
    assert "Prüfgruppe" not in reader.page.text


async def test_the_film_in_sign_language_is_played_and_downloaded(database_url, clock, there, tmp_path):
    (tmp_path / "dgs.mp4").write_bytes(b"\0" * 2_500_000)
    async with start_world(
        "dorf.test", database_url, clock, there, tmp_path, organizations=[town(sign_language_video="dgs.mp4")]
    ) as village:
        reader = Browser(village)
        await reader.get("/gebaerdensprache")
        page = reader.page
        film = await village.get("/gebaerdensprache/film.mp4")
        part = await village.get("/gebaerdensprache/film.mp4", headers={"Range": "bytes=0-9"})
        other = await village.get("/gebaerdensprache/film.webm")

    assert "Film herunterladen (MP4, 2,5 MB)" in page.text
    assert (film.status, film.headers["Content-Length"], film.headers["Content-Type"]) == (200, "2500000", "video/mp4")
    assert (part.status, part.headers["Content-Length"]) == (206, "10")
    assert other.status == 404


async def test_without_a_film_the_page_says_so(city, reader):
    await reader.get("/@rathaus/gebaerdensprache")

    assert "gibt es hier noch nicht" in reader.page.text
    for path in ("/gebaerdensprache/film.mp4", "/@rathaus/gebaerdensprache/film.webm"):
        assert (await reader.get(path)).status == 404


async def test_weaknesses_are_told_to_whoever_answers_for_the_node(city):
    seen = await city.get("/.well-known/security.txt")

    assert "Contact: mailto:kontakt@musterhausen.example\n" in await seen.text()
    assert "Expires: " in await seen.text()


async def test_password_programs_are_led_to_the_right_page(city):
    seen = await city.get("/.well-known/change-password")

    assert (seen.status, seen.headers["Location"]) == (302, "/einstellungen/passwort")


def test_the_town_of_the_tests_knows_every_setting():
    left_out = {
        "parent",
        "description",
        "legal_basis",
        "protection_authority",
        "easy_language_required",
        "sign_language_video",
    }

    assert set(TOWN) | left_out >= set(Organization.__dataclass_fields__) - {"channels"}
