"""What was public and is not any longer stands on the list of deletions, with its channels and without a word of it."""

from datetime import timedelta

import pytest

from node.model.visibility import Visibility
from node.store.database import Store
from tests.builders import make_account, make_post


@pytest.fixture
async def town(store: Store):
    """A channel of ours."""
    return await make_account(store, "stadt", host=None)


@pytest.fixture
async def dora(store: Store):
    """A citizen, at home elsewhere."""
    return await make_account(store)


async def delete(store, post):
    await store.write(lambda tx: tx.posts.delete(post, now=tx.now))


async def listed(store, **how):
    return [(each.post_id, each.channels) for each in await store.read(lambda tx: tx.deletions.page(**how))]


async def test_a_deleted_post_of_a_channel_is_listed(store: Store, town, clock):
    post = await make_post(store, town)
    before = clock()

    await delete(store, post)

    (entry,) = await store.read(lambda tx: tx.deletions.page())
    assert (entry.post_id, entry.uri, entry.channels) == (post.id, post.uri, ("stadt",))
    assert before < entry.at < clock()


async def test_a_contribution_is_listed_with_every_channel_it_was_said_to(store: Store, town, dora):
    library = await make_account(store, "bibliothek", host=None)
    announced = await make_post(store, town)
    answer = await make_post(store, dora, in_reply_to_uri=announced.uri)
    deeper = await make_post(store, dora, in_reply_to_uri=answer.uri)
    named = await make_post(store, dora, mentions=(library.id, town.id))

    for post in (answer, deeper, named):
        await delete(store, post)

    assert await listed(store) == [
        (answer.id, ("stadt",)),
        (deeper.id, ("stadt",)),
        (named.id, ("bibliothek", "stadt")),
    ]
    assert await listed(store, channel_id=library.id) == [(named.id, ("bibliothek", "stadt"))]


@pytest.mark.parametrize("visibility", [Visibility.FOLLOWERS, Visibility.DIRECT, Visibility.LOCAL])
async def test_what_was_not_public_is_not_listed(store: Store, town, visibility):
    await delete(store, await make_post(store, town, visibility=visibility))

    assert await listed(store) == []


async def test_what_concerns_no_channel_is_not_listed(store: Store, town, dora):
    theirs = await make_post(store, dora)
    boost = await make_post(store, town, boost_of_id=theirs.id)

    await delete(store, boost)
    await delete(store, theirs)

    assert await listed(store) == []


async def test_who_is_hidden_leaves_the_public_and_comes_back(store: Store, town, dora, clock):
    announced = await make_post(store, town)
    answer = await make_post(store, dora, in_reply_to_uri=announced.uri)
    gone = await make_post(store, dora, in_reply_to_uri=announced.uri)

    await store.write(lambda tx: tx.deletions.hide([dora.id], tx.now))
    before = await store.read(lambda tx: tx.deletions.page())
    clock.move(hours=1)
    await delete(store, gone)

    assert [each.post_id for each in before] == [answer.id, gone.id]
    assert await store.read(lambda tx: tx.deletions.page()) == before

    await store.write(lambda tx: tx.deletions.show([dora.id]))

    assert await listed(store) == [(gone.id, ("stadt",))]


async def test_pages_follow_one_another_without_gap_or_repetition(store: Store, town, clock):
    posts = [await make_post(store, town) for _ in range(7)]
    for number, post in enumerate(posts):
        await delete(store, post)
        if number % 3 == 0:
            clock.move(seconds=1)

    found, how = [], {}
    while page := await store.read(lambda tx, how=how: tx.deletions.page(limit=2, **how)):
        found += [each.post_id for each in page]
        how = {"since": page[-1].at, "after": page[-1].post_id}

    assert found == [post.id for post in posts]


async def test_old_entries_go(store: Store, town, clock):
    await delete(store, await make_post(store, town))
    clock.move(days=400)
    late = await make_post(store, town)
    await delete(store, late)

    await store.write(lambda tx: tx.deletions.prune(tx.now - timedelta(days=399)))

    assert await listed(store) == [(late.id, ("stadt",))]


async def test_people_here_are_not_named(store: Store, town):
    paul = await make_account(store, "paul", host=None, discoverable=False)
    announced = await make_post(store, town)

    answer = await make_post(store, paul, in_reply_to_uri=announced.uri)
    await delete(store, answer)

    assert await listed(store) == [(answer.id, ("stadt",))]
