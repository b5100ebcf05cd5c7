"""`/contexts/{id}`: the whole thread for whoever missed some of it (FEP-7888)."""

from dataclasses import replace

from node.model.account import Actor
from node.model.visibility import Visibility
from node.outbox.delete import delete_post


async def thread_of(node, post):
    note = await node.json(post.uri)
    return await node.json(note["context"])


async def test_a_thread_lists_all_open_posts_in_order(node, alice, bob):
    first = await node.post(alice, "Frage?")
    reply = bob.reply(first.uri, "Antwort.")
    await bob.deliver(reply, node)
    await node.work()
    answered = await node.find_post(reply["object"]["id"])
    last = await node.post(alice, "Danke.", in_reply_to_id=answered.id)

    collection = await thread_of(node, first)
    page = await node.json(collection["first"])

    assert collection["type"] == "OrderedCollection"
    assert collection["attributedTo"] == alice.uri
    assert collection["totalItems"] == 3
    assert page["orderedItems"] == [first.uri, reply["object"]["id"], last.uri]
    assert "next" not in page


async def test_answers_name_the_thread_they_belong_to(node, alice):
    first = await node.post(alice)
    second = await node.post(alice, in_reply_to_id=first.id)

    assert (await node.json(second.uri))["context"] == (await node.json(first.uri))["context"]


async def test_what_is_not_for_everybody_is_neither_listed_nor_counted(node, alice, bob):
    first = await node.post(alice)
    await node.post(alice, "Nur für uns.", in_reply_to_id=first.id, visibility=Visibility.FOLLOWERS)
    gone = await node.post(alice, "Falsch.", in_reply_to_id=first.id)
    await delete_post(node.node, Actor(alice), gone.id)

    collection = await thread_of(node, first)

    assert collection["totalItems"] == 1
    assert (await node.json(collection["first"]))["orderedItems"] == [first.uri]


async def test_a_thread_in_which_nothing_is_open_does_not_exist(node, alice):
    post = await node.post(alice, visibility=Visibility.FOLLOWERS)

    assert (await node.get(f"/contexts/{post.thread_id}")).status == 404
    assert (await node.get("/contexts/1")).status == 404
    assert (await node.get(f"/contexts/{'9' * 19}")).status == 404


async def test_pages_of_a_thread_end(node, alice):
    first = await node.post(alice)
    posts = [first]
    for number in range(104):
        posts.append(await node.post(alice, f"Teil {number}", in_reply_to_id=first.id))

    one = await node.json(f"/contexts/{first.thread_id}?page=true")
    two = await node.json(one["next"])

    assert one["orderedItems"] + two["orderedItems"] == [post.uri for post in posts]
    assert "next" not in two
    assert two["partOf"] == node.url(f"/contexts/{first.thread_id}")


async def test_a_thread_that_became_part_of_another_leads_there(node, bob, alice):
    """An answer whose parent was unknown opened a thread of its own (T-328)."""
    dora = await node.create("dora")
    parent = bob.note("Der Anfang.")
    late = await store_remote(node, bob, inReplyTo=parent["id"])
    earlier = late.thread_id
    root = await store_remote(node, bob, uri=parent["id"])

    answer = await node.get(f"/contexts/{earlier}")

    assert answer.status == 301
    assert answer.headers["Location"] == node.url(f"/contexts/{root.thread_id}")
    assert dora.is_local
    page = await node.json(f"/contexts/{root.thread_id}?page=true")
    assert set(page["orderedItems"]) == {parent["id"], late.uri}


async def test_a_thread_that_began_elsewhere_is_not_ours(node, bob):
    root = await store_remote(node, bob)

    collection = await node.json(f"/contexts/{root.thread_id}")

    assert collection["attributedTo"] == node.url("/actor")


async def test_posts_of_suspended_accounts_are_left_out(node, alice, bob):
    first = await node.post(alice)
    author = await node.node.actors.by_uri(bob.uri)
    await store_remote(node, bob, inReplyTo=first.uri)

    await node.store.write(lambda tx: tx.accounts.save(replace(author, suspended_at=tx.now)))

    collection = await node.json(f"/contexts/{first.thread_id}")
    assert collection["totalItems"] == 1
    assert (await node.json(collection["first"]))["orderedItems"] == [first.uri]


async def store_remote(node, author, *, uri=None, **more):
    """A public post of somebody elsewhere, stored as it would arrive."""
    from tests.builders import make_post

    account = await node.node.actors.by_uri(author.uri)
    uri = uri or author.note(**more)["id"]
    return await make_post(node.store, account, uri=uri, in_reply_to_uri=more.get("inReplyTo"))
