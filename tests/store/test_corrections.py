"""Warnings, corrections and posts in Leichte Sprache, as both engines keep them."""

from datetime import timedelta

from node.model.account import Actor
from node.model.draft import Draft
from node.model.warning import Level, PageWarning
from node.outbox.delete import delete_post
from node.outbox.edit import edit


async def test_the_newest_warning_stands_until_it_is_over_or_cleared(node, clock):
    def made(text, **more):
        return PageWarning(id=node.node.ids.new(), level=Level.DANGER, text_de=text, created_at=clock.now, **more)

    async def standing():
        return await node.node.store.read(lambda tx: tx.warnings.standing(clock.now))

    first, second = made("Eins"), made("Zwei", ends_at=clock.now + timedelta(hours=1))
    assert await standing() is None

    await node.node.store.write(lambda tx: tx.warnings.add(first))
    assert await standing() == first
    await node.node.store.write(lambda tx: tx.warnings.add(second))
    assert await standing() == second
    clock.move(hours=2)

    assert await standing() is None
    assert [each.text_de for each in await node.node.store.read(lambda tx: tx.warnings.all())] == ["Zwei", "Eins"]


async def test_corrections_go_with_their_post(node, alice, clock):
    post = await node.post(alice, "Eins.")
    for number in range(3):
        clock.move(minutes=1)
        await edit(node.node, Actor(alice), post.id, Draft(text=f"Zwei {number}.", correction=f"Note {number}."))

    of_post = await node.node.store.read(lambda tx: tx.corrections.of_post(post.id))
    page = await node.node.store.read(lambda tx: tx.corrections.page(limit=2))
    older = await node.node.store.read(lambda tx: tx.corrections.page(channel_id=alice.id, before=page[-1].id))
    now = await node.node.store.read(lambda tx: tx.posts.get(post.id))
    await delete_post(node.node, Actor(alice), post.id)
    gone = await node.node.store.read(lambda tx: tx.posts.find(post.id))

    assert [each.note for each in of_post] == ["Note 0.", "Note 1.", "Note 2."]
    assert [each.note for each in page] == ["Note 2.", "Note 1."]
    assert [each.note for each in older] == ["Note 0."]
    assert (now.correction, now.corrected_at) == ("Note 2.", now.edited_at)
    assert await node.count("corrections") == 0
    assert (gone.correction, gone.corrected_at) == ("", None)


async def test_versions_keep_what_hung_on_them(node, alice, clock):
    post = await node.post(alice, "Wann?", options=("Ja", "Nein"), closes_at=clock.now + timedelta(days=1))
    clock.move(minutes=1)
    await edit(node.node, Actor(alice), post.id, Draft(text="Wann denn?"))

    [version] = await node.node.store.read(lambda tx: tx.posts.versions(post.id))

    assert version.options == ("Ja", "Nein")
    assert version.files == ()


async def test_easy_posts_are_found_by_either_wording(node, alice):
    both = await node.post(alice, "Schwer.", language="de", translations={"de-simple": "Leicht."})
    only = await node.post(alice, "Leicht.", language="de-simple")
    await node.post(alice, "Simple", language="en")

    found = await node.node.store.read(lambda tx: tx.corrections.easy())
    await edit(node.node, Actor(alice), both.id, Draft(text="Schwer.", language="de"))
    later = await node.node.store.read(lambda tx: tx.corrections.easy(channel_id=alice.id))

    assert found == [only.id, both.id]
    assert later == [only.id]


async def test_gaps_of_a_thread_say_why(node, alice):
    first = await node.post(alice, "Anfang")
    gone = await node.post(alice, "Weg", in_reply_to_id=first.id)
    await delete_post(node.node, Actor(alice), gone.id)

    [gap] = await node.node.store.read(lambda tx: tx.threads.gaps(first.thread_id))

    assert (gap.id, gap.parent_id, gap.author_id, gap.why) == (gone.id, first.id, alice.id, "deleted")
