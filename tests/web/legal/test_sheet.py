"""The Steckbrief of a channel, for people and for directories (A12)."""

import pytest

from node.model.account import Actor
from node.outbox.profile import ProfileChange, change
from node.outbox.texts import add_rule, set_text
from tests.towns import TOWN

SHAPE = {
    "@id": str,
    "@type": str,
    "url": str,
    "name": str,
    "inLanguage": str,
    "mainEntity": dict,
    "publishingPrinciples": dict,
    "publisher": dict,
    "license": str,
}


@pytest.fixture
async def described(city):
    account = await city.store.read(lambda tx: tx.accounts.find_by_handle("rathaus", None))
    await change(city.node, Actor(account), ProfileChange(source="Neues aus dem **Rathaus**."))
    await add_rule(city.node, Actor(city.node.itself), "Freundlich bleiben.")
    return account


async def test_rules_that_nobody_wrote_have_no_version(city, reader, described):
    await city.store.write(lambda tx: tx.db.run("DELETE FROM document_versions"))

    await reader.get("/@rathaus/steckbrief")

    assert "Netiquette" in reader.page.links
    assert "Fassung 0" not in reader.page.text


async def test_people_read_who_is_behind_a_channel(city, reader, described):
    await reader.get("/@rathaus/steckbrief")

    for said in (
        "Stadt Musterhausen",
        "Neues aus dem",
        TOWN["audience"],
        TOWN["service_hours"],
        TOWN["answer_time"],
        "Version 1",
    ):
        assert said.replace("Version", "Fassung") in reader.page.text, said
    assert "/@rathaus/steckbrief.jsonld" in reader.page.html


async def test_directories_read_the_same(city, described):
    seen = await city.get("/@rathaus/steckbrief.jsonld", accept="application/ld+json")
    sheet = await seen.json(content_type="application/ld+json")

    assert seen.headers["Access-Control-Allow-Origin"] == "*"
    assert {name: type(sheet[name]) for name in SHAPE} == SHAPE
    assert sheet["mainEntity"]["@id"] == described.uri
    assert sheet["mainEntity"]["description"].startswith("Neues aus dem")
    assert sheet["publishingPrinciples"]["rulesVersion"] == 1
    assert sheet["publisher"]["@type"] == "GovernmentOrganization"
    assert sheet["publisher"]["ags"] == TOWN["ags"]
    assert sheet["publisher"]["contactPoint"]["hoursAvailable"] == TOWN["service_hours"]
    again = await city.get("/@rathaus/steckbrief.jsonld", headers={"If-None-Match": seen.headers["ETag"]})
    assert again.status == 304


async def test_an_office_below_names_who_is_above(city, reader):
    await reader.get("/@buecherei/steckbrief")

    assert "Stadt Musterhausen › Stadtbücherei" in reader.page.text
    assert reader.page.links["CC0 1.0"] == "https://creativecommons.org/publicdomain/zero/1.0"


async def test_a_club_is_no_government(city):
    assert (await city.json("/@verein/steckbrief.jsonld"))["publisher"]["@type"] == "Organization"


async def test_a_node_of_nobody_has_sheets_without_a_publisher(node, alice):
    assert "publisher" not in await node.json("/@alice/steckbrief.jsonld")
    assert (await node.get("/@bob/steckbrief.jsonld")).status == 404


async def test_a_channel_with_rules_of_its_own_names_their_version(city, described):
    await set_text(city.node, Actor(city.node.itself), "netiquette", "Leise sein.", channel="buecherei")
    for text in ("Sehr leise sein.", "Ganz leise sein."):
        await set_text(city.node, Actor(city.node.itself), "netiquette", text, channel="buecherei")

    versions = {
        name: (await city.json(f"/@{name}/steckbrief.jsonld"))["publishingPrinciples"]["rulesVersion"]
        for name in ("rathaus", "buecherei")
    }

    assert versions == {"rathaus": 1, "buecherei": 3}


async def test_apps_and_other_servers_are_led_to_the_imprint(city):
    account = await city.store.read(lambda tx: tx.accounts.find_by_handle("buecherei", None))

    actor = await city.json(account.uri)
    seen = await city.json("/api/v1/accounts/lookup?acct=buecherei")

    [field] = actor["attachment"]
    assert (field["type"], field["name"]) == ("PropertyValue", "Impressum")
    assert f'href="{city.origin}/@buecherei/impressum"' in field["value"]
    assert [each["name"] for each in seen["fields"]] == ["Impressum"]
    assert (await city.json("/actor")).get("attachment") is None
