"""The directory `/kanaele`: which office is behind which channel, and who else writes here (S11, row 107)."""

import pytest

from node.model.account import Actor, Kind
from node.outbox.profile import ProfileChange, change
from tests.towns import town
from tests.web.browser import Browser
from tests.world import World

LIBRARY = {
    "key": "buecherei",
    "name": "Stadtbücherei",
    "parent": "stadt",
    "kind": "institution",
    "channels": ["buecherei"],
    "description": "Bücher und Filme für alle.",
    "homepage": "https://buecherei.musterhausen.example",
}


@pytest.fixture
async def place(make_node) -> World:
    """A node with a town and a library below it."""
    return await make_node(organizations=[town(), LIBRARY])


@pytest.fixture
def reader(place) -> Browser:
    return Browser(place)


async def test_each_channel_stands_below_the_office_it_speaks_for(place, reader):
    hall = await place.create("rathaus", kind=Kind.ORGANIZATION, display_name="Rathaus")
    await place.create("buecherei", kind=Kind.ORGANIZATION, display_name="Die Bücherei liest")
    await change(place.node, Actor(hall), ProfileChange(source="Neues aus dem Rathaus."))

    await reader.get("/kanaele")

    text = reader.page.text
    told = [
        "Stadt Musterhausen",
        "Gemeinde · Regionalschlüssel 059990000000 · Gemeindeschlüssel 05999000",
        "@rathaus",
        "Neues aus dem Rathaus.",
        "Stadtbücherei",
        "Bücher und Filme für alle.",
        "Einrichtung",
        "Die Bücherei liest",
    ]
    assert [text.index(each) for each in told] == sorted(text.index(each) for each in told)
    assert reader.page.links["Rathaus"] == "/@rathaus"
    assert reader.page.links["Website"] == "https://www.musterhausen.example"


async def test_the_key_of_the_town_is_not_said_again_of_its_library(reader):
    await reader.get("/kanaele")

    assert reader.page.text.count("05999000") == 2  # once in each of the two keys


async def test_channels_of_no_office_and_people_stand_apart(place, reader):
    await place.create("pegel", kind=Kind.SERVICE, display_name="Pegelstand")
    await place.create("erika", display_name="Erika Muster")

    await reader.get("/kanaele")

    text = reader.page.text
    assert text.index("Weitere Kanäle") < text.index("Pegelstand") < text.index("Personen") < text.index("Erika Muster")


async def test_who_does_not_want_to_be_found_is_not_listed(place, reader):
    shy = await place.create("leise", display_name="Leise Leserin")
    await change(place.node, Actor(shy), ProfileChange(discoverable=False))

    await reader.get("/kanaele")

    assert "Leise Leserin" not in reader.page.text


async def test_the_last_post_is_told_in_words_but_only_a_public_one(place, reader, clock):
    clock.now = clock.now.replace(hour=10)
    hall = await place.create("rathaus", kind=Kind.ORGANIZATION)
    await place.post(hall, "Für alle.")
    clock.move(days=1)
    await place.post(hall, "Nur für Folgende.", visibility="followers")

    await reader.get("/kanaele")

    assert "Letzter Beitrag: gestern, " in reader.page.text


async def test_the_directory_is_kept_until_somebody_in_it_changes(place, reader):
    hall = await place.create("rathaus", kind=Kind.ORGANIZATION, display_name="Rathaus")
    first = await reader.get("/kanaele")
    again = await reader.get("/kanaele")
    assert again.headers["ETag"] == first.headers["ETag"]

    await change(place.node, Actor(hall), ProfileChange(display_name="Altes Rathaus"))
    assert "Altes Rathaus" in (await reader.get("/kanaele")).page.text

    await place.create("neu", display_name="Neue Nachbarin")
    assert "Neue Nachbarin" in (await reader.get("/kanaele")).page.text

    await place.post(hall, "Guten Tag.")
    assert "Letzter Beitrag: heute, " in (await reader.get("/kanaele")).page.text


async def test_who_wants_to_be_found_later_appears_on_the_kept_page(place, reader):
    shy = await place.create("leise", display_name="Leise Leserin")
    await change(place.node, Actor(shy), ProfileChange(discoverable=False))
    await reader.get("/kanaele")

    await change(place.node, Actor(shy), ProfileChange(discoverable=True))
    await reader.get("/kanaele")

    assert "Leise Leserin" in reader.page.text


async def test_many_people_are_paged_to_an_end(place, reader):
    for number in range(45):
        await place.create(f"nachbar_{number:02}")

    await reader.get("/kanaele")
    seen, pages = [], 0
    while "Weitere anzeigen" in reader.page.links:
        seen += [path for path in reader.page.links.values() if path.startswith("/@nachbar_")]
        await reader.get(reader.page.links["Weitere anzeigen"])
        pages += 1
    seen += [path for path in reader.page.links.values() if path.startswith("/@nachbar_")]

    assert sorted(seen) == [f"/@nachbar_{number:02}" for number in range(45)]
    assert pages == 2
    assert "Hier endet das Verzeichnis." in reader.page.text


async def test_a_node_without_organisations_lists_who_writes_there(node):
    await node.create("verein", kind=Kind.ORGANIZATION, display_name="Heimatverein")
    reader = Browser(node)

    seen = await reader.get("/kanaele")

    assert seen.status == 200
    assert "Heimatverein" in reader.page.text
    assert "Weitere Kanäle" not in reader.page.text


async def test_the_directory_speaks_english(place):
    reader = Browser(place, language="en")

    await reader.get("/kanaele")

    assert "Channels" in reader.page.text
    assert "Municipality · Regional key (ARS) 059990000000" in reader.page.text


@pytest.mark.parametrize("query", ["?nach=x", "?art=alle", "?art=personen&nach=A'B", "?art=personen&nach=" + "x" * 99])
async def test_what_the_directory_does_not_have_is_not_found(reader, query):
    seen = await reader.get(f"/kanaele{query}")

    assert seen.status == 404
