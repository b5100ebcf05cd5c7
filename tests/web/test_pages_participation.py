"""`/beteiligung`: what can be answered now and what was asked before, as a page and as data (row 110, row 82)."""

from datetime import timedelta

import pytest

from node.model.account import Actor, Kind
from node.outbox.delete import delete_post
from node.outbox.vote import vote
from tests.towns import town
from tests.web.browser import Browser
from tests.world import start_world

SHARED = {"options": ("früh", "spät")}


@pytest.fixture
async def city(database_url, clock, there, tmp_path):
    async with start_world(
        "stadt.test", database_url, clock, there, tmp_path, organizations=[town(channels=["rathaus", "presse"])]
    ) as world:
        yield world


@pytest.fixture
async def rathaus(city):
    return await city.create("rathaus", kind=Kind.ORGANIZATION, display_name="Rathaus")


@pytest.fixture
async def club(city):
    return await city.create("verein", kind=Kind.ORGANIZATION, display_name="Verein")


def _parts(page: str) -> tuple[str, str]:
    running, _, ended = page.partition('id="beendet"')
    return running, ended


async def test_a_poll_moves_from_running_to_completed_with_its_result(city, rathaus, club, clock):
    reader = Browser(city)
    assert "Zurzeit fragt kein Kanal etwas." in (await reader.get("/beteiligung")).page.text
    post = await city.post(rathaus, "Wann soll der Markt sein?", closes_at=clock() + timedelta(days=2), **SHARED)
    await vote(city.node, Actor(club), post.id, [1])
    await city.work()
    clock.move(seconds=11)

    during = (await reader.get("/beteiligung")).page.html
    clock.move(days=3)
    after = (await reader.get("/beteiligung")).page.html

    assert "Wann soll der Markt sein?" in _parts(during)[0]
    assert "Wann soll der Markt sein?" not in _parts(during)[1]
    assert "Wann soll der Markt sein?" not in _parts(after)[0]
    assert "Wann soll der Markt sein?" in _parts(after)[1]
    assert "1 Person hat abgestimmt" in _parts(after)[1]
    assert "nicht repräsentativ" in after


async def test_a_hidden_result_is_on_no_page_and_in_no_data_before_the_end(city, rathaus, club, clock):
    reader = Browser(city)
    ends = clock() + timedelta(days=2)
    post = await city.post(rathaus, "Wann?", closes_at=ends, hides_totals=True, **SHARED)
    await vote(city.node, Actor(club), post.id, [1])
    await city.work()
    clock.move(seconds=11)

    async def told() -> tuple[str, list[list[int | None]]]:
        page = (await reader.get("/beteiligung")).page.text
        participation, poll, shown = [
            (await city.json(f"/open/v1/{name}"))["items"][0] for name in ("participations", "polls", "posts.json")
        ]
        options = participation["result"], poll["options"], shown["poll"]["options"]
        return page, [[each["votes"] for each in listed] for listed in options]

    during, data_during = await told()
    clock.move(days=3)
    after, data_after = await told()

    assert "1 Person hat abgestimmt" in during
    assert "Das Ergebnis ist zu sehen, wenn die Umfrage beendet ist." in during
    assert "100 %" not in during
    assert data_during == [[None, None]] * 3
    assert "Das Ergebnis ist zu sehen" not in after
    assert "100 %" in after
    assert data_after == [[0, 1]] * 3


