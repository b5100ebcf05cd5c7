"""Posts by their words: whatever way an engine is asked, it finds what has all the words, and of the last a beginning."""

import random
from collections.abc import Sequence

import pytest

from node.model.slice import Slice
from node.store.database import Store
from node.text.words import words_of
from node.timelines.place import keep_words
from tests.builders import make_account, make_post

WORDS = (
    *"frei freib freiba freibad freibades freibäder freiburg freibad1 freibad9x straße strassen strasse".split(),
    *"жители жител житель жителям жителями μέλη μέλος 2026 20261 202611 das dasein daseinsvorsorge".split(),
)


async def _write(store: Store, texts: Sequence[str]) -> list[tuple[int, set[str]]]:
    author = await make_account(store, "stadt", indexable=True)
    written = []
    for text in texts:
        post = await make_post(store, author, text)
        await store.write(lambda tx, post=post: keep_words(tx, post))
        written.append((post.id, set(words_of(text))))
    return written


async def _found(store: Store, asked: Sequence[str], piece: Slice = Slice()) -> list[int]:
    return list(await store.read(lambda tx: tx.search.posts(asked, 0, piece)))


def _fitting(written: Sequence[tuple[int, set[str]]], asked: Sequence[str]) -> list[int]:
    *whole, last = asked
    return [
        number
        for number, words in reversed(written)
        if words.issuperset(whole) and any(word.startswith(last) for word in words)
    ]


async def test_every_beginning_of_every_word_finds_what_has_it(store: Store):
    shuffle = random.Random(7)
    written = await _write(store, [" ".join(shuffle.choices(WORDS, k=4)) for _ in range(60)])
    everything = Slice(limit=100)

    for word in {each for text in WORDS for each in words_of(text)}:
        for length in range(1, len(word) + 1):
            asked = [word[:length]]
            assert await _found(store, asked, everything) == _fitting(written, asked), asked


async def test_several_words_are_all_there_and_only_the_last_may_be_a_beginning(store: Store):
    shuffle = random.Random(8)
    written = await _write(store, [" ".join(shuffle.choices(WORDS, k=6)) for _ in range(60)])

    for _ in range(80):
        asked = words_of(" ".join(shuffle.sample(WORDS, k=shuffle.randint(2, 3))))
        asked[-1] = asked[-1][: shuffle.randint(1, len(asked[-1]))]
        assert await _found(store, asked, Slice(limit=100)) == _fitting(written, asked), asked


@pytest.mark.parametrize("longer", [64, 65, 130])
async def test_a_beginning_of_very_many_words_is_found_in_all_of_them(store: Store, longer):
    written = await _write(store, [f"stadt{number}" for number in range(longer)] + ["stadt", "stadtra"])

    assert await _found(store, ["stadt"], Slice(limit=200)) == _fitting(written, ["stadt"])
    assert len(_fitting(written, ["stadt"])) == longer + 2


async def test_the_pieces_of_what_is_found_join(store: Store):
    written = await _write(store, ["freibad", "freibades", "freibad offen", "bad", "freibadfest"] * 4)
    all_of_it = _fitting(written, ["freib"])

    read, before = [], Slice().before
    while found := await _found(store, ["freib"], Slice(limit=3, before=before)):
        read += found
        before = found[-1]

    assert read == all_of_it


async def test_a_word_that_no_post_has_any_longer_finds_nothing(store: Store):
    [(number, _)] = await _write(store, ["freibades"])
    await store.write(lambda tx: tx.search.put(number, "hallenbades"))

    assert await _found(store, ["freiba"]) == []
    assert await _found(store, ["hallenb"]) == [number]
