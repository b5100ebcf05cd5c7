"""The catalogue for data portals: both forms say the same, DCAT-AP.de's conventions hold, and each would be missed (M30)."""

from pathlib import Path

import pytest
import rdflib
from pyshacl import validate
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Literal, Namespace, URIRef, compare

from node.web.opendata.rdf import Iri, Text, Thing, jsonld, turtle
from tests.world import start_world

# rdflib's own reader of JSON-LD still uses what rdflib has deprecated
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
EX = Namespace("https://allmende.example/shapes#")
SHAPES = Path(__file__).parent / "dcat_shapes.ttl"
TOWN = {
    "key": "stadt",
    "name": "Stadt Musterhausen",
    "kind": "municipality",
    "channels": ["alice"],
    "ars": "059990000000",
    "ags": "05999000",
    "homepage": "https://www.musterhausen.example",
    "email": "rathaus@musterhausen.example",
}
OPEN = {"contributor_id": "http://dcat-ap.de/def/contributors/musterland"}


@pytest.fixture
async def start(database_url, clock, there, tmp_path):
    worlds = []

    async def begin(**settings):
        world = start_world("here.test", database_url, clock, there, tmp_path, **settings)
        worlds.append(world)
        return await world.__aenter__()

    yield begin
    for world in worlds:
        await world.__aexit__(None, None, None)


@pytest.fixture
async def town(start):
    return await start(organizations=[TOWN], open=OPEN)


async def graph_of(node, ending="ttl"):
    answer = await node.get(f"/catalog.{ending}", accept="*/*")
    assert answer.status == 200
    text = await answer.text()
    return Graph().parse(data=text, format="turtle" if ending == "ttl" else "json-ld")


def broken(graph):
    """Names of the conventions that do not hold."""
    shapes = Graph().parse(SHAPES)
    _, report, _ = validate(graph, shacl_graph=shapes)
    shacl = Namespace("http://www.w3.org/ns/shacl#")
    found = set()
    for source in report.objects(None, shacl.sourceShape):
        owners = {source} if isinstance(source, URIRef) else set(shapes.subjects(shacl.property, source))
        found |= {str(each).removeprefix(EX).partition("-")[0] for each in owners}
    return found


async def test_turtle_and_json_ld_say_the_same(town):
    await town.post(await town.create("alice"))

    one, other = await graph_of(town, "ttl"), await graph_of(town, "jsonld")

    assert compare.isomorphic(one, other)
    assert len(one) > 200


async def test_every_convention_holds(town):
    assert broken(await graph_of(town)) == set()


async def test_the_catalogue_names_what_there_is(town):
    graph = await graph_of(town)

    [catalogue] = graph.subjects(RDF.type, DCAT.Catalog)
    datasets = set(graph.objects(catalogue, DCAT.dataset))
    assert datasets == set(graph.subjects(RDF.type, DCAT.Dataset))
    names = {str(each).rpartition("#")[2] for each in datasets}
    assert names >= {"beitraege", "rueckkanal", "umfragen", "statistik", "organisationen", "forschung"}
    [service] = graph.subjects(RDF.type, DCAT.DataService)
    assert graph.value(service, DCAT.endpointURL) == URIRef(f"{town.origin}/open/v1")
    keys = {str(each) for each in graph.objects(None, DCATDE.politicalGeocodingURI)}
    assert keys == {
        "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/05999000",
        "http://dcat-ap.de/def/politicalGeocoding/regionalKey/059990000000",
    }
    contact = graph.value(next(iter(datasets)), DCAT.contactPoint)
    assert graph.value(contact, VCARD.hasEmail) == URIRef("mailto:rathaus@musterhausen.example")


async def test_events_can_be_had_as_a_calendar(town):
    graph = await graph_of(town)

    [calendar] = graph.subjects(DCTERMS.format, URIRef(f"{FILE_TYPES}ICS"))

    answer = await town.get(str(graph.value(calendar, DCAT.accessURL)), accept="*/*")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert (await answer.text()).startswith("BEGIN:VCALENDAR")


async def test_what_citizens_wrote_is_under_no_licence_of_ours(town):
    from node.outbox.dumps import begin_dump

    await begin_dump(town.node, "2026-11-29")
    await town.work()
    graph = await graph_of(town)

    licences = {
        str(dataset).rpartition("#")[2]: {
            str(graph.value(each, DCTERMS.license)).rpartition("licenses/")[2]
            for each in graph.objects(dataset, DCAT.distribution)
        }
        for dataset in graph.subjects(RDF.type, DCAT.Dataset)
    }
    assert licences["beitraege"] == {"dl-by-de/2.0"}
    assert licences["rueckkanal"] == licences["forschung"] == {"other-closed"}


