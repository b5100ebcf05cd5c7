"""A question is passed on to whom it belongs, and the answer comes back (A08)."""

import asyncio

import pytest

from node.errors import Conflict, Forbidden, Gone, NotFound, Unprocessable
from node.federation.reading import read_post
from node.model.account import Actor
from node.model.case import CaseState
from node.model.draft import Draft
from node.model.host import Decision, Policy
from node.model.visibility import Visibility
from node.outbox.block import block, unblock
from node.outbox.cases import answer, close, decline, open_case, own_view, pass_on, take
from node.outbox.delete import delete_post
from node.outbox.hosts import decide_host
from node.outbox.publish import publish
from tests.cases.story import all_work, asks, case_now, cases_of, to
from tests.outbox.story import acts
from tests.remote import PUBLIC


async def handed(node, town, case, neighbour, other_town, **more):
    """Passed on to the neighbour, who has it in their list now."""
    whom = f"{other_town.name}@{neighbour.node.addresses.account_domain}"
    post = await pass_on(node.node, acts(town), case.id, whom, **more)
    await all_work(node, neighbour)
    return post


async def test_a_question_goes_to_the_neighbour_and_the_answer_comes_back(
    node, neighbour, town, other_town, citizen, there
):
    note, case = await asks(node, town, citizen)

    await handed(node, town, case, neighbour, other_town)

    # The citizen is told, openly as they asked, and the note is readable for everybody
    told = there.received("Create", by=town.uri)[-1]["object"]
    assert told["to"] == [PUBLIC]
    assert {citizen.uri, other_town.uri} <= set(told["cc"])
    assert "Wir haben sie dorthin weitergegeben" in told["content"]
    assert told["inReplyTo"] == note["id"]
    assert told["case"] == {
        "id": f"{town.uri}#cases/{case.id}",
        "type": "Case",
        "attributedTo": town.uri,
        "origin": note["id"],
        "caseState": "passed_on",
        "target": other_town.uri,
        "updated": told["published"],
    }
    # It has become an item of the neighbour's, with its origin
    (item,) = await cases_of(neighbour, other_town)
    assert (item.state, item.question_uri) == (CaseState.RECEIVED, note["id"])
    view = await neighbour.store.read(own_view, acts(other_town), item.id)
    assert view.sender.uri == town.uri
    assert view.asker.uri == citizen.uri
    assert "Radweg" in view.question.content

    await take(neighbour.node, acts(other_town), item.id)
    await all_work(neighbour, node)
    now = await case_now(node, case)
    assert (now.state, now.said_state) == (CaseState.PASSED_ON, CaseState.IN_PROGRESS)

    reply = await answer(neighbour.node, acts(other_town), item.id, "Im Mai beginnt der Bau.")
    await all_work(neighbour, node)
    heard = there.received("Create", by=other_town.uri)[-1]["object"]
    assert heard["inReplyTo"] == note["id"]
    assert {citizen.uri, town.uri} <= {*heard["to"], *heard["cc"]}
    assert (await case_now(neighbour, item)).state is CaseState.ANSWERED
    now = await case_now(node, case)
    assert (now.state, now.answer_uri) == (CaseState.ANSWERED, reply.uri)
    view = await node.store.read(own_view, acts(town), case.id)
    assert view.answered_by.uri == other_town.uri


async def test_a_mastodon_server_reads_a_mention_and_its_answer_settles_the_case(node, town, citizen, there):
    note, case = await asks(node, town, citizen)
    peer = there.actor("amt", host="elsewhere.test", kind="Service")

    await pass_on(node.node, acts(town), case.id, f"amt@elsewhere.test:{there.port}")
    await node.work()

    assert {sent.host for sent in there.deliveries} == {f"there.test:{there.port}", f"elsewhere.test:{there.port}"}
    told = there.deliveries[-1].json["object"]
    mentioned = {each["href"] for each in told["tag"] if each["type"] == "Mention"}
    assert mentioned == {citizen.uri, peer.uri}
    assert told["type"] == "Note"
    assert "Wir haben sie dorthin weitergegeben" in told["content"]

    await peer.deliver(peer.reply(note["id"], "Im Juni."), town, now=node.clock())
    await node.work()

    now = await case_now(node, case)
    assert now.state is CaseState.ANSWERED
    assert (await node.find_post(now.answer_uri)).content == "<p>Im Juni.</p>"


