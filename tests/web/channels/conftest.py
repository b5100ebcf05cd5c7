"""A node of a town whose administrator founds a channel for the citizens' office."""

from collections.abc import AsyncIterator

import pytest

from node.model.account import Account, Actor
from node.model.login import Role
from node.outbox.channels import NewChannel, NewMember, create_channel
from tests.towns import town
from tests.web.browser import Browser, person
from tests.web.mastodon.app import App, app_of
from tests.world import World, start_world

OFFICE = {"key": "buergeramt", "name": "Bürgeramt", "parent": "stadt"}
WITHOUT_IMPRINT = {"key": "verein", "name": "Sportverein", "kind": "association", "channels": ["sport"]}

SHEET = {
    "ziel": "Fragen zu Ausweisen beantworten.",
    "nutzen": "Weniger Wege.",
    "zielgruppe": "Alle, die in Musterhausen leben",
    "themen": "Ausweise\nUmzug",
    "richtung": "beides",
    "datenart": "oeffentlich",
    "verantwortlich": "Bürgeramt, Sachgebiet 2",
    "ansprechperson": "Frau Beispiel",
    "vertretung": "Herr Muster",
    "sprechberechtigt": "Frau Beispiel\nHerr Muster",
    "servicezeiten": "Mo bis Fr 8 bis 16 Uhr",
    "antwortziel_stunden": "24",
    "freigabeweg": "Zwei lesen, eine veröffentlicht.",
    "ressourcen_stunden_pro_woche": "6",
    "risiken": "Streit: Netiquette",
    "beginn": "2026-12-01",
    "pruefung_impressum": "2026-11-02",
    "pruefung_datenschutz": "2026-11-03",
    "pruefung_barrierefreiheit": "2026-11-04",
}
"""All that is asked before the release."""

LATER = {
    "eskalation": "Die Pressestelle entscheidet.",
    "erfolg_zahlen": "100 Antworten im Monat",
    "evaluation_am": "2027-06-01",
    "ende": "Wenn niemand mehr fragt.",
}
"""What is asked before it begins its work."""

MEMBERS = ("beispiel@stadt.test", "muster@stadt.test")


@pytest.fixture
async def city(database_url, clock, there, tmp_path) -> AsyncIterator[World]:
    async with start_world(
        "stadt.test", database_url, clock, there, tmp_path, organizations=[town(), OFFICE], mail={"backend": "console"}
    ) as world:
        yield world


@pytest.fixture
async def office(city) -> Browser:
    """The administrator's browser."""
    rathaus = await city.create("rathaus", display_name="Rathaus")
    await person(city, rathaus, "ada@stadt.test", role=Role.ADMIN)
    opened = Browser(city)
    await opened.log_in("ada@stadt.test")
    return opened


@pytest.fixture
async def planned(city) -> Account:
    """A channel that was founded, with nobody and nothing yet."""
    return await create_channel(
        city.node, Actor(city.node.itself), NewChannel(name="ausweise", display_name="Ausweise am Markt")
    )


@pytest.fixture
async def app(city, planned) -> App:
    """Of the first one who may speak for it."""
    return await app_of(city, planned)


async def found(city: World, name: str = "ausweise") -> Account:
    """As it is now."""
    account = await city.store.read(lambda tx: tx.accounts.find_by_handle(name, even_planned=True))
    assert account is not None
    return account


def members(*emails: str) -> list[NewMember]:
    return [NewMember(each) for each in emails]
