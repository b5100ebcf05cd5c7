"""Posts between our node and Fedify: written, answered, edited, deleted; in several languages, behind a warning, pinned."""

import pytest

from node.model.account import Actor
from node.outbox.delete import delete_post
from node.outbox.pin import pin, unpin


async def test_our_post_reaches_who_follows(town, alice, peer, anna):
    await town.followed_by(alice, anna)

    post = await town.publish(alice, "Die Brücke ist wieder offen. #Verkehr", language="de")

    came = await peer.wait("Create")
    assert (came.http_verified, came.proof, came.ld_signature) == (True, True, True)
    note = await peer.known(post.uri)
    assert note["type"] == "Note"
    assert "Die Brücke ist wieder offen." in came.json["object"]["content"]
    assert came.json["object"]["contentMap"] == {"de": came.json["object"]["content"]}
    assert [tag["name"] for tag in came.json["object"]["tag"]] == ["#Verkehr"]


async def test_fedify_reads_our_post_by_its_id_and_its_activity_too(town, alice, anna):
    post = await town.publish(alice, "Zum Nachlesen")
    [activity] = await town.store.read(lambda tx: tx.activities.outbox(alice.id))

    assert (await anna.fetch(post.uri))["type"] == "Note"
    assert (await anna.fetch(activity.uri))["type"] == "Create"
    assert (await anna.fetch(alice.uri))["type"] == "Person"
    outbox = await anna.collection(f"{alice.uri}/outbox")
    assert (outbox["totalItems"], [item["type"] for item in outbox["items"]]) == (1, ["Create"])


async def test_their_post_stands_in_the_home_timeline(town, alice, anna):
    await town.follows(alice, anna)

    sent = await anna.post("<p>Markt am <b>Samstag</b></p><script>alert(1)</script>", hashtags=["markt"])

    await town.find(sent.id)
    [view] = await town.home(alice)
    assert view.post.uri == sent.id
    assert "Markt am" in view.post.content
    assert "<script" not in view.post.content
    assert view.post.tags == ("markt",)


async def test_a_reply_stands_in_the_thread_on_the_page(town, alice, anna):
    post = await town.publish(alice, "Wer kommt zum Stadtfest?")

    reply = await anna.reply(post.uri, "<p>Ich komme gern!</p>")

    assert await town.became(reply) == "done: stored"
    stored = await town.find(reply.id)
    assert (stored.in_reply_to_id, stored.thread_id) == (post.id, post.thread_id)
    page = await town.seen_at(f"/@alice/{post.id}")
    assert page.index("Wer kommt zum Stadtfest?") < page.index("Ich komme gern!")
    assert await town.notifications_of(alice) == [("mention", anna.uri)]
    assert (await town.post_now(post)).replies_count == 1


async def test_our_reply_is_a_reply_there(town, alice, peer, anna):
    post = await anna.post("<p>Wer kommt?</p>")

    reply = await town.answer(alice, post.id, f"@anna@{peer.origin[7:]} Ich!")

    came = await peer.wait("Create", {"object.inReplyTo": post.id})
    assert came.json["object"]["tag"][0]["href"] == anna.uri
    assert (await peer.responses(post.id))["replies"] == [reply.uri]


async def test_they_edit_and_delete_their_post(town, alice, anna):
    await town.follows(alice, anna)
    sent = await anna.post("<p>Um drei Uhr</p>")
    await town.became(sent)

    assert (await town.became(await anna.edit(sent.id, "<p>Um vier Uhr</p>"))).startswith("done: ")
    post = await town.find(sent.id)
    assert "Um vier Uhr" in post.content
    assert post.edited_at is not None

    assert (await town.became(await anna.delete(sent.id))).startswith("done: ")
    assert await town.find_post(sent.id) is None
    assert await town.home(alice) == []


async def test_we_edit_and_delete_our_post(town, alice, peer, anna):
    await town.followed_by(alice, anna)
    post = await town.publish(alice, "Um drei Uhr")
    await peer.wait("Create")

    await town.edit(alice, post, "Um vier Uhr")
    update = await peer.wait("Update", {"object.id": post.uri})
    assert "Um vier Uhr" in update.json["object"]["content"]
    assert update.json["object"]["updated"]
    assert "Um vier Uhr" in (await peer.known(post.uri))["content"]

    await delete_post(town.node, Actor(alice), post.id)
    gone = await peer.wait("Delete")
    assert (gone.http_verified, gone.proof, gone.ld_signature) == (True, True, True)
    assert await peer.known(post.uri) is None
    assert (await town.get(post.uri)).status == 410