async def test_every_dump_it_names_can_be_fetched(town):
    from node.outbox.dumps import begin_dump

    before = {str(each) for each in (await graph_of(town)).objects(None, DCAT.downloadURL)}
    await begin_dump(town.node, "2026-11-29")
    await town.work()

    urls = {str(each) for each in (await graph_of(town)).objects(None, DCAT.downloadURL)}
    assert (before, len(urls)) == (set(), 6)
    for url in urls:
        assert (await town.get(url)).status == 200


async def test_every_address_it_names_is_there(town):
    await town.post(await town.create("alice"))
    graph = await graph_of(town)

    urls = {
        str(each)
        for name in (DCAT.accessURL, DCAT.endpointDescription, DCAT.landingPage, FOAF.page)
        for each in graph.objects(None, name)
    }
    missing = [url for url in urls if (await town.get(url, accept="*/*")).status != 200]
    assert missing == []


async def test_a_node_without_organisations_has_a_catalogue_but_no_portal_takes_it(start):
    node = await start()

    assert broken(await graph_of(node)) == {"K12"}


@pytest.mark.parametrize(
    ("path", "media"),
    [("/catalog.ttl", "text/turtle; charset=utf-8"), ("/catalog.jsonld", "application/ld+json")],
)
async def test_it_is_told_with_type_licence_and_validator(town, path, media):
    answer = await town.get(path, accept="*/*")
    again = await town.get(path, headers={"If-None-Match": answer.headers["ETag"]})

    assert answer.headers["Content-Type"] == media
    assert answer.headers["Link"] == '<https://www.govdata.de/dl-de/by-2-0>; rel="license"'
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert (again.status, await again.read()) == (304, b"")


def drop(predicate, kind=None):
    def change(graph):
        for subject in list(graph.subjects(RDF.type, kind)) if kind else [None]:
            graph.remove((subject, predicate, None))

    return change


def put(predicate, value, kind=None):
    def change(graph):
        for subject in list(graph.subjects(RDF.type, kind)) if kind else list(graph.subjects(predicate, None)):
            graph.remove((subject, predicate, None))
            graph.add((subject, predicate, value))

    return change


def twice(graph):
    graph.add(
        (next(graph.subjects(RDF.type, DCAT.Dataset)), DCATDE.contributorID, URIRef(f"{OPEN['contributor_id']}2"))
    )


def unreachable(graph):
    drop(VCARD.hasEmail)(graph)
    drop(VCARD.hasURL)(graph)


@pytest.mark.parametrize(
    ("change", "missed"),
    [
        (drop(DCAT.contactPoint), "K01"),
        (unreachable, "K01"),
        (drop(DCATDE.contributorID), "K12"),
        (twice, "K12"),
        (put(DCATDE.contributorID, URIRef("https://example.org/me")), "K13"),
        (drop(DCTERMS.license, DCAT.Distribution), "K31"),
        (put(DCTERMS.license, URIRef("https://www.govdata.de/dl-de/by-2-0"), DCAT.Distribution), "K31"),
        (put(DCTERMS.format, Literal("JSON")), "K32"),
        (drop(DCTERMS.publisher, DCAT.Dataset), "K36"),
        (drop(FOAF.name), "K36"),
        (drop(DCAT.theme), "Found"),
        (drop(DCAT.keyword), "Found"),
        (drop(DCAT.landingPage), "Found"),
        (drop(DCTERMS.issued, DCAT.Dataset), "Found"),
        (drop(DCAT.accessURL), "Reached"),
        (drop(DCAT.servesDataset), "Service"),
        (drop(DCAT.endpointURL), "Service"),
        (
            put(DCATDE.politicalGeocodingURI, URIRef("http://dcat-ap.de/def/politicalGeocoding/municipalityKey/5999")),
            "Place",
        ),
    ],
)
async def test_each_convention_would_be_missed(town, change, missed):
    graph = await graph_of(town)

    change(graph)

    assert missed in broken(graph)


ODD = Thing(
    "dcat:Dataset",
    'https://here.test/a b<c>"{}|\\^`#ä',
    (
        ("dcterms:title", Text('Zeile\n"zwei" \\ \t\x00\x1f ende', "de")),
        ("dcterms:description", Text("")),
        ("dcat:landingPage", Iri("")),
        ("dcat:contactPoint", Thing("vcard:Organization", "", (("vcard:fn", Text("Amt")),))),
        ("dcterms:extent", 7),
    ),
)


def test_odd_words_stay_what_they_are_in_both_forms():
    one = Graph().parse(data=turtle([ODD]), format="turtle")
    other = Graph().parse(data=jsonld([ODD]), format="json-ld")

    assert compare.isomorphic(one, other)
    [title] = one.objects(None, DCTERMS.title)
    assert title == rdflib.Literal('Zeile\n"zwei" \\ \t ende', lang="de")
    assert len(one) == 5 + 1
