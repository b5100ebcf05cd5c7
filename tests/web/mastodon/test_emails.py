"""Asking an app for the letter with the link once more."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.mailbox import Mailbox, open_mailbox
from tests.web.mastodon.app import App, app_of
from tests.world import World

PATH = "/api/v1/emails/confirmations"


@pytest_asyncio.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[Mailbox]:
    async with open_mailbox(tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture
async def town(another, mailbox) -> AsyncIterator[World]:
    async with another(mail=mailbox.settings) as world:
        yield world


async def address(world: World) -> str:
    return await world.store.read(lambda tx: tx.db.value("SELECT email FROM logins"))


async def test_the_letter_is_sent_once_more(town, mailbox):
    app = await app_of(town, await town.create("alice"), "write:accounts")

    body = await app.post(PATH)
    await app.post(PATH, email=await address(town))
    await town.work()

    assert body == {}
    assert mailbox.subjects(await address(town)) == ["Musterhausen: Bitte bestätigen Sie Ihre Adresse"]


async def test_an_app_cannot_send_it_elsewhere(town, mailbox):
    app = await app_of(town, await town.create("alice"))

    answer = await app.ask("POST", PATH, json={"email": "thief@evil.test"})
    await town.work()

    assert answer.status == 403
    assert mailbox.got == []


async def test_what_is_confirmed_needs_no_letter(town, mailbox):
    app = await app_of(town, await town.create("alice"))
    login = await town.store.read(lambda tx: tx.db.value("SELECT id FROM logins"))
    await town.store.write(lambda tx: tx.logins.confirm(login, tx.now))

    answer = await app.ask("POST", PATH)

    assert answer.status == 403
    assert answer.body["error"] == "This method is only available while the e-mail is awaiting confirmation"


async def test_it_takes_the_right_scope_and_a_person(town):
    reader = await app_of(town, await town.create("alice"), "read")

    assert (await reader.ask("POST", PATH)).status == 403
    assert (await App(town).ask("POST", PATH)).status == 401
