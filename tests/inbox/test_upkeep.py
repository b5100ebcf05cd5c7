"""What a node does by itself, and forgets."""

from datetime import timedelta

from node.jobs.schedule import Schedule
from tests.builders import make_account, make_follow, make_post


async def test_posts_of_an_account_found_gone_are_wiped(node, alice, bob, there):
    await bob.deliver(bob.follow(alice), node)
    await node.work()
    stored = await node.account(bob.uri)
    post = await make_post(node.store, stored)
    there.documents[bob.uri] = (410, {"id": bob.uri, "type": "Tombstone"})
    try:
        await node.node.actors.refresh(bob.uri)
    except Exception as gone:
        assert "deleted" in str(gone)

    await node.running.schedule.step()
    await node.work()

    assert await node.find_post(post.uri) is None
    assert await node.followers_of(alice) == set()


async def test_traffic_is_forgotten_after_its_time(node, alice, bob):
    await bob.deliver(bob.follow(alice), node)
    await node.work()
    assert (await node.count("received"), await node.count("deliveries")) == (1, 1)

    node.clock.move(days=31)
    await node.running.schedule.step()

    assert (await node.count("received"), await node.count("deliveries")) == (0, 0)


async def test_duties_run_once_per_interval_however_often_they_are_asked(node, alice):
    ran = []

    async def duty() -> None:
        ran.append(node.clock.now)

    schedule = Schedule(node.store, node.clock, {"test": (timedelta(minutes=5), duty)})
    for _ in range(10):
        await schedule.step()
        node.clock.move(minutes=1)

    assert len(ran) == 2


async def test_right_after_the_start_only_what_is_often_due_is_done(node):
    """What a night's work loads and reads would otherwise meet the first readers."""
    ran: list[str] = []

    async def often() -> None:
        ran.append("often")

    async def hourly() -> None:
        ran.append("hourly")

    duties = {"often": (timedelta(minutes=1), often), "hourly": (timedelta(hours=1), hourly)}
    schedule = Schedule(node.store, node.clock, duties)
    await schedule.step(seldom=False)
    at_first = list(ran)
    node.clock.move(minutes=3)
    await schedule.step()

    assert at_first == ["often"]
    assert ran == ["often", "often", "hourly"]


async def test_a_person_and_a_group_of_one_name_live_side_by_side(node, alice, there):
    """Lemmy: /u/garten and /c/garten."""
    person = await make_account(node.store, "garten", "there.test", uri="https://there.test/u/garten")
    from node.model.account import Kind

    group = await make_account(node.store, "garten", "there.test", uri="https://there.test/c/garten", kind=Kind.GROUP)
    await make_follow(node.store, alice, group)

    found = await node.store.read(lambda tx: tx.accounts.find_by_handle("garten", "there.test"))

    assert found.id == person.id
    assert (await node.account(group.uri)).deleted_at is None
