"""A post with all that is answered to it: who answers in whose name, what is hidden and why, long threads (M04)."""

import pytest

from node.model.account import Actor, Kind
from node.model.moderation import Measure
from node.model.post import NewPost
from node.outbox import delete
from node.outbox.moderate import Decision, decide
from tests.towns import town as responsible
from tests.web.browser import Browser


@pytest.fixture
async def city(make_node):
    """A node whose channel `stadt` speaks for a public body."""
    world = await make_node(organizations=[responsible(channels=["stadt"])])
    return world, await world.create("stadt", kind=Kind.ORGANIZATION, display_name="Stadt Musterhausen")


async def test_the_answer_of_the_office_that_was_asked_is_marked(city):
    world, stadt = city
    carl = await world.create("carl")
    question = await world.post(carl, "@stadt Wann ist Markt?")
    await world.post(carl, "Weiß es jemand?", in_reply_to_id=question.id)
    said = await world.post(stadt, "Am Samstag.", in_reply_to_id=question.id)
    await world.post(stadt, "Und jeden Samstag im Advent.", in_reply_to_id=said.id)

    seen = await Browser(world).get(f"/@carl/{question.id}")

    articles = seen.page.html.split("<article")[2:]
    assert ["Antwort der gefragten Stelle" in each for each in articles] == [False, True, False]
    assert "Fortsetzung" in articles[2]
    assert "Offizieller Kanal" in articles[1]


async def test_somebody_from_elsewhere_is_marked_with_their_server(node, alice, bob):
    post = await node.post(alice, "Hallo.")
    await bob.deliver(bob.reply(post.uri, "Guten Tag!"), alice)
    await node.work()

    seen = await Browser(node).get(f"/@alice/{post.id}")

    assert "Guten Tag!" in seen.page.text
    assert "there.test" in seen.page.html.split("<article")[2]


async def test_hidden_answers_say_why_and_what_hangs_on_them_stays(node, alice):
    carl, dora = await node.create("carl"), await node.create("dora")
    first = await node.post(alice, "Anfang")
    rude = await node.post(carl, "Pöbelei", in_reply_to_id=first.id)
    await node.post(carl, "Noch eine", in_reply_to_id=first.id)
    await node.post(alice, "Bitte sachlich.", in_reply_to_id=rude.id)
    spam = await node.post(dora, "Werbung", in_reply_to_id=first.id)
    reader = Browser(node)
    assert "Pöbelei" in (await reader.get(f"/@alice/{first.id}")).page.text

    await decide(node.node, Actor(node.node.itself), carl.id, Decision(measure=Measure.SILENCE))
    await decide(node.node, Actor(node.node.itself), dora.id, Decision(measure=Measure.SUSPEND))

    seen = await reader.get(f"/@alice/{first.id}")
    assert "Pöbelei" not in seen.page.text
    assert spam.content not in seen.page.html
    assert "Bitte sachlich." in seen.page.text
    assert "Eine Antwort ist ausgeblendet: Das Konto ist auf diesem Server eingeschränkt." in seen.page.text
    assert "Das Konto ist auf diesem Server gesperrt." in seen.page.text
    assert seen.page.links["Netiquette"] == "/netiquette"


async def test_a_deleted_answer_leaves_a_gap_only_where_somebody_answered_it(node, alice):
    first = await node.post(alice, "Anfang")
    gone = await node.post(alice, "Weg damit", in_reply_to_id=first.id)
    await node.post(alice, "Darauf hin", in_reply_to_id=gone.id)
    alone = await node.post(alice, "Auch weg", in_reply_to_id=first.id)
    reader = Browser(node)
    assert "Weg damit" in (await reader.get(f"/@alice/{first.id}")).page.text

    for each in (gone, alone):
        await delete.delete_post(node.node, Actor(alice), each.id)

    seen = await reader.get(f"/@alice/{first.id}")
    assert "Weg damit" not in seen.page.text
    assert "Darauf hin" in seen.page.text
    assert seen.page.text.count("Hier stand eine Antwort, die gelöscht wurde.") == 1


async def test_a_remote_update_and_delete_show_at_once(node, alice, bob):
    """M07: a kept page is another one from then on."""
    post = await node.post(alice, "Hallo.")
    told = bob.reply(post.uri, "Erste Fassung")
    await bob.deliver(told, alice)
    await node.work()
    reader = Browser(node)
    assert "Erste Fassung" in (await reader.get(f"/@alice/{post.id}")).page.text

    note = {**told["object"], "content": "<p>Zweite Fassung</p>", "updated": "2036-01-01T00:00:00Z"}
    await bob.deliver(bob.activity("Update", note, to=told["to"]), alice)
    await node.work()
    changed = await reader.get(f"/@alice/{post.id}")
    await bob.deliver(bob.activity("Delete", note["id"], to=told["to"]), alice)
    await node.work()
    gone = await reader.get(f"/@alice/{post.id}")

    assert "Zweite Fassung" in changed.page.text
    assert "Fassung" not in gone.page.text


async def test_a_post_without_answers_says_so(node, alice):
    post = await node.post(alice)

    seen = await Browser(node).get(f"/@alice/{post.id}")

    assert "Noch hat niemand geantwortet. Sie können als Erste oder Erster antworten." in seen.page.text


async def test_five_thousand_answers_cost_no_more_than_sixty(node, alice, counted):
    first, few = await node.post(alice, "Anfang"), await node.post(alice, "Wenig los")

    async def answer_all(tx):
        for parent, count in ((first, 5_000), (few, 60)):
            for number in range(count):
                await tx.posts.add(_answer(node, alice, parent, number))

    await node.node.store.write(answer_all)
    reader = Browser(node)
    await reader.get("/lokal")

    queries = [await counted(reader.get(f"/@alice/{each.id}")) for each in (few, first)]
    seen = await reader.get(f"/@alice/{first.id}")

    assert queries[0] == queries[1]
    assert "Antwort Nummer 24." in seen.page.text
    assert "Antwort Nummer 25." not in seen.page.text


async def test_every_answer_of_a_long_thread_is_on_one_of_its_pages(node, alice):
    first = await node.post(alice, "Anfang")
    numbers = [(await node.node.store.write(_add, _answer(node, alice, first, number))).id for number in range(2_300)]
    reader = Browser(node)

    seen = await reader.get(f"/@alice/{first.id}?nach={numbers[2_274]}")
    strange = await reader.get(f"/@alice/{first.id}?nach=17")

    assert "Antwort Nummer 2275." in seen.page.text
    assert "Antwort Nummer 2299." in seen.page.text
    assert "Weitere Antworten" not in seen.page.links
    assert "Antwort Nummer 0." in strange.page.text


async def _add(tx, new):
    return await tx.posts.add(new)


def _answer(node, account, parent, number):
    post_id = node.node.ids.new()
    return NewPost(
        id=post_id,
        uri=node.node.addresses.post(account.name, post_id),
        url=node.node.addresses.post(account.name, post_id),
        author=account,
        content=f"<p>Antwort Nummer {number}.</p>",
        in_reply_to_uri=parent.uri,
        published_at=node.clock(),
    )
