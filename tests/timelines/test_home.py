"""Kept home pages are never older than what is stored: each change is seen by the next look."""

import asyncio

import pytest

from node.model.follow import Cause
from node.model.ids import HIGHEST
from node.model.reaction import Reaction
from node.store.database import Store
from node.timelines.home import Homes
from tests.builders import make_account, make_follow, make_post


@pytest.fixture
async def me(store: Store):
    return await make_account(store, "me", None)


@pytest.fixture
async def friend(store: Store, me):
    friend = await make_account(store, "friend")
    await make_follow(store, me, friend)
    return friend


@pytest.fixture
async def homes(store: Store, me, friend) -> Homes:
    return Homes(store)


async def texts(homes: Homes, account, **more) -> list[str]:
    return [view.post.content for view in await homes.page(account.id, **more)]


async def test_a_page_seen_twice_is_read_once(store: Store, homes: Homes, me, friend):
    await make_post(store, friend)

    first, second = await homes.page(me.id), await homes.page(me.id)

    assert first is second


async def test_whatever_changes_is_seen_at_the_next_look(store: Store, homes: Homes, me, friend):
    post = await make_post(store, friend, "Eins")
    stranger = await make_account(store, "stranger")
    hidden = await make_post(store, stranger, "Fremd")
    assert await texts(homes, me) == ["<p>Eins</p>"]

    await make_post(store, friend, "Zwei")
    assert len(await homes.page(me.id)) == 2

    await store.write(
        lambda tx: tx.reactions.add(Reaction(post_id=post.id, account_id=me.id, emoji="", uri="u", created_at=tx.now))
    )
    assert [view.has_liked for view in await homes.page(me.id)] == [False, True]

    await make_follow(store, me, stranger)
    assert len(await homes.page(me.id)) == 3

    await store.write(lambda tx: tx.blocks.add(me.id, stranger.id, uri="b", now=tx.now))
    assert hidden.id not in [view.post.id for view in await homes.page(me.id)]

    await store.write(lambda tx: tx.posts.delete(post, now=tx.now))
    assert await texts(homes, me) == ["<p>Zwei</p>"]

    await store.write(lambda tx: tx.follows.remove(me.id, friend.id, Cause.UNFOLLOWED))
    assert await texts(homes, me) == []


async def test_an_answer_appears_when_what_it_answers_arrives(store: Store, homes: Homes, me, friend):
    parent = f"{friend.uri}/posts/parent"
    await make_post(store, friend, "Antwort", in_reply_to_uri=parent)
    assert await texts(homes, me) == []

    await make_post(store, friend, "Frage", uri=parent)

    assert set(await texts(homes, me)) == {"<p>Frage</p>", "<p>Antwort</p>"}


async def test_what_changes_while_a_page_is_read_is_not_lost(store: Store, homes: Homes, me, friend):
    await make_post(store, friend, "Eins")

    await asyncio.gather(*(homes.page(me.id) for _ in range(5)), make_post(store, friend, "Zwei"), homes.page(me.id))

    assert await texts(homes, me) == ["<p>Zwei</p>", "<p>Eins</p>"]


async def test_somebody_suspended_is_gone_from_home_at_once(store: Store, homes: Homes, me, friend):
    from dataclasses import replace

    await make_post(store, friend)
    assert len(await homes.page(me.id)) == 1

    await store.write(lambda tx: tx.accounts.save(replace(friend, suspended_at=tx.now)))

    assert await texts(homes, me) == []


async def test_what_is_kept_is_bounded(store: Store, homes: Homes, me, friend, monkeypatch):
    monkeypatch.setattr("node.timelines.home._MOST_READERS", 3)
    await make_post(store, friend)

    for number in range(6):
        await homes.page((await make_account(store, f"reader{number}", None)).id)
    for limit in range(1, 20):
        await homes.page(me.id, limit=limit)

    assert len(homes._kept) <= 3
    assert all(len(kept.pages) <= 8 for kept in homes._kept.values())
    assert {viewer for viewers in homes._readers.values() for viewer in viewers} <= set(homes._kept)


async def test_finished_pages_end_with_what_they_show(store: Store, homes: Homes, me, friend):
    await make_post(store, friend, "Eins")
    key = {"before": HIGHEST, "limit": 20}

    old = await homes.page(me.id)
    homes.finish(me.id, old, b"[1]", **key)
    kept = homes.finished(me.id, **key)
    await make_post(store, friend, "Zwei")
    dropped = homes.finished(me.id, **key)
    await homes.page(me.id)
    homes.finish(me.id, old, b"[1]", **key)  # by somebody who was slow

    assert kept == b"[1]"
    assert dropped is None
    assert homes.finished(me.id, **key) is None


async def test_few_finished_pages_are_kept(store: Store, homes: Homes, me, friend, monkeypatch):
    monkeypatch.setattr("node.timelines.home._MOST_FINISHED", 2)
    await make_post(store, friend)

    for limit in (1, 2, 3):
        homes.finish(me.id, await homes.page(me.id, limit=limit), b"[]", before=HIGHEST, limit=limit)

    assert [homes.finished(me.id, before=HIGHEST, limit=limit) for limit in (1, 2, 3)] == [None, b"[]", b"[]"]
