"""What may be used once is used once, also by two who come at the same moment (T-237, T-238)."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from node.model.factor import Generator, Passkey, Purpose, Ticket
from node.model.login import Login, Role
from node.store.database import Store

ALICE, CARL = 65_536_001, 65_536_002


@pytest.fixture
async def people(store: Store, clock) -> Store:
    """Two people with nothing but an address."""
    for number, name in ((ALICE, "alice"), (CARL, "carl")):
        login = Login(
            id=number,
            email=f"{name}@here.test",
            password_hash=None,
            role=Role.MEMBER,
            language=None,
            created_at=clock(),
            disabled_at=None,
        )
        await store.write(lambda tx, login=login: tx.logins.add(login))
    return store


def passkey(login_id: int, credential_id: str = "abc", *, number: int = 1) -> Passkey:
    return Passkey(
        id=number,
        login_id=login_id,
        credential_id=credential_id,
        public_key="def",
        sign_count=7,
        name="Telefon",
        created_at=datetime(2026, 11, 28, tzinfo=UTC),
    )


async def at_once(store: Store, act) -> list[object]:
    return sorted(await asyncio.gather(*(store.write(act) for _ in range(5))), key=bool)


async def test_a_period_of_the_generator_is_used_once(people, clock):
    generator = Generator(login_id=ALICE, secret="A" * 32, last_step=10, created_at=clock())
    await people.write(lambda tx: tx.factors.put_generator(generator))

    taken = await at_once(people, lambda tx: tx.factors.use_step(ALICE, 11))
    before = await people.write(lambda tx: tx.factors.use_step(ALICE, 10))

    assert taken == [False] * 4 + [True]
    assert before is False
    assert (await people.read(lambda tx: tx.factors.of(ALICE))).generator.last_step == 11


async def test_a_recovery_code_is_used_once_and_by_its_owner(people):
    await people.write(lambda tx: tx.factors.put_recovery_codes(ALICE, ["a", "b"]))

    others = await people.write(lambda tx: tx.factors.use_recovery_code(CARL, "a", tx.now))
    taken = await at_once(people, lambda tx: tx.factors.use_recovery_code(ALICE, "a", tx.now))

    assert others is False
    assert taken == [False] * 4 + [True]
    assert (await people.read(lambda tx: tx.factors.of(ALICE))).codes_left == 1


async def test_a_challenge_is_used_up_whatever_it_was_for(people, clock):
    until = clock() + timedelta(minutes=5)
    for name in ("mine", "alone", "wrong"):
        owner = None if name == "alone" else ALICE
        await people.write(lambda tx, name=name, owner=owner: tx.factors.add_challenge(name, "second", owner, until))

    taken = await at_once(people, lambda tx: tx.factors.use_challenge("mine", "second", ALICE, tx.now))
    anothers = await people.write(lambda tx: tx.factors.use_challenge("wrong", "second", CARL, tx.now))
    again = await people.write(lambda tx: tx.factors.use_challenge("wrong", "second", ALICE, tx.now))
    of_nobody = await people.write(lambda tx: tx.factors.use_challenge("alone", "second", ALICE, tx.now))

    assert taken == [False] * 4 + [True]
    assert (anothers, again, of_nobody) == (False, False, False)


async def test_a_passkey_counts_upwards_and_belongs_to_one(people, clock):
    known = passkey(ALICE)
    first = await people.write(lambda tx: tx.factors.add_passkey(known))
    second = await people.write(lambda tx: tx.factors.add_passkey(passkey(CARL, number=2)))

    taken = await at_once(people, lambda tx: tx.factors.use_passkey(known, 8, tx.now))
    removed = await people.write(lambda tx: tx.factors.remove_passkey(1, CARL))

    assert (first, second, removed) == (True, False, None)
    assert taken == [False] * 4 + [True]
    assert (await people.read(lambda tx: tx.factors.find_passkey("abc"))).sign_count == 8


async def test_a_ticket_is_used_once_and_the_newest_counts(people, clock):
    ticket = Ticket(
        login_id=ALICE, purpose=Purpose.RESET, email="alice@here.test", expires_at=clock() + timedelta(hours=1)
    )
    for name in ("old", "new"):
        await people.write(lambda tx, name=name: tx.tickets.add(name, ticket))

    old = await people.write(lambda tx: tx.tickets.use("old", tx.now))
    taken = await at_once(people, lambda tx: tx.tickets.use("new", tx.now))

    assert old is None
    assert taken == [None] * 4 + [ticket]


async def test_a_disabled_persons_tickets_and_half_log_ins_are_worth_nothing(people, clock):
    until = clock() + timedelta(hours=1)
    ticket = Ticket(login_id=ALICE, purpose=Purpose.UNSUBSCRIBE, email="alice@here.test", expires_at=until)
    await people.write(lambda tx: tx.tickets.add("t", ticket))
    await people.write(lambda tx: tx.factors.add_half("h", ALICE, until))

    await people.write(lambda tx: tx.logins.disable(ALICE, tx.now))

    assert await people.read(lambda tx: tx.tickets.find("t", tx.now)) is None
    assert await people.read(lambda tx: tx.factors.find_half("h", tx.now)) is None


async def test_weekly_letters_are_due_once_a_week(people, clock):
    week = timedelta(days=7)
    await people.write(lambda tx: tx.logins.confirm(ALICE, tx.now))
    for number in (ALICE, CARL):
        await people.write(
            lambda tx, number=number: tx.logins.set_letters(number, language=None, digest=True, now=tx.now)
        )
    ordered = clock()

    early = await people.write(lambda tx: tx.logins.take_digests(tx.now - week, tx.now, limit=10))
    clock.move(days=7, minutes=1)
    due = await people.write(lambda tx: tx.logins.take_digests(tx.now - week, tx.now, limit=10))
    again = await people.write(lambda tx: tx.logins.take_digests(tx.now - week, tx.now, limit=10))

    assert (early, again) == ([], [])
    assert [number for number, _ in due] == [ALICE]
    assert abs(due[0][1] - ordered) < timedelta(minutes=1)


async def test_new_kinds_of_browsers_are_noticed_but_not_the_first(people):
    seen = [
        await people.write(lambda tx, each=each: tx.logins.see_browser(ALICE, each, tx.now))
        for each in ("Firefox, Linux", "Firefox, Linux", "Safari, iOS", "", "Safari, iOS")
    ]

    assert seen == [False, False, True, True, False]


async def test_nothing_but_the_password_is_left_when_factors_are_cleared(people, clock):
    generator = Generator(login_id=ALICE, secret="A" * 32, last_step=10, created_at=clock())
    await people.write(lambda tx: tx.factors.put_generator(generator))
    await people.write(lambda tx: tx.factors.add_passkey(passkey(ALICE)))
    await people.write(lambda tx: tx.factors.put_recovery_codes(ALICE, ["a"]))

    await people.write(lambda tx: tx.factors.clear(ALICE))
    found = await people.read(lambda tx: tx.factors.of(ALICE))

    assert not found
    assert (found.generator, found.passkeys, found.codes_left) == (None, (), 0)
