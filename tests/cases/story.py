"""Steps that stories about cases share."""

from typing import Any

from node.model.account import Account
from node.model.case import Case, CaseState
from node.outbox.cases import open_case
from tests.outbox.story import acts
from tests.remote import FakeActor
from tests.world import World


def to(account: Any, **more: Any) -> dict[str, Any]:
    """What makes a note name somebody."""
    return {"tag": [{"type": "Mention", "href": account.uri, "name": f"@{account.name}"}], **more}


async def asks(world: World, channel: Account, by: FakeActor, text: str = "Wann wird der Radweg gebaut?", **more: Any):
    """A question to the channel, and the case it has become. `more` are properties of the note."""
    note = by.note(text, **to(channel), **more)
    assert (await by.deliver(by.create(note), world, now=world.clock())).status == 202
    await world.work()
    post = await world.find_post(note["id"])
    return note, await open_case(world.node, acts(channel), post.id)


async def all_work(*worlds: World) -> None:
    """Until nobody has anything left to do: what one does, another may have to act upon."""
    for _ in range(3):
        for world in worlds:
            await world.work()


async def case_now(world: World, case: Case) -> Case:
    return await world.store.read(lambda tx: tx.cases.get(case.id))


async def cases_of(world: World, channel: Account) -> list[Case]:
    """Of the channel, the oldest first."""
    found = await world.store.read(lambda tx: tx.cases.page([channel.id], list(CaseState), before=1 << 62, limit=50))
    return sorted(found, key=lambda each: each.id)
