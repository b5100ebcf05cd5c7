"""Lists and followed hashtags are merged when they are read, by the same rules as home."""

import itertools
from dataclasses import replace

import pytest

from node.model.follow import Cause
from node.model.lists import AccountList, Replies
from node.model.post import NewPost
from node.model.slice import Slice
from node.model.visibility import Visibility
from node.store.database import Store
from tests.builders import make_account, make_follow, make_post


@pytest.fixture
async def me(store: Store):
    return await make_account(store, "me", None)


@pytest.fixture
async def friend(store: Store, me):
    friend = await make_account(store, "friend", "a.test")
    await make_follow(store, me, friend)
    return friend


@pytest.fixture
async def member(store: Store, me):
    """Followed, and on the lists the tests make."""
    member = await make_account(store, "member", "b.test")
    await make_follow(store, me, member)
    return member


async def make_list(
    store: Store, owner, *members, replies: Replies = Replies.LIST, exclusive: bool = False
) -> AccountList:
    made = await store.write(lambda tx: tx.lists.add(owner.id, title="Nachbarn", replies=replies, exclusive=exclusive))
    await store.write(lambda tx: tx.lists.add_members(made, [each.id for each in members]))
    return made


async def home(store: Store, account, **more) -> list[int]:
    return list(await store.read(lambda tx: tx.timelines.home(account.id, **more)))


async def on_list(store: Store, found: AccountList, **more) -> list[int]:
    return list(await store.read(lambda tx: tx.timelines.of_list(found, Slice(**more))))


async def follow_tags(store: Store, account, *tags: str) -> None:
    for tag in tags:
        await store.write(lambda tx, tag=tag: tx.tags.follow(account.id, tag))


async def test_a_list_shows_what_its_members_post(store: Store, me, friend, member):
    nearby = await make_list(store, me, member)
    posts = [await make_post(store, author) for author in (member, friend, me, member)]

    assert await on_list(store, nearby) == [posts[3].id, posts[0].id]
    assert await home(store, me) == [post.id for post in posts[::-1]]


async def test_a_list_is_read_in_both_directions_through_years(store: Store, me, member, clock):
    nearby = await make_list(store, me, member)
    clock.move(days=-900)
    written = []
    for _ in range(20):
        written.append((await make_post(store, member)).id)
        clock.move(days=45)

    down, up = [], []
    while page := await on_list(store, nearby, limit=6, before=down[-1] if down else Slice().before):
        down += page
    while page := await on_list(store, nearby, limit=6, after=up[-1] if up else 1, upwards=True):
        up += page[::-1]

    assert down == written[::-1]
    assert up == written


async def test_what_members_answer_to_others_is_the_owners_choice(store: Store, me, friend, member):
    other, stranger = await make_account(store, "other", "c.test"), await make_account(store, "stranger", "d.test")
    await make_follow(store, me, other)
    asked = {each.name: await make_post(store, each) for each in (me, friend, member, other, stranger)}
    answers = {name: (await make_post(store, member, in_reply_to_uri=post.uri)).id for name, post in asked.items()}

    async def shown(replies: Replies) -> set[str]:
        found = await make_list(store, me, member, other, replies=replies)
        ids = set(await on_list(store, found))
        return {name for name, number in answers.items() if number in ids}

    assert await shown(Replies.FOLLOWED) == {"me", "member", "friend", "other"}
    assert await shown(Replies.LIST) == {"me", "member", "other"}
    assert await shown(Replies.NONE) == {"me", "member"}


async def test_a_list_shows_nothing_its_owner_may_not_or_does_not_want_to_read(store: Store, me, member):
    pest = await make_account(store, "pest", "pest.test")
    nearby = await make_list(store, me, member)
    bad = await make_post(store, pest)
    await make_post(store, member, visibility=Visibility.DIRECT)
    await make_post(store, member, boost_of_id=bad.id, kind="Announce")
    await make_post(store, member, mentions=(pest.id,))
    private = await make_post(store, member, visibility=Visibility.FOLLOWERS)
    await store.write(lambda tx: tx.mutes.put(me.id, pest.id, notifications=True, expires_at=None))

    assert await on_list(store, nearby) == [private.id]

    await store.write(lambda tx: tx.mutes.put(me.id, member.id, notifications=True, expires_at=None))
    assert await on_list(store, nearby) == []


async def test_who_has_not_accepted_yet_shows_nothing(store: Store, me):
    shy = await make_account(store, "shy", "c.test")
    await make_follow(store, me, shy, accepted=False)
    nearby = await make_list(store, me, shy)
    post = await make_post(store, shy)
    assert await on_list(store, nearby) == []

    await store.write(lambda tx: tx.follows.accept(me.id, shy.id))

    assert await on_list(store, nearby) == [post.id]


async def test_who_is_no_longer_followed_leaves_the_lists(store: Store, me, friend, member):
    nearby = await make_list(store, me, member, friend, me)

    await store.write(lambda tx: tx.follows.remove(me.id, member.id, Cause.UNFOLLOWED))
    await make_follow(store, me, member)

    assert await store.read(lambda tx: tx.lists.member_ids(nearby)) == {friend.id, me.id}


async def test_the_owner_may_stand_on_their_own_list(store: Store, me, member):
    nearby = await make_list(store, me, me, member, replies=Replies.NONE)
    theirs, own = await make_post(store, member), await make_post(store, me)
    await make_post(store, me, visibility=Visibility.DIRECT)
    await make_post(store, me, in_reply_to_uri=theirs.uri)
    continued = await make_post(store, me, in_reply_to_uri=own.uri)

    assert await on_list(store, nearby) == [continued.id, own.id, theirs.id]


