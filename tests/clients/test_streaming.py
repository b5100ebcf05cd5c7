"""Mastodon.py listens: by event streams, and by a websocket with many channels."""

import asyncio
import threading
from typing import Any

import pytest
from mastodon import CallbackStreamListener, Mastodon

from tests.builders import make_follow
from tests.clients.conftest import token_for


class Heard:
    """What a listener of the client was called with, in the client's thread."""

    def __init__(self) -> None:
        self.events: list[tuple[str, Any]] = []
        self.came = threading.Event()

    def listener(self) -> CallbackStreamListener:
        def note(name: str):
            def take(*values: Any) -> None:
                self.events.append((name, values[0] if values else None))
                self.came.set()

            return take

        return CallbackStreamListener(
            update_handler=note("update"),
            status_update_handler=note("status.update"),
            delete_handler=note("delete"),
            notification_handler=note("notification"),
            filters_changed_handler=note("filters_changed"),
        )

    async def wait_for(self, count: int) -> list[tuple[str, Any]]:
        async with asyncio.timeout(10):
            while len(self.events) < count:
                await asyncio.to_thread(self.came.wait, 0.2)
                self.came.clear()
        return self.events


async def listening(town, count: int) -> None:
    async with asyncio.timeout(10):
        while sum(len(each.subscriptions) for each in town.node.streams._all()) < count:
            await asyncio.sleep(0)


@pytest.fixture
async def people(town):
    anna, bernd = await town.create("anna"), await town.create("bernd")
    await make_follow(town.store, anna, bernd)
    return anna, bernd


async def api_of(town, account) -> Mastodon:
    secret = await token_for(town, account)
    return await asyncio.to_thread(Mastodon, access_token=secret, api_base_url=town.origin)


async def test_it_hears_posts_edits_deletions_notifications_and_filters(town, people):
    anna, bernd = people
    annas, bernds = await api_of(town, anna), await api_of(town, bernd)
    heard = Heard()

    assert await asyncio.to_thread(annas.stream_healthy)
    handle = await asyncio.to_thread(annas.stream_user, heard.listener(), run_async=True)
    await listening(town, 1)
    posted = await asyncio.to_thread(bernds.status_post, "Hallo @anna")
    await heard.wait_for(2)
    await asyncio.to_thread(bernds.status_update, posted.id, "Hallo Anna und @anna")
    await heard.wait_for(3)
    await asyncio.to_thread(bernds.status_delete, posted.id)
    await heard.wait_for(4)
    await asyncio.to_thread(
        annas.create_filter_v2, "Wetter", ["home"], "warn", keywords_attributes=[{"keyword": "x", "whole_word": True}]
    )
    await heard.wait_for(5)
    await town.node.streams.close()
    await asyncio.to_thread(handle.close)

    names = [name for name, _ in heard.events]
    assert sorted(names[:2]) == ["notification", "update"]
    assert names[2:5] == ["status.update", "delete", "filters_changed"]
    update = next(value for name, value in heard.events if name == "update")
    assert (update.id, update.account.username) == (posted.id, "bernd")
    assert str(heard.events[3][1]) == str(posted.id)


async def test_it_hears_public_posts_and_hashtags(town, people):
    anna, bernd = people
    annas = await api_of(town, anna)
    local, tagged = Heard(), Heard()

    handles = [
        await asyncio.to_thread(annas.stream_local, local.listener(), run_async=True),
        await asyncio.to_thread(annas.stream_hashtag, "Rathaus", tagged.listener(), run_async=True),
    ]
    await listening(town, 2)
    await town.post(bernd, "Das #Rathaus ist offen.")
    await local.wait_for(1)
    await tagged.wait_for(1)
    await town.node.streams.close()
    for each in handles:
        await asyncio.to_thread(each.close)

    assert local.events[0][1].id == tagged.events[0][1].id