async def test_what_the_peer_asks_back_only_us_is_no_answer(node, town, citizen, there):
    _, case = await asks(node, town, citizen)
    peer = there.actor("amt", host="elsewhere.test", kind="Service")
    sent = await pass_on(node.node, acts(town), case.id, f"amt@elsewhere.test:{there.port}")
    await node.work()

    back = peer.note("Warum wir?", inReplyTo=sent.uri, **to(town, to=[town.uri], cc=[]))
    await peer.deliver(peer.create(back), town, now=node.clock())
    stranger = there.actor("fritz")
    await stranger.deliver(stranger.reply(sent.uri, "Das wüsste ich auch gern."), town, now=node.clock())
    await node.work()
    assert await node.find_post(back["id"]) is not None
    assert (await case_now(node, case)).state is CaseState.PASSED_ON

    await close(node.node, acts(town), case.id)  # by hand
    assert (await case_now(node, case)).state is CaseState.CLOSED


async def test_the_neighbour_gives_it_back(node, neighbour, town, other_town, citizen):
    _, case = await asks(node, town, citizen)
    await handed(node, town, case, neighbour, other_town)
    (item,) = await cases_of(neighbour, other_town)

    await decline(neighbour.node, acts(other_town), item.id)
    await all_work(neighbour, node)

    assert (await case_now(node, case)).state is CaseState.RETURNED
    with pytest.raises(Conflict):
        await answer(neighbour.node, acts(other_town), item.id, "Doch.")
    # And is asked once more
    await handed(node, town, case, neighbour, other_town)
    assert [each.state for each in await cases_of(neighbour, other_town)] == [CaseState.RECEIVED]
    await close(neighbour.node, acts(other_town), item.id)
    await all_work(neighbour, node)
    assert (await case_now(node, case)).state is CaseState.CLOSED


async def test_back_and_forth_it_stays_one_case(node, neighbour, town, other_town, citizen):
    """A loop: the neighbour passes it on to where it came from."""
    _, case = await asks(node, town, citizen)
    await handed(node, town, case, neighbour, other_town)
    (item,) = await cases_of(neighbour, other_town)

    await handed(neighbour, other_town, item, node, town)

    assert [each.state for each in await cases_of(node, town)] == [CaseState.RETURNED]
    assert (await case_now(neighbour, item)).state is CaseState.PASSED_ON
    await answer(node.node, acts(town), case.id, "Dann antworten wir.")
    await all_work(node, neighbour)
    assert (await case_now(node, case)).state is CaseState.ANSWERED
    view = await node.store.read(own_view, acts(town), case.id)
    assert (view.to, view.answered_by.uri) == (None, town.uri)


async def test_what_is_passed_on_twice_comes_back_to_the_first(node, neighbour, town, other_town, citizen, there):
    """Here, the neighbour, and another channel of the neighbour's."""
    office = await neighbour.create("bauamt", kind=other_town.kind)
    _, case = await asks(node, town, citizen)
    await handed(node, town, case, neighbour, other_town)
    (item,) = await cases_of(neighbour, other_town)

    await pass_on(neighbour.node, acts(other_town), item.id, "bauamt")
    await all_work(neighbour, node)
    now = await case_now(node, case)
    assert (now.state, now.said_state, now.said_to) == (CaseState.PASSED_ON, CaseState.PASSED_ON, office.uri)

    (inner,) = await cases_of(neighbour, office)
    reply = await answer(neighbour.node, acts(office), inner.id, "Der Bau beginnt im Mai.")
    await all_work(neighbour, node)

    assert (await case_now(neighbour, item)).state is CaseState.ANSWERED
    now = await case_now(node, case)
    assert (now.state, now.answer_uri) == (CaseState.ANSWERED, reply.uri)


async def test_a_direct_question_goes_only_to_whom_it_concerns(node, neighbour, town, other_town, citizen, there):
    follower = there.actor("fan")
    await follower.deliver(follower.follow(town), node, now=node.clock())
    await node.work()
    note, case = await asks(node, town, citizen, "Meine Akte?", to=[town.uri], cc=[])
    before = len(there.deliveries)

    sent = await handed(node, town, case, neighbour, other_town, text="Bitte melden Sie sich bei der Person.")

    assert {each.path for each in there.deliveries[before:]} == {"/users/cem/inbox"}
    told = there.deliveries[-1].json["object"]
    assert (set(told["to"]), told["cc"]) == ({citizen.uri, other_town.uri}, [])
    assert "Akte" not in str(told)
    (item,) = await cases_of(neighbour, other_town)
    view = await neighbour.store.read(own_view, acts(other_town), item.id)
    assert (view.question, view.note.uri) == (None, sent.uri)
    assert await neighbour.find_post(note["id"]) is None

    reply = await answer(neighbour.node, acts(other_town), item.id, "Wir rufen Sie an.")
    await all_work(neighbour, node)
    heard = there.deliveries[-1].json["object"]
    assert (set(heard["to"]), heard["cc"]) == ({citizen.uri, town.uri}, [])
    now = await case_now(node, case)
    assert (now.state, now.answer_uri) == (CaseState.ANSWERED, reply.uri)


