"""Home is merged when it is read: right at any depth, and blind to what the reader may not or does not want to see."""

from datetime import timedelta

from node.model.visibility import Visibility
from node.store.database import Store
from tests.builders import make_account, make_follow, make_post


async def home(store: Store, account, **more) -> list[str]:
    ids = await store.read(lambda tx: tx.timelines.home(account.id, **more))
    return [view.post.uri for view in await store.read(lambda tx: tx.timelines.views(ids, account.id))]


async def test_home_shows_followed_and_own_posts_newest_first(store: Store):
    me, friend, stranger = [
        await make_account(store, name, host)
        for name, host in (("me", None), ("friend", "a.test"), ("stranger", "b.test"))
    ]
    await make_follow(store, me, friend)
    posts = [await make_post(store, author) for author in (friend, stranger, me, friend)]

    assert await home(store, me) == [posts[3].uri, posts[2].uri, posts[0].uri]


async def test_home_reaches_back_through_years_page_by_page(store: Store, clock):
    me, friend = await make_account(store, "me", None), await make_account(store, "friend")
    await make_follow(store, me, friend)
    written = []
    clock.move(days=-900)
    for _ in range(30):
        written.append((await make_post(store, friend)).uri)
        clock.move(days=30)

    read: list[str] = []
    ids = await store.read(lambda tx: tx.timelines.home(me.id, limit=7))
    while ids:
        read += [view.post.uri for view in await store.read(lambda tx, ids=ids: tx.timelines.views(ids, me.id))]
        ids = await store.read(lambda tx, last=ids[-1]: tx.timelines.home(me.id, before=last, limit=7))

    assert read == written[::-1]


async def test_answers_to_strangers_stay_out_of_home(store: Store):
    me, friend, stranger = [
        await make_account(store, name, host)
        for name, host in (("me", None), ("friend", "a.test"), ("stranger", "b.test"))
    ]
    await make_follow(store, me, friend)
    theirs, own = await make_post(store, stranger), await make_post(store, friend)

    await make_post(store, friend, in_reply_to_uri=theirs.uri)
    continued = await make_post(store, friend, in_reply_to_uri=own.uri)

    assert await home(store, me) == [continued.uri, own.uri]


async def test_a_block_hides_posts_and_boosts_both_ways(store: Store):
    me, friend, pest = [
        await make_account(store, name, host) for name, host in (("me", None), ("friend", "a.test"), ("pest", "b.test"))
    ]
    for followed in (friend, pest):
        await make_follow(store, me, followed)
    bad = await make_post(store, pest)
    await make_post(store, friend, boost_of_id=bad.id, kind="Announce")
    good = await make_post(store, friend)

    await store.write(lambda tx: tx.blocks.add(me.id, pest.id, uri="b", now=tx.now))

    assert await home(store, me) == [good.uri]
    assert await store.read(lambda tx: tx.timelines.public(me.id)) == [good.id]
    assert len(await store.read(lambda tx: tx.timelines.public())) == 2


async def test_direct_posts_show_only_to_those_they_name(store: Store):
    me, friend = await make_account(store, "me", None), await make_account(store, "friend")
    await make_follow(store, me, friend)

    await make_post(store, friend, visibility=Visibility.DIRECT)
    named = await make_post(store, friend, visibility=Visibility.DIRECT, mentions=(me.id,))

    assert await home(store, me) == [named.uri]


async def test_a_boost_comes_with_what_it_boosts(store: Store):
    me, friend, other = [
        await make_account(store, name, host)
        for name, host in (("me", None), ("friend", "a.test"), ("other", "b.test"))
    ]
    await make_follow(store, me, friend)
    post = await make_post(store, other)
    boost = await make_post(store, friend, boost_of_id=post.id, kind="Announce")

    [view] = await store.read(lambda tx: tx.timelines.views([boost.id], me.id))

    assert (view.boosted.post.uri, view.boosted.author.name, view.boosted.post.boosts_count) == (post.uri, "other", 1)


async def test_a_list_costs_the_same_number_of_queries_however_long(store: Store):
    dora = await make_account(store)
    posts = [await make_post(store, dora, mentions=(dora.id,), tags=("x",)) for _ in range(40)]

    async def queries(ids: list[int]) -> int:
        async def count(tx):
            asked = 0
            rows = type(tx.db).rows

            class Counting(type(tx.db)):
                async def rows(self, sql, *params):
                    nonlocal asked
                    asked += 1
                    return await rows(tx.db, sql, *params)

            from node.store.views import load_views

            counting = Counting.__new__(Counting)
            await load_views(counting, ids, dora.id)
            return asked

        return await store.read(count)

    few, many = await queries([posts[0].id]), await queries([post.id for post in posts])

    assert few == many <= 8


async def test_the_local_page_has_no_answers_to_others_and_members_see_more(store: Store):
    stadt, buerger = await make_account(store, "stadt", None), await make_account(store, "buerger", None)
    notice = await make_post(store, stadt)
    await make_post(store, buerger, in_reply_to_uri=notice.uri)
    inner = await make_post(store, stadt, visibility=Visibility.LOCAL)

    assert await store.read(lambda tx: tx.timelines.public(local=True)) == [notice.id]
    assert await store.read(lambda tx: tx.timelines.public(buerger.id, local=True)) == [inner.id, notice.id]


async def test_dated_posts_take_their_place_in_time(store: Store, clock):
    me, friend = await make_account(store, "me", None), await make_account(store, "friend")
    await make_follow(store, me, friend)
    new = await make_post(store, friend)

    old = await make_post(store, friend, id=store.ids.dated(clock() - timedelta(days=3)))

    assert await home(store, me) == [new.uri, old.uri]
