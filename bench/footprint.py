"""How much a node needs to be there."""

import asyncio

from bench.harness import bench_node, line
from bench.world import add_local
from node.model.addresses import Addresses
from node.store.database import Store


async def footprint() -> None:
    """Memory after the start, and how long the start takes."""
    async with bench_node() as bench:

        async def fill(store: Store) -> None:
            await store.write(lambda tx: add_local(tx, Addresses(bench.origin, bench.host), "alice"))

        await bench.prepare(fill)
        await bench.start()  # the first start makes the node's own actor and its keys
        bench.stop()
        await bench.start()
        await asyncio.sleep(1)
        line("memory after start", f"{bench.memory():.0f} MB", "<= 70 MB")
        line("start-up until the first connection is taken", f"{bench.started_in:.2f} s", "<= 1 s")
