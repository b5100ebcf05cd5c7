"""The first page: who runs the node, its channels by department, what is new, how to read along."""

import pytest

from node.model.account import Actor, Kind
from node.model.draft import Draft
from node.outbox import delete, edit
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
}


@pytest.fixture
async def place(make_node) -> World:
    """A node with a town and a library below it."""
    return await make_node(organizations=[town(), LIBRARY])


@pytest.fixture
def reader(place) -> Browser:
    return Browser(place)


async def test_it_says_who_runs_it_and_shows_the_channels_by_department(place, reader):
    await place.create("buecherei", kind=Kind.ORGANIZATION, display_name="Die Bücherei liest")
    await place.create("rathaus", kind=Kind.ORGANIZATION, display_name="Rathaus")
    await place.create("pegel", kind=Kind.SERVICE, display_name="Pegelstand")

    await reader.get("/")

    text = reader.page.text
    assert "Diesen Dienst betreibt: Stadt Musterhausen." in text
    assert reader.page.links["Mehr darüber"] == "/ueber"
    side = text[text.index("Wer hier schreibt") :]
    told = [
        "Stadt Musterhausen",
        "Rathaus",
        "Stadtbücherei",
        "Die Bücherei liest",
        "Wer sonst noch schreibt",
        "Pegelstand",
    ]
    assert [side.index(each) for each in told] == sorted(side.index(each) for each in told)
    assert reader.page.links["Alle Kanäle"] == "/kanaele"


async def test_it_shows_no_more_than_a_dozen_channels(place, reader):
    for number in range(15):
        await place.create(f"amt_{number:02}", kind=Kind.ORGANIZATION)

    await reader.get("/")

    assert sum(path.startswith("/@amt_") for path in reader.page.links.values()) == 12


async def test_it_tells_how_to_read_along_without_an_account(place, reader):
    await reader.get("/")

    assert "So lesen Sie mit" in reader.page.text
    assert "ohne Konto und ohne Anmeldung" in reader.page.text
    assert reader.page.links["Alle Feeds"] == "/feeds"


async def test_few_posts_come_to_an_end_and_many_go_on(place, reader):
    hall = await place.create("rathaus", kind=Kind.ORGANIZATION)
    await place.post(hall, "Nummer 0.")

    await reader.get("/")
    assert "Älteres gibt es nicht" in reader.page.text

    for number in range(1, 12):
        await place.post(hall, f"Nummer {number}.")
    await reader.get("/")

    assert "Nummer 11." in reader.page.text
    assert "Nummer 1." not in reader.page.text
    assert "Älteres gibt es nicht" not in reader.page.text
    assert reader.page.links["Alle Beiträge von hier"] == "/lokal"


async def test_it_is_kept_until_what_it_shows_changes(place, reader):
    hall = await place.create("rathaus", kind=Kind.ORGANIZATION, display_name="Rathaus")
    post = await place.post(hall, "Alt.")
    first = await reader.get("/")
    assert (await reader.get("/")).headers["ETag"] == first.headers["ETag"]

    new = await place.post(hall, "Neu.")
    assert "Neu." in (await reader.get("/")).page.text

    await edit.edit(place.node, Actor(hall), post.id, Draft(text="Geändert."))
    assert "Geändert." in (await reader.get("/")).page.text

    await delete.delete_post(place.node, Actor(hall), new.id)
    assert "Neu." not in (await reader.get("/")).page.text

    await change(place.node, Actor(hall), ProfileChange(display_name="Altes Rathaus"))
    assert "Altes Rathaus" in (await reader.get("/")).page.text

    await place.create("neu", kind=Kind.ORGANIZATION, display_name="Neues Amt")
    assert "Neues Amt" in (await reader.get("/")).page.text


async def test_what_only_some_may_read_is_not_on_it(place, reader):
    hall = await place.create("rathaus", kind=Kind.ORGANIZATION)
    for visibility in ("unlisted", "followers", "local", "direct"):
        await place.post(hall, f"Sichtbarkeit {visibility}.", visibility=visibility)

    await reader.get("/")

    assert "Sichtbarkeit" not in reader.page.text


async def test_the_node_without_organisations_has_a_first_page(node):
    await node.create("verein", kind=Kind.ORGANIZATION, display_name="Heimatverein")
    reader = Browser(node, language="en")

    await reader.get("/")

    assert "Heimatverein" in reader.page.text
    assert "This service is run by" not in reader.page.text
    assert "How to read along" in reader.page.text


async def test_what_the_operator_wrote_keeps_its_language(make_node):  # WCAG 3.1.2
    place = await make_node(node={"description": "Hier schreibt die Stadt."})

    german, english = await place.page("/"), await place.page("/", language="en")
    about = await place.page("/ueber", language="en")

    assert "<p>Hier schreibt die Stadt.</p>" in german
    assert '<p lang="de">Hier schreibt die Stadt.</p>' in english
    assert '<p class="lead" lang="de">Hier schreibt die Stadt.</p>' in about
