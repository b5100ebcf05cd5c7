"""What filters find, and that they are asked anew as soon as they change."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from node.model.filters import Filter, FilterAction, FilteredPost, FilterPlace, Keyword
from node.model.lists import Replies
from node.model.media import Media
from node.model.poll import Option, Poll
from node.model.post import NewPost, PostView
from node.store.database import Store
from node.timelines.filters import NO_FILTERS, Filters, Sieve
from node.timelines.home import Homes
from tests.builders import make_account, make_follow, make_post

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def made(*words: str, whole: bool = True, posts: tuple[int, ...] = (), **more) -> Filter:
    return Filter(
        **{"id": 1, "account_id": 1, "title": "Ruhe", "places": (FilterPlace.HOME,), **more},
        keywords=tuple(Keyword(number, 1, word, whole) for number, word in enumerate(words)),
        posts=tuple(FilteredPost(number, 1, post) for number, post in enumerate(posts)),
    )


@pytest.fixture
async def view(store: Store) -> PostView:
    post = await make_post(store, await make_account(store), "Nichts")
    [found] = await store.read(lambda tx: tx.timelines.views([post.id]))
    return found


def said(view: PostView, content: str, **more) -> PostView:
    return replace(view, post=replace(view.post, content=content, **more))


def words(found: Filter, view: PostView) -> list[str]:
    return [word for match in Sieve([found]).matches(view, NOW) for word in match.words]


@pytest.mark.parametrize(
    ("keyword", "whole", "content", "match"),
    [
        ("markt", True, "<p>Der MARKT zieht um.</p>", "MARKT"),
        ("markt", True, "<p>Der Wochenmarkt zieht um.</p>", None),
        ("markt", False, "<p>Der Wochenmarkt zieht um.</p>", "markt"),
        ("markt", True, "<p>markt_platz</p>", None),
        ("markt", True, "<p>markt-platz</p>", "markt"),
        ("öl", True, "<p>Geöl, nöl, Öl!</p>", "Öl"),
        ("öl", True, "<p>Geöl</p>", None),
        ("u\u0308bung", True, "<p>Eine Übung</p>", "Übung"),  # typed with a combining mark, as macOS does
        ("Straße", True, "<p>HAUPTSTRASSE, STRASSE</p>", "STRASSE"),
        ("strasse", True, "<p>Die Straße</p>", "strasse"),
        ("#markt", True, '<p><a href="x">#<span>Markt</span></a></p>', "#Markt"),
        ("#markt", True, "<p>a#markt</p>", "#markt"),  # begins with no letter, so anything may stand before it
        ("50 %", True, "<p>nur 50 % heute, 150 %</p>", "50 %"),
        ("5", True, "<p>15 und 51</p>", None),
        ("हिन्द", True, "<p>हिन्दी</p>", None),  # a vowel sign goes on with the word
        ("a.c", False, "<p>abc</p>", None),
        ("(", False, "<p>:(</p>", "("),
        ("frei bad", False, "<p>frei</p><p>bad</p>", None),
        ("a & b", False, "<p>A &amp; B</p>", "A & B"),
        ("script", True, "<p><em>x</em></p>", None),
        ("猫", True, "<p>白い猫です</p>", None),
        ("猫", False, "<p>白い猫です</p>", "猫"),
    ],
)
async def test_words_are_found_by_mastodons_rules(view, keyword, whole, content, match):
    found = words(made(keyword, whole=whole), said(view, content))

    assert found == ([] if match is None else [match])


async def test_it_looks_at_all_that_a_post_says(view):
    poll = Poll(options=(Option("Ja"), Option("Gewitter")), closes_at=None, closed_at=None, multiple=False, voters=0)
    picture = Media(id=1, url="https://a.test/1", mime="image/png", kind="image", description="Ein Gewitter")
    storm = made("gewitter")

    assert words(storm, said(view, "<p>Nichts</p>")) == []
    for other in (
        said(view, "", summary="Gewitter"),
        said(view, "", name="Gewitter"),
        said(view, "", contents={"de": "<p>Gewitter</p>"}),
        replace(view, poll=poll),
        replace(view, media=(picture,)),
    ):
        assert words(storm, other) == ["Gewitter"]


async def test_each_filter_tells_the_first_of_its_words(view):
    text = said(view, "<p>Erst Bad, dann Markt</p>")
    filters = [made("markt", "bad", id=1), made("markt", id=2), made("fest", id=3)]

    found = Sieve(filters).matches(text, NOW)

    assert [(match.filter.id, match.words) for match in found] == [(1, ("Bad",)), (2, ("Markt",))]


async def test_a_boost_is_found_by_what_it_boosts_and_by_either_id(store: Store, view):
    boost = replace(view, post=replace(view.post, id=7, content="", boost_of_id=view.post.id), boosted=view)

    by_word, by_boosted, by_itself = [
        Sieve([found]).matches(boost, NOW) for found in (made("nichts"), made(posts=(view.post.id,)), made(posts=(7,)))
    ]

    assert by_word[0].words == ("Nichts",)
    assert (by_boosted[0].post_ids, by_itself[0].post_ids) == ((view.post.id,), (7,))
    assert Sieve([made(posts=(7,))]).matches(view, NOW) == []


async def test_what_has_expired_finds_nothing_more(view):
    soon = Sieve([made("nichts", expires_at=NOW + timedelta(hours=1)), made("x", expires_at=NOW - timedelta(hours=1))])

    assert len(soon.matches(view, NOW)) == 1
    assert soon.changes_at(NOW) == NOW + timedelta(hours=1)
    assert soon.matches(view, NOW + timedelta(hours=1)) == []
    assert soon.changes_at(NOW + timedelta(hours=1)) is None


async def test_fifty_words_are_looked_for_without_anybody_waiting(view):
    many = Sieve([made(*(f"wort{number}" for number in range(50)))])
    long = said(view, "<p>" + "aaaa wort " * 1_000 + "</p>")
    nasty = Sieve([made("a" * 500)])

    began = time.process_time()
    for _ in range(20):
        assert many.matches(view, NOW) == []
    assert time.process_time() - began < 0.05
    began = time.process_time()
    assert nasty.matches(said(view, "<p>" + ("a" * 499 + " ") * 200 + "</p>"), NOW) == []
    assert many.matches(long, NOW) == []
    assert time.process_time() - began < 0.5


async def test_filters_are_read_once_and_again_when_they_change(store: Store):
    me = await make_account(store, "me", None)
    filters = Filters(store)
    assert await filters.of(0) is NO_FILTERS
    assert await filters.of(me.id) is NO_FILTERS

    found = await store.write(lambda tx: tx.filters.add(made(account_id=me.id, action=FilterAction.HIDE)))
    await store.write(lambda tx: tx.filters.add_keyword(found, "nichts", whole_word=True))
    first, second = await filters.of(me.id), await filters.of(me.id)
    await store.write(lambda tx: tx.filters.remove(found))

    assert first is second is not NO_FILTERS
    assert await filters.of(me.id) is NO_FILTERS


async def test_a_kept_home_follows_lists_hashtags_and_filters(store: Store):
    me, friend, stranger = [
        await make_account(store, name, host) for name, host in (("me", None), ("friend", "a.test"), ("s", "b.test"))
    ]
    await make_follow(store, me, friend)
    homes = Homes(store)

    async def ids() -> list[int]:
        return [view.post.id for view in await homes.page(me.id)]

    theirs, tagged = await make_post(store, friend), await make_post(store, stranger, tags=("markt",))
    assert await ids() == [theirs.id]

    await store.write(lambda tx: tx.tags.follow(me.id, "markt"))
    assert await ids() == [tagged.id, theirs.id]

    more = await make_post(store, stranger, tags=("markt",))
    assert await ids() == [more.id, tagged.id, theirs.id]

    plain = await make_post(store, stranger)
    assert await ids() == [more.id, tagged.id, theirs.id]
    changed = NewPost(
        id=plain.id, uri=plain.uri, url=plain.url, author=stranger, published_at=plain.published_at, tags=("markt",)
    )
    await store.write(lambda tx: tx.posts.edit(plain, changed, now=tx.now))
    assert await ids() == [plain.id, more.id, tagged.id, theirs.id]

    quiet = await store.write(lambda tx: tx.lists.add(me.id, title="Leise", replies=Replies.LIST, exclusive=True))
    await store.write(lambda tx: tx.lists.add_members(quiet, [friend.id]))
    assert await ids() == [plain.id, more.id, tagged.id]

    await store.write(lambda tx: tx.lists.change(replace(quiet, exclusive=False)))
    assert theirs.id in await ids()

    kept = await homes.page(me.id)
    assert await homes.page(me.id) is kept
    await store.write(lambda tx: tx.filters.add(made(account_id=me.id)))
    assert await homes.page(me.id) is not kept
