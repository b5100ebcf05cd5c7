"""Somebody complains; who it was stays in the house (T-141, T-145, T-146)."""

import pytest

from node.errors import NotFound, Unprocessable
from node.model.login import Role
from node.model.visibility import Visibility
from node.outbox.accounts import create_login
from node.outbox.report import report
from tests.builders import make_post
from tests.outbox.story import acts, known, posted


async def moderator(node, name="mona"):
    account = await node.create(name)
    await create_login(node.node, account, email=f"{name}@here.test", password_hash=None, role=Role.MODERATOR)
    return account


async def test_a_forwarded_report_comes_from_the_node_and_names_no_reporter(node, alice, bob, there):
    post = await posted(node, bob)

    made = await report(node.node, acts(alice), post.author_id, [post.id], "Beleidigend", forward=True)
    await node.work()

    [delivered] = there.deliveries
    assert f"http://{delivered.host}{delivered.path}" == bob.inbox
    flag = delivered.json
    assert (flag["type"], flag["actor"], flag["id"]) == ("Flag", node.node.itself.uri, made.uri)
    assert flag["object"] == [bob.uri, post.uri]
    assert flag["content"] == "Beleidigend"
    assert "alice" not in delivered.body.decode() + str(delivered.headers)
    assert made.forwarded


async def test_a_report_stays_here_unless_it_is_to_be_forwarded(node, alice, bob, there):
    theirs = await known(node, bob)

    made = await report(node.node, acts(alice), theirs.id, [], "Spam", forward=False)
    await node.work()

    assert there.deliveries == []
    assert await node.store.read(lambda tx: tx.reports.open()) == [made]


async def test_about_somebody_here_nothing_is_forwarded(node, alice, there):
    berta = await node.create("berta")

    made = await report(node.node, acts(alice), berta.id, [], "Spam", forward=True)
    await node.work()

    assert not made.forwarded
    assert there.deliveries == []


async def test_moderators_are_told_but_not_those_it_is_about(node, alice):
    mona, martin = await moderator(node), await moderator(node, "martin")

    await report(node.node, acts(alice), martin.id, [], "Parteiisch", forward=False)
    await report(node.node, acts(alice), martin.id, [], "Schon wieder", forward=False)

    assert await node.notifications_of(mona) == [("admin.report", alice.uri)]
    assert await node.notifications_of(martin) == []


async def test_only_posts_the_reporter_can_see_are_reported(node, alice, bob):
    theirs = await known(node, bob)
    hidden = await make_post(node.store, theirs, visibility=Visibility.FOLLOWERS)

    with pytest.raises(NotFound):
        await report(node.node, acts(alice), theirs.id, [hidden.id], "", forward=True)

    assert await node.count("reports") == 0


async def test_only_posts_of_the_reported_account_are_reported(node, alice, bob, carol):
    post = await posted(node, bob)

    with pytest.raises(Unprocessable):
        await report(node.node, acts(alice), (await known(node, carol)).id, [post.id], "", forward=True)


async def test_nobody_reports_themselves_or_at_endless_length(node, alice, bob):
    theirs = await known(node, bob)

    for number, comment, posts in ((alice.id, "", []), (theirs.id, "x" * 5001, []), (theirs.id, "", range(51))):
        with pytest.raises(Unprocessable):
            await report(node.node, acts(alice), number, posts, comment, forward=False)
