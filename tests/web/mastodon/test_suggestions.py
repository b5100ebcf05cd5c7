"""Whom one might like to follow."""

import pytest

from node.cli import suggestion as command
from node.cli.command import Ask
from node.cli.words import Say
from node.errors import Forbidden, NotFound
from node.model.account import Actor
from node.outbox.accounts import create_login
from node.outbox.suggestions import feature
from tests.builders import make_account, make_follow
from tests.web.mastodon.app import app_of

V2, V1 = "/api/v2/suggestions", "/api/v1/suggestions"


@pytest.fixture
async def friends(node, alice, carl):
    """Alice follows Carl, who follows Dora and Emil; so does Frida, whom Alice follows, too, with Dora."""
    people = {name: await make_account(node.store, name) for name in ("dora", "emil", "frida")}
    for follower, followed in (
        (alice, carl),
        (alice, people["frida"]),
        (carl, people["dora"]),
        (carl, people["emil"]),
        (people["frida"], people["dora"]),
    ):
        await make_follow(node.store, follower, followed)
    return people


def names(found):
    return [(each["account"]["username"], each["sources"]) for each in found]


async def test_friends_of_friends_are_suggested_the_most_followed_first(app, friends):
    found = await app.get(V2)

    assert names(found) == [("dora", ["friends_of_friends"]), ("emil", ["friends_of_friends"])]
    assert [each["username"] for each in await app.get(V1)] == ["dora", "emil"]
    assert [each["account"]["username"] for each in await app.get(V2, limit=1)] == ["dora"]


async def test_whom_the_node_features_comes_first(node, app, friends):
    gustav = await make_account(node.store, "gustav")
    for account in (friends["emil"], gustav):
        await feature(node.node, Actor(node.node.itself), account.id)

    found = await app.get(V2)

    assert dict(names(found))["emil"] == ["featured", "friends_of_friends"]
    assert dict(names(found))["gustav"] == ["featured"]
    assert names(found)[-1][0] == "dora"


async def test_what_is_put_away_stays_away(app, carls, friends):
    answer = await app.ask("DELETE", f"{V1}/{friends['dora'].id}")

    assert (answer.status, answer.body) == (200, {})
    assert [name for name, _ in names(await app.get(V2))] == ["emil"]
    assert (await app.ask("DELETE", f"{V1}/17")).status == 404


@pytest.mark.parametrize("act", ["mute", "block", "follow"])
async def test_nobody_is_suggested_whom_one_does_not_want_or_follows(app, friends, act):
    await app.post(f"/api/v1/accounts/{friends['dora'].id}/{act}")

    assert "dora" not in dict(names(await app.get(V2)))


async def test_who_does_not_want_to_be_found_or_shows_no_follows_is_left_out(node, app, friends, carl):
    """T-140"""
    await node.store.write(
        lambda tx: tx.db.run("UPDATE accounts SET discoverable = FALSE WHERE id = ?", friends["dora"].id)
    )
    await node.store.write(lambda tx: tx.db.run("UPDATE accounts SET hides_follows = TRUE WHERE id = ?", carl.id))

    assert await app.get(V2) == []


async def test_only_for_people_who_are_logged_in(node, anybody, alice, friends):
    assert (await anybody.ask("GET", V2)).status == 401
    reading = await app_of(node, alice, "read:statuses")
    assert (await reading.ask("GET", V2)).status == 403


async def test_only_those_who_administer_feature(node, carl, friends):
    login = await create_login(node.node, carl, email="carl@here.test", password_hash=None)

    with pytest.raises(Forbidden):
        await feature(node.node, Actor(carl, login.id), friends["dora"].id)


async def test_more_suggestions_cost_no_more_queries(node, app, carl, friends, counted):
    await app.get(V2)
    few = await counted(app.get(V2))
    for number in range(20):
        await make_follow(node.store, carl, await make_account(node.store, f"person{number}"))

    assert len(await app.get(V2)) == 22
    assert await counted(app.get(V2)) == few


async def test_the_command_line_features(node, app, alice, friends):
    say = Say("en")
    handle = friends["emil"].handle

    await command.add(node.node, Ask({"handle": f"@{handle}"}, say))
    listed = await command.show_all(node.node, Ask({}, say))
    shown = dict(names(await app.get(V2)))
    await command.remove(node.node, Ask({"handle": handle}, say))

    assert any(handle in line for line in listed.lines)
    assert "featured" in shown["emil"]
    assert dict(names(await app.get(V2)))["emil"] == ["friends_of_friends"]
    with pytest.raises(NotFound):
        await command.add(node.node, Ask({"handle": "nobody@nowhere.test"}, say))
