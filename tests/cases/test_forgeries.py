"""Whose word counts about a case, and whose does not (A08)."""

from datetime import timedelta

import pytest

from node.model.case import MOST_OPEN_FROM, CaseState
from node.outbox.cases import decline, pass_on, take
from tests.cases.story import all_work, asks, case_now, cases_of, to
from tests.inbox.steps import arrives
from tests.outbox.story import acts


def header(by, origin, channel=None, state="passed_on", number=1, **more):
    target = {} if channel is None else {"target": channel.uri}
    return {
        "id": f"{by.uri}#cases/{number}",
        "type": "Case",
        "attributedTo": by.uri,
        "origin": origin,
        "caseState": state,
        **target,
        **more,
    }


def stamp(world, **ahead):
    return (world.clock() + timedelta(**ahead)).isoformat().replace("+00:00", "Z")


@pytest.fixture
def office(there):
    """An authority elsewhere, with a program of its own that knows cases."""
    return there.actor("kreis", host="elsewhere.test", kind="Organization")


@pytest.fixture
async def passed(node, town, citizen, office, there):
    """A case that was passed on to the office, and our post that did so."""
    _, case = await asks(node, town, citizen)
    sent = await pass_on(node.node, acts(town), case.id, f"kreis@elsewhere.test:{there.port}")
    await node.work()
    return case, sent


def said(office, case, sent, state, number=1, **more):
    return office.activity("Update", header(office, case.question_uri, None, state, number, inReplyTo=sent.uri, **more))


async def test_an_authority_opens_an_item_and_whoever_asked_is_known_from_then_on(node, town, citizen, office):
    question = citizen.note("Wer räumt den Schnee?")
    mentions = [*to(town)["tag"], *to(citizen)["tag"]]
    note = office.note(
        "Das sind Sie.", inReplyTo=question["id"], tag=mentions, case=header(office, question["id"], town)
    )

    outcome = await arrives(node, office.create(note), office)

    assert outcome.endswith("; a case was opened")
    (case,) = await cases_of(node, town)
    assert (case.state, case.question_uri) == (CaseState.RECEIVED, question["id"])
    assert await node.account(citizen.uri) is not None
    assert (await arrives(node, office.create(note), office)).endswith("known already; the case is here already")
    assert len(await cases_of(node, town)) == 1


@pytest.mark.parametrize(
    "wrong", ["person", "unnamed", "target", "id", "author", "origin", "state", "shape", "another"]
)
async def test_a_forged_header_opens_nothing_and_the_post_stays_a_post(node, town, citizen, office, wrong):
    by = citizen if wrong == "person" else office
    bauamt = await node.create("bauamt", kind=town.kind)
    head = header(by, f"{citizen.origin}/users/cem/posts/9", town)
    if wrong == "id":
        head["id"] = f"{citizen.uri}#cases/1"
    elif wrong == "author":
        head["attributedTo"] = citizen.uri
    elif wrong == "target":
        head["target"] = "https://nirgends.test/users/x"
    elif wrong == "origin":
        head["origin"] = ["javascript:alert(1)"]
    elif wrong == "state":
        head["caseState"] = "returned"
    elif wrong == "another":
        head["target"] = bauamt.uri
    elif wrong == "shape":
        head = [["Case"], 7, {"type": {"Case": 1}}]
    note = by.note("Für Sie.", case=head, **to(bauamt if wrong == "unnamed" else town))

    outcome = await arrives(node, by.create(note), by)

    assert outcome.startswith("202 done: stored"), outcome
    assert await node.find_post(note["id"]) is not None
    assert await node.count("cases") == 0


async def test_a_strangers_claim_to_a_question_reserves_nothing(node, town, citizen, office, there):
    """The real sender comes later, about the same question and under the same number."""
    question = citizen.note("Wer räumt den Schnee?")
    rogue = there.actor("mallory", host="rogue.test", kind="Organization")
    for by in (rogue, office):
        note = by.note("Für Sie.", inReplyTo=question["id"], case=header(by, question["id"], town), **to(town))
        assert (await arrives(node, by.create(note), by)).endswith("; a case was opened")

    theirs = {each.from_id for each in await cases_of(node, town)}
    assert theirs == {(await node.account(by.uri)).id for by in (rogue, office)}


