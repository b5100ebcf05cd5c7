"""What is fetched afterwards: conversations, and the newest posts of somebody newly followed. Bounded, and silent."""

import pytest

from node.inbox.backfill import MOST_PARENTS, MOST_POSTS, NEWEST
from node.model.visibility import Visibility
from tests.builders import make_follow, make_post
from tests.inbox.steps import arrives, followed, known
from tests.remote import PUBLIC


def thread(actor, length: int, **first):
    """Notes that answer one another, first one first; all served."""
    notes = [actor.note("Anfang", **first)]
    for number in range(1, length):
        notes.append(actor.note(f"Nummer {number}", inReplyTo=notes[-1]["id"]))
    return notes


def collection(actor, name, items, **more):
    return actor.server.serve({"id": f"{actor.uri}/{name}", "type": "Collection", "items": items, **more})


async def test_parents_are_fetched_up_to_the_first_post(node, there, alice, bob):
    await followed(node, alice, bob)
    dora = there.actor("dora")
    notes = thread(dora, 5)

    await arrives(node, reply := bob.reply(notes[-1]["id"]), bob)

    posts = [await node.find_post(note["id"]) for note in [*notes, reply["object"]]]
    assert None not in posts
    assert {post.thread_id for post in posts} == {posts[0].thread_id}
    assert [post.in_reply_to_id for post in posts[1:]] == [post.id for post in posts[:-1]]


async def test_what_is_fetched_neither_notifies_nor_looks_new(node, there, alice, bob):
    await followed(node, alice, bob)
    dora = there.actor("dora")
    old = dora.note(
        "Von damals", published="2020-01-01T00:00:00Z", tag=[{"type": "Mention", "href": alice.uri, "name": "@alice"}]
    )

    await arrives(node, reply := bob.reply(old["id"]), bob)

    fetched, live = await node.find_post(old["id"]), await node.find_post(reply["object"]["id"])
    assert fetched.id < live.id
    assert await node.notifications_of(alice) == []


async def test_parents_have_a_bound(node, there, alice, bob):
    await followed(node, alice, bob)
    notes = thread(there.actor("dora"), MOST_PARENTS + 5)

    await arrives(node, bob.reply(notes[-1]["id"]), bob)

    assert await node.count("posts") == MOST_PARENTS + 1


async def test_posts_that_answer_each_other_in_a_ring_end(node, there, alice, bob):
    await followed(node, alice, bob)
    dora = there.actor("dora")
    one, two = dora.note(), dora.note()
    there.serve({**one, "inReplyTo": two["id"]})
    there.serve({**two, "inReplyTo": one["id"]})

    await arrives(node, bob.reply(one["id"]), bob)

    assert await node.count("posts") == 3


@pytest.mark.parametrize("how", ["context", "replies", "nested replies"])
async def test_what_else_was_said_is_fetched(node, there, alice, bob, carol, how):
    await followed(node, alice, bob)
    dora = there.actor("dora")
    root = dora.note("Anfang")
    first, second = carol.note("Eins", inReplyTo=root["id"]), carol.note("Zwei", inReplyTo=root["id"])
    if how == "context":
        items = [root["id"], first["id"], second["id"]]
        there.serve({**root, "context": collection(dora, "thread", items, attributedTo=dora.uri)["id"]})
    elif how == "replies":
        there.serve({**root, "replies": collection(dora, "replies", [first["id"], second["id"]])["id"]})
    else:
        second = {**second, "inReplyTo": first["id"]}
        there.serve({**first, "replies": collection(carol, "replies", [there.serve(second)["id"]])["id"]})
        there.serve({**root, "replies": collection(dora, "replies", [first["id"]])["id"]})

    await arrives(node, bob.reply(root["id"]), bob)

    assert (await node.find_post(first["id"])).content == "<p>Eins</p>"
    assert (await node.find_post(second["id"])).thread_id == (await node.find_post(root["id"])).thread_id
    assert (await node.find_post(root["id"])).replies_count >= 2 - (how == "nested replies")


async def test_pages_are_followed_on_one_host_only(node, there, alice, bob, carol):
    await followed(node, alice, bob)
    dora = there.actor("dora")
    root = dora.note()
    one, two, three = (carol.note(inReplyTo=root["id"]) for _ in range(3))
    collection(carol, "page3", [three["id"]])
    collection(dora, "page2", [two["id"]], next=f"{carol.uri}/page3")
    replies = collection(dora, "replies", [one["id"]], next=f"{dora.uri}/page2")
    there.serve({**root, "replies": replies["id"]})

    await arrives(node, bob.reply(root["id"]), bob)

    found = [await node.find_post(note["id"]) is not None for note in (one, two, three)]
    assert found == [True, True, False]


async def test_embedded_answers_count_only_where_their_server_lists_them(node, there, alice, bob, carol):
    await followed(node, alice, bob)
    dora = there.actor("dora")
    root = dora.note()
    own = {**dora.note(inReplyTo=root["id"]), "content": "<p>Eingebettet</p>"}
    forged = {**carol.note("Echt", inReplyTo=root["id"]), "content": "<p>Gefälscht</p>"}
    there.serve({**root, "replies": collection(dora, "replies", [own, forged])["id"]})

    await arrives(node, bob.reply(root["id"]), bob)

    assert (await node.find_post(own["id"])).content == "<p>Eingebettet</p>"
    assert (await node.find_post(forged["id"])).content == "<p>Echt</p>"


