"""The open interface described, and held to its word (row 16, Dev1, Dev4)."""

import re
from pathlib import Path

import pytest
from openapi_spec_validator import validate

from node.web.open import ROUTES
from node.web.open.docs import CONTEXT, EXAMPLES
from node.web.open.schemas import surface
from node.web.openapi.document import shape_of
from tests.world import start_world

SURFACE = Path(__file__).parent / "surface.txt"


def test_no_name_of_the_interface_goes_without_notice():
    """Row 16. What is new is added to the file by hand; what is gone was deprecated in a release before, or this fails."""
    promised = SURFACE.read_text(encoding="utf-8").splitlines()

    gone = sorted(set(promised) - set(surface()))
    new = sorted(set(surface()) - set(promised))

    assert gone == [], "taken away without a Deprecation header in a release before"
    assert new == [], "promise it: add it to tests/web/open/surface.txt"


async def test_the_document_is_valid_and_names_every_address(city):
    document = await city.json("/open/v1/openapi.json", accept="application/json")

    assert document["openapi"] == "3.1.0"
    named = {shape_of(path) for path in document["paths"]}
    endings = (".{}", "/openapi.json", "/context.jsonld", "/docs")
    missing = [path for _, path, _ in ROUTES if (shape := shape_of(path)) not in named and not shape.endswith(endings)]
    assert missing == []
    assert "securitySchemes" not in document["components"]
    validate(document)


@pytest.mark.parametrize("language", ["de", "en"])
async def test_the_page_explains_every_address_and_its_examples_work(city, rathaus, language):
    await city.post(rathaus)
    page = await city.page("/open/v1/docs", language=language)
    document = await city.json("/open/v1/openapi.json", accept="application/json")

    assert [path for path in document["paths"] if f"<code>GET {path}</code>" not in page.replace("<wbr>", "")] == []
    assert re.findall(r"open\.(?:op|parameter)\.[\w.]+", page) == []  # each has its words
    assert "<script" not in page
    shown = re.findall(rf"<code>curl {re.escape(city.origin)}([^<]+)</code>", page)
    assert [each.replace("&amp;", "&") for each in shown] == list(EXAMPLES)
    for each in EXAMPLES:
        assert (await city.get(each, accept="*/*")).status == 200


async def test_the_words_of_the_answers_are_explained_here(city, rathaus):
    answer = await city.get("/open/v1/context.jsonld")
    body = await city.json("/open/v1/posts", accept="application/json")

    assert answer.content_type == "application/ld+json"
    assert await answer.json(content_type=None) == CONTEXT
    assert body["@context"] == city.url("/open/v1/context.jsonld")


async def test_whoever_asks_too_often_is_told_when_to_come_again(database_url, clock, there, tmp_path):
    """Dev4: as `/open/v1/node` says."""
    limits = {"enabled": True, "requests_per_address_per_minute": 30}
    async with start_world("stadt.test", database_url, clock, there, tmp_path, limits=limits) as world:
        said = (await world.json("/open/v1/node", accept="application/json"))["limits"]
        statuses = [(await world.get("/open/v1/posts.csv")).status for _ in range(11)]
        rest = [await world.get("/open/v1/posts") for _ in range(25)]

    assert said == {"requests_per_minute": 30, "whole_lists_per_minute": 10, "items_per_page": 100}
    assert statuses == [200] * 10 + [429]
    assert rest[-1].status == 429
    assert int(rest[-1].headers["Retry-After"]) > 0
