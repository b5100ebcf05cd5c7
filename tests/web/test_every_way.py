"""One post, and everybody who asked for it has it by the way they chose; each way is left by one link or act (row 104)."""

import re
from contextlib import AsyncExitStack

import pytest

from node.model.account import Actor, Kind
from node.model.draft import Draft
from node.model.subscription import Rhythm
from node.outbox.publish import publish
from tests.inbox.steps import arrives
from tests.mailbox import open_mailbox, text_of
from tests.towns import town
from tests.web.browser import Browser
from tests.web.mastodon.app import app_of
from tests.web.mastodon.test_push import Phone
from tests.web.test_hub import Reader
from tests.world import start_world

LETTERS = "erika@mail.example"
TEXT = "Das Freibad öffnet am Samstag."


@pytest.fixture
async def city(database_url, clock, there, tmp_path):
    """With a mail server beside it."""
    async with AsyncExitStack() as stack:
        mailbox = await stack.enter_async_context(open_mailbox(tmp_path))
        world = await stack.enter_async_context(
            start_world(
                "here.test",
                database_url,
                clock,
                there,
                tmp_path,
                organizations=[town()],
                mail={**mailbox.settings, "subscriptions": "all"},
            )
        )
        yield world, mailbox


async def test_each_way_brings_the_post_at_once_and_ends_with_one_step(city, there):
    world, mailbox = city
    rathaus = await world.create("rathaus", kind=Kind.ORGANIZATION, display_name="Rathaus")
    erika, bob = Browser(world), there.actor("bob")
    await erika.get("/@rathaus/mail")
    await erika.press("Abonnieren", email=LETTERS, rhythmus=Rhythm.EACH.value, alles="1")
    await world.work()
    await erika.get(mailbox.link(LETTERS))
    await erika.press("Abonnement bestätigen")
    await arrives(world, bob.follow(rathaus), bob)
    feed = Reader(world, there)
    await feed.ask("/@rathaus.atom")
    fan = await world.create("fan")
    app = await app_of(world, fan)
    await app.post(f"/api/v1/accounts/{rathaus.id}/follow", {"notify": True})
    phone = Phone(there, app, "fan")
    await phone.subscribe()
    mailbox.got.clear()
    began = world.clock.now

    await publish(world.node, Actor(rathaus), Draft(text=TEXT, language="de"))
    await world.work()

    assert (world.clock.now - began).total_seconds() <= 60
    assert [TEXT in str(each["object"]) for each in bob.received("Create")] == [True]
    assert [TEXT in text_of(each) for each in mailbox.to(LETTERS)] == [True]
    assert [TEXT in each.body.decode() for each in feed.got] == [True]
    assert [TEXT in each["body"] for each in phone.messages()] == [True]

    link = re.search(r"<([^>]+)>", str(mailbox.to(LETTERS)[-1]["List-Unsubscribe"]))[1]
    async with world.session.post(world.url(link), data={"List-Unsubscribe": "One-Click"}) as answer:
        assert answer.status == 200
    await arrives(world, bob.undo(bob.follow(rathaus)), bob)
    await feed.ask("/@rathaus.atom", "unsubscribe")
    await app.ask("DELETE", "/api/v1/push/subscription")
    for kept in (mailbox.got, there.deliveries):
        kept.clear()
    await publish(world.node, Actor(rathaus), Draft(text="Noch etwas.", language="de"))
    await world.work()

    assert mailbox.got == []
    assert there.deliveries == []
    assert await world.count("subscriptions") == 0
