"""Answers of guests in the store, on both engines: who is first, what is found, what is forgotten."""

import asyncio
from datetime import timedelta

import pytest
import pytest_asyncio

from node.model.guest import GuestReply, GuestState
from node.store.database import Store
from tests.builders import make_account, make_post

WAITING, PUBLISHED, REJECTED = GuestState.WAITING, GuestState.PUBLISHED, GuestState.REJECTED


@pytest_asyncio.fixture
async def scene(store: Store):
    return await make_post(store, await make_account(store, "rathaus", None))


def reply(store: Store, post, clock, *, lasts=timedelta(hours=48), **more) -> GuestReply:
    values = {"name": "Erika", "email": "erika@post.test", "text": "Wann?", "language": "de", **more}
    return GuestReply(
        id=store.ids.new(),
        answered_id=post.id,
        account_id=post.author_id,
        created_at=clock(),
        forget_at=clock() + lasts,
        **values,
    )


async def kept(store: Store, made: GuestReply, *, confirmed=False) -> GuestReply:
    await store.write(lambda tx: tx.guests.add(made))
    if confirmed:
        assert await store.write(lambda tx: tx.guests.confirm(made.id, tx.now))
    return made


async def decide(store: Store, reply_id: int, state: GuestState, *, reason="", days=30) -> GuestReply | None:
    return await store.write(
        lambda tx: tx.guests.decide(
            reply_id,
            state,
            out_of=(WAITING, PUBLISHED) if state is REJECTED else (WAITING,),
            now=tx.now,
            forget_at=tx.now + timedelta(days=days),
            reason=reason,
        )
    )


async def test_what_is_kept_is_found_as_it_was(store, scene, clock):
    made = await kept(store, reply(store, scene, clock))

    found = await store.read(lambda tx: tx.guests.find(made.id))

    assert found == made
    assert await store.read(lambda tx: tx.guests.find(1)) is None


async def test_confirming_counts_once_and_only_in_time(store, scene, clock):
    first = await kept(store, reply(store, scene, clock))
    late = await kept(store, reply(store, scene, clock, lasts=timedelta(0)))

    outcomes = await asyncio.gather(*(store.write(lambda tx: tx.guests.confirm(first.id, tx.now)) for _ in range(5)))

    assert sorted(outcomes) == [False, False, False, False, True]
    assert await store.write(lambda tx: tx.guests.confirm(late.id, tx.now)) is False


async def test_of_many_who_decide_one_is_first(store, scene, clock):
    made = await kept(store, reply(store, scene, clock), confirmed=True)

    outcomes = await asyncio.gather(*(decide(store, made.id, PUBLISHED) for _ in range(5)))

    assert [each.state for each in outcomes if each is not None] == [PUBLISHED]


async def test_whoever_takes_it_learns_what_it_was_at_that_moment(store, scene, clock):
    made = await kept(store, reply(store, scene, clock), confirmed=True)
    await decide(store, made.id, PUBLISHED)
    await store.write(lambda tx: tx.guests.note_post(made.id, scene.id))

    outcomes = await asyncio.gather(*(store.write(lambda tx: tx.guests.take(made.id)) for _ in range(3)))

    [taken] = [each for each in outcomes if each is not None]
    assert (taken.state, taken.post_id, taken.text) == (PUBLISHED, scene.id, "")
    assert await decide(store, made.id, REJECTED) is None


async def test_a_link_leads_to_it_as_long_as_it_is_good(store, scene, clock):
    made = await kept(store, reply(store, scene, clock))
    for secret in ("a" * 64, "b" * 64):
        await store.write(lambda tx, secret=secret: tx.guests.add_link(secret, made.id))

    found = await store.read(lambda tx: tx.guests.find_by_link("b" * 64, tx.now))
    nobody = await store.read(lambda tx: tx.guests.find_by_link("c" * 64, tx.now))
    clock.move(hours=49)
    late = await store.read(lambda tx: tx.guests.find_by_link("a" * 64, tx.now))

    assert (found.id, nobody, late) == (made.id, None, None)


async def test_links_go_with_what_they_lead_to(store, scene, clock):
    made = await kept(store, reply(store, scene, clock))
    await store.write(lambda tx: tx.guests.add_link("a" * 64, made.id))

    await store.write(lambda tx: tx.guests.take(made.id))

    assert await store.read(lambda tx: tx.db.value("SELECT COUNT(*) FROM guest_links")) == 0


async def test_a_page_is_of_one_state_newest_first_and_of_some_channels(store, scene, clock):
    made = [await kept(store, reply(store, scene, clock, text=f"{n}"), confirmed=n != 0) for n in range(4)]

    async def page(**more):
        return [each.id for each in await store.read(lambda tx: tx.guests.page(WAITING, **more))]

    numbers = [each.id for each in made]
    assert await page() == numbers[:0:-1]
    assert await page(limit=1) == [numbers[3]]
    assert await page(before=numbers[3]) == [numbers[2], numbers[1]]
    assert await page(account_ids=[scene.author_id, 7]) == numbers[:0:-1]
    assert await page(account_ids=[7]) == []
    assert await page(account_ids=[]) == []


async def test_counting(store, scene, clock):
    await kept(store, reply(store, scene, clock))
    await kept(store, reply(store, scene, clock, text="Und wo?"), confirmed=True)
    await kept(store, reply(store, scene, clock, email="otto@post.test"))
    done = await kept(store, reply(store, scene, clock, text="Gut."), confirmed=True)
    await decide(store, done.id, PUBLISHED)

    async def count(tx):
        return await tx.guests.count_open(), await tx.guests.count_open("erika@post.test")

    assert await store.read(count) == (3, 1)
    assert await store.read(lambda tx: tx.guests.is_there(scene.id, "erika@post.test", "Wann?"))
    assert not await store.read(lambda tx: tx.guests.is_there(scene.id, "erika@post.test", "Wann"))


@pytest.mark.parametrize(
    ("state", "left"), [(PUBLISHED, [(PUBLISHED, None)]), (REJECTED, []), (None, [(WAITING, "erika@post.test")])]
)
async def test_what_is_not_needed_goes(store, scene, clock, state, left):
    made = await kept(store, reply(store, scene, clock), confirmed=True)
    await kept(store, reply(store, scene, clock, text="nie bestätigt"))
    if state is not None:
        await decide(store, made.id, state, reason="Werbung")

    clock.move(days=31)
    await store.write(lambda tx: tx.guests.forget(tx.now))

    rows = await store.read(lambda tx: tx.db.rows("SELECT state, email FROM guest_replies"))
    assert [(row["state"], row["email"]) for row in rows] == left


async def test_what_nobody_decides_about_goes_in_two_steps(store, scene, clock):
    made = await kept(store, reply(store, scene, clock), confirmed=True)
    at = made.created_at

    await store.write(lambda tx: tx.guests.forget_undecided(mail=at, all_of_it=at - timedelta(days=1)))
    without = await store.read(lambda tx: tx.guests.find(made.id))
    await store.write(lambda tx: tx.guests.forget_undecided(mail=at, all_of_it=at))

    assert without.email is None
    assert await store.read(lambda tx: tx.guests.find(made.id)) is None
