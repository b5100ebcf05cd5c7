"""Search among a million posts whose words are as unevenly spread as in real texts: some in a third of all, most in few."""

import random
import time
from collections.abc import Sequence
from itertools import accumulate

from bench.harness import Bench, bench_node, free_port, line
from bench.load import get, send_all
from bench.reading import fill_million
from bench.world import make_peers
from node.model.addresses import Addresses
from node.store.database import Store, Tx

_VOCABULARY = 20_000
_WORDS = 12
_QUERIES = 400
_SYLLABLES = [consonant + vowel for consonant in "bdghklmnrst" for vowel in "aeio"]


def _vocabulary(shuffle: random.Random) -> list[str]:
    """Words of two to five syllables, each once."""
    found: dict[str, None] = {}
    while len(found) < _VOCABULARY:
        found["".join(shuffle.choices(_SYLLABLES, k=shuffle.randint(2, 5)))] = None
    return list(found)


async def search() -> None:
    """One after the other, as an app gets them: words from the commonest to the rarest, pairs of words, beginnings."""
    async with bench_node() as bench:
        addresses = Addresses(bench.origin, bench.host)
        shuffle = random.Random(1)
        words = _vocabulary(shuffle)
        weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))  # Zipf

        async def fill(store: Store) -> None:
            await fill_million(store, addresses, make_peers(10_000, free_port()), shuffle)
            await _add_words(store, shuffle, words, weights)

        print("   (filling a million posts with words ...)", flush=True)
        await bench.prepare(fill)
        await bench.start()
        token = bench.token("alice")
        for what, queries in _queries(shuffle, words, weights).items():
            await _measure(bench, token, what, queries)


def _queries(shuffle: random.Random, words: Sequence[str], weights: Sequence[float]) -> dict[str, list[str]]:
    some = shuffle.choices(words, cum_weights=weights, k=_QUERIES)
    return {
        "a word": some,
        "the 20 commonest words": list(words[:20]) * (_QUERIES // 20),
        "two words": [f"{one} {other}" for one, other in zip(some, reversed(some), strict=True)],
        "a common and a rare word": [f"{words[number % 5]} {words[-1 - number]}" for number in range(_QUERIES)],
        "the beginning of a word": [word[: shuffle.randint(2, 4)] for word in some],
    }


async def _measure(bench: Bench, token: str, what: str, queries: Sequence[str]) -> None:
    more = f"Authorization: Bearer {token}\r\n"
    asked = [
        get(
            f"/api/v2/search?type=statuses&q={each.replace(' ', '%20')}",
            bench.host,
            accept="application/json",
            more=more,
        )
        for each in queries
    ]
    await send_all(bench.port, asked[:20], connections=1)
    before, times = bench.cpu(), []
    for each in asked:
        began = time.perf_counter()
        _, statuses = await send_all(bench.port, [each], connections=1)
        times.append((time.perf_counter() - began) * 1000)
        assert statuses == {200: 1}, statuses
    cost = (bench.cpu() - before) / len(asked) * 1000
    times.sort()
    half, most = times[len(times) // 2], times[int(len(times) * 0.99)]
    line(f"search, 1M posts: {what}", f"p50 {half:.1f} ms, p99 {most:.1f} ms, {cost:.1f} ms CPU", "p99 <= 20 ms")


async def _add_words(store: Store, shuffle: random.Random, words: Sequence[str], weights: Sequence[float]) -> None:
    """The index is made at the end, at once: word by word it takes minutes."""
    ids = await store.read(_all_ids)
    [trigger] = await store.read(lambda tx: tx.db.rows("SELECT sql FROM sqlite_master WHERE name = 'post_texts_added'"))
    await store.write(lambda tx: tx.db.run("DROP TRIGGER post_texts_added"))
    for start in range(0, len(ids), 20_000):
        part = ids[start : start + 20_000]
        drawn = shuffle.choices(words, cum_weights=weights, k=_WORDS * len(part))
        rows = [(number, " ".join(drawn[place * _WORDS : (place + 1) * _WORDS])) for place, number in enumerate(part)]

        async def some(tx: Tx, rows: list[tuple[int, str]] = rows) -> None:
            await tx.db.run_many("INSERT INTO post_texts (post_id, words) VALUES (?, ?)", rows)

        await store.write(some)
    await store.write(lambda tx: tx.db.run("INSERT INTO post_words (post_words) VALUES ('rebuild')"))
    await store.write(lambda tx: tx.db.run(trigger["sql"]))
    await store.write(lambda tx: tx.db.run("ANALYZE"))


async def _all_ids(tx: Tx) -> list[int]:
    return [row["id"] for row in await tx.db.rows("SELECT id FROM posts ORDER BY id")]
