"""Channels may have every question become a case, and whoever asks told once that it has come (row 74)."""

import pytest

from node.model.account import Kind
from node.model.case import CaseSettings, CaseState
from node.outbox.cases import answer, set_settings
from tests.cases.story import all_work, cases_of, to
from tests.outbox.story import acts


async def receives(node, by, text="Wann?", **more):
    note = by.note(text, **more)
    await by.deliver(by.create(note), node, now=node.clock())
    await node.work()
    return note


def receipts(there, town):
    return [
        each["object"]
        for each in there.received("Create", by=town.uri)
        if "ist angekommen" in each["object"]["content"]
    ]


@pytest.fixture
async def willing(node, town):
    await set_settings(node.node, acts(town), CaseSettings(opens=True, acknowledges=True))
    return town


async def test_nothing_happens_by_itself_where_nobody_wants_it(node, town, citizen, there):
    await receives(node, citizen, **to(town))

    assert await cases_of(node, town) == []
    assert there.received("Create") == []


async def test_a_question_becomes_a_case_and_has_one_receipt(node, willing, citizen, there):
    note = await receives(node, citizen, language="de", **to(willing))

    (case,) = await cases_of(node, willing)
    assert (case.state, case.question_uri) == (CaseState.RECEIVED, note["id"])
    (receipt,) = receipts(there, willing)
    said = (await node.json("/open/v1/channels/stadt/rueckkanal", accept="application/json"))["items"]
    assert [each["state"] for each in said] == ["received"]
    assert receipt["inReplyTo"] == note["id"]
    assert receipt["automated"] is True
    assert "https://www.w3.org/ns/activitystreams#Public" in receipt["cc"]  # stands in no list
    # What is said below it is no other question, and asked at once again there is no other receipt
    await receives(node, citizen, "Noch da?", inReplyTo=receipt["id"], **to(willing))
    assert len(await cases_of(node, willing)) == 1
    await receives(node, citizen, "Etwas anderes.", **to(willing))
    assert len(await cases_of(node, willing)) == 2
    assert len(receipts(there, willing)) == 1


async def test_what_answers_a_post_of_the_channel_is_a_question_too(node, willing, citizen, there):
    post = await node.post(willing, "Heute ist Markt.")
    await receives(node, citizen, inReplyTo=post.uri)
    await receives(node, there.actor("dora"), inReplyTo=post.uri)

    assert len(await cases_of(node, willing)) == 2


async def test_a_direct_question_has_a_direct_receipt(node, willing, citizen, there):
    await receives(node, citizen, **to(willing, to=[willing.uri], cc=[]))

    (receipt,) = receipts(there, willing)
    assert (receipt["to"], receipt["cc"]) == ([citizen.uri], [])


async def test_programs_have_no_receipt_so_two_that_answer_each_other_end(node, neighbour, willing, other_town, there):
    await set_settings(neighbour.node, acts(other_town), CaseSettings(opens=True, acknowledges=True))
    robot = there.actor("robot", kind="Service")
    await receives(node, robot, **to(willing))
    await receives(node, there.actor("dora"), "Von selbst.", automated=True, **to(willing))
    assert await cases_of(node, willing) == []

    await neighbour.node.actors.by_uri(willing.uri)
    await neighbour.post(other_town, f"@stadt@{node.node.addresses.account_domain} Wann ist Markt?")
    for _ in range(3):
        await all_work(neighbour, node)

    assert len(await cases_of(node, willing)) == 1
    assert await cases_of(neighbour, other_town) == []
    assert await node.count("posts") < 6


async def test_an_answer_of_the_office_settles_it(node, willing, citizen):
    await receives(node, citizen, **to(willing))
    (case,) = await cases_of(node, willing)

    await answer(node.node, acts(willing), case.id, "Morgen.")

    assert [each.state for each in await cases_of(node, willing)] == [CaseState.ANSWERED]


async def test_people_of_this_node_ask_too(node, willing):
    carl = await node.create("carl", kind=Kind.PERSON)
    await node.post(carl, "@stadt Wann ist Markt?")

    assert len(await cases_of(node, willing)) == 1
