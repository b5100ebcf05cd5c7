"""Lists as an app gets them, over a million posts: notifications, an account's posts, a long thread. No answer is kept between
two requests; finished pieces of posts are, from the first time one of them was shown to anybody."""

import random
from collections.abc import Sequence

from bench.harness import Bench, bench_node, free_port, line
from bench.load import get, send_all
from bench.reading import fill_million
from bench.world import make_peers
from node.model.account import Account
from node.model.addresses import Addresses
from node.model.notification import Event, NewNotification
from node.model.post import NewPost, Post
from node.store.database import Store, Tx

COUNT = 400
_THREAD = 200
_POSTS = 500
_TOLD = 4_000
_MUST = "<= 2 ms"


async def lists() -> None:
    async with bench_node() as bench:
        addresses = Addresses(bench.origin, bench.host)
        shuffle = random.Random(1)
        root: list[int] = []

        async def fill(store: Store) -> None:
            await fill_million(store, addresses, make_peers(10_000, free_port()), shuffle)
            root.append(await store.write(_tell_alice, shuffle))
            await store.write(lambda tx: tx.db.run("ANALYZE"))

        print("   (filling a million posts ...)", flush=True)
        await bench.prepare(fill)
        await bench.start()
        token = bench.token("alice")
        me = await _own_id(bench)
        for what, path, must in (
            ("notifications, 20", "/api/v1/notifications?limit=20", _MUST),
            ("notifications, 40 as usual", "/api/v1/notifications", "-"),
            ("20 groups of notifications, 4,000 in all", "/api/v2/notifications?limit=20", "-"),
            ("unread notifications, 100", "/api/v1/notifications/unread_count", "-"),
            ("an account's posts, 20", f"/api/v1/accounts/{me}/statuses", _MUST),
            (f"context of a thread of {_THREAD}", f"/api/v1/statuses/{root[0]}/context", _MUST),
        ):
            await _measure(bench, token, what, path, must)


async def _measure(bench: Bench, token: str, what: str, path: str, must: str) -> None:
    more = f"Authorization: Bearer {token}\r\n"
    asked = [get(path, bench.host, accept="application/json", more=more)] * COUNT
    await send_all(bench.port, asked[:40], connections=8)
    before = bench.cpu()
    _, statuses = await send_all(bench.port, asked, connections=8)
    line(what, f"{(bench.cpu() - before) / COUNT * 1000:.3f} ms CPU {statuses}", must)


async def _own_id(bench: Bench) -> int:
    from node.store.sqlite import open_sqlite

    store = await open_sqlite(bench.database, exclusive=False)
    alice = await store.read(lambda tx: tx.accounts.find_by_handle("alice"))
    await store.close()
    assert alice
    return alice.id


async def _tell_alice(tx: Tx, shuffle: random.Random) -> int:
    """Her posts, what others did with them, and a thread of which she wrote the first post; returns its id."""
    alice = await tx.accounts.find_by_handle("alice")
    assert alice
    rows = await tx.db.rows("SELECT id FROM accounts WHERE host <> '' ORDER BY id LIMIT 1000")
    others = list((await tx.accounts.by_ids({row["id"] for row in rows})).values())
    own = [await _post(tx, alice, None) for _ in range(_POSTS)]
    thread = [own[-1]]
    for _ in range(_THREAD - 1):
        thread.append(await _post(tx, shuffle.choice(others), shuffle.choice(thread)))
    await _tell(tx, alice, others, own[-60:], thread[1:], shuffle)
    return own[-1].id


async def _tell(
    tx: Tx,
    alice: Account,
    others: Sequence[Account],
    own: Sequence[Post],
    answers: Sequence[Post],
    shuffle: random.Random,
) -> None:
    for number in range(_TOLD):
        event = (Event.LIKE, Event.BOOST, Event.FOLLOW, Event.MENTION)[number % 4]
        post = {Event.FOLLOW: None, Event.MENTION: shuffle.choice(answers)}.get(event, shuffle.choice(own))
        await tx.notifications.add(
            NewNotification(
                id=tx.ids.new(),
                account_id=alice.id,
                event=event,
                origin_id=post.author_id if event is Event.MENTION and post else shuffle.choice(others).id,
                post_id=None if post is None else post.id,
            )
        )


async def _post(tx: Tx, author: Account, parent: Post | None) -> Post:
    number = tx.ids.new()
    made = await tx.posts.add(
        NewPost(
            id=number,
            uri=f"{author.uri}/posts/{number}",
            url=f"{author.url}/{number}",
            author=author,
            content=f"<p>Beitrag {number}: Das Freibad öffnet am Samstag um acht Uhr, der Eintritt ist frei.</p>",
            language="de",
            in_reply_to_uri=None if parent is None else parent.uri,
            published_at=tx.now,
        )
    )
    assert made
    return made