async def test_a_collection_cannot_put_other_posts_on_our_pages(node, there, alice, bob, carol):
    await followed(node, alice, bob)
    dora = there.actor("dora")
    advert, private = carol.note("Werbung"), carol.note("Geheim", to=[dora.uri], cc=[])
    root = dora.note()
    there.serve({**private, "inReplyTo": root["id"]})
    there.serve({**root, "replies": collection(dora, "replies", [advert["id"], private["id"], alice.uri])["id"]})

    await arrives(node, bob.reply(root["id"]), bob)

    assert await node.find_post(advert["id"]) is None
    assert await node.find_post(private["id"]) is None


async def test_a_context_of_somebody_else_is_not_believed(node, there, alice, bob, carol):
    await followed(node, alice, bob)
    dora = there.actor("dora")
    root = dora.note()
    answer = carol.note(inReplyTo=root["id"])
    there.serve({**root, "context": collection(dora, "thread", [answer["id"]], attributedTo=carol.uri)["id"]})

    await arrives(node, bob.reply(root["id"]), bob)

    assert await node.find_post(answer["id"]) is None


async def test_answers_have_a_bound(node, there, alice, bob):
    await followed(node, alice, bob)
    dora = there.actor("dora")
    root = dora.note()
    answers = [dora.note(inReplyTo=root["id"]) for _ in range(MOST_POSTS + 20)]
    there.serve({**root, "replies": collection(dora, "replies", answers)["id"]})

    await arrives(node, bob.reply(root["id"]), bob)

    assert await node.count("posts") <= MOST_POSTS + 2


async def test_answers_to_what_their_authors_cannot_see_stand_alone_when_fetched_too(node, there, alice, bob):
    """T-078"""
    await followed(node, alice, bob)
    secret = await make_post(node.store, alice, visibility=Visibility.DIRECT)
    parent = there.actor("dora").note("Zwischen", inReplyTo=secret.uri)

    await arrives(node, bob.reply(parent["id"]), bob)

    assert (await node.find_post(parent["id"])).in_reply_to_uri is None
    assert (await node.find_post(secret.uri)).replies_count == 0


async def test_a_server_that_cannot_be_reached_is_asked_again(node, there, alice, bob, carol):
    await followed(node, alice, bob)
    parent = carol.note("Später")
    there.down.add("elsewhere.test")
    await arrives(node, bob.reply(parent["id"]), bob)
    assert await node.find_post(parent["id"]) is None

    there.down.clear()
    node.clock.move(minutes=10)
    await node.work()

    assert await node.find_post(parent["id"]) is not None


async def test_a_parent_that_is_deleted_ends_the_search(node, there, alice, bob):
    await followed(node, alice, bob)
    parent = there.actor("dora").note()
    there.serve({"id": parent["id"], "type": "Tombstone"}, status=410)

    await arrives(node, reply := bob.reply(parent["id"]), bob)

    assert await node.find_post(reply["object"]["id"]) is not None
    assert await node.count("jobs") == 0


# --- the outbox of somebody newly followed -------------------------------------------------------------------------


def outbox(bob, items, **more):
    return bob.server.serve({"id": f"{bob.uri}/outbox", "type": "OrderedCollection", "orderedItems": items, **more})


async def accepted(node, alice, bob):
    account = await known(node, bob)
    follow = await make_follow(node.store, alice, account, accepted=False)
    await arrives(node, bob.activity("Accept", follow.uri), bob)
    return account


async def test_after_the_first_follow_the_newest_posts_are_here(node, alice, bob):
    notes = [bob.note(f"Nummer {number}", published=f"2020-01-{number + 1:02}T00:00:00Z") for number in range(25)]
    outbox(bob, [bob.create(note) for note in reversed(notes)])

    account = await accepted(node, alice, bob)

    ids = await node.store.read(lambda tx: tx.timelines.of_account(account.id, limit=40))
    assert len(ids) == NEWEST
    assert next(view.post.content for view in await node.views(*ids)) == "<p>Nummer 24</p>"
    assert await node.notifications_of(alice) == []


async def test_the_first_page_is_enough(node, there, alice, bob):
    page = {"type": "OrderedCollectionPage", "orderedItems": [bob.create()]}
    there.serve({"id": f"{bob.uri}/outbox?page=1", **page})
    outbox(bob, [], first=f"{bob.uri}/outbox?page=1")

    account = await accepted(node, alice, bob)

    assert len(await node.store.read(lambda tx: tx.timelines.of_account(account.id))) == 1


async def test_of_an_outbox_only_own_public_posts_are_taken(node, there, alice, bob, carol):
    private = bob.note("Geheim", to=[alice.uri], cc=[])
    forged = carol.note("Echt")
    put_in_the_mouth = {
        "id": f"{bob.uri}/posts/x",
        "type": "Note",
        "attributedTo": carol.uri,
        "to": [PUBLIC],
        "content": "x",
    }
    outbox(
        bob,
        [
            bob.create(private),
            bob.create({**forged, "content": "<p>Gefälscht</p>"}),
            bob.create(put_in_the_mouth),
            bob.activity("Announce", forged["id"], to=[PUBLIC]),
            bob.create(bob.note("Gut.")),
        ],
    )

    await accepted(node, alice, bob)

    assert await node.count("posts") == 1


async def test_the_second_follower_fetches_nothing(node, there, alice, bob):
    outbox(bob, [bob.create()])
    await accepted(node, alice, bob)
    emil = await node.create("emil")
    there.requests.clear()

    await accepted(node, emil, bob)

    assert ("GET", f"{bob.uri}/outbox") not in there.requests
