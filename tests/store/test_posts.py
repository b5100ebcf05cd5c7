"""Adding, editing, deleting posts, and who may read them."""

import pytest

from node.model.media import Media
from node.model.poll import Option, Poll
from node.model.visibility import Visibility
from node.store.database import Store, Tx
from tests.builders import make_account, make_follow, make_post


async def test_a_known_uri_is_not_stored_twice(store: Store):
    dora = await make_account(store)
    first = await make_post(store, dora)

    with pytest.raises(AssertionError):
        await make_post(store, dora, uri=first.uri)

    assert (await store.read(lambda tx: tx.accounts.get(dora.id))).posts_count == 1


async def test_what_is_deleted_does_not_come_back(store: Store):
    dora = await make_account(store)
    post = await make_post(
        store, dora, tags=("sommer",), media=(Media(id=7, url="https://x.test/a", mime="image/png"),)
    )

    await store.write(lambda tx: tx.posts.delete(post, now=tx.now))

    with pytest.raises(AssertionError):
        await make_post(store, dora, uri=post.uri)
    wiped = await store.read(lambda tx: tx.posts.find(post.id))
    assert (wiped.content, wiped.tags, wiped.deleted_at is None) == ("", (), False)
    for table in ("media", "post_tags"):
        assert await store.read(lambda tx, table=table: tx.db.value(f"SELECT COUNT(*) FROM {table}")) == 0
    assert (await store.read(lambda tx: tx.accounts.get(dora.id))).posts_count == 0


async def test_an_edit_keeps_the_version_before(store: Store):
    from node.model.post import NewPost

    dora = await make_account(store)
    post = await make_post(store, dora, "Alt")

    async def edit(tx: Tx):
        new = NewPost(
            id=post.id, uri=post.uri, url=post.url, author=dora, content="<p>Neu</p>", published_at=post.published_at
        )
        return await tx.posts.edit(post, new, now=tx.now)

    edited = await store.write(edit)

    versions = await store.read(lambda tx: tx.posts.versions(post.id))
    assert (edited.content, edited.edited_at is not None) == ("<p>Neu</p>", True)
    assert [version.content for version in versions] == ["<p>Alt</p>"]


async def test_ids_that_collide_are_moved_aside(store: Store, clock):
    dora = await make_account(store)
    drawn = store.ids.dated(clock())
    first = await make_post(store, dora, id=drawn)

    second = await make_post(store, dora, id=drawn, uri=f"{dora.uri}/other")

    assert (first.id, second.id) == (drawn, drawn + 1)


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        (Visibility.PUBLIC, {"anybody", "author", "follower", "named", "member"}),
        (Visibility.UNLISTED, {"anybody", "author", "follower", "named", "member"}),
        (Visibility.FOLLOWERS, {"author", "follower", "named"}),
        (Visibility.DIRECT, {"author", "named"}),
        (Visibility.LOCAL, {"author", "follower", "named", "member"}),
    ],
)
async def test_only_the_right_people_may_read(store: Store, visibility: Visibility, readers: set[str]):
    author = await make_account(store, "stadt", None)
    people = {name: await make_account(store, name, None) for name in ("follower", "named", "member")}
    stranger = await make_account(store, "stranger", "there.test")
    await make_follow(store, people["follower"], author)
    post = await make_post(store, author, visibility=visibility, mentions=(people["named"].id,))

    seen = {
        name
        for name, viewer in {
            "anybody": 0,
            "author": author.id,
            **{key: each.id for key, each in people.items()},
        }.items()
        if await store.read(lambda tx, viewer=viewer: tx.timelines.readable([post.id], viewer))
    }

    assert seen == readers
    remote = await store.read(lambda tx: tx.timelines.readable([post.id], stranger.id))
    assert bool(remote) == visibility.is_open


async def test_votes_count_people_and_options_once(store: Store):
    dora = await make_account(store)
    voter = await make_account(store, "voter")
    post = await make_post(store, dora, poll=Poll(options=(Option("ja"), Option("nein")), multiple=True))

    async def vote(tx: Tx, position: int) -> bool:
        return await tx.polls.vote(post.id, voter.id, position, uri="u", multiple=True)

    assert [await store.write(vote, position) for position in (0, 0, 1)] == [True, False, True]

    poll = await store.read(lambda tx: tx.polls.find(post.id))
    assert (poll.voters, [option.votes for option in poll.options]) == (1, [1, 1])
