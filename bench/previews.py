"""A fresh post while servers everywhere fetch it to show a preview (mastodon/mastodon#4486): half of them the page, half of
them the ActivityPub document, each on a connection of its own. How often it is rendered, `tests/web/test_one_rendering.py`
counts; here it is seen in what the first and the later fetches cost."""

import asyncio
import random
import time
from collections.abc import Sequence

from bench.harness import Bench, bench_node, line
from bench.load import get, send_all
from bench.world import add_local
from node.model.addresses import Addresses
from node.model.post import NewPost
from node.store.database import Store, Tx

FETCHES = 2_000
SECONDS = 60
KEPT = 10_000
FIRST = 1 << 41


async def previews() -> None:
    """2,000 fetches within 60 s, then 2,000 at once; and what a page costs that is kept."""
    async with bench_node() as bench:
        addresses = Addresses(bench.origin, bench.host)

        async def fill(store: Store) -> None:
            await store.write(_add_posts, addresses)

        await bench.prepare(fill)
        await bench.start()
        await _measure(bench, FIRST, SECONDS, "2,000 fetches of a fresh post within 60 s", "p95 <= 50 ms")
        await _measure(bench, FIRST + 1, 0, "2,000 fetches of a fresh post at once", "")
        page = [get(f"/@alice/{FIRST}", bench.host, accept="text/html")] * KEPT
        await send_all(bench.port, page[: KEPT // 10], connections=8)
        before = bench.cpu()
        _, statuses = await send_all(bench.port, page, connections=8)
        cost = (bench.cpu() - before) / KEPT
        line(
            "page of a post, kept", f"{cost * 1000:.3f} ms CPU, {1 / cost:,.0f}/s {statuses}", "<= 0.15 ms, >= 5,000/s"
        )


async def _measure(bench: Bench, number: int, seconds: float, what: str, must: str) -> None:
    shuffle = random.Random(1)
    requests = [
        get(f"/@alice/{number}", bench.host, accept="text/html", more="Connection: close\r\n"),
        get(f"/users/alice/posts/{number}", bench.host, more="Connection: close\r\n"),
    ] * (FETCHES // 2)
    before = bench.cpu()
    took = await asyncio.gather(*(_fetch(bench.port, request, shuffle.random() * seconds) for request in requests))
    cost = (bench.cpu() - before) / FETCHES * 1000
    p50, p95 = _at(took, 0.5), _at(took, 0.95)
    line(what, f"p50 {p50:.1f} ms, p95 {p95:.1f} ms, {cost:.3f} ms CPU a fetch", must)


async def _fetch(port: int, request: bytes, after: float) -> float:
    """Milliseconds from connecting to the last byte."""
    await asyncio.sleep(after)
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await reader.read(-1)
    writer.close()
    assert answer.startswith(b"HTTP/1.1 200"), answer[:200]
    return (time.perf_counter() - began) * 1000


def _at(took: Sequence[float], share: float) -> float:
    return sorted(took)[int(len(took) * share)]


async def _add_posts(tx: Tx, addresses: Addresses) -> None:
    alice = await add_local(tx, addresses, "alice")
    for number in (FIRST, FIRST + 1):
        await tx.posts.add(
            NewPost(
                id=number,
                uri=addresses.post(alice.name, number),
                url=addresses.post_page(alice, number),
                author=alice,
                content="<p>Das Freibad öffnet am Samstag.</p>",
                language="de",
                published_at=tx.now,
            )
        )