async def test_members_of_an_exclusive_list_leave_home(store: Store, me, friend, member):
    nearby = await make_list(store, me, member, me, exclusive=True)
    theirs, usual, own = [await make_post(store, author) for author in (member, friend, me)]
    tagged = await make_post(store, member, tags=("markt",))
    await follow_tags(store, me, "markt")

    assert await home(store, me) == [own.id, usual.id]
    assert await on_list(store, nearby) == [tagged.id, own.id, theirs.id]

    await store.write(lambda tx: tx.lists.remove(nearby))
    assert await home(store, me) == [tagged.id, own.id, usual.id, theirs.id]


async def test_public_posts_with_followed_hashtags_stand_at_home(store: Store, me, friend):
    stranger = await make_account(store, "stranger", "s.test")
    both = await make_post(store, friend, tags=("markt", "bad"))
    found = await make_post(store, stranger, tags=("markt",))
    answer = await make_post(store, stranger, tags=("bad",), in_reply_to_uri=both.uri)
    own = await make_post(store, me, tags=("markt",))
    for visibility in (Visibility.UNLISTED, Visibility.FOLLOWERS, Visibility.DIRECT, Visibility.LOCAL):
        await make_post(store, stranger, tags=("markt",), visibility=visibility)
    await make_post(store, stranger, tags=("anderes",))

    await follow_tags(store, me, "markt", "bad")

    assert await home(store, me) == [own.id, answer.id, found.id, both.id]

    await store.write(lambda tx: tx.tags.unfollow(me.id, "markt"))
    assert await home(store, me) == [own.id, answer.id, both.id]


async def test_hashtags_lead_to_nobody_who_is_hidden_silenced_or_suspended(store: Store, me, clock):
    muted, blocking, gone = [await make_account(store, name, f"{name}.test") for name in ("muted", "blocking", "gone")]
    for author in (muted, blocking, gone):
        await make_post(store, author, tags=("markt",))
    await follow_tags(store, me, "markt")
    await store.write(lambda tx: tx.mutes.put(me.id, muted.id, notifications=True, expires_at=None))
    await store.write(lambda tx: tx.blocks.add(blocking.id, me.id, uri="b", now=tx.now))
    await store.write(lambda tx: tx.db.run("UPDATE accounts SET suspended_at = 1 WHERE id = ?", gone.id))

    assert await home(store, me) == []


async def test_hashtags_are_read_on_where_many_of_their_posts_stay_hidden(store: Store, me):
    pest, stranger = await make_account(store, "pest", "pest.test"), await make_account(store, "stranger")
    old = [(await make_post(store, stranger, tags=("markt",))).id for _ in range(3)]
    for _ in range(30):
        await make_post(store, pest, tags=("markt",))
    new = [(await make_post(store, stranger, tags=("bad",))).id for _ in range(3)]
    await follow_tags(store, me, "markt", "bad")
    await store.write(lambda tx: tx.mutes.put(me.id, pest.id, notifications=True, expires_at=None))

    assert await home(store, me, limit=6) == [*new[::-1], *old[::-1]]
    assert await home(store, me, limit=4, after=1, upwards=True) == [new[0], *old[::-1]]


async def test_home_with_hashtags_is_read_page_by_page_in_both_directions(store: Store, me, friend, clock):
    stranger = await make_account(store, "stranger")
    await follow_tags(store, me, "markt", "bad", "fest")
    clock.move(days=-120)
    written = []
    for author, tags in itertools.islice(
        itertools.cycle([(friend, ()), (stranger, ("markt", "bad")), (me, ("markt",)), (stranger, ("fest",))]), 40
    ):
        written.append((await make_post(store, author, tags=tags)).id)
        clock.move(days=3)

    down, up = [], []
    while page := await home(store, me, limit=7, before=down[-1] if down else Slice().before):
        down += page
    while page := await home(store, me, limit=7, after=up[-1] if up else 1, upwards=True):
        up += page[::-1]

    assert down == written[::-1]
    assert up == written


async def test_featured_hashtags_are_counted_as_posts_come_change_and_go(store: Store, clock):
    town = await make_account(store, "town", None)
    first = await make_post(store, town, tags=("markt",))
    await make_post(store, town, tags=("markt",), visibility=Visibility.FOLLOWERS)
    await make_post(store, await make_account(store), tags=("markt",))
    await store.write(lambda tx: tx.tags.feature(town.id, "markt"))

    async def counted() -> tuple[int, object]:
        [found] = await store.read(lambda tx: tx.tags.featured(town.id))
        return found.posts_count, found.last_post_at

    assert await counted() == (1, first.published_at)

    clock.move(hours=1)
    last = await make_post(store, town, tags=("markt", "bad"), visibility=Visibility.UNLISTED)
    assert await counted() == (2, last.published_at)

    untagged = NewPost(id=last.id, uri=last.uri, url=last.url, author=town, published_at=last.published_at)
    edited = await store.write(lambda tx: tx.posts.edit(last, untagged, now=tx.now))
    assert await counted() == (1, first.published_at)

    await store.write(lambda tx: tx.posts.edit(edited, replace(untagged, tags=("markt",)), now=tx.now))
    await store.write(lambda tx: tx.posts.delete(first, now=tx.now))
    assert await counted() == (1, last.published_at)
