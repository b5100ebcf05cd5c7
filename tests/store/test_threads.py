"""Posts find their threads in whatever order they arrive (T-328)."""

import itertools

import pytest

from node.store.database import Store
from tests.builders import make_account, make_post


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::5])
async def test_a_thread_is_whole_in_any_order_of_arrival(store: Store, order):
    dora = await make_account(store)
    uris = [f"{dora.uri}/posts/{number}" for number in "abcd"]
    parents = [None, uris[0], uris[1], uris[1]]

    for number in order:
        await make_post(store, dora, uri=uris[number], in_reply_to_uri=parents[number])

    posts = [await store.read(lambda tx, uri=uri: tx.posts.find_by_uri(uri)) for uri in uris]
    assert {post.thread_id for post in posts} == {posts[0].thread_id}
    assert [post.in_reply_to_id for post in posts] == [None, posts[0].id, posts[1].id, posts[1].id]
    assert [post.replies_count for post in posts] == [1, 2, 0, 0]
    listed = await store.read(lambda tx: tx.threads.open_ids(posts[0].thread_id))
    assert sorted(listed) == sorted(post.id for post in posts)


async def test_an_old_thread_number_stays_valid(store: Store):
    dora = await make_account(store)
    root = f"{dora.uri}/posts/root"
    child = await make_post(store, dora, in_reply_to_uri=root)

    await make_post(store, dora, uri=root)

    now = await store.read(lambda tx: tx.posts.find_by_uri(root))
    assert await store.read(lambda tx: tx.threads.resolve(child.thread_id)) == now.thread_id
