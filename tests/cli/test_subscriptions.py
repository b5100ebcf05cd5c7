"""An operator looks at subscriptions by mail on the command line (S03)."""

import pytest

from node.cli import subscription
from node.cli.command import Ask
from node.cli.words import Say
from node.errors import Invalid
from node.outbox.subscriptions import Wanted, confirm, subscribe
from tests.mailbox import open_mailbox
from tests.world import start_world

ERIKA = "erika@mail.example"


async def told(world, act, language="en", **values):
    return "\n".join((await act(world.node, Ask(values, Say(language)))).lines)


async def test_they_are_counted_and_an_address_is_erased(database_url, clock, there, tmp_path):
    async with open_mailbox(tmp_path) as mailbox:
        mail = {**mailbox.settings, "subscriptions": "all"}
        async with start_world("here.test", database_url, clock, there, tmp_path, mail=mail) as world:
            rathaus, bad = await world.create("rathaus"), await world.create("freibad")
            await subscribe(world.node, rathaus.id, Wanted(email=ERIKA, language="de"))
            await world.work()
            await confirm(world.node, mailbox.link(ERIKA).partition("code=")[2])
            await subscribe(world.node, rathaus.id, Wanted(email="max@mail.example", language="de"))
            await subscribe(world.node, bad.id, Wanted(email=ERIKA, language="de"))

            listed = await told(world, subscription.show_all)
            erased = await told(world, subscription.erase, "de", email=ERIKA.upper())
            again = await told(world, subscription.erase, email=ERIKA)

            assert [line.split() for line in listed.splitlines()[1:]] == [["freibad", "0", "1"], ["rathaus", "1", "1"]]
            assert ERIKA not in listed
            assert (erased, again) == ("gelöscht: 2 Abonnements", "erased: 0 subscriptions")
            assert await world.count("subscriptions") == 1
            with pytest.raises(Invalid):
                await subscription.erase(world.node, Ask({"email": "keine"}, Say("en")))
