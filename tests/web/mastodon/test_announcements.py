"""What those who run the node announce, and what people do with it."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from node.cli import announcement as command
from node.cli.command import Ask
from node.cli.words import Say
from node.errors import Forbidden, Invalid, NotFound, Unprocessable
from node.model.account import Actor
from node.model.login import Role
from node.outbox.accounts import create_login
from node.outbox.announcements import Notice, announce
from tests.web.browser import Browser, person
from tests.web.mastodon.app import app_of

PATH = "/api/v1/announcements"
HAND = quote("👍")


async def announced(node, text="Wartung am **Freitag** um 18 Uhr. #Wartung", **more):
    return await announce(node.node, Actor(node.node.itself), Notice(text=text, **more))


async def test_everybody_here_sees_it_until_they_put_it_away(node, app, carls, anybody):
    made = await announced(node)

    (shown,) = await app.get(PATH)
    gone = await app.ask("POST", f"{PATH}/{made.id}/dismiss")

    assert "<strong>Freitag</strong>" in shown["content"]
    assert shown["read"] is False
    assert [tag["name"] for tag in shown["tags"]] == ["Wartung"]
    assert (gone.status, gone.body) == (200, {})
    assert await app.get(PATH) == []
    assert [each["read"] for each in await app.get(PATH, with_dismissed="true")] == [True]
    assert len(await carls.get(PATH)) == 1
    assert (await anybody.ask("GET", PATH)).status == 401


async def test_it_ends_when_it_is_over(node, app):
    made = await announced(node, ends_at=node.clock() + timedelta(hours=1))
    before = await app.get(PATH)

    node.clock.move(hours=2)

    assert len(before) == 1
    assert await app.get(PATH, with_dismissed="true") == []
    assert (await app.ask("POST", f"{PATH}/{made.id}/dismiss")).status == 404


async def test_people_react_with_emoji(node, app, carls):
    made = await announced(node)

    assert await app.ask("PUT", f"{PATH}/{made.id}/reactions/{HAND}")
    await app.ask("PUT", f"{PATH}/{made.id}/reactions/{HAND}")
    await carls.ask("PUT", f"{PATH}/{made.id}/reactions/{HAND}")
    (both,) = await app.get(PATH)
    await app.ask("DELETE", f"{PATH}/{made.id}/reactions/{HAND}")
    (one,) = await app.get(PATH)

    assert both["reactions"] == [{"name": "👍", "count": 2, "me": True}]
    assert one["reactions"] == [{"name": "👍", "count": 1, "me": False}]


@pytest.mark.parametrize("name", ["abc", "%3Cb%3E", "👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍"])
async def test_what_is_no_emoji_is_refused(node, app, name):
    made = await announced(node)

    answer = await app.ask("PUT", f"{PATH}/{made.id}/reactions/{quote(name, safe='%')}")

    assert answer.status == 422
    assert (await app.get(PATH))[0]["reactions"] == []


async def test_there_are_eight_different_reactions_at_most(node, app):
    made = await announced(node)

    answers = [await app.ask("PUT", f"{PATH}/{made.id}/reactions/{quote(each)}") for each in "😀😁😂😃😄😅😆😇😈"]

    assert [each.status for each in answers] == [200] * 8 + [422]


@pytest.mark.parametrize("path", ["17/dismiss", "99999999999999999999/dismiss", "x/dismiss"])
async def test_what_is_not_there_is_not_found(app, path):
    assert (await app.ask("POST", f"{PATH}/{path}")).status == 404


async def test_only_those_who_administer_announce(node, app, alice, carl):
    login = await create_login(node.node, carl, email="m@here.test", password_hash=None, role=Role.MODERATOR)

    with pytest.raises(Forbidden):
        await announce(node.node, Actor(carl, login.id), Notice(text="Hallo"))

    assert await app.get(PATH) == []


async def test_a_time_that_is_over_is_refused(node):
    with pytest.raises(Unprocessable):
        await announced(node, ends_at=node.clock() - timedelta(hours=1))


async def test_the_scopes_are_asked(node, alice):
    made = await announced(node)
    reading = await app_of(node, alice, "read")

    assert len(await reading.get(PATH)) == 1
    assert (await reading.ask("POST", f"{PATH}/{made.id}/dismiss")).status == 403
    assert (await reading.ask("PUT", f"{PATH}/{made.id}/reactions/{HAND}")).status == 403


async def test_a_page_costs_the_same_number_of_queries_however_long(node, app, counted):
    await announced(node, "Eins @alice")
    await app.get(PATH)
    one = await counted(app.get(PATH))
    for number in range(10):
        await announced(node, f"Nummer {number} @alice")

    assert await counted(app.get(PATH)) == one


async def test_the_command_line_announces_lists_and_takes_back(node, app):
    say = Say("de")

    made = await command.add(
        node.node, Ask({"text": "Fest am Samstag", "starts": "2126-06-01", "ends": "2126-06-02T22:00"}, say)
    )
    listed = await command.show_all(node.node, Ask({}, say))
    (shown,) = await app.get(PATH)
    number = made.lines[0].split()[-1]
    await command.delete(node.node, Ask({"id": number}, say))

    assert shown["id"] == number
    assert shown["starts_at"] == "2126-05-31T22:00:00.000Z"  # midnight in Berlin
    assert any("Fest am Samstag" in line for line in listed.lines)
    assert await app.get(PATH) == []
    with pytest.raises(NotFound):
        await command.delete(node.node, Ask({"id": number}, say))
    for wrong in ({"text": "x", "starts": "morgen"}, {"text": "x", "ends": "32.1."}):
        with pytest.raises(Invalid):
            await command.add(node.node, Ask(wrong, say))


async def test_the_home_page_names_a_day_only_once(node, alice):
    await person(node, alice)
    begin = datetime(2031, 5, 1, 8, 0, tzinfo=UTC)
    await announced(node, starts_at=begin, ends_at=begin + timedelta(hours=2))
    await announced(node, "Feiertag", starts_at=begin, ends_at=begin + timedelta(hours=2), all_day=True)
    browser = Browser(node)

    seen = await browser.log_in("alice@here.test")

    assert "Donnerstag, 1. Mai 2031, 10:00 Uhr – 12:00 Uhr" in seen.page.text
    assert seen.page.text.count("1. Mai 2031") == 2
