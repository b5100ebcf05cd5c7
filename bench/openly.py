"""The open interface: what a page of twenty posts costs, afresh and kept, and a whole list row by row."""

from collections.abc import Sequence

import aiohttp

from bench.harness import Bench, bench_node, line
from bench.load import get, send_all
from bench.reading import add_posts
from bench.world import add_local
from node.model.addresses import Addresses
from node.store.database import Store, Tx

COUNT = 3_000
FIRST = 1 << 41
POSTS = 2_000


async def open_interface() -> None:
    """2,000 posts of one channel."""
    async with bench_node() as bench:
        addresses = Addresses(bench.origin, bench.host)

        async def fill(store: Store) -> None:
            await store.write(_add_posts, addresses)

        await bench.prepare(fill)
        await bench.start()
        kept = [_ask(bench, "/open/v1/posts?limit=20")] * COUNT
        line("page of 20 posts, kept", f"{await _cost(bench, kept)} ms CPU", "<= 0.2 ms")
        fresh = [_ask(bench, f"/open/v1/posts?limit=20&before={FIRST + 100 + number}") for number in range(500)]
        line("page of 20 posts, afresh, any depth", f"{await _cost(bench, fresh)} ms CPU", "<= 3 ms")
        searched = [_ask(bench, f"/open/v1/posts?q=wochenmarkt&before={FIRST + 100 + n}") for n in range(500)]
        line("page of 20 posts with a word", f"{await _cost(bench, searched)} ms CPU", "<= 5 ms")
        line("2,000 posts row by row", f"{await _whole(bench):.0f} ms CPU", "")


def _ask(bench: Bench, path: str) -> bytes:
    return get(path, bench.host, accept="application/json")


async def _cost(bench: Bench, requests: Sequence[bytes]) -> str:
    """Of a request, after a warm-up, with what was answered."""
    await send_all(bench.port, requests[: max(1, len(requests) // 10)], connections=4)
    before = bench.cpu()
    _, statuses = await send_all(bench.port, requests, connections=4)
    return f"{(bench.cpu() - before) / len(requests) * 1000:.3f} {statuses}"


async def _whole(bench: Bench) -> float:
    """Milliseconds of CPU for the whole list, five times."""
    async with aiohttp.ClientSession() as session:
        before = bench.cpu()
        for _ in range(5):
            url = f"http://127.0.0.1:{bench.port}/open/v1/posts.ndjson"
            async with session.get(url, headers={"Host": bench.host}) as answer:
                lines = (await answer.read()).splitlines()
                assert len(lines) == POSTS, answer.status
        return (bench.cpu() - before) / 5 * 1000


async def _add_posts(tx: Tx, addresses: Addresses) -> None:
    alice = await add_local(tx, addresses, "alice")
    numbers = range(FIRST, FIRST + POSTS)
    await add_posts(tx, addresses, alice, numbers)
    for number in numbers:
        await tx.search.put(number, "bekanntmachung der wochenmarkt zieht um")
