"""What authorities asked for is kept, and answered by two persons, on the command line, too (row 90, S28)."""

import hashlib
import json
from datetime import timedelta

import pytest

from node.cli import disclosure
from node.cli.command import Ask
from node.cli.commands import find_act
from node.cli.words import Say
from node.errors import Conflict, Forbidden, Gone, Invalid, NotFound, Unprocessable
from node.model.account import Actor
from node.model.disclosure import Wish
from node.outbox.disclosures.register import Request, record
from tests.authority import two
from tests.web.browser import person


async def told(node, act, by="", **values):
    return "\n".join((await act(node.node, Ask({"as": by} | values, Say("de")))).lines)


ASKED = {"kind": "account", "authority": "Polizei Musterland", "basis": "§ 100j StPO", "law": "tdddg22"}
ADA, BERT = "ada@stadt.test", "bert@stadt.test"
GIVE = [["email", "tdddg22", "§ 100j StPO"]]


async def test_a_request_is_recorded_closed_and_listed(node):
    number = await told(node, disclosure.add, **ASKED, received="2026-01-15")
    await told(node, disclosure.close, id=number, outcome="refused", given="ohne Beschluss")

    listed = await told(node, disclosure.show_all)

    for said in ("2026-01-15", "Polizei Musterland", "§ 100j StPO", "closed", "refused", "ohne Beschluss"):
        assert said in listed
    with pytest.raises(Conflict):
        await told(node, disclosure.close, id=number, outcome="refused")
    assert await node.count("acts") == 2


async def test_two_persons_answer(node, alice):
    await two(node)
    await person(node, alice, "erika@musterhausen.test")
    number = await told(node, disclosure.add, ADA, **ASKED, account="alice", emergency=True)
    assert await told(node, disclosure.propose, ADA, id=number, give=GIVE, whole=True) == f"{number} proposed 1"
    with pytest.raises(Forbidden):
        await told(node, disclosure.release, ADA, id=number, proposal="1")
    with pytest.raises(Forbidden):
        await told(node, disclosure.release, id=number, proposal="1")
    await told(node, disclosure.release, BERT, id=number, proposal="1")
    with pytest.raises(Forbidden):
        await told(node, disclosure.take, id=number)

    first = await told(node, disclosure.take, ADA, id=number)
    again = await told(node, disclosure.take, BERT, id=number)

    assert json.loads(first)["data"]["email"]["values"][0]["email"] == "erika@musterhausen.test"
    digest = hashlib.sha256(f"{first}\n".encode()).hexdigest()
    assert again == first
    shown = await told(node, disclosure.show, id=number)
    for said in (digest, "alice", "all", "recorded", "proposed", "released", "extracted", ADA, BERT):
        assert said in shown
    assert await told(node, disclosure.hand_over, ADA, id=number) == f"{number} {digest}"
    with pytest.raises(Gone):
        await told(node, disclosure.take, ADA, id=number)


async def test_a_proposal_goes_back_and_is_refused(node, alice):
    await two(node)
    number = await told(node, disclosure.add, ADA, **{**ASKED, "kind": "content"}, account="alice")
    give = [["posts", "evidence", "EPOC"]]
    with pytest.raises(Invalid):
        await told(node, disclosure.propose, ADA, id=number, give=[["passwords", "tdddg23", "x"]])
    with pytest.raises(Unprocessable):
        await told(node, disclosure.propose, ADA, id=number, give=give)
    dated = [["posts", "2026-01-01", "2026-01-31"]]
    await told(node, disclosure.propose, ADA, id=number, give=give, days=dated)
    assert "2026-01-31" in await told(node, disclosure.show, BERT, id=number)

    with pytest.raises(Unprocessable):
        await told(node, disclosure.send_back, BERT, id=number, proposal="1", reason="")
    assert await told(node, disclosure.send_back, BERT, id=number, proposal="1", reason="zu lang") == f"{number} open"
    await told(node, disclosure.propose, ADA, id=number, give=give, days=dated)
    assert await told(node, disclosure.refuse, BERT, id=number, proposal="2", reason="nein") == f"{number} closed"


async def test_whether_the_person_is_told_is_kept(node, alice):
    await two(node)
    number = await told(node, disclosure.add, ADA, **ASKED, account="alice", silent=True, silence_ground="Art. 13")

    until = (node.clock.now + timedelta(days=30)).date().isoformat()
    with pytest.raises(Forbidden):
        await told(node, disclosure.silence, id=number)
    with pytest.raises(Unprocessable):
        await told(node, disclosure.silence, ADA, id=number, silent_until="2999-01-01", silence_ground="§ 22")
    said = await told(node, disclosure.silence, ADA, id=number, silent_until=until, silence_ground="§ 22 TDDDG")
    assert said == f"{number} until"
    assert f"until {until} § 22 TDDDG" in await told(node, disclosure.show, id=number)
    with pytest.raises(Conflict):
        await told(node, disclosure.told, BERT, id=number)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"basis": "  "}, Unprocessable),
        ({"authority": ""}, Unprocessable),
        ({"basis": "§" * 301}, Unprocessable),
        ({"received": "gestern"}, Invalid),
        ({"received": "2999-01-01"}, Unprocessable),
        ({"silent_until": "irgendwann"}, Invalid),
        ({"silent": True}, Unprocessable),
        ({"as": "niemand@stadt.test"}, NotFound),
    ],
)
async def test_without_a_legal_ground_nothing_is_recorded(node, values, error):
    with pytest.raises(error):
        await told(node, disclosure.add, **{**ASKED, **values})

    assert await node.count("disclosures") == 0


async def test_what_was_done_has_to_be_said(node):
    number = await told(node, disclosure.add, **{**ASKED, "kind": "removal"})

    with pytest.raises(Unprocessable):
        await told(node, disclosure.close, id=number, outcome="all")
    with pytest.raises(NotFound):
        await told(node, disclosure.close, id="17", outcome="refused")
    with pytest.raises(Invalid):
        await told(node, disclosure.close, id="siebzehn", outcome="refused")
    assert await told(node, disclosure.close, id=number, outcome="all", given="zwei Beiträge") == f"{number} all"


async def test_it_is_for_those_who_administer(node, alice):
    login = await person(node, alice)

    with pytest.raises(Forbidden):
        await record(
            node.node,
            Actor(alice, login.id),
            Request(wish=Wish.USAGE, authority="Polizei", basis="§ 100k StPO"),
        )
    with pytest.raises(Forbidden):
        await told(node, disclosure.show_all, "alice@here.test")


def test_the_commands_are_known():
    assert find_act("disclosure add") is disclosure.add
    assert find_act("disclosure handed-over") is disclosure.hand_over
