"""Flag: a report about somebody here, by whoever signed it."""

from node.model.account import Actor
from node.model.collection import CollectionChange
from node.model.login import Role
from node.model.visibility import Visibility
from node.outbox.accounts import create_login
from node.outbox.recommend import create_collection
from tests.builders import make_post
from tests.inbox.steps import arrives, known, state_of


async def moderator(node):
    account = await node.create("moderation")
    await create_login(node.node, account, email="m@here.test", password_hash=None, role=Role.MODERATOR)
    return account


async def reports(node):
    return await node.store.read(lambda tx: tx.reports.open())


async def test_a_report_is_kept_and_told_to_moderators_only(node, alice, bob):
    staff = await moderator(node)
    post = await make_post(node.store, alice)

    outcome = await arrives(node, bob.activity("Flag", [alice.uri, post.uri], content="Werbung"), bob)

    assert outcome == "202 done: reported"
    (report,) = await reports(node)
    assert (report.target_id, report.post_ids, report.comment) == (alice.id, (post.id,), "Werbung")
    assert await node.notifications_of(staff) == [("admin.report", bob.uri)]
    assert await node.notifications_of(alice) == []


async def test_who_signed_is_the_reporter_whoever_is_named(node, there, alice, bob):
    """T-075"""
    eve = there.actor("eve")

    outcome = await arrives(node, {**bob.activity("Flag", alice.uri), "actor": eve.uri}, bob)

    assert outcome.startswith("4")
    assert await reports(node) == []


async def test_a_post_the_reporter_cannot_see_is_left_out(node, alice, bob):
    """T-145"""
    secret = await make_post(node.store, alice, visibility=Visibility.DIRECT)

    with_account = await arrives(node, bob.activity("Flag", [alice.uri, secret.uri]), bob)
    alone = await arrives(node, bob.activity("Flag", secret.uri), bob)

    assert with_account == "202 done: reported"
    assert alone.startswith("202 done: ignored")
    assert [report.post_ids for report in await reports(node)] == [()]


async def test_posts_of_others_are_left_out(node, alice, bob):
    post = await make_post(node.store, await node.create("emil"))

    await arrives(node, bob.activity("Flag", [alice.uri, post.uri]), bob)

    assert [(report.target_id, report.post_ids) for report in await reports(node)] == [(alice.id, ())]


async def test_a_report_about_nobody_here_means_nothing(node, there, alice, bob):
    dora = await known(node, there.actor("dora"))

    outcome = await arrives(node, bob.activity("Flag", dora.uri), bob)

    assert outcome == "202 done: ignored: the report is about nobody here"


async def test_the_comment_is_text_and_bounded(node, alice, bob):
    await arrives(node, bob.activity("Flag", alice.uri, content="<script>x</script>" + "a" * 9_000), bob)

    (report,) = await reports(node)
    assert len(report.comment) == 5_000
    assert report.comment.startswith("<script>")  # it is escaped where it is shown


async def test_a_second_report_is_told_again(node, alice, bob):
    staff = await moderator(node)

    for _ in range(2):
        await arrives(node, bob.activity("Flag", alice.uri), bob)

    assert len(await reports(node)) == 2
    assert await node.notifications_of(staff) == [("admin.report", bob.uri)]


async def test_the_same_report_twice_is_kept_once(node, alice, bob):
    report = bob.activity("Flag", alice.uri)
    await arrives(node, report, bob)
    node.clock.move(hours=2)
    before = await state_of(node)

    await arrives(node, report, bob)

    assert await state_of(node) == before


async def test_collections_of_the_reported_account_are_named_others_are_not(node, alice, bob):
    carl = await node.create("carl")
    wanted = CollectionChange(name="Liste", discoverable=True)
    hers, his = [await create_collection(node.node, Actor(each), wanted, []) for each in (alice, carl)]

    outcome = await arrives(node, bob.activity("Flag", [alice.uri, hers.uri, his.uri]), bob)

    assert outcome == "202 done: reported"
    (report,) = await reports(node)
    assert report.collection_ids == (hers.id,)