async def test_only_whom_it_was_passed_on_to_says_what_became_of_it(node, town, citizen, office, passed, there):
    case, sent = passed
    rogue = there.actor("mallory", host="rogue.test", kind="Organization")
    for by in (rogue, citizen):
        await arrives(node, said(by, case, sent, "answered", result=f"{by.origin}/x"), by)
    stolen = said(rogue, case, sent, "answered")
    stolen["object"] |= {"id": f"{office.uri}#cases/1", "attributedTo": office.uri}
    assert "ignored" in await arrives(node, stolen, rogue)
    assert "ignored" in await arrives(node, said(office, case, sent, "answered"), rogue)  # passed on, without a proof
    other, _ = await asks(node, town, citizen, "Und noch etwas?")
    wrong = said(office, case, sent, "answered")
    wrong["object"]["origin"] = other["id"]
    await arrives(node, wrong, office)
    nowhere = said(office, case, sent, "answered")
    nowhere["object"]["inReplyTo"] = f"{node.origin}/users/stadt/posts/1"
    await arrives(node, nowhere, office)
    assert (await case_now(node, case)).state is CaseState.PASSED_ON
    assert (await case_now(node, case)).said_state is None

    await arrives(node, said(office, case, sent, "answered", result=f"{office.origin}/x"), office)
    assert (await case_now(node, case)).state is CaseState.ANSWERED
    # What is answered stays answered
    for state in ("declined", "in_progress", "closed"):
        await arrives(node, said(office, case, sent, state, updated=stamp(node, minutes=5)), office)
    now = await case_now(node, case)
    assert (now.state, now.answer_uri) == (CaseState.ANSWERED, f"{office.origin}/x")


async def test_what_comes_late_changes_nothing(node, town, citizen, office, passed, there):
    case, sent = passed
    node.clock.move(hours=1)
    await arrives(node, said(office, case, sent, "in_progress", updated=stamp(node)), office)
    late = said(office, case, sent, "declined", updated=stamp(node, minutes=-30))
    assert "something later" in await arrives(node, late, office)
    assert (await case_now(node, case)).state is CaseState.PASSED_ON

    refused = said(office, case, sent, "declined", updated=stamp(node))
    await arrives(node, refused, office)
    assert (await case_now(node, case)).state is CaseState.RETURNED
    # Passed on once more: what was said of the first time does not count for the second
    again = await pass_on(node.node, acts(town), case.id, f"kreis@elsewhere.test:{there.port}")
    await node.work()
    refused["id"] += "/again"
    await arrives(node, refused, office)
    assert (await case_now(node, case)).state is CaseState.PASSED_ON
    await arrives(node, said(office, case, again, "answered", updated=stamp(node, days=900)), office)
    assert (await case_now(node, case)).state is CaseState.ANSWERED


async def test_of_one_sender_only_so_many_wait(node, town, citizen, office, monkeypatch):
    assert MOST_OPEN_FROM == 200
    monkeypatch.setattr("node.outbox.casework.MOST_OPEN_FROM", 3)
    outcomes = []
    for number in range(4):
        question = f"{citizen.uri}/posts/{number + 100}"
        note = office.note("Für Sie.", case=header(office, question, town, number=number), **to(town))
        outcomes.append(await arrives(node, office.create(note), office))

    assert [each.rpartition("; ")[2] for each in outcomes] == [
        *["a case was opened"] * 3,
        "no case: too many of theirs are waiting",
    ]
    assert await node.count("cases") == 3
    first, *_ = await cases_of(node, town)
    await take(node.node, acts(town), first.id)
    await decline(node.node, acts(town), first.id)  # makes room


async def test_an_office_that_is_blocked_passes_nothing_on(node, town, citizen, office):
    from node.outbox.block import block

    theirs = await node.node.actors.by_uri(office.uri)
    await block(node.node, acts(town), theirs.id)
    note = office.note("Für Sie.", case=header(office, f"{citizen.uri}/posts/7", town), **to(town))

    await arrives(node, office.create(note), office)
    await all_work(node)

    assert await node.count("cases") == 0
