"""What cannot wait goes before what can: a message in a crisis overtakes a long queue (M36, row 112)."""

import asyncio

import pytest

from node.errors import Forbidden
from node.model.account import Account, Actor
from node.model.activity import Delivery
from node.model.draft import Draft
from node.model.login import Role
from node.outbox.delete import delete_post
from node.outbox.deliver import Deliverer
from node.outbox.edit import edit
from node.outbox.publish import publish
from node.outbox.seal import Sealer
from node.store.database import Tx
from tests.outbox.story import acts, followed_by
from tests.web.browser import Browser, person

BACKLOG = 10_000


async def _pile_up(tx: Tx, count: int, inboxes: list[str], author: Account) -> None:
    """`count` deliveries that wait, of an activity that is there."""
    activity = await tx.db.value("SELECT MAX(id) FROM activities")
    await tx.deliveries.add(
        [
            Delivery(
                id=tx.ids.new(),
                inbox=inboxes[number % len(inboxes)],
                host=inboxes[number % len(inboxes)].split("/")[2],
                activity_id=activity,
                received_id=None,
                signer_id=author.id,
                about=f"https://here.test/old/{number}",
                queued_at=tx.now,
                tries=0,
            )
            for number in range(count)
        ]
    )


@pytest.fixture
async def queue(node, alice, bob, carol):
    """Two servers follow alice, and ten thousand deliveries wait for them."""
    await followed_by(node, alice, bob, carol)
    await node.post(alice, "Alltag")
    await node.store.write(_pile_up, BACKLOG, [bob.shared_inbox, carol.shared_inbox], alice)
    bob.server.deliveries.clear()
    return bob, carol


def _texts(actor) -> list[str]:
    """Of what reached the server they live on, in that order."""
    host = actor.shared_inbox.split("/")[2]
    return [str(each.json["object"]) for each in actor.server.deliveries if each.host == host]


async def test_an_urgent_post_overtakes_ten_thousand_deliveries(node, alice, queue):
    deliverer = Deliverer(node.node, Sealer())
    await publish(node.node, acts(alice), Draft(text="Das Wasser steigt.", urgent=True))

    await deliverer.step()

    for actor in queue:
        assert "Das Wasser steigt." in _texts(actor)[0]
    assert (await node.store.read(lambda tx: tx.deliveries.waiting()))[0].count > 4_000


async def test_a_usual_post_waits_its_turn(node, alice, queue):
    await publish(node.node, acts(alice), Draft(text="Das Freibad öffnet."))

    await Deliverer(node.node, Sealer()).step()

    assert not any("Das Freibad öffnet." in text for actor in queue for text in _texts(actor))


async def test_its_correction_and_its_end_are_as_urgent(node, alice, queue):
    bob, _ = queue
    post = await publish(node.node, acts(alice), Draft(text="Das Wasser steigt.", urgent=True))
    await edit(node.node, acts(alice), post.id, Draft(text="Das Wasser fällt."))
    deliverer = Deliverer(node.node, Sealer())

    await deliverer.step()
    first, second = _texts(bob)[:2]
    bob.server.deliveries.clear()
    await delete_post(node.node, acts(alice), post.id)
    await deliverer.step()

    assert "Das Wasser steigt." in first
    assert "Das Wasser fällt." in second
    assert "Tombstone" in _texts(bob)[0]


async def test_a_server_that_is_being_served_gets_it_next(node, alice, queue):
    bob, _ = queue
    deliverer = Deliverer(node.node, Sealer())
    first_round = asyncio.create_task(deliverer.step())
    while not _texts(bob):
        await asyncio.sleep(0)
    await publish(node.node, acts(alice), Draft(text="Das Wasser steigt.", urgent=True))
    await first_round
    had = len(_texts(bob))

    await deliverer.step()

    assert had < 80
    assert "Das Wasser steigt." in _texts(bob)[had]


async def test_only_those_who_moderate_say_what_is_urgent(node, alice):
    login = await person(node, alice)

    with pytest.raises(Forbidden):
        await publish(node.node, Actor(alice, login.id), Draft(text="Wichtig!", urgent=True))

    assert await node.count("posts") == 0
    assert await node.count("urgent") == 0


@pytest.mark.parametrize(("role", "sees"), [(Role.MEMBER, False), (Role.MODERATOR, True)])
async def test_they_tick_it_in_the_form(node, alice, role, sees):
    await person(node, alice, role=role)
    browser = Browser(node)
    await browser.log_in("alice@here.test")
    await browser.get("/verfassen")

    assert ("vor allem anderen verschicken" in browser.page.text) is sees
    await browser.press("Als alice veröffentlichen", text="Bleiben Sie zu Hause.", **({"eilig": "1"} if sees else {}))

    assert await node.count("posts") == 1
    assert await node.count("urgent") == int(sees)
