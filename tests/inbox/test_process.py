"""Working through what came in, while servers elsewhere are slow."""

import asyncio
import json

from aiohttp import web

from node.inbox.process import process
from node.inbox.receive import LEASE
from node.model.activity import Received
from tests.builders import make_post
from tests.inbox.steps import followed


async def test_one_slow_server_holds_up_nobody_else_and_nothing_is_done_twice(node, there, alice, bob, carol):
    await followed(node, alice, bob)
    post = await make_post(node.store, alice)
    asked, goes_on, tries = asyncio.Event(), asyncio.Event(), []

    async def slow(request: web.BaseRequest) -> web.Response:
        tries.append(request.path)
        asked.set()
        await goes_on.wait()
        return web.Response(status=404)

    elsewhere = f"{there.origin()}/notes/slow"
    there.documents[elsewhere] = (0, slow)
    running = asyncio.create_task(node.running.processor.run())
    boost = bob.activity("Announce", elsewhere)
    await bob.deliver(boost, node)
    await asked.wait()
    like = carol.activity("Like", post.uri)
    await carol.deliver(like, node)
    while await node.outcome(like["id"]) != "done: liked":
        await asyncio.sleep(0)
    await node.store.write(_try_again, like["id"])
    node.clock.move(seconds=2 * LEASE.total_seconds())
    node.running.processor._alarm.ring()
    while (await node.outcome(like["id"])).startswith("waiting"):
        await asyncio.sleep(0)
    goes_on.set()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert await node.outcome(like["id"]) == "done: ignored: counted already"
    assert (await node.outcome(boost["id"])).startswith("refused")
    assert len(tries) == 1


async def test_a_server_whose_objects_are_slow_to_be_had_holds_up_no_other(node, there, alice, carol, monkeypatch):
    monkeypatch.setattr("node.inbox.process._AT_ONCE", 1)
    post = await make_post(node.store, alice)
    asked, goes_on = asyncio.Event(), asyncio.Event()

    async def slow(request: web.BaseRequest) -> web.Response:
        asked.set()
        await goes_on.wait()
        return web.Response(status=404)

    first, second = (there.actor(name) for name in ("dora", "emil"))
    for actor in (first, second):
        there.documents[f"{actor.uri}/slow"] = (0, slow)
        await actor.deliver(actor.activity("Create", f"{actor.uri}/slow"), node)
    await asked.wait()
    like = carol.activity("Like", post.uri)
    await carol.deliver(like, node)
    while (await node.outcome(like["id"])).startswith("waiting"):
        await asyncio.sleep(0)
    processor = node.running.processor
    while len(processor._lanes) > 1:  # hers ends a moment after its outcome is written
        await asyncio.sleep(0)
    goes_on.set()
    await processor.idle()

    assert await node.outcome(like["id"]) == "done: liked"
    assert (processor._lanes, processor._held) == ({}, 0)


async def test_a_delete_in_one_process_and_its_create_in_another_leave_nothing(node, alice, bob):
    await followed(node, alice, bob)
    creates = [bob.create() for _ in range(20)]
    deletes = [bob.activity("Delete", each["object"]["id"]) for each in creates]
    received = [await _received(node, bob, each) for pair in zip(creates, deletes, strict=True) for each in pair]

    await asyncio.gather(*(process(node.node, each) for each in received))

    assert [await node.find_post(each["object"]["id"]) for each in creates] == [None] * 20


async def _received(node, by, activity):
    """Taken in, and left to be acted on."""
    number = node.node.ids.new()
    received = Received(
        id=number,
        uri=activity["id"],
        kind=activity["type"],
        signer_uri=by.uri,
        body=json.dumps(activity),
        received_at=node.clock(),
    )
    await node.store.write(lambda tx: tx.received.add(received, leased_until=node.clock() + LEASE))
    return received


async def _try_again(tx, uri):
    received = (await tx.received.find_by_uri(uri))[0]
    await tx.received.retry(received.id, tx.now)