async def test_an_answer_written_anywhere_settles_the_case(node, neighbour, town, other_town, citizen):
    """From any app, without naming who passed it on."""
    note, case = await asks(node, town, citizen)
    await handed(node, town, case, neighbour, other_town)
    (item,) = await cases_of(neighbour, other_town)
    question = await neighbour.find_post(note["id"])

    reply = await publish(neighbour.node, acts(other_town), Draft(text="Im Mai.", in_reply_to_id=question.id))
    await all_work(neighbour, node)

    assert (await case_now(neighbour, item)).state is CaseState.ANSWERED
    now = await case_now(node, case)
    assert (now.state, now.answer_uri) == (CaseState.ANSWERED, reply.uri)


async def test_only_who_was_asked_may_pass_on_and_only_what_waits(node, neighbour, town, other_town, citizen, bob):
    note, case = await asks(node, town, citizen)
    other = await node.create("bauamt")
    post = await node.find_post(note["id"])
    whom = f"{other_town.name}@{neighbour.node.addresses.account_domain}"

    with pytest.raises(Forbidden):
        await open_case(node.node, acts(other), post.id)
    with pytest.raises(NotFound):
        await pass_on(node.node, acts(other), case.id, whom)
    with pytest.raises(NotFound):
        await pass_on(node.node, acts(town), case.id, f"niemand@{neighbour.node.addresses.account_domain}")
    for mine in ("stadt", f"cem@there.test:{citizen.origin.rsplit(':', 1)[1]}"):
        with pytest.raises(Unprocessable):
            await pass_on(node.node, acts(town), case.id, mine)
    with pytest.raises(Unprocessable):
        await decline(node.node, acts(town), case.id)
    with pytest.raises(Unprocessable):
        await answer(node.node, acts(town), case.id, " ")
    assert (await case_now(node, case)).state is CaseState.RECEIVED

    await answer(node.node, acts(town), case.id, "Im Mai.")
    with pytest.raises(Conflict):
        await pass_on(node.node, acts(town), case.id, whom)
    await node.work()
    assert await cases_of(neighbour, other_town) == []


async def test_nothing_is_passed_on_to_a_blocked_server(node, neighbour, town, other_town, citizen):
    _, case = await asks(node, town, citizen)
    whom = f"{other_town.name}@{neighbour.node.addresses.account_domain}"
    theirs = await node.node.actors.by_uri(other_town.uri)
    await block(node.node, acts(town), theirs.id)
    with pytest.raises(Forbidden):
        await pass_on(node.node, acts(town), case.id, whom)
    await unblock(node.node, acts(town), theirs.id)
    await decide_host(node.node, Actor(node.node.itself), "nachbarstadt.test", Decision(policy=Policy.BLOCKED))
    await node.work()

    with pytest.raises((Forbidden, NotFound, Unprocessable)):
        await pass_on(node.node, acts(town), case.id, whom)
    await all_work(node, neighbour)

    assert (await case_now(node, case)).state is CaseState.RECEIVED
    assert await cases_of(neighbour, other_town) == []


async def test_of_a_deleted_question_nothing_is_kept(node, neighbour, town, other_town, citizen):
    note, case = await asks(node, town, citizen, "Radweg am Hagen?")
    await handed(node, town, case, neighbour, other_town)
    gone = citizen.activity("Delete", {"id": note["id"], "type": "Tombstone"}, to=[PUBLIC])
    for world in (node, neighbour):
        await citizen.deliver(gone, world, now=node.clock())
        await world.work()

    view = await node.store.read(own_view, acts(town), case.id)
    assert (view.question, view.question_gone) == (None, True)
    for world in (node, neighbour):
        rows = await world.store.read(lambda tx: tx.db.rows("SELECT * FROM cases"))
        assert "Hagen" not in str([dict(row) for row in rows])
    (item,) = await cases_of(neighbour, other_town)
    await answer(neighbour.node, acts(other_town), item.id, "Trotzdem: im Mai.")  # below what passed it on
    await all_work(neighbour, node)
    assert (await case_now(node, case)).state is CaseState.ANSWERED
    other, lone = await asks(node, town, citizen, "Noch etwas?")
    await citizen.deliver(citizen.activity("Delete", other["id"], to=[PUBLIC]), node, now=node.clock())
    await node.work()
    with pytest.raises(Gone):
        await answer(node.node, acts(town), lone.id, "Ja?")


