"""What is asked most: discovery, documents, pages, timelines."""

import random
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from bench.bare import bare_answer
from bench.harness import Bench, bench_node, free_port, line
from bench.load import get, send_all
from bench.world import add_follow, add_local, add_peer, make_peers
from node.model.account import Account
from node.model.addresses import Addresses
from node.model.ids import id_before
from node.model.lists import Replies
from node.model.post import NewPost
from node.model.slice import Slice
from node.store.database import Store, Tx, utc_now

COUNT = 5_000


async def _cost(bench: Bench, requests: Sequence[bytes]) -> tuple[float, dict[int, int]]:
    """Milliseconds of CPU per request, after a warm-up."""
    await send_all(bench.port, requests[: max(1, len(requests) // 10)], connections=8)
    before = bench.cpu()
    _, statuses = await send_all(bench.port, requests, connections=8)
    return (bench.cpu() - before) / len(requests) * 1000, statuses


async def add_posts(tx: Tx, addresses: Addresses, alice: Account, numbers: Sequence[int]) -> None:
    for number in numbers:
        await tx.posts.add(
            NewPost(
                id=number,
                uri=addresses.post(alice.name, number),
                url=addresses.post_page(alice, number),
                author=alice,
                content=f"<p>Bekanntmachung {number}: Der Wochenmarkt zieht um.</p>" * 3,
                language="de",
                tags=("wochenmarkt",),
                published_at=tx.now,
            )
        )


async def documents() -> None:
    """WebFinger, actor, post, feeds; the profile page from its cache and after a change."""
    async with bench_node() as bench:
        addresses = Addresses(bench.origin, bench.host)
        first = 1 << 41

        async def fill(store: Store) -> None:
            async def all_of_it(tx: Tx) -> None:
                alice = await add_local(tx, addresses, "alice")
                await add_posts(tx, addresses, alice, range(first, first + 40))

            await store.write(all_of_it)

        await bench.prepare(fill)
        line("an answer of the web server alone", f"{await bare_answer():.3f} ms CPU", "-")
        await bench.start()
        host = bench.host
        for what, path, accept, must in (
            ("WebFinger", f"/.well-known/webfinger?resource=acct:alice@{host}", "application/jrd+json", "<= 0.08 ms"),
            ("actor", "/users/alice", "application/activity+json", "<= 0.10 ms"),
            ("post as ActivityPub", f"/users/alice/posts/{first}", "application/activity+json", "<= 0.12 ms"),
            ("start page, from the page cache", "/", "text/html", "<= 0.15 ms"),
            ("profile page, 20 posts, from the page cache", "/@alice", "text/html", "<= 0.15 ms"),
            ("post page, from the page cache", f"/@alice/{first}", "text/html", "<= 0.15 ms"),
            ("hashtag page, 20 posts, from the page cache", "/tags/wochenmarkt", "text/html", "<= 0.15 ms"),
            ("channel feed (Atom), 20 posts, from its cache", "/@alice.atom", "*/*", "<= 0.15 ms"),
            ("channel feed (JSON), 20 posts, from its cache", "/@alice.json", "*/*", "<= 0.15 ms"),
        ):
            cost, statuses = await _cost(bench, [get(path, host, accept=accept)] * COUNT)
            line(what, f"{cost:.3f} ms CPU {statuses}", must)
        for what, path, must in (
            ("profile page, 20 posts, made anew as after a change", "/@alice?vor={}", "<= 2 ms"),
            ("the same, and every post on it, too", "/@alice?vor={}&sprache=xx", "-"),
            ("first page, 10 posts, made anew as after a change", "/?neu={}", "<= 2 ms"),
        ):
            fresh = [get(path.format((first + 40 + number) << 20), host, accept="text/html") for number in range(400)]
            cost, statuses = await _cost(bench, fresh)
            line(what, f"{cost:.3f} ms CPU {statuses}", must)


async def home() -> None:
    """Home timeline over a million posts as an app gets it: 10,000 accounts, 500 of them followed; every post has the same
    hashtag and one of 200 others."""
    async with bench_node() as bench:
        addresses = Addresses(bench.origin, bench.host)
        peers = make_peers(10_000, free_port())
        shuffle = random.Random(1)

        async def fill(store: Store) -> None:
            await fill_million(store, addresses, peers, shuffle)

        print("   (filling a million posts ...)", flush=True)
        await bench.prepare(fill)
        await _cold_in_the_store(bench, shuffle)
        await bench.start()
        token = bench.token("alice")

        def ask(query: str = "") -> bytes:
            more = f"Authorization: Bearer {token}\r\n"
            return get(f"/api/v1/timelines/home{query}", bench.host, accept="application/json", more=more)

        depths = [ask(f"?max_id={_some_time(shuffle)}") for _ in range(400)]
        cost, statuses = await _cost(bench, depths)
        line(
            "home timeline as an app gets it, cold, any depth",
            f"{cost:.3f} ms CPU {statuses}",
            "<= 1.5 ms in the store",
        )
        cost, statuses = await _cost(bench, [ask()] * COUNT)
        line("home timeline as an app gets it, warm", f"{cost:.3f} ms CPU {statuses}", "<= 0.15 ms")


def _some_time(shuffle: random.Random) -> int:
    """An id of some moment in the last 300 days."""
    return id_before(utc_now()) - int(shuffle.random() * 300) * (86_400_000 << 16)


async def _cold_in_the_store(bench: Bench, shuffle: random.Random) -> None:
    """Merge and views without HTTP and JSON, in this process, on the file."""
    from node.store.sqlite import open_sqlite

    store = await open_sqlite(bench.database, exclusive=False)
    alice = await store.read(lambda tx: tx.accounts.find_by_handle("alice"))
    assert alice

    async def page(tx: Tx, before: int) -> int:
        return len(await tx.timelines.views(await tx.timelines.home(alice.id, before=before), alice.id))

    async def list_page(tx: Tx, before: int) -> int:
        [found] = await tx.lists.of_account(alice.id)
        return len(await tx.timelines.views(await tx.timelines.of_list(found, Slice(before=before)), alice.id))

    newest = [id_before(utc_now())] * 200
    depths = [_some_time(shuffle) for _ in range(200)]

    async def measure(what: str, read: Callable[[Tx, int], Awaitable[int]]) -> None:
        for where, bounds in (("newest page", newest), ("pages at any depth", depths)):
            await store.read(read, bounds[0])
            before = time.process_time()
            sizes = [await store.read(read, bound) for bound in bounds]
            cost = (time.process_time() - before) / len(bounds) * 1000
            line(f"{what}, {where}", f"{cost:.3f} ms CPU, {sum(sizes) / len(sizes):.0f} posts", "<= 1.5 ms")

    await measure("home timeline, 1M posts, 500 follows, cold", page)
    await measure("list of 50 accounts, 1M posts, cold", list_page)
    await store.close()
    store = await open_sqlite(bench.database)
    for tag in ("freibad", *(f"thema{number}" for number in range(19))):
        await store.write(lambda tx, tag=tag: tx.tags.follow(alice.id, tag))
    await measure("the same home with 20 hashtags", page)
    for tag in await store.read(lambda tx: tx.tags.all_followed(alice.id)):
        await store.write(lambda tx, tag=tag: tx.tags.unfollow(alice.id, tag))
    await store.close()


async def fill_million(store: Store, addresses: Addresses, peers: Sequence[object], shuffle: random.Random) -> None:
    authors: list[Account] = []

    async def people(tx: Tx) -> None:
        alice = await add_local(tx, addresses, "alice")
        authors.extend([await add_peer(tx, peer) for peer in peers])  # type: ignore[arg-type]
        followed = shuffle.sample(authors, 500)
        for author in followed:
            await add_follow(tx, alice, author)
        nearby = await tx.lists.add(alice.id, title="Nachbarn", replies=Replies.LIST, exclusive=False)
        await tx.lists.add_members(nearby, [author.id for author in followed[:50]])

    await store.write(people)
    columns = "id, uri, url, author_id, is_local, visibility, content, language, tags, thread_id, published_at"
    for start in range(0, 1_000_000, 20_000):

        async def some(tx: Tx, start: int = start) -> None:
            rows, tags = [], []
            for number in range(start, start + 20_000):
                author = shuffle.choice(authors)
                moment = tx.now - timedelta(days=365 * (1 - number / 1_000_000))
                key = id_before(moment) + number % 60_000
                rows.append(
                    (key, f"{author.uri}/statuses/{number}", f"{author.url}/{number}", author.id, False, "public",
                     f"<p>Nachricht {number}: Das Freibad öffnet am Samstag um acht Uhr, der Eintritt ist frei.</p>",
                     "de", '["freibad"]', key, int(moment.timestamp() * 1_000_000))
                )  # fmt: skip
                tags += [("freibad", key), (f"thema{number % 200}", key)]
            marks = ", ".join("?" * 11)
            await tx.db.run_many(f"INSERT INTO posts ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING", rows)
            await tx.db.run_many("INSERT INTO post_tags (tag, post_id) VALUES (?, ?) ON CONFLICT DO NOTHING", tags)

        await store.write(some)
    await store.write(lambda tx: tx.db.run("ANALYZE"))
