"""What those who moderate ask the store, on both engines."""

from datetime import timedelta

from node.model.moderation import Sought
from node.model.slice import Slice
from node.store.figures import Span
from tests.builders import make_account, make_follow


async def test_a_mark_of_a_host_is_lifted_where_that_decision_made_it_only(store):
    one, other = await make_account(store, "eins"), await make_account(store, "zwei")
    now = await store.read(_now)
    earlier = now - timedelta(days=1)

    await store.write(lambda tx: tx.oversight.mark([other.id], earlier, suspended=False))
    await store.write(lambda tx: tx.oversight.mark([one.id, other.id], now, suspended=False))
    await store.write(lambda tx: tx.oversight.lift_mark([one.id, other.id], now))

    found = await store.read(lambda tx: tx.accounts.by_ids([one.id, other.id]))
    assert found[one.id].silenced_at is None
    assert found[other.id].silenced_at == earlier


async def test_signs_that_mean_something_to_a_pattern_mean_themselves(store):
    await make_account(store, "a_b", display_name="100% Stadt")
    await make_account(store, "axb", display_name="1000 Stadt")

    async def found(**sought):
        return [each.name for each in await store.read(lambda tx: tx.oversight.page(Sought(**sought), Slice()))]

    assert await found(display_name="100%") == ["a_b"]
    assert await found(name="a_") == ["a_b"]
    assert await found(display_name="!") == []


async def test_follows_with_a_host_are_found_from_both_sides_once(store):
    ours, theirs = await make_account(store, "ours", None), await make_account(store, "theirs")
    third = await make_account(store, "third", "elsewhere.test")
    for one, two in ((ours, theirs), (theirs, ours), (ours, third)):
        await make_follow(store, one, two)

    found = await store.read(lambda tx: tx.oversight.follows_with([theirs.id]))

    assert {(each.follower_id, each.followed_id) for each in found} == {(ours.id, theirs.id), (theirs.id, ours.id)}


async def test_a_day_begins_at_midnight_utc(store, clock):
    clock.now = clock.now.replace(hour=23, minute=59, second=59, microsecond=0)
    await make_account(store, "anna", None)
    midnight = clock.now.replace(hour=0, minute=0, second=0)

    today = await store.read(lambda tx: tx.figures.new_accounts(Span(midnight, 1)))
    tomorrow = await store.read(lambda tx: tx.figures.new_accounts(Span(midnight + timedelta(days=1), 1)))

    assert (today.total, tomorrow.total) == (1, 0)


async def _now(tx):
    return tx.now
