"""Signed activities coming in: until they are visible, not only accepted."""

import time

from bench.harness import Bench, bench_node, free_port, line, settled
from bench.load import send_all
from bench.peers import PeersProcess
from bench.world import Peer, add_follow, add_local, add_peer, make_peers
from node.model.addresses import Addresses
from node.model.post import NewPost
from node.store.database import Store, Tx

COUNT = 4_000


async def _measure(bench: Bench, requests: list[bytes], sql: str, wanted: int) -> tuple[float, float, dict[int, int]]:
    """CPU seconds of the node and wall seconds until `sql` says so."""
    before, began = bench.cpu(), time.perf_counter()
    _, statuses = await send_all(bench.port, requests)
    ended = await settled(bench, sql, wanted=wanted)
    return bench.cpu() - before, ended - began, statuses


async def creates() -> None:
    """Create(Note) from followed authors until it stands at home."""
    async with bench_node() as bench:
        peers = make_peers(40, free_port())

        async def fill(store: Store) -> None:
            async def all_of_it(tx: Tx) -> None:
                alice = await add_local(tx, Addresses(bench.origin, bench.host), "alice")
                for peer in peers:
                    await add_follow(tx, alice, await add_peer(tx, peer))

            await store.write(all_of_it)

        await bench.prepare(fill)
        await bench.start()
        inbox = f"{bench.origin}/inbox"
        requests = [peers[n % len(peers)].request(inbox, peers[n % len(peers)].create(n)) for n in range(COUNT + 400)]
        await send_all(bench.port, requests[:400])
        await settled(bench, "SELECT COUNT(*) FROM posts", wanted=400)

        cpu, seconds, statuses = await _measure(bench, requests[400:], "SELECT COUNT(*) FROM posts", COUNT + 400)

        line(
            "Create(Note) until visible at home",
            f"{cpu / COUNT * 1000:.3f} ms CPU, {COUNT / seconds:,.0f}/s {statuses}",
            "<= 0.6 ms, >= 1,500/s",
        )
        print(f"{'   memory under load':<62} {bench.memory():.0f} MB")


async def replies() -> None:
    """Replies to a local post until they are counted."""
    async with bench_node() as bench:
        peers = make_peers(40, free_port())
        addresses = Addresses(bench.origin, bench.host)

        async def fill(store: Store) -> None:
            async def all_of_it(tx: Tx) -> None:
                alice = await add_local(tx, addresses, "alice")
                for peer in peers:
                    await add_peer(tx, peer)
                await tx.posts.add(
                    NewPost(
                        id=1 << 40,
                        uri=addresses.post("alice", 1 << 40),
                        url=addresses.post_page(alice, 1 << 40),
                        author=alice,
                        content="<p>Was meinen Sie?</p>",
                        published_at=tx.now,
                    )
                )

            await store.write(all_of_it)

        await bench.prepare(fill)
        await bench.start()
        inbox = f"{bench.origin}/inbox"
        parent = addresses.post("alice", 1 << 40)
        alice = addresses.actor("alice")
        more = {
            "inReplyTo": parent,
            "cc": [alice],
            "tag": [{"type": "Mention", "href": alice, "name": f"@alice@{bench.host}"}],
        }
        requests = []
        for number in range(COUNT + 400):
            peer: Peer = peers[number % len(peers)]
            requests.append(peer.request(inbox, peer.create(number, **more)))
        sql = "SELECT replies_count FROM posts WHERE id = 1099511627776"
        await send_all(bench.port, requests[:400])
        await settled(bench, sql, wanted=400)

        cpu, seconds, _ = await _measure(bench, requests[400:], sql, COUNT + 400)

        line(
            "reply to a local post until counted",
            f"{cpu / COUNT * 1000:.3f} ms CPU, {COUNT / seconds:,.0f}/s",
            "<= 0.8 ms",
        )


async def follows() -> None:
    """Follows by actors never seen before: look-up, Accept and all."""
    count, warm = 500, 50
    async with bench_node() as bench:
        process = PeersProcess(free_port())
        try:
            peers = make_peers(count + warm, process.port)
            addresses = Addresses(bench.origin, bench.host)

            async def fill(store: Store) -> None:
                await store.write(lambda tx: add_local(tx, addresses, "alice"))

            await bench.prepare(fill)
            await bench.start()
            process.order("documents", {url: document for peer in peers for url, document in peer.documents().items()})
            alice = addresses.actor("alice")
            requests = [
                peer.request(
                    f"{alice}/inbox",
                    {"id": f"{peer.uri}/follows/1", "type": "Follow", "actor": peer.uri, "object": alice},
                )
                for peer in peers
            ]
            sql = "SELECT COUNT(*) FROM deliveries WHERE state = 'done'"
            await send_all(bench.port, requests[:warm])
            await settled(bench, sql, wanted=warm)
            process.order("reset", None)
            cpu, seconds, statuses = await _measure(bench, requests[warm:], sql, count + warm)
            _, gets, _ = process.order("report", None)
            line(
                "follow by an unknown actor, until the Accept arrived",
                f"{cpu / count * 1000:.2f} ms CPU, {gets / count:.1f} GETs, {count / seconds:,.0f}/s {statuses}",
                "<= 3 ms, <= 2 GETs",
            )
        finally:
            process.stop()