@pytest.mark.parametrize("who", ["the citizen", "the town"])
async def test_what_is_deleted_waits_at_the_neighbours_no_longer(node, neighbour, town, other_town, citizen, who):
    note, case = await asks(node, town, citizen)
    passed = await handed(node, town, case, neighbour, other_town)
    (item,) = await cases_of(neighbour, other_town)
    await take(neighbour.node, acts(other_town), item.id)

    if who == "the citizen":
        await citizen.deliver(citizen.activity("Delete", note["id"], to=[PUBLIC]), neighbour, now=node.clock())
    else:
        await delete_post(node.node, acts(town), passed.id)
    await all_work(node, neighbour)

    assert (await case_now(neighbour, item)).state is CaseState.WITHDRAWN
    assert [each.state for each in await cases_of(node, town)] == [CaseState.PASSED_ON]
    waiting = await neighbour.store.read(lambda tx: tx.cases.count_waiting(other_town.id, item.from_id))
    assert waiting == 0
    with pytest.raises(Conflict):
        await decline(neighbour.node, acts(other_town), item.id)  # to whom?


async def test_passed_on_once_more_it_waits_again(node, neighbour, town, other_town, citizen):
    _, case = await asks(node, town, citizen)
    passed = await handed(node, town, case, neighbour, other_town)
    (item,) = await cases_of(neighbour, other_town)
    await delete_post(node.node, acts(town), passed.id)
    await take(node.node, acts(town), case.id)
    await all_work(node, neighbour)
    gone = (await case_now(neighbour, item)).state

    await handed(node, town, case, neighbour, other_town)

    assert (gone, (await case_now(neighbour, item)).state) == (CaseState.WITHDRAWN, CaseState.RECEIVED)


async def test_a_stranger_who_deletes_takes_nothing_back(node, neighbour, town, other_town, citizen, bob):
    note, case = await asks(node, town, citizen)
    await handed(node, town, case, neighbour, other_town)
    await bob.deliver(bob.activity("Delete", note["id"], to=[PUBLIC]), neighbour, now=node.clock())
    await neighbour.work()

    assert [each.state for each in await cases_of(neighbour, other_town)] == [CaseState.RECEIVED]


async def test_what_is_taken_back_is_no_longer_the_neighbours_to_speak_of(node, neighbour, town, other_town, citizen):
    _, case = await asks(node, town, citizen)
    await handed(node, town, case, neighbour, other_town)
    (item,) = await cases_of(neighbour, other_town)

    await take(node.node, acts(town), case.id)
    await answer(neighbour.node, acts(other_town), item.id, "Im Mai.")
    await all_work(neighbour, node)

    assert (await case_now(node, case)).state is CaseState.IN_PROGRESS


async def test_what_we_write_our_reader_reads_back(node, neighbour, town, other_town, citizen):
    note, case = await asks(node, town, citizen)
    post = await handed(node, town, case, neighbour, other_town)

    document = await node.json(post.uri)
    read = read_post(document, now=node.clock())

    assert read.case_said == post.case_said
    assert (read.case_said.origin, read.case_said.target) == (note["id"], other_town.uri)
    assert (await neighbour.find_post(post.uri)).case_said == post.case_said


async def test_what_is_passed_on_is_queued_with_the_post_or_not_at_all(node, neighbour, town, other_town, citizen):
    """Whoever is quicker has done it: of the other's post nothing is left, and nothing leaves."""
    _, case = await asks(node, town, citizen)
    whom = f"{other_town.name}@{neighbour.node.addresses.account_domain}"
    before = await node.count("posts")

    done = await asyncio.gather(
        *(pass_on(node.node, acts(town), case.id, whom) for _ in range(3)), return_exceptions=True
    )
    await all_work(node, neighbour)

    assert [isinstance(each, Conflict) for each in done].count(True) == 2
    assert await node.count("posts") == before + 1
    assert len(await cases_of(neighbour, other_town)) == 1


async def test_asking_the_sender_back_settles_nothing_and_whoever_answers_may_do_so_again(
    node, neighbour, town, other_town, citizen
):
    _, case = await asks(node, town, citizen)
    await handed(node, town, case, neighbour, other_town)
    (item,) = await cases_of(neighbour, other_town)
    note = await neighbour.store.read(lambda tx: tx.posts.find(item.note_id))

    back = Draft(text="Warum wir?", in_reply_to_id=note.id, visibility=Visibility.DIRECT)
    await publish(neighbour.node, acts(other_town), back)
    await all_work(neighbour, node)
    assert (await case_now(neighbour, item)).state is CaseState.RECEIVED
    assert (await case_now(node, case)).state is CaseState.PASSED_ON

    await answer(neighbour.node, acts(other_town), item.id, "Im Mai.")
    await all_work(neighbour, node)
    await take(neighbour.node, acts(other_town), item.id)
    better = await answer(neighbour.node, acts(other_town), item.id, "Nein: im Juni.")
    await all_work(neighbour, node)

    now = await case_now(node, case)
    assert (now.state, now.answer_uri) == (CaseState.ANSWERED, better.uri)
