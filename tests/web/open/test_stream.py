"""`/open/v1/stream`: whoever listens hears what is public, at once (Dev2)."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from node.model.account import Actor
from node.model.draft import Draft
from node.outbox.delete import delete_post
from node.outbox.edit import edit
from node.outbox.moderate import suspend_silently
from tests.inbox.steps import arrives
from tests.world import World, start_world

SECOND = 1.0


class Ear:
    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self.answer = answer

    async def block(self) -> dict[str, str]:
        """The fields up to the next empty line; comments have no name."""
        found = {}
        async with asyncio.timeout(SECOND):
            while line := (await self.answer.content.readline()).decode().strip():
                name, _, value = line.partition(":")
                found[name] = value.strip()
        return found

    async def next(self) -> tuple[str, Any, int]:
        """Event, data and number."""
        found = await self.block()
        return found["event"], json.loads(found["data"]), int(found["id"])


@asynccontextmanager
async def listening(world: World, query: str = "", last: int | None = None) -> AsyncIterator[Ear]:
    headers = {} if last is None else {"Last-Event-ID": str(last)}
    answer = await world.session.get(world.url(f"/open/v1/stream{query}"), headers=headers)
    try:
        assert answer.status == 200
        ear = Ear(answer)
        assert set(await ear.block()) == {"retry", "id", ""}
        yield ear
    finally:
        answer.close()


async def test_new_changed_and_deleted_posts_are_heard_within_a_second(city, rathaus):
    async with listening(city) as ear:
        post = await city.post(rathaus, "Neu")
        created, new, _ = await ear.next()
        await edit(city.node, Actor(rathaus), post.id, Draft(text="Geändert"))
        updated, changed, _ = await ear.next()
        await delete_post(city.node, Actor(rathaus), post.id)
        deleted, gone, _ = await ear.next()

    assert (created, updated, deleted) == ("created", "updated", "deleted")
    assert (new["text"], changed["text"], gone["uri"]) == ("Neu", "Geändert", post.uri)
    assert ear.answer.headers["Content-Type"] == "text/event-stream"
    assert ear.answer.headers["Access-Control-Allow-Origin"] == "*"


async def test_what_is_said_to_a_channel_is_heard_and_so_is_that_it_is_gone(city, rathaus, bob):
    post = await city.post(rathaus)
    async with listening(city) as ear:
        await arrives(city, reply := bob.reply(post.uri, "Danke"), bob)
        created, said, _ = await ear.next()
        await arrives(city, bob.activity("Delete", reply["object"]["id"]), bob)
        deleted, gone, _ = await ear.next()

    assert (created, said["author"]["uri"], said["channels"]) == ("created", bob.uri, ["rathaus"])
    assert (deleted, gone["uri"], gone["channels"]) == ("deleted", reply["object"]["id"], ["rathaus"])


async def test_what_is_not_public_and_what_concerns_others_is_not_heard(city, rathaus, buecherei):
    async with listening(city, "?channel=rathaus") as ear:
        for visibility in ("followers", "local", "direct"):
            await city.post(rathaus, "@buecherei intern", visibility=visibility)
        await city.post(buecherei, "Vorlesen")
        heard = await city.post(rathaus, "Öffentlich")

        _, first, _ = await ear.next()

    assert first["uri"] == heard.uri


async def test_whoever_is_suspended_takes_along_what_they_said(city, rathaus, bob):
    post = await city.post(rathaus)
    await arrives(city, reply := bob.reply(post.uri, "Böses"), bob)
    account = await city.account(bob.uri)
    async with listening(city) as ear:
        await suspend_silently(city.node, Actor(city.node.itself), account.id)
        event, gone, _ = await ear.next()

    assert (event, gone["uri"]) == ("deleted", reply["object"]["id"])


async def test_a_connection_goes_on_where_it_broke_off(city, clock, rathaus):
    async with listening(city) as ear:
        await city.post(rathaus, "Eins")
        _, _, last = await ear.next()
    clock.move(seconds=10)
    stays, goes = [await city.post(rathaus, text) for text in ("Zwei", "Drei")]
    await delete_post(city.node, Actor(rathaus), goes.id)

    async with listening(city, last=last) as ear:
        heard = [(event, data["uri"]) for event, data, _ in [await ear.next() for _ in range(3)]][-2:]

    assert heard == [("created", stays.uri), ("deleted", goes.uri)]


async def test_whoever_was_away_too_long_is_told_to_read_the_lists(city, rathaus):
    async with listening(city, last=1) as ear:
        event, where, _ = await ear.next()

    assert event == "reset"
    assert where["deletions"].endswith("/open/v1/deletions")


async def test_there_are_only_so_many_connections(database_url, clock, there, tmp_path):
    limits = {"enabled": True, "streams": 3, "streams_per_account": 2}
    async with start_world("stadt.test", database_url, clock, there, tmp_path, limits=limits) as world:
        async with listening(world), listening(world):
            refused = await world.get("/open/v1/stream")
            assert (refused.status, int(refused.headers["Retry-After"])) == (429, 60)
        for _ in range(100):
            if not world.node.open_stream.count:
                break
            await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("query", "last", "status"), [("?channel=niemand", "", 404), ("?chanel=x", "", 400), ("", "x", 400)]
)
async def test_what_cannot_be_heard_is_refused(city, query, last, status):
    answer = await city.get(f"/open/v1/stream{query}", headers={"Last-Event-ID": last})

    assert answer.status == status


async def test_a_head_request_opens_nothing(city):
    async with city.session.head(city.url("/open/v1/stream")) as answer:
        assert answer.status == 200

    assert city.node.open_stream.count == 0
