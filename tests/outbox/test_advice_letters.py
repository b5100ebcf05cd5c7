"""Letters about advice: who is asked, who asked, and nobody else; what it is about they do not say."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from node.model.account import Actor, Kind
from node.model.draft import Draft
from node.model.login import Role
from node.outbox.advice import advise, ask_advice, reply, withdraw_question
from node.outbox.advisers import appoint, dismiss
from node.outbox.keep import keep
from tests.mailbox import Mailbox, open_mailbox
from tests.web.browser import person
from tests.world import World, start_world

ERIKA, RITA, ROSE = "erika@stadt.test", "rita@stadt.test", "rose@stadt.test"
SECRET = "Kattenstroth"


@pytest_asyncio.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[Mailbox]:
    async with open_mailbox(tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture
async def city(database_url, clock, there, tmp_path, mailbox) -> AsyncIterator[World]:
    async with start_world("stadt.test", database_url, clock, there, tmp_path, mail=mailbox.settings) as world:
        yield world


@pytest.fixture
async def erika(city) -> Actor:
    rathaus = await city.create("rathaus", display_name="Rathaus", kind=Kind.ORGANIZATION)
    return Actor(rathaus, (await person(city, rathaus, ERIKA)).id)


@pytest.fixture
async def advisers(city) -> list[Actor]:
    ada = await city.create("ada")
    by = Actor(ada, (await person(city, ada, "ada@stadt.test", role=Role.ADMIN)).id)
    found = []
    for email in (RITA, ROSE):
        account = await city.create(email.partition("@")[0])
        found.append(Actor(account, (await person(city, account, email)).id))
        await appoint(city.node, by, email)
    return found


@pytest.fixture
async def draft(city, erika, advisers):
    made = await keep(city.node, erika, Draft(text=f"{SECRET} wird Spielstraße."))
    await ask_advice(city.node, erika, made.id, f"{SECRET}: zu kurz?")
    return made


async def test_those_who_are_asked_and_who_asked_are_told_and_not_what(city, erika, advisers, draft, mailbox):
    rita, _ = advisers
    await city.work()
    assert mailbox.subjects(RITA) == mailbox.subjects(ROSE) == ["Rathaus fragt um Rat"]
    assert mailbox.link(RITA) == f"/beratung/{draft.id}"
    assert mailbox.to(ERIKA) == []

    await advise(city.node, rita, draft.id, f"{SECRET}? Länger!")
    await city.work()
    assert mailbox.subjects(ERIKA) == ["Rat zu Ihrem Entwurf für Rathaus"]
    assert mailbox.link(ERIKA) == f"/entwuerfe/{draft.id}"

    await reply(city.node, erika, draft.id, f"{SECRET} ist lang genug.")
    await city.work()
    assert mailbox.subjects(RITA)[1:] == ["Rathaus: Antwort auf Ihren Rat"]
    assert len(mailbox.to(ROSE)) == 1  # she has said nothing yet
    assert [each for each in mailbox.got if SECRET in each.as_string()] == []


async def test_who_is_asked_no_longer_gets_no_letter_that_still_waits(city, erika, advisers, draft, mailbox):
    await withdraw_question(city.node, erika, draft.id)
    await city.work()

    assert mailbox.got == []


async def test_who_advises_no_longer_gets_none_either(city, erika, advisers, draft, mailbox):
    by = Actor(city.node.itself)
    for each in advisers:
        await dismiss(city.node, by, each.login_id)
    await city.work()

    assert mailbox.got == []


async def test_who_asked_and_no_longer_writes_for_the_channel_gets_none(city, erika, advisers, draft, mailbox):
    await advise(city.node, advisers[0], draft.id, "Gut.")
    await city.store.write(lambda tx: tx.channels.part(erika.login_id, erika.account.id))
    await city.work()

    assert mailbox.to(ERIKA) == []


async def test_an_adviser_who_asks_is_not_asked_by_themselves(city, erika, advisers, mailbox):
    await appoint(city.node, Actor(city.node.itself), ERIKA)
    made = await keep(city.node, erika, Draft(text="Kurz."))

    await ask_advice(city.node, erika, made.id, "Gut so?")
    await city.work()

    assert mailbox.to(ERIKA) == []
    assert len(mailbox.to(RITA)) == len(mailbox.to(ROSE)) == 1