async def test_programs_get_the_same_with_phases(city, rathaus, club, clock):
    old = await city.post(rathaus, "Damals?", closes_at=clock() + timedelta(days=1), **SHARED)
    await vote(city.node, Actor(club), old.id, [0])
    clock.move(days=2)
    new = await city.post(rathaus, "Jetzt?", **SHARED)
    await city.work()

    async def ids(query: str) -> list[int]:
        return [int(each["id"]) for each in (await city.json(f"/open/v1/participations{query}"))["items"]]

    running, ended = (await city.json("/open/v1/participations"))["items"]

    assert (running["phase"], ended["phase"]) == ("running", "ended")
    assert ended["title"] == "Damals?"
    assert ended["organization"] == "stadt"
    assert [phase["name"] for phase in ended["phases"]] == ["vote"]
    assert ended["phases"][0]["begins"] < ended["phases"][0]["ends"]
    assert [each["votes"] for each in ended["result"]] == [1, 0]
    assert ended["representative"] is False
    assert await ids("?phase=running") == [new.id]
    assert await ids("?phase=ended") == [old.id]
    table = await (await city.get("/open/v1/participations.csv", accept="*/*")).text()
    assert len(table.splitlines()) == 3
    assert (await city.get("/open/v1/participations?phase=planned")).status == 400


async def test_each_channel_has_its_own_and_leads_to_all(city, rathaus, club):
    await city.post(rathaus, "Frage des Rathauses?", **SHARED)
    await city.post(club, "Frage des Vereins?", **SHARED)
    reader = Browser(city)

    own = (await reader.get("/@verein/beteiligung")).page

    assert "Frage des Vereins?" in own.text
    assert "Frage des Rathauses?" not in own.text
    assert own.links["Beteiligung aller Kanäle"] == "/beteiligung"
    assert "/open/v1/participations?channel=verein" in own.html
    assert (await reader.get("/@niemand/beteiligung")).status == 404


@pytest.mark.parametrize("visibility", ["unlisted", "followers", "direct", "local"])
async def test_it_is_an_overview_and_has_only_what_may_stand_in_one(city, rathaus, visibility):
    await city.post(rathaus, "Nur unter uns?", visibility=visibility, **SHARED)

    assert "Nur unter uns?" not in await city.page("/beteiligung")


async def test_a_new_one_and_a_deleted_one_show_at_once_and_there_are_further_pages(city, rathaus, clock):
    reader = Browser(city)
    await reader.get("/beteiligung")
    post = await city.post(rathaus, "Neu?", **SHARED)
    seen = (await reader.get("/beteiligung")).page.text
    await delete_post(city.node, Actor(rathaus), post.id)
    gone = (await reader.get("/beteiligung")).page.text
    for number in range(25):
        await city.post(rathaus, f"Frage {number}?", closes_at=clock() + timedelta(hours=1), **SHARED)
    clock.move(days=1)
    await city.work()
    await reader.get("/beteiligung")
    further = await reader.get(reader.page.links["Ältere Beiträge"])

    assert "Neu?" in seen
    assert "Neu?" not in gone
    assert "Frage 24?" not in further.page.text
    assert "Frage 0?" in further.page.text
    assert "Jetzt mitmachen" not in further.page.text
    assert "Take part now" in await city.page("/beteiligung", language="en")


async def test_only_channels_ask_the_public_and_not_people_in_their_own_name(city, rathaus):
    anna = await city.create("anna", kind=Kind.PERSON, display_name="Anna")
    named = await city.create("presse", kind=Kind.PERSON, display_name="Presse")  # its organisation calls it a channel
    await city.post(rathaus, "Frage des Rathauses?", **SHARED)
    await city.post(anna, "Kino oder Bad?", **SHARED)
    await city.post(named, "Wann ist die Pressestunde?", **SHARED)
    reader = Browser(city)

    page = (await reader.get("/beteiligung")).page.text
    data = await city.json("/open/v1/participations")
    of_anna = await city.get("/open/v1/participations?channel=anna")

    assert "Frage des Rathauses?" in page
    assert "Wann ist die Pressestunde?" in page
    assert "Kino oder Bad?" not in page
    assert [each["channel"] for each in data["items"]] == ["presse", "rathaus"]
    assert of_anna.status == 404
    assert {each["channel"] for each in (await city.json("/open/v1/polls"))["items"]} == {"presse", "rathaus"}
    assert (await reader.get("/@anna/beteiligung")).status == 404
    assert (await reader.get("/@presse/beteiligung")).status == 200
