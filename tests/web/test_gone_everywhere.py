"""A Delete or an Update from elsewhere, and our own withdrawal, in every output there is, at once (M03, C4, row 30b)."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from node.model.account import Actor, Kind
from node.model.draft import Draft
from node.outbox.delete import delete_post
from node.outbox.edit import edit
from tests.inbox.steps import arrives
from tests.towns import town
from tests.web.doors import Doors, families
from tests.world import World, start_world

OLD, NEW, TAG, WORD = "Urfassungswort", "Neufassungswort", "Bank", "Sitzgelegenheit"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
# Where an answer from elsewhere to a channel of ours stands while it is there
SHOWN = {
    "page", "page thread", "page tag", "page elsewhere", "api status", "api context", "api account", "api tag",
    "open post", "open thread", "rueckkanal", "feed thread", "embedded thread", "quoted thread",
}  # fmt: skip
DUMPED = {"rueckkanal"}


@pytest.fixture
async def city(database_url, clock, there, tmp_path) -> AsyncIterator[World]:
    async with start_world("stadt.test", database_url, clock, there, tmp_path, organizations=[town()]) as world:
        yield world


@pytest.fixture
async def rathaus(city):
    return await city.create("rathaus", kind=Kind.ORGANIZATION, display_name="Rathaus")


@pytest.fixture
def bob(there):
    return there.actor("bob")


async def heard(city: World) -> tuple[list[str], asyncio.Task[None], asyncio.Event]:
    """What the open stream says from now on, line by line."""
    answer = await city.session.get(city.url("/open/v1/stream"))
    lines: list[str] = []
    more = asyncio.Event()

    async def listen() -> None:
        async for line in answer.content:
            lines.append(line.decode().strip())
            more.set()

    return lines, asyncio.create_task(listen()), more


async def until(lines: list[str], more: asyncio.Event, event: str) -> dict:
    """The data of the first event of that name."""
    async with asyncio.timeout(5):
        while True:
            found = [number for number, line in enumerate(lines) if line == f"event: {event}"]
            block = lines[found[0] :] if found else []
            if "" in block:
                data = next(line for line in block if line.startswith("data: "))
                return json.loads(data.removeprefix("data: "))
            more.clear()
            await more.wait()


async def test_an_answer_from_elsewhere_changes_and_goes_in_every_output(city, rathaus, bob):
    top = await city.post(rathaus, "Was wünschen Sie sich?")
    tags = [{"type": "Hashtag", "name": f"#{TAG}"}, {"type": "Mention", "href": rathaus.uri, "name": "@rathaus"}]
    reply = bob.reply(top.uri, f"{OLD} {WORD} #{TAG}", tag=tags, to=[PUBLIC, rathaus.uri])
    assert await arrives(city, reply, bob) == "202 done: stored"
    said = await city.find_post(reply["object"]["id"])
    doors = Doors(city, rathaus, await city.account(bob.uri), top, said, TAG, WORD)
    lines, ear, more = await heard(city)

    before = await doors.open_in(OLD)
    first = await doors.dumped_in("2026-11-29", OLD)
    changed = {**reply["object"], "content": f"<p>{NEW} {WORD} #{TAG}</p>", "updated": "2099-01-01T00:00:00Z"}
    assert await arrives(city, bob.activity("Update", changed), bob) == "202 done: edited"
    told = await until(lines, more, "updated")
    after = await doors.open_in(OLD, NEW)
    second = await doors.dumped_in("2026-11-30", OLD, NEW)
    await arrives(city, bob.activity("Delete", {"type": "Tombstone", "id": said.uri}), bob)
    ended = await until(lines, more, "deleted")
    gone = await doors.open_in(OLD, NEW)
    third = await doors.dumped_in("2026-12-01", OLD, NEW, said.uri)
    ear.cancel()

    assert families(before[OLD]) == SHOWN
    assert first[OLD] >= DUMPED
    assert (NEW in told["text"], OLD in json.dumps(told)) == (True, False)
    assert after == {OLD: set(), NEW: before[OLD]}
    assert second == {OLD: set(), NEW: first[OLD]}
    assert ended["uri"] == said.uri
    assert gone == {OLD: set(), NEW: set()}
    assert third == {OLD: set(), NEW: set(), said.uri: {"deletions"}}
    [listed] = (await city.json("/open/v1/deletions?channel=rathaus", accept="application/json"))["items"]
    assert listed["uri"] == said.uri


async def test_what_we_said_changes_and_is_withdrawn_in_every_output(city, rathaus):
    top = await city.post(rathaus, "Was wünschen Sie sich?")
    answer = await city.post(rathaus, f"{OLD} {WORD} #{TAG}", in_reply_to_id=top.id)
    doors = Doors(city, rathaus, rathaus, top, answer, TAG, WORD)
    lines, ear, more = await heard(city)

    before = await doors.open_in(OLD)
    first = await doors.dumped_in("2026-11-29", OLD)
    await edit(city.node, Actor(rathaus), answer.id, Draft(text=f"{NEW} {WORD} #{TAG}"))
    told = await until(lines, more, "updated")
    after = await doors.open_in(OLD, NEW)
    second = await doors.dumped_in("2026-11-30", OLD, NEW)
    await delete_post(city.node, Actor(rathaus), answer.id)
    ended = await until(lines, more, "deleted")
    gone = await doors.open_in(OLD, NEW)
    third = await doors.dumped_in("2026-12-01", OLD, NEW, answer.uri)
    ear.cancel()

    assert {"object", "outbox", "open posts", "feed channel", "embedded", "quoted", "oembed"} <= families(before[OLD])
    assert first[OLD] == {"posts"}
    assert (NEW in told["text"], OLD in json.dumps(told)) == (True, False)
    assert after == {OLD: set(), NEW: before[OLD]}
    assert second == {OLD: set(), NEW: {"posts"}}
    assert ended["uri"] == answer.uri
    assert gone == {OLD: set(), NEW: set()}
    assert third == {OLD: set(), NEW: set(), answer.uri: {"deletions"}}
