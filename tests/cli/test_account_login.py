"""How whoever runs a node gets people in: invitations, links, second factors that were lost."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from node.cli import account
from node.cli.command import Ask
from node.cli.words import Say
from node.errors import Invalid
from node.model.factor import Generator
from tests.mailbox import Mailbox, open_mailbox
from tests.web.browser import Browser
from tests.world import World, start_world

ALICE = "alice@here.test"


@pytest_asyncio.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[Mailbox]:
    async with open_mailbox(tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture
async def town(database_url, clock, there, tmp_path, mailbox) -> AsyncIterator[World]:
    async with start_world("here.test", database_url, clock, there, tmp_path, mail=mailbox.settings) as world:
        yield world


async def say(world: World, command: str, **values: object) -> str:
    return "\n".join((await account.ACTS[command](world.node, Ask(values, Say("en")))).lines)


async def create(world: World, **more: object) -> str:
    return await say(world, "account create", name="alice", kind="person", role="member", email=ALICE, **more)


async def test_a_new_person_is_invited_and_chooses_a_password(town, mailbox):
    told = await create(town)
    await town.work()
    browser = Browser(town)
    await browser.get(mailbox.link(ALICE))

    await browser.press("Passwort ändern", neues="ein ganz neues Passwort")
    seen = await browser.log_in(ALICE, "ein ganz neues Passwort")

    assert "An invitation is on its way." in told
    assert "password:" not in told
    assert mailbox.subjects(ALICE)[0] == "Musterhausen: Ihr Zugang"
    assert seen.path == "/start"
    assert "bestätigt" in (await browser.get("/einstellungen")).page.text


async def test_an_invitation_is_good_for_a_week(town, mailbox, clock):
    await create(town)
    await town.work()

    clock.move(days=6)
    good = await Browser(town).get(mailbox.link(ALICE))
    clock.move(days=2)
    late = await Browser(town).get(mailbox.link(ALICE))

    assert (good.status, late.status) == (200, 410)


async def test_a_person_with_a_password_is_asked_to_confirm_their_address(town, mailbox):
    await create(town, password="richtig geheim")
    await town.work()

    assert mailbox.subjects(ALICE) == ["Musterhausen: Bitte bestätigen Sie Ihre Adresse"]


async def test_without_mail_a_password_is_made_and_shown(node):
    told = await create(node)

    assert "password: " in told
    assert await node.count("jobs") == 0
    with pytest.raises(Invalid, match=r"mail\.backend"):
        await say(node, "account password", name="alice", mail=True)


async def test_somebody_who_forgot_is_sent_a_link(town, mailbox):
    await create(town, password="richtig geheim")
    await town.work()
    told = await say(town, "account password", name="alice", mail=True)
    await town.work()

    assert told == f"a link to {ALICE} is on its way"
    assert mailbox.subjects(ALICE)[-1] == "Musterhausen: Neues Passwort"
    assert (await Browser(town).log_in(ALICE)).path == "/start"


async def test_lost_second_factors_are_shown_and_removed(town, mailbox):
    await create(town, password="richtig geheim")
    await town.work()
    login = await town.store.read(lambda tx: tx.logins.find_by_email(ALICE))
    generator = Generator(login_id=login.id, secret="A" * 32, last_step=0, created_at=login.created_at)
    await town.store.write(lambda tx: tx.factors.put_generator(generator))
    before = await say(town, "account factors", name="alice")

    told = await say(town, "account factors", name="alice", remove=True)
    await town.work()

    assert before.split() == "app for codes: yes Passkeys: 0 recovery codes: 0".split()
    assert "needs the password only" in told
    assert (await Browser(town).log_in(ALICE)).path == "/start"
    assert mailbox.subjects(ALICE)[-1] == "Musterhausen: Zweiter Faktor entfernt"
