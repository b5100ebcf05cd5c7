"""An operator looks at answers of guests on the command line (A11)."""

import pytest

from node.cli import guest
from node.cli.command import Ask
from node.cli.words import Say
from node.errors import Conflict, Invalid, NotFound, Unprocessable
from node.outbox.guests import Offered, confirm, offer
from tests.mailbox import open_mailbox
from tests.world import start_world


async def told(world, act, language="en", **values):
    return "\n".join((await act(world.node, Ask(values, Say(language)))).lines)


async def test_answers_are_listed_published_and_taken_back(database_url, clock, there, tmp_path):
    async with (
        open_mailbox(tmp_path) as mailbox,
        start_world(
            "here.test", database_url, clock, there, tmp_path, mail=mailbox.settings, guests={"replies": "all"}
        ) as world,
    ):
        post = await world.post(await world.create("rathaus"), "Hallo.")
        await offer(world.node, post.id, Offered(name="Erika", email="e@post.test", text="Wann denn?", language="de"))
        await world.work()
        before = await told(world, guest.show_all)
        await confirm(world.node, mailbox.link("e@post.test").partition("code=")[2])

        listed = await told(world, guest.show_all)
        number = listed.splitlines()[1].split()[0]
        published = await told(world, guest.publish, id=number)
        with pytest.raises(Conflict):
            await guest.publish(world.node, Ask({"id": number}, Say("en")))
        shown = await told(world, guest.show_all, published=True)
        with pytest.raises(Unprocessable):
            await guest.refuse(world.node, Ask({"id": number, "reason": " "}, Say("en")))
        taken = await told(world, guest.refuse, "de", id=number, reason="Doch nicht.")

        assert "Erika" not in before
        assert "Wann denn?" in listed
        assert "e@post.test" not in listed
        assert published.startswith(f"published: {world.origin}/@gast/")
        assert "/@gast/" in shown
        assert taken == f"Antwort {number} ist nicht öffentlich"
        for odd, error in (("x", Invalid), ("9" * 25, Invalid), ("7", NotFound)):
            with pytest.raises(error):
                await guest.publish(world.node, Ask({"id": odd}, Say("en")))
