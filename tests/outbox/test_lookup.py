"""Somebody looks for an account or a post."""

import pytest

from node.errors import Gone, NotFound, Unreachable
from node.model.visibility import Visibility
from node.outbox.block import block
from node.outbox.delete import delete_post
from node.outbox.lookup import LookUp, fetch_post, find
from tests.outbox.story import acts, known, posted


def uris(found: LookUp) -> list[str]:
    return [each.uri for each in (*found.accounts, *found.posts)]


@pytest.mark.parametrize("form", ["@bob@{}", "bob@{}", "acct:bob@{}", " @bob@{} "])
async def test_a_handle_elsewhere_is_looked_up(node, alice, bob, there, form):
    found = await find(node.node, acts(alice), form.format(f"there.test:{there.port}"))

    assert uris(found) == [bob.uri]


async def test_a_post_is_found_by_its_id_and_neither_notifies_nor_streams(node, alice, bob):
    note = bob.note("Hallo", tag=[{"type": "Mention", "href": alice.uri, "name": "@alice"}])

    found = await find(node.node, acts(alice), note["id"])

    assert uris(found) == [note["id"]]
    assert await node.notifications_of(alice) == []


async def test_a_post_is_found_by_the_address_of_its_page(node, alice, bob, there):
    note = bob.note("Hallo")
    there.serve(note, at=note["url"])

    found = await find(node.node, acts(alice), note["url"])

    assert uris(found) == [note["id"]]


async def test_an_account_is_found_by_its_address(node, alice, bob, there):
    there.serve(bob.document(), at=f"{bob.origin}/@bob")

    assert uris(await find(node.node, acts(alice), bob.uri)) == [bob.uri]
    assert uris(await find(node.node, acts(alice), f"{bob.origin}/@bob")) == [bob.uri]


async def test_who_is_not_logged_in_finds_what_is_stored_and_makes_us_ask_nobody(node, alice, bob, there):
    handle, note = f"@bob@there.test:{there.port}", bob.note()

    before = [await find(node.node, None, query) for query in (handle, bob.uri, note["id"])]
    asked = list(there.requests)
    await fetch_post(node.node, note["id"])
    after = [uris(await find(node.node, None, query)) for query in (handle, bob.uri, note["id"])]

    assert before == [LookUp()] * 3
    assert asked == []
    assert after == [[bob.uri], [bob.uri], [note["id"]]]


@pytest.mark.parametrize("form", ["@alice", "ALI", "alice@{host}", "{origin}/users/alice", "{origin}/@alice"])
async def test_somebody_here_is_found_in_every_form(node, alice, form):
    query = form.format(host=node.node.addresses.account_domain, origin=node.origin)

    assert uris(await find(node.node, None, query)) == [alice.uri]


async def test_a_post_here_is_found_by_id_and_page(node, alice):
    post = await node.post(alice)

    for query in (post.uri, post.url):
        assert uris(await find(node.node, None, query)) == [post.uri]


async def test_what_one_may_not_read_is_not_found(node, alice):
    berta = await node.create("berta")
    post = await node.post(alice, visibility=Visibility.FOLLOWERS)

    for viewer in (None, acts(berta)):
        assert await find(node.node, viewer, post.uri) == LookUp()
    assert uris(await find(node.node, acts(alice), post.uri)) == [post.uri]


async def test_posts_across_a_block_are_not_found(node, alice, bob):
    post = await posted(node, bob)
    await block(node.node, acts(alice), (await known(node, bob)).id)

    assert await find(node.node, acts(alice), post.uri) == LookUp()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "zwei Worte",
        "x" * 3000,
        "https://",
        "http://[::1",
        "@@@",
        "{origin}/@",
        "{origin}/@alice/999999",
        "{origin}/@alice/" + "9" * 30,
        "@nobody@there.test:{port}",
        "http://there.test:{port}/nothing",
    ],
)
async def test_nonsense_finds_nothing(node, alice, there, query):
    found = await find(node.node, acts(alice), query.format(origin=node.origin, port=there.port))

    assert found == LookUp()


async def test_a_server_that_does_not_answer_is_not_the_same_as_nothing_found(node, alice, there):
    there.down.add("there.test")

    with pytest.raises(Unreachable):
        await find(node.node, acts(alice), f"@bob@there.test:{there.port}")


async def test_a_vote_is_no_post(node, alice, bob):
    ballot = bob.note("", name="Ja", inReplyTo=f"{alice.uri}/posts/1")
    del ballot["content"]

    assert await find(node.node, acts(alice), ballot["id"]) == LookUp()


async def test_totals_of_the_origin_are_taken_over(node, bob):
    note = bob.note(likes={"type": "Collection", "totalItems": 7}, shares={"type": "Collection", "totalItems": 3})

    post = await fetch_post(node.node, note["id"])

    assert (post.likes_count, post.boosts_count) == (7, 3)


async def test_a_deleted_post_stays_deleted(node, alice, bob):
    ours, theirs = await node.post(alice), await posted(node, bob)
    await delete_post(node.node, acts(alice), ours.id)
    await node.store.write(lambda tx: tx.posts.delete(theirs, now=tx.now))

    for uri in (ours.uri, theirs.uri):
        with pytest.raises(Gone):
            await fetch_post(node.node, uri)
        assert await find(node.node, acts(alice), uri) == LookUp()


async def test_nothing_of_ours_is_fetched(node, alice):
    with pytest.raises(NotFound):
        await fetch_post(node.node, f"{alice.uri}/posts/1")
