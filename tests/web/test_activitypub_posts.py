"""`/users/{name}/posts/{id}` and what hangs on it: who may read what, by which door (M03)."""

from dataclasses import replace

import pytest

from node.model.account import Actor
from node.model.draft import Draft
from node.model.visibility import Visibility
from node.outbox.boost import boost
from node.outbox.delete import delete_post
from node.outbox.edit import edit
from node.outbox.react import like
from tests.remote import PUBLIC

EVERYBODY = {"nobody", "follower", "stranger", "named"}


@pytest.fixture
async def followed(node, alice, bob):
    """Alice, with Bob as her follower."""
    await bob.deliver(bob.follow(alice), node)
    await node.work()
    return alice


@pytest.fixture
def dora(there):
    """Named in alice's posts, on a third server."""
    return there.actor("dora", host="third.test")


@pytest.mark.parametrize(
    ("visibility", "readers", "in_outbox"),
    [
        ("public", EVERYBODY, True),
        ("unlisted", EVERYBODY, True),
        ("followers", {"follower", "named"}, False),
        ("direct", {"named"}, False),
        ("local", set(), False),
    ],
)
async def test_each_visibility_by_each_door(visibility, readers, in_outbox, node, followed, bob, carol, dora):
    text = "Hallo." if visibility == "local" else f"Hallo @{dora.name}@third.test:{dora.server.port}"
    post = await node.post(followed, text, visibility=Visibility(visibility))

    answers = {
        "nobody": (await node.get(post.uri)).status,
        "follower": (await bob.get(post.uri)).status,
        "stranger": (await carol.get(post.uri)).status,
        "named": (await dora.get(post.uri)).status,
    }
    listed = await node.json("/users/alice/outbox?page=true")

    assert {who for who, status in answers.items() if status == 200} == readers
    assert {status for who, status in answers.items() if who not in readers} <= {404}
    assert [item["object"]["id"] for item in listed["orderedItems"]] == ([post.uri] if in_outbox else [])


async def test_a_post_is_a_note_with_its_addressees(node, alice):
    post = await node.post(alice, "Das Rathaus öffnet um neun.")

    answer = await node.get(post.uri)

    note = await answer.json(content_type=None)
    assert answer.headers["Content-Type"].startswith("application/activity+json")
    assert (note["id"], note["type"], note["attributedTo"]) == (post.uri, "Note", alice.uri)
    assert "Das Rathaus öffnet um neun." in note["content"]
    assert note["to"] == [PUBLIC]
    assert note["cc"] == [alice.followers_uri]


async def test_every_collection_a_post_names_answers(node, alice):
    post = await node.post(alice)

    note = await node.json(post.uri)

    for each in ("replies", "likes", "shares"):
        collection = await node.json(note[each]["id"])
        assert collection["type"] == note[each]["type"]
        assert collection["totalItems"] == note[each]["totalItems"] == 0
        assert (await node.json(collection["first"]))["items"] == []
    assert (await node.json(note["context"]))["totalItems"] == 1


async def test_people_are_sent_to_the_page_of_the_post(node, alice):
    post = await node.post(alice)

    answer = await node.get(post.uri, accept="text/html")

    assert (answer.status, answer.headers["Location"]) == (302, post.url)


async def test_what_is_not_for_everybody_is_kept_by_no_cache(node, followed, bob):
    """T-263"""
    post = await node.post(followed, visibility=Visibility.FOLLOWERS)

    answer = await bob.get(post.uri)

    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Vary"] == "Accept, Signature"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert (await node.get(post.uri)).status == 404


async def test_a_follower_who_left_reads_no_longer(node, followed, bob):
    post = await node.post(followed, visibility=Visibility.FOLLOWERS)
    assert (await bob.get(post.uri)).status == 200

    await bob.deliver(bob.undo(bob.follow(followed)), node)
    await node.work()

    assert (await bob.get(post.uri)).status == 404


async def test_a_broken_signature_shows_nothing_private(node, followed, bob):
    post = await node.post(followed, visibility=Visibility.FOLLOWERS)

    for signature in ("nonsense", f'keyId="{bob.key_id}",headers="(request-target) host date",signature="AAAA"'):
        assert (await node.get(post.uri, headers={"Signature": signature})).status == 404


async def test_a_direct_post_with_the_collections_on_it_exists_for_nobody_else(node, followed, bob, dora):
    post = await node.post(followed, f"@{dora.name}@third.test:{dora.server.port}", visibility=Visibility.DIRECT)

    for each in ("", "/replies", "/likes", "/shares"):
        assert (await bob.get(post.uri + each)).status == 404
        assert (await dora.get(post.uri + each)).status == 200


async def test_an_edited_post_is_seen_at_once(node, alice):
    post = await node.post(alice, "Um neun.")
    before = await node.get(post.uri)

    await edit(node.node, Actor(alice), post.id, Draft(text="Um zehn."))

    after = await node.get(post.uri, headers={"If-None-Match": before.headers["ETag"]})
    note = await after.json(content_type=None)
    assert after.status == 200
    assert "Um zehn." in note["content"]
    assert "updated" in note


