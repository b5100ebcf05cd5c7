"""A node of a town whose library and sports club answer for channels of their own."""

from collections.abc import AsyncIterator

import pytest

from node.model.account import Kind
from tests.towns import town
from tests.web.browser import Browser
from tests.world import World, start_world

LIBRARY = {
    "key": "buecherei",
    "name": "Stadtbücherei",
    "parent": "stadt",
    "channels": ["buecherei"],
    "phone": "+49 116",
    "license": "https://creativecommons.org/publicdomain/zero/1.0/",
}
CLUB = {
    "key": "verein",
    "name": "Sportverein Musterhausen e. V.",
    "kind": "association",
    "channels": ["verein"],
    "street": "Sportweg 3",
    "email": "info@verein.example",
}


@pytest.fixture
async def city(database_url, clock, there, tmp_path) -> AsyncIterator[World]:
    organizations = [town(), LIBRARY, CLUB]
    async with start_world(
        "stadt.test", database_url, clock, there, tmp_path, organizations=organizations, mail={"backend": "console"}
    ) as world:
        for name, shown in (("rathaus", "Rathaus"), ("buecherei", "Bücherei"), ("verein", "Verein")):
            await world.create(name, kind=Kind.ORGANIZATION, display_name=shown)
        yield world


@pytest.fixture
def reader(city) -> Browser:
    return Browser(city)
