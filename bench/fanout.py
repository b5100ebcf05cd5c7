"""One post on its way to many servers."""

import asyncio
import subprocess
import sys
import time

from bench.harness import Bench, bench_node, free_port, line
from bench.peers import PeersProcess
from bench.world import add_follow, add_local, add_peer, make_peers
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


async def _post(bench: Bench, text: str) -> None:
    """Through the command line, which asks the running server."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "node", "--config", str(bench.config), "post", "alice", text, stdout=subprocess.DEVNULL
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