async def test_a_deleted_reply_leaves_the_page(town, alice, anna):
    post = await town.publish(alice, "Fragen?")
    reply = await anna.reply(post.uri, "<p>Ja, eine.</p>")
    await town.became(reply)
    assert "Ja, eine." in await town.seen_at(f"/@alice/{post.id}")

    await town.became(await anna.delete(reply.id))

    assert "Ja, eine." not in await town.seen_at(f"/@alice/{post.id}")
    assert (await town.post_now(post)).replies_count == 0


async def test_a_content_warning_goes_both_ways(town, alice, peer, anna, friends):
    ours = await town.publish(alice, "Der Täter ist der Gärtner.", summary="Verrät das Ende", sensitive=True)
    theirs = await anna.post("<p>Es war die Köchin.</p>", summary="Auch das Ende", sensitive=True)

    came = (await peer.wait("Create", {"object.id": ours.uri})).json["object"]
    assert (came["summary"], came["sensitive"]) == ("Verrät das Ende", True)
    await town.became(theirs)
    post = await town.find(theirs.id)
    assert (post.summary, post.sensitive) == ("Auch das Ende", True)


async def test_several_languages_go_both_ways(town, alice, peer, anna, friends):
    ours = await town.publish(alice, "Guten Tag", language="de", translations={"en": "Good day"})
    theirs = await anna.post(content_map={"de": "<p>Moin</p>", "en": "<p>Hello</p>"})

    came = (await peer.wait("Create", {"object.id": ours.uri})).json["object"]
    assert came["contentMap"] == {"de": "<p>Guten Tag</p>", "en": "<p>Good day</p>"}
    understood = (await anna.fetch(ours.uri))["json"]
    assert {"de", "en"} <= understood["contentMap"].keys()
    await town.became(theirs)
    post = await town.find(theirs.id)
    assert {**post.contents, post.language or "": post.content}.items() >= {
        ("de", "<p>Moin</p>"),
        ("en", "<p>Hello</p>"),
    }


async def test_an_attachment_comes_with_its_description(town, alice, anna):
    await town.follows(alice, anna)
    picture = {"url": f"{anna.uri}.png", "mediaType": "image/png", "name": "Das Rathaus im Schnee"}

    sent = await anna.post("<p>Winter</p>", attachments=[picture])

    await town.became(sent)
    [view] = await town.home(alice)
    assert [(each.description, each.url or each.remote_url) for each in view.media] == [
        ("Das Rathaus im Schnee", f"{anna.uri}.png")
    ]


async def test_our_pinned_posts_are_announced_and_listed(town, alice, peer, anna):
    await town.followed_by(alice, anna)
    post = await town.publish(alice, "Öffnungszeiten")
    featured = f"{alice.uri}/collections/featured"

    await pin(town.node, Actor(alice), post.id)
    added = (await peer.wait("Add")).json
    assert (added["object"], added["target"]) == (post.uri, featured)
    assert [item["id"] for item in (await anna.collection(featured))["items"]] == [post.uri]

    await unpin(town.node, Actor(alice), post.id)
    await peer.wait("Remove")
    assert (await anna.collection(featured))["items"] == []


async def test_their_pinned_posts_are_pinned_here(town, alice, anna):
    await town.follows(alice, anna)
    post = await anna.post("<p>Wichtig</p>")
    await town.became(post)
    person = await town.person(anna)

    assert (await town.became(await anna.pin(post.id))).startswith("done: ")
    assert await town.store.read(lambda tx: tx.posts.pinned_ids(person.id)) == [(await town.find(post.id)).id]

    assert (await town.became(await anna.unpin(post.id))).startswith("done: ")
    assert await town.store.read(lambda tx: tx.posts.pinned_ids(person.id)) == []


@pytest.mark.parametrize("kind", ["Service", "Group", "Organization", "Application"])
async def test_every_kind_of_actor_is_followed_and_heard(town, alice, peer, kind):
    office = await peer.create_actor("amt", kind=kind, display_name="Bürgeramt")
    await town.follows(alice, office)

    sent = await office.post("<p>Wir haben geöffnet.</p>")

    await town.find(sent.id)
    assert (await town.person(office)).kind == kind
    assert (await town.person(office)).display_name == "Bürgeramt"
