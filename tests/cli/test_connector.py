"""`allmende connector`: how things stand with other platforms, and whether the login works."""

import pytest

from node.cli.command import Ask
from node.cli.connector import show_all, try_one
from node.cli.words import Say
from node.errors import NotFound, Refused
from tests.platforms import TOKEN, Mastodon
from tests.world import start_world

SAY = Say("en")


@pytest.fixture
async def mastodon():
    async with Mastodon() as platform:
        yield platform


@pytest.fixture
async def node(database_url, clock, there, tmp_path, mastodon, monkeypatch):
    monkeypatch.setenv("MASTODON_TOKEN", TOKEN)
    usual = {"channel": "alice", "secret_env": "MASTODON_TOKEN"}
    connectors = [
        {"key": "land", "kind": "mastodon", "url": mastodon.origin, **usual},
        {"key": "amtsblatt", "kind": "feed", "url": f"{there.origin()}/feed.xml", "channel": "alice"},
    ]
    async with start_world("here.test", database_url, clock, there, tmp_path, connectors=connectors) as world:
        yield world


async def lines(node, act, **values):
    return (await act(node.node, Ask(values, SAY))).lines


async def test_the_list_says_how_things_stand(node, mastodon):
    mastodon.fails(404)
    await node.post(await node.create("alice"))

    _, land, feed = await lines(node, show_all)

    assert land.split()[:6] == ["land", "mastodon", "alice", "0", "0", "1"]
    assert "answers 404" in land
    assert feed.split() == ["amtsblatt", "feed", "alice", "-", "-", "-"]


async def test_trying_logs_in(node, mastodon, monkeypatch):
    said = await lines(node, try_one, key="land")
    monkeypatch.setenv("MASTODON_TOKEN", "wrong")

    assert said == [f"logged in as {mastodon.origin}/@stadt"]
    with pytest.raises(Refused, match="does not accept the login"):
        await try_one(node.node, Ask({"key": "land"}, SAY))


async def test_trying_a_feed_reads_it(node):
    said = await lines(node, try_one, key="amtsblatt")  # 404 there

    assert said == ["new posts: 0"]
    assert (await lines(node, show_all))[2].endswith("the feed answers 404")


async def test_a_connector_there_is_not_is_named(node):
    with pytest.raises(NotFound, match="no connector nobody"):
        await try_one(node.node, Ask({"key": "nobody"}, SAY))
