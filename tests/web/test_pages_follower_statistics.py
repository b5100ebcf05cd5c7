"""Those who run a channel see on a page how many followers it won and lost, where and why; nobody else does (row 7)."""

import re
from datetime import UTC, datetime

import pytest

from node.model.account import Actor
from node.model.host import Decision, Policy
from node.model.login import Role
from node.outbox.hosts import decide_host
from node.outbox.profile import ProfileChange, change
from tests.clock import Clock
from tests.inbox.steps import arrives
from tests.outbox.story import acts
from tests.web.browser import Browser, person

PAGE = "/@alice/folgende/statistik"


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2027, 3, 1, 12, tzinfo=UTC))


@pytest.fixture
async def hers(node, alice) -> Browser:
    await person(node, alice)
    opened = Browser(node)
    await opened.log_in("alice@here.test")
    return opened


async def visited(node, name: str, **more) -> Browser:
    await person(node, await node.create(name), f"{name}@here.test", **more)
    opened = Browser(node)
    await opened.log_in(f"{name}@here.test")
    return opened


async def test_the_story_of_a_month_is_told_in_words_bars_and_tables(node, alice, bob, carol, hers):
    await arrives(node, bob.follow(alice), bob)
    await arrives(node, carol.follow(alice), carol)
    node.clock.move(days=3)
    await decide_host(node.node, acts(node.node.itself), "elsewhere.test", Decision(policy=Policy.BLOCKED))
    await node.work()

    await hers.get("/@alice")
    seen = (await hers.get(hers.page.links["Folgende im Verlauf"])).page

    assert "Zurzeit folgt 1 Person. In dieser Zeit: 2 dazu, 1 weg. Das ist zusammen 1 mehr." in seen.text
    assert "Gezählt wird seit dem 1. März 2027." in seen.text
    assert "4. März 2027 0 1 1 1. März 2027 2 0 2" in seen.text
    assert "Von sich aus gefolgt 2" in seen.text
    assert "Der Server ist hier gesperrt 1" in seen.text
    assert re.search(r"there\.test:\d+ 1 0 1 elsewhere\.test:\d+ 1 1 0", seen.text)
    bars = re.findall(r'<rect class="(up|down)" x="[^"]+" y="[^"]+" width="7.0" height="([^"]+)"', seen.html)
    assert bars == [("up", "65.33"), ("down", "32.67")]
    assert (await hers.get(f"{PAGE}?tage=365")).page.problems == []
    assert "Woche ab Dazu Weg Danach 1. März 2027 2 1 1" in hers.page.text


async def test_before_anything_happened_it_says_so(node, hers):
    seen = (await hers.get(f"{PAGE}?tage=90")).page

    assert "Zurzeit folgt niemand." in seen.text
    assert "In dieser Zeit hat sich nichts geändert." in seen.text
    assert "<svg" not in seen.html.partition("<main")[2].partition("</main")[0]


async def test_who_waits_to_be_let_in_is_mentioned(node, alice, bob, hers):
    await change(node.node, Actor(alice), ProfileChange(approves_followers=True))
    await arrives(node, bob.follow(alice), bob)

    seen = (await hers.get(PAGE)).page

    assert "1 Person wartet noch auf Ihre Zustimmung" in seen.text
    assert seen.links["Anfragen ansehen"] == "/anfragen"


async def test_only_those_who_run_the_channel_or_the_node_see_it(node, alice):
    stranger = await visited(node, "carl", role=Role.MODERATOR)
    ada = await visited(node, "ada", role=Role.ADMIN)

    await stranger.get("/@alice")
    assert "Folgende im Verlauf" not in stranger.page.links
    assert (await stranger.get(PAGE)).status == 403
    assert (await Browser(node).get(PAGE)).status == 401
    assert (await ada.get(PAGE)).status == 200
    for path in (f"{PAGE}?tage=7", "/@niemand/folgende/statistik"):
        assert (await ada.get(path)).status == 404
    assert "statistik" not in await node.page("/@alice")