async def test_a_like_is_counted_at_once(node, alice, bob):
    post = await node.post(alice)
    assert (await node.json(post.uri))["likes"]["totalItems"] == 0

    like_activity = bob.activity("Like", post.uri)
    await bob.deliver(like_activity, node)
    await node.work()

    assert (await node.json(post.uri))["likes"]["totalItems"] == 1
    assert (await node.json(f"{post.uri}/likes"))["totalItems"] == 1
    assert (await node.json(f"{post.uri}/likes?page=true"))["items"] == [like_activity["id"]]


async def test_likes_are_listed_page_by_page_by_their_ids_only(node, alice):
    post = await node.post(alice)
    for number in range(45):
        await like(node.node, Actor(await add_account(node, number)), post.id)

    first = await node.json(f"{post.uri}/likes?page=true")
    second = await node.json(first["next"])

    assert (len(first["items"]), len(second["items"])) == (40, 5)
    assert "next" not in second
    assert all(isinstance(each, str) for each in first["items"])


async def test_boosts_are_listed_by_their_ids(node, alice):
    dora = await node.create("dora")
    post = await node.post(alice)

    boosted = await boost(node.node, Actor(dora), post.id)

    assert (await node.json(f"{post.uri}/shares"))["totalItems"] == 1
    assert (await node.json(f"{post.uri}/shares?page=true"))["items"] == [boosted.uri]


async def test_answers_are_listed_wherever_they_were_written(node, alice, bob):
    post = await node.post(alice)
    own = await node.post(alice, "Nachtrag.", in_reply_to_id=post.id)
    reply = bob.reply(post.uri)
    await bob.deliver(reply, node)
    await node.work()

    collection = await node.json(f"{post.uri}/replies")
    page = await node.json(collection["first"])

    assert collection["totalItems"] == 2
    assert page["items"] == [own.uri, reply["object"]["id"]]
    assert page["partOf"] == collection["id"]


async def test_answers_not_for_everybody_are_not_listed(node, followed, bob):
    post = await node.post(followed)
    await bob.deliver(bob.reply(post.uri, to=[followed.uri], cc=[]), node)
    await node.work()

    assert (await node.json(f"{post.uri}/replies?page=true"))["items"] == []


async def test_pages_of_answers_end(node, alice):
    post = await node.post(alice)
    for number in range(41):
        await node.post(alice, f"Teil {number}", in_reply_to_id=post.id)

    first = await node.json(f"{post.uri}/replies?page=true")
    last = await node.json(first["next"])

    assert (len(first["items"]), len(last["items"])) == (40, 1)
    assert last["id"] == first["next"]
    assert "next" not in last


@pytest.mark.parametrize("bad", ["before=x", "before=-1", "before=", "before=99999999999999999999", "before=1.5"])
async def test_a_cursor_that_none_of_our_pages_named_is_refused(bad, node, alice):
    post = await node.post(alice)

    assert (await node.get(f"{post.uri}/likes?page=true&{bad}")).status == 400
    assert (await node.get(f"/users/alice/outbox?{bad}")).status == 400


async def test_a_deleted_post_leaves_a_tombstone(node, alice):
    post = await node.post(alice, "Geheim gewesen.")
    await node.get(post.uri)

    await delete_post(node.node, Actor(alice), post.id)

    answer = await node.get(post.uri)
    document = await answer.json(content_type=None)
    assert answer.status == 410
    assert (document["id"], document["type"], document["formerType"]) == (post.uri, "Tombstone", "Note")
    assert "Geheim" not in str(document)
    assert (await node.get(f"{post.uri}/replies")).status == 404


async def test_a_deleted_local_post_never_existed(node, alice):
    post = await node.post(alice, visibility=Visibility.LOCAL)

    await delete_post(node.node, Actor(alice), post.id)

    assert (await node.get(post.uri)).status == 404


@pytest.mark.parametrize("number", ["0", "1", "007", "9" * 19, "9" * 25, "abc", "-1"])
async def test_a_number_without_a_post_is_not_found(number, node, alice):
    assert (await node.get(f"/users/alice/posts/{number}")).status == 404


async def test_a_post_has_only_the_address_of_its_author(node, alice):
    await node.create("dora")
    post = await node.post(alice)

    assert (await node.get(f"/users/dora/posts/{post.id}")).status == 404


async def test_a_boost_is_no_post_of_its_own(node, alice):
    dora = await node.create("dora")
    boosted = await boost(node.node, Actor(dora), (await node.post(alice)).id)

    assert (await node.get(f"/users/dora/posts/{boosted.id}")).status == 404


async def test_posts_of_a_suspended_account_are_forbidden(node, alice):
    post = await node.post(alice)
    await node.get(post.uri)

    await node.store.write(lambda tx: tx.accounts.save(replace(alice, suspended_at=tx.now)))

    assert (await node.get(post.uri)).status == 403


async def test_a_kept_post_is_sent_without_asking_the_database(node, alice):
    post = await node.post(alice)
    await node.get(post.uri)
    await node.store.close()

    assert (await node.get(post.uri)).status == 200


async def add_account(node, number):
    """An account without keys of its own making: RSA keys take time."""
    from tests.builders import account

    made = account(f"leser{number}", None)
    uri = node.node.addresses.actor(made.name)

    async def add(tx):
        return await tx.accounts.add(
            replace(made, id=tx.ids.new(), uri=uri, inbox=f"{uri}/inbox", created_at=tx.now, host=None)
        )

    return await node.store.write(add)
