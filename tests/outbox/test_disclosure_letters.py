"""Letters about requests of authorities: reminders that tell nothing, and what the person concerned learns, and when (S28)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from node.errors import Conflict
from node.model.disclosure import Datum, Law, Muzzle, Silence, Wish
from node.outbox.disclosures.extract import make_extract
from node.outbox.disclosures.letters import mind
from node.outbox.disclosures.register import entry_for
from node.outbox.disclosures.review import propose
from node.outbox.disclosures.telling import note_told, set_silence
from tests.authority import BASIS, EMAIL, REGISTERED, administrator, asked, item, released, two
from tests.mailbox import Mailbox, open_mailbox
from tests.web.browser import person
from tests.world import World, start_world

ERIKA, ADA, BERT = "erika@musterhausen.test", "ada@stadt.test", "bert@stadt.test"


@pytest_asyncio.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[Mailbox]:
    async with open_mailbox(tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture
async def city(database_url, clock, there, tmp_path, mailbox) -> AsyncIterator[World]:
    """A node that sends letters."""
    async with start_world("stadt.test", database_url, clock, there, tmp_path, mail=mailbox.settings) as world:
        yield world


@pytest.fixture
async def alice(city):
    account = await city.create("alice")
    await person(city, account, ERIKA)
    return account


@pytest.fixture
async def both(city):
    return await two(city)


def tomorrow(city):
    return city.clock.now.astimezone(city.node.config.node.timezone).date() + timedelta(days=1)


async def test_those_who_administer_learn_that_something_waits_and_not_what(city, alice, both, mailbox):
    ada, _ = both
    made = await asked(city, ada, alice, is_emergency=True)
    await propose(city.node, ada, made.id, [EMAIL], is_whole=True)
    await city.work()

    assert len(mailbox.to(BERT)) == 2
    assert mailbox.to(ADA) == mailbox.to(ERIKA) == []
    letter = mailbox.last(BERT)
    assert f"/verwaltung/ersuchen/{made.id}" in letter
    assert "8 Stunden" in letter
    for secret in ("alice", "Polizei", "Js 17/26", BASIS):
        assert secret not in letter


async def test_of_the_end_of_the_time_they_are_reminded_once(city, alice, both, mailbox):
    ada, _ = both
    await asked(city, ada, alice)
    await city.work()
    city.clock.move(days=8)
    await mind(city.node)
    await city.work()
    early = len(mailbox.to(ADA))
    city.clock.move(days=1, hours=1)
    for _ in range(2):
        await mind(city.node)
    await city.work()

    assert (early, len(mailbox.to(ADA)), len(mailbox.to(BERT))) == (0, 1, 2)
    assert mailbox.subjects(ADA) == ["Musterhausen: Die Frist für ein Ersuchen endet bald"]


async def test_who_is_concerned_is_reminded_of_nothing(city, both, mailbox):
    ada, _ = both
    carla = await administrator(city, "carla")
    await asked(city, ada, carla.account)
    city.clock.move(days=10)
    await mind(city.node)
    await city.work()

    assert mailbox.to("carla@stadt.test") == []
    assert len(mailbox.to(BERT)) == 2


async def test_the_person_concerned_is_told_what_was_given_to_whom(city, alice, both, mailbox):
    ada, bert = both
    made = await released(city, ada, bert, alice)
    await city.work()
    before = mailbox.to(ERIKA)
    await make_extract(city.node, ada, made.id)
    for _ in range(2):
        await mind(city.node)
    await city.work()

    assert (before, len(mailbox.to(ERIKA))) == ([], 1)
    letter = mailbox.last(ERIKA)
    for said in ("Polizei Musterland", "@alice@", "E-Mail-Adressen", BASIS, "Js 17/26"):
        assert said in letter
    for secret in (ADA, BERT):
        assert secret not in letter
    entry = await city.store.read(entry_for, ada, made.id)
    assert entry.disclosure.told_at is not None
    assert [each.kind.value for each in entry.steps][-1] == "told"


async def test_on_a_node_that_sleeps_each_thing_is_minded_at_its_time(city, alice, both, mailbox):
    """By the queue alone, which wakes it: the duty at intervals is not done."""
    ada, bert = both
    await asked(city, ada, alice, is_emergency=True)
    silent = Muzzle(silence=Silence.UNTIL, until=tomorrow(city), ground="Beschluss")
    made = await released(city, ada, bert, alice, muzzle=silent)
    await make_extract(city.node, ada, made.id)
    await city.work()
    early = mailbox.subjects(ADA)
    city.clock.move(hours=6, minutes=1)
    await city.work()
    assert (early, mailbox.subjects(ADA)) == ([], ["Musterhausen: Die Frist für ein Ersuchen endet bald"])
    assert mailbox.to(ERIKA) == []

    city.clock.move(days=2)
    await city.work()
    assert len(mailbox.to(ERIKA)) == 1
    assert await city.count("disclosure_extracts") == 1
    city.clock.move(days=5)
    await city.work()
    assert await city.count("disclosure_extracts") == 0


async def test_nobody_is_told_where_nobody_is_there_or_nothing_was_given(city, alice, both, mailbox):
    ada, bert = both
    nothing = await released(city, ada, bert, alice, item(Datum.APPS, Law.TDDDG_24), wish=Wish.USAGE)
    nobody = await released(city, ada, bert, await city.create("leer"), REGISTERED)
    for made in (nothing, nobody):
        await make_extract(city.node, ada, made.id)
    await mind(city.node)
    await city.work()

    assert mailbox.to(ERIKA) == []
    with pytest.raises(Conflict):
        await note_told(city.node, ada, nothing.id)
    assert (await note_told(city.node, ada, nobody.id)).told_at is not None


async def test_while_it_is_forbidden_they_learn_nothing_and_then_by_itself(city, alice, both, mailbox):
    ada, bert = both
    silent = Muzzle(silence=Silence.UNTIL, until=tomorrow(city), ground="Beschluss 12 Gs 7/26")
    made = await released(city, ada, bert, alice, muzzle=silent)
    await make_extract(city.node, ada, made.id)
    for _ in range(2):  # today, and on the last day of it
        await mind(city.node)
        await city.work()
        assert mailbox.to(ERIKA) == []
        city.clock.move(days=1)

    await mind(city.node)
    await city.work()

    assert len(mailbox.to(ERIKA)) == 1
    assert "12 Gs 7/26" not in mailbox.last(ERIKA)


async def test_silence_can_be_prolonged_and_lifted(city, alice, both, mailbox):
    ada, bert = both
    silent = Muzzle(silence=Silence.ALWAYS, ground="Art. 13 VO (EU) 2023/1543")
    made = await released(city, ada, bert, alice, muzzle=silent)
    await make_extract(city.node, ada, made.id)
    city.clock.move(days=400)
    await mind(city.node)
    await city.work()
    assert mailbox.to(ERIKA) == []

    lifted = await set_silence(city.node, bert, made.id, Muzzle())
    await city.work()

    assert lifted.told_at is not None
    assert len(mailbox.to(ERIKA)) == 1
    assert mailbox.subjects(ADA)[-1] == "Musterhausen: Unterrichtung einer Person geändert"
