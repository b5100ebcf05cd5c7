"""Somebody meets a barrier and tells us: without a puzzle, with a receipt, and it reaches whoever answers."""

from collections.abc import AsyncIterator

import pytest

from tests.mailbox import Mailbox, open_mailbox, text_of
from tests.towns import town
from tests.web.browser import Browser
from tests.world import World, start_world

BUTTON = "Barriere melden"


@pytest.fixture
async def mailbox(tmp_path) -> AsyncIterator[Mailbox]:
    async with open_mailbox(tmp_path) as opened:
        yield opened


@pytest.fixture
async def posting(database_url, clock, there, tmp_path, mailbox) -> AsyncIterator[World]:
    """A town that sends letters."""
    async with start_world(
        "stadt.test", database_url, clock, there, tmp_path, organizations=[town()], mail=mailbox.settings
    ) as world:
        yield world


async def test_a_report_gets_a_reference_and_reaches_who_answers(posting, mailbox):
    await posting.create("rathaus")
    reader = Browser(posting)
    await reader.get("/@rathaus/barriere-melden?seite=/@rathaus/7")
    form, _ = reader.page.form_with(BUTTON)
    back = set(reader.page.links.values())

    seen = await reader.press(BUTTON, text="Mein Vorleseprogramm\nliest die Umfrage nicht.", email="leserin@b.example")
    await posting.work()

    assert dict(form.fields)["seite"] == "/@rathaus/7"
    assert {"/@rathaus", "/@rathaus/barrierefreiheit"} <= back
    assert "Ihre Meldung ist angekommen." in seen.page.text
    [made] = await posting.store.read(lambda tx: tx.hindrances.open())
    assert made.reference in seen.page.text
    assert (made.channel, made.page, made.email) == ("rathaus", "/@rathaus/7", "leserin@b.example")
    assert (made.due_at - made.created_at).days == 30
    assert "Set-Cookie" not in seen.headers
    [letter] = mailbox.to("barrierefrei@musterhausen.example")
    assert made.reference in letter["Subject"]
    for said in ("Mein Vorleseprogramm", "liest die Umfrage nicht.", "/@rathaus/7", "leserin@b.example"):
        assert said in text_of(letter)
    assert mailbox.to("leserin@b.example") == []  # anybody may type anybody's address


async def test_what_is_missing_is_said_and_nothing_typed_is_lost(city, reader):
    await reader.get("/barriere-melden")

    seen = await reader.press(BUTTON, text=" ", seite="Startseite", email="keine adresse")

    assert seen.status == 422
    assert "Bitte schreiben Sie, was nicht geht." in seen.page.text
    assert "Das ist keine E-Mail-Adresse." in seen.page.text
    assert seen.page.problems == []
    form, _ = seen.page.form_with(BUTTON)
    assert dict(form.fields)["seite"] == "Startseite"
    assert dict(form.fields)["email"] == "keine adresse"
    assert await city.count("hindrances") == 0


@pytest.mark.parametrize(
    "typed", [{"text": "x" * 5_001}, {"text": "x", "seite": "y" * 501}, {"text": "x", "email": "a@b\nBcc: c@d.example"}]
)
async def test_what_is_too_long_or_no_address_is_refused(city, reader, typed):
    seen = await reader.send("/barriere-melden", typed)

    assert seen.status == 422
    assert await city.count("hindrances") == 0


async def test_forms_of_other_sites_are_refused(city, reader):  # T-239
    seen = await reader.send("/barriere-melden", {"text": "x"}, Origin="https://evil.test")

    assert seen.status == 403
    assert await city.count("hindrances") == 0


async def test_nobody_fills_the_drawer_by_a_program(database_url, clock, there, tmp_path):
    async with start_world(
        "stadt.test", database_url, clock, there, tmp_path, organizations=[town()], limits={"enabled": True}
    ) as world:
        reader = Browser(world)
        statuses = [(await reader.send("/barriere-melden", {"text": f"Nr. {number}"})).status for number in range(5)]
        stored = await world.count("hindrances")

    assert statuses == [200, 200, 200, 429, 429]
    assert stored == 3


async def test_without_mail_and_without_anybody_named_the_report_is_kept(node):
    reader = Browser(node)
    await reader.get("/barriere-melden")

    seen = await reader.press(BUTTON, text="Zu klein.")
    await node.work()

    assert seen.status == 200
    assert await node.count("hindrances") == 1
