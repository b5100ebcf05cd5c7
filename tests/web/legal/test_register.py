"""The register of channels: one file that directories collect (A12)."""

import warnings
from dataclasses import replace

from rdflib import Graph, Namespace
from rdflib.namespace import RDF

from node.model.account import Actor, Kind
from node.outbox.profile import ProfileChange, change
from tests.towns import TOWN, town
from tests.web.open.judging import complaints
from tests.world import start_world

PATH = "/open/v1/register.jsonld"
MANY = 400
SCHEMA = Namespace("https://schema.org/")


async def test_directories_get_each_channel_with_who_is_responsible(city):
    account = await city.store.read(lambda tx: tx.accounts.find_by_handle("rathaus", None))
    await change(city.node, Actor(account), ProfileChange(source="Neues aus dem Rathaus."))
    seen = await city.get(PATH, accept="application/ld+json")
    body = await seen.json(content_type="application/ld+json")

    assert complaints(PATH, body) == []
    assert seen.headers["Access-Control-Allow-Origin"] == "*"
    assert [each["name"] for each in body["itemListElement"]] == ["Rathaus", "Bücherei", "Verein"]
    sheet = body["itemListElement"][0]
    assert sheet["publisher"]["name"] == TOWN["name"]
    assert sheet["accountablePerson"]["name"] == TOWN["editor"]
    assert sheet["publisher"]["contactPoint"]["answerTime"] == TOWN["answer_time"]
    assert sheet["mainEntity"]["description"] == "Neues aus dem Rathaus."
    alone = await city.json("/@rathaus/steckbrief.jsonld")
    assert {**sheet, "@context": body["@context"]} == alone
    again = await city.get(PATH, headers={"If-None-Match": seen.headers["ETag"]})
    assert again.status == 304
    assert (await city.json("/open/v1/node"))["register"] == city.url(PATH)


async def test_it_is_linked_data_that_a_directory_understands(city):
    body = await (await city.get(PATH)).text()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # within rdflib
        found = Graph().parse(data=body, format="json-ld")

    sheets = set(found.subjects(RDF.type, SCHEMA.ProfilePage))
    assert len(sheets) == 3
    for each in sheets:
        assert found.value(each, SCHEMA.publisher) is not None
        assert found.value(each, SCHEMA.publishingPrinciples) is not None


async def test_a_change_shows_at_once_and_who_is_gone_is_not_listed(city):
    names = [each["name"] for each in (await city.json(PATH))["itemListElement"]]
    account = await city.store.read(lambda tx: tx.accounts.find_by_handle("rathaus", None))
    await change(city.node, Actor(account), ProfileChange(display_name="Altes Rathaus"))
    renamed = [each["name"] for each in (await city.json(PATH))["itemListElement"]]
    await change(city.node, Actor(account), ProfileChange(discoverable=False))
    hidden = [each["name"] for each in (await city.json(PATH))["itemListElement"]]

    assert names[0] == "Rathaus"
    assert renamed[0] == "Altes Rathaus"
    assert hidden == ["Bücherei", "Verein"]


async def test_four_hundred_channels_are_one_file(database_url, clock, there, tmp_path):
    offices = [
        {
            "key": f"gemeinde{number}",
            "name": f"Gemeinde {number}",
            "parent": "stadt",
            "kind": "municipality",
            "channels": [f"gemeinde{number}"],
            "audience": f"Menschen in Gemeinde {number}",
        }
        for number in range(MANY)
    ]
    organizations = [town(channels=[]), *offices]
    async with start_world(
        "land.test", database_url, clock, there, tmp_path, organizations=organizations, federation={"rsa_bits": 2048}
    ) as world:
        pattern = await world.create("gemeinde0", kind=Kind.ORGANIZATION)

        async def settle(tx):
            for number in range(1, MANY):
                name = f"gemeinde{number}"
                await tx.accounts.add(
                    replace(
                        pattern,
                        id=tx.ids.new(),
                        name=name,
                        **{
                            key: value.replace("gemeinde0", name)
                            for key in ("uri", "url", "inbox", "outbox", "followers_uri", "following_uri")
                            if isinstance(value := getattr(pattern, key), str)
                        },
                    )
                )

        await world.store.write(settle)
        body = await world.json(PATH)

    assert body["numberOfItems"] == MANY
    assert complaints(PATH, body) == []
    assert {each["publisher"]["name"] for each in body["itemListElement"]} == {f"Gemeinde {n}" for n in range(MANY)}
    assert body["itemListElement"][7]["audience"]["audienceType"] == "Menschen in Gemeinde 7"
