"""One post on its way to many servers."""

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from bench.harness import Bench, bench_node, free_port, line
from bench.peers import PeersProcess
from bench.world import CONTEXT, PUBLIC, add_follow, add_local, add_peer, make_peers
from node.model.activity import Delivery, Outgoing
from node.model.addresses import Addresses
from node.store.database import Store, Tx


async def _prepared(bench: Bench, port: int, hosts: int) -> None:
    peers = make_peers(hosts, port)

    async def fill(store: Store) -> None:
        async def all_of_it(tx: Tx) -> None:
            alice = await add_local(tx, Addresses(bench.origin, bench.host), "alice")
            for peer in peers:
                await add_follow(tx, await add_peer(tx, peer), alice)

        await store.write(all_of_it)

    await bench.prepare(fill)
    await bench.start()


async def _post(bench: Bench, text: str, *options: str) -> None:
    """Through the command line, which asks the running server."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "node",
        "--config",
        str(bench.config),
        "post",
        "alice",
        text,
        *options,
        stdout=subprocess.DEVNULL,
    )
    assert await process.wait() == 0


async def _fan_out(bench: Bench, process: PeersProcess, wanted: int, text: str) -> tuple[float, float]:
    """CPU seconds, and seconds from the first to the wanted-th arrival plus the way to the first."""
    process.order("reset", None)
    before = bench.cpu()
    posting = asyncio.create_task(_post(bench, text))
    until = time.perf_counter() + 90
    while process.order("count", None)[0] < wanted:
        assert time.perf_counter() < until, process.order("count", None)
        await asyncio.sleep(0.05)
    await posting
    await asyncio.sleep(0.3)
    times = process.order("report", None)[0]
    return bench.cpu() - before, times[wanted - 1] - times[0]


async def thousand() -> None:
    """1,000 inboxes on 1,000 hosts: on new connections, then on kept ones."""
    async with bench_node() as bench:
        process = PeersProcess(free_port())
        try:
            await _prepared(bench, process.port, 1_000)
            for what, must in (("new connections", "<= 1.0 ms, 1.2 s"), ("kept connections", "<= 0.6 ms, 1.2 s")):
                cpu, seconds = await _fan_out(bench, process, 1_000, f"An alle: {what}")
                line(
                    f"one post to 1,000 hosts, {what}", f"{cpu:.3f} ms CPU a delivery, all within {seconds:.2f} s", must
                )
            process.order("delay", (0.1, {}))
            cpu, seconds = await _fan_out(bench, process, 1_000, "An alle, langsam")
            line(
                "same, each answering after 100 ms", f"{cpu:.3f} ms CPU a delivery, all within {seconds:.2f} s", "1.5 s"
            )
        finally:
            process.stop()


BACKLOG = 10_000
CRISIS_HOSTS = 2_000


async def _piled(bench: Bench, port: int) -> None:
    """2,000 servers follow, and ten thousand deliveries of yesterday wait for them."""
    peers = make_peers(CRISIS_HOSTS, port)

    async def pile(tx: Tx) -> None:
        addresses = Addresses(bench.origin, bench.host)
        alice = await add_local(tx, addresses, "alice")
        for peer in peers:
            await add_follow(tx, await add_peer(tx, peer), alice)
        number = tx.ids.new()
        note = {"id": f"{alice.uri}/posts/1", "type": "Note", "attributedTo": alice.uri, "content": "Gestern."}
        body = {"id": addresses.activity(number), "type": "Create", "actor": alice.uri, "to": [PUBLIC], "object": note}
        await tx.activities.add(
            Outgoing(
                id=number,
                uri=addresses.activity(number),
                kind="Create",
                actor_id=alice.id,
                body=json.dumps({"@context": CONTEXT, **body}),
                is_public=True,
                object_uri=f"{alice.uri}/posts/1",
                created_at=tx.now,
            )
        )
        waiting = [
            Delivery(
                id=tx.ids.new(),
                inbox=f"{peers[each % CRISIS_HOSTS].origin}/inbox",
                host=peers[each % CRISIS_HOSTS].host,
                activity_id=number,
                received_id=None,
                signer_id=alice.id,
                about=f"{alice.uri}/old/{each}",
                queued_at=tx.now,
                tries=0,
            )
            for each in range(BACKLOG)
        ]
        await tx.deliveries.add(waiting)

    await bench.prepare(lambda store: store.write(pile))


async def crisis() -> None:
    """An urgent post to 2,000 servers, while 10,000 deliveries wait: the node on one core, each server answering after
    100 ms (row 112)."""
    mark = "Das Wasser steigt"
    async with bench_node() as bench:
        process = PeersProcess(free_port())
        try:
            process.order("delay", (0.1, {}))
            await _piled(bench, process.port)
            process.order("mark", mark.encode())
            await bench.start()
            assert bench.process is not None
            for task in Path(f"/proc/{bench.process.pid}/task").iterdir():
                os.sched_setaffinity(int(task.name), {min(os.sched_getaffinity(0))})
            began = time.perf_counter()
            await _post(bench, f"{mark}.", "--urgent")
            posted, before = time.perf_counter(), process.order("count", None)[0]
            while len(process.order("marked", None)) < CRISIS_HOSTS:
                assert time.perf_counter() < began + 300
                await asyncio.sleep(0.05)
            marked = process.order("marked", None)
            behind = BACKLOG + CRISIS_HOSTS - process.order("count", None)[0]
            ninth = marked[CRISIS_HOSTS * 9 // 10 - 1]
            line(
                "urgent post to 2,000 servers behind 10,000 deliveries: 90 %",
                f"{max(ninth - posted, 0):.1f} s after it was stored, {ninth - began:.1f} s after the command",
                "60 s",
            )
            line(
                "the same: all; how many of the others had left before, and waited still",
                f"{marked[-1] - began:.1f} s; {before}, {behind}",
                "-",
            )
        finally:
            process.stop()


async def some_never_answer() -> None:
    """200 hosts of which 10 never answer."""
    async with bench_node() as bench:
        process = PeersProcess(free_port())
        try:
            await _prepared(bench, process.port, 200)
            process.order("delay", (0.0, {f"h{number}.localhost:{process.port}": None for number in range(10)}))
            _, seconds = await _fan_out(bench, process, 190, "An fast alle")
            line("200 hosts, 10 of them never answer: the other 190", f"within {seconds:.2f} s", "1 s")
        finally:
            process.stop()
