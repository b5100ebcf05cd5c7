"""Finished answers are kept exactly as long as they are true."""

from typing import Any

import pytest

from node.web.cache import Document, DocumentCache


class Telling:
    """What a cache sees of a store: something that tells."""

    def __init__(self) -> None:
        self.listeners: list[Any] = []
        self.missed: list[Any] = []

    def listen(self, listener: Any, missed: Any, *, topics: Any = None) -> None:
        self.listeners.append(listener)
        self.missed.append(missed)

    def tell(self, *told: tuple[str, str]) -> None:
        for listener in self.listeners:
            listener(told)


@pytest.fixture
def telling():
    return Telling()


def keep(cache, key, *depends_on, body=b"x"):
    with cache.watching() as watch:
        watch.keep(key, Document.of(body), set(depends_on))


def test_when_something_may_have_been_missed_nothing_is_kept_any_longer(telling):
    cache = DocumentCache(telling)
    keep(cache, "actor alice", ("account", "1"))

    with cache.watching() as watch:
        telling.missed[0]()
        watch.keep("actor bob", Document.of(b"bob, read before"), {("account", "2")})
    copies = [cache.find_past(f"actor {name}") is not None for name in ("alice", "bob")]
    found = [cache.find(f"actor {name}") is not None for name in ("alice", "bob")]
    telling.missed[0]()
    keep(cache, "actor carla", ("account", "3"))

    assert (copies, found) == ([True, False], [False, False])  # while the store is away, as a copy
    assert [cache.find_past(f"actor {name}") is not None for name in ("alice", "carla")] == [False, True]


def test_what_is_kept_is_found(telling):
    cache = DocumentCache(telling)
    keep(cache, "actor alice", ("account", "1"), body=b"alice")

    assert cache.find("actor alice").body == b"alice"
    assert cache.find("actor bob") is None


def test_it_goes_as_soon_as_anything_it_shows_changes(telling):
    cache = DocumentCache(telling)
    keep(cache, "post", ("post", "7"), ("account", "1"))
    keep(cache, "actor", ("account", "1"))
    keep(cache, "other", ("account", "2"))

    telling.tell(("timeline", "1"), ("account", "1"))

    assert cache.find("post") is None
    assert cache.find("actor") is None
    assert cache.find("other") is not None


def test_a_change_while_it_is_put_together_counts(telling):
    cache = DocumentCache(telling)

    with cache.watching() as watch:
        telling.tell(("post", "7"))
        watch.keep("post", Document.of(b"old"), {("post", "7")})
        watch.keep("other", Document.of(b"true"), {("post", "8")})

    assert cache.find("post") is None
    assert cache.find("other") is not None


def test_what_was_not_asked_for_longest_goes_first(telling):
    cache = DocumentCache(telling, most_bytes=5_000)
    for key in ("one", "two", "three"):
        keep(cache, key, ("post", key), body=b"x" * 900)
    cache.find("one")

    keep(cache, "four", ("post", "four"), body=b"x" * 900)

    assert cache.find("two") is None
    assert cache.find("one") is not None


def test_nothing_is_left_of_what_was_dropped(telling):
    """T-327: it stays as small as it says."""
    cache = DocumentCache(telling, most_bytes=20_000)
    for number in range(1_000):
        keep(cache, f"post {number}", ("post", str(number)), ("account", str(number % 7)), body=b"x" * 500)

    telling.tell(*(("account", str(number)) for number in range(7)))

    assert not cache._kept
    assert not cache._keys
    assert not cache._watches
    assert cache._bytes == 0


def test_what_is_larger_than_all_is_not_kept(telling):
    cache = DocumentCache(telling, most_bytes=1_000)

    keep(cache, "huge", ("post", "1"), body=b"x" * 2_000)

    assert cache.find("huge") is None


def test_tags_are_those_of_the_bytes():
    one, same, other = Document.of({"a": 1}), Document.of(b'{"a":1}'), Document.of({"a": 2})

    assert one.etag == same.etag != other.etag
    assert one.etag.startswith('"')
