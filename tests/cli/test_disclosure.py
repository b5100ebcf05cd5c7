"""The register of what authorities asked for is kept on the command line (row 90)."""

import pytest

from node.cli import disclosure
from node.cli.command import Ask
from node.cli.commands import find_act
from node.cli.words import Say
from node.errors import Conflict, Forbidden, Invalid, NotFound, Unprocessable
from node.model.account import Actor
from node.model.disclosure import Wish
from node.outbox.disclosures import record
from tests.web.browser import person


async def told(node, act, **values):
    return "\n".join((await act(node.node, Ask({"received": "", "given": "", **values}, Say("de")))).lines)


ASKED = {"kind": "account", "authority": "Polizei Musterland", "basis": "§ 22 TDDDG"}


async def test_a_request_is_recorded_closed_and_listed(node):
    number = await told(node, disclosure.add, **ASKED, received="2026-01-15")
    await told(node, disclosure.close, id=number, outcome="partly", given="E-Mail-Adresse eines Kontos")

    listed = await told(node, disclosure.show_all)

    for said in ("2026-01-15", "Polizei Musterland", "§ 22 TDDDG", "partly", "E-Mail-Adresse eines Kontos"):
        assert said in listed
    with pytest.raises(Conflict):
        await told(node, disclosure.close, id=number, outcome="refused")
    assert await node.count("acts") == 2


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"basis": "  "}, Unprocessable),
        ({"authority": ""}, Unprocessable),
        ({"basis": "§" * 301}, Unprocessable),
        ({"received": "gestern"}, Invalid),
        ({"received": "2999-01-01"}, Unprocessable),
    ],
)
async def test_without_a_legal_ground_nothing_is_recorded(node, values, error):
    with pytest.raises(error):
        await told(node, disclosure.add, **{**ASKED, **values})

    assert await node.count("disclosures") == 0


async def test_what_was_handed_over_has_to_be_said(node):
    number = await told(node, disclosure.add, **ASKED)

    with pytest.raises(Unprocessable):
        await told(node, disclosure.close, id=number, outcome="all")
    with pytest.raises(NotFound):
        await told(node, disclosure.close, id="17", outcome="refused")
    with pytest.raises(Invalid):
        await told(node, disclosure.close, id="siebzehn", outcome="refused")


async def test_it_is_for_those_who_administer(node, alice):
    login = await person(node, alice)

    with pytest.raises(Forbidden):
        await record(node.node, Actor(alice, login.id), Wish.USAGE, "Polizei", "§ 24 TDDDG")


def test_the_commands_are_known():
    assert find_act("disclosure add") is disclosure.add
