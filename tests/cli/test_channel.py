"""An operator founds channels and leads them on from the command line, row 52: within five minutes."""

import pytest

from node.cli import channel
from node.cli.command import Ask
from node.cli.commands import find_act
from node.cli.words import Say
from node.errors import Invalid, NotFound, Unprocessable, Unready
from node.model.account import Actor
from node.outbox.texts import add_rule
from tests.towns import town
from tests.web.channels.conftest import LATER, SHEET
from tests.world import start_world


async def told(node, act, tongue="en", **values):
    return "\n".join((await act(node.node, Ask(values, Say(tongue)))).lines)


async def test_a_channel_is_founded_filled_in_and_released(database_url, clock, there, tmp_path):
    settings = {"organizations": [town()], "mail": {"backend": "console"}}
    async with start_world("stadt.test", database_url, clock, there, tmp_path, **settings) as city:
        made = await told(
            city,
            channel.create,
            name="Ausweise",
            display_name="Ausweise am Markt",
            kind="organization",
            organization="stadt",
            language="de",
            member=["eins@stadt.test", "zwei@stadt.test"],
        )
        with pytest.raises(Unready, match="steckbrief, netiquette"):
            await told(city, channel.move, name="ausweise", phase="freigegeben")
        some = await told(city, channel.fill, name="ausweise", values={"ziel": "Helfen.", "themen": ["A", "B"]})
        await told(city, channel.fill, name="ausweise", values={**SHEET, **LATER, "antwortziel_stunden": 24})
        open_now = await told(city, channel.show, name="ausweise")
        await told(city, channel.change_member, name="ausweise", email="zwei@stadt.test", remove=True)
        with pytest.raises(Unready, match="zwei_personen"):
            await told(city, channel.move, name="ausweise", phase="freigegeben")
        await told(city, channel.change_member, name="ausweise", email="zwei@stadt.test", role="editor")
        await add_rule(city.node, Actor(city.node.itself), "Freundlich bleiben.")
        moved = await told(city, channel.move, "de", name="ausweise", phase="freigegeben", reason="Beschluss")
        shown = await told(city, channel.show, "de", name="ausweise")
        listed = await told(city, channel.show_all)

    assert made.startswith("@ausweise@")
    assert "missing: nutzen, zielgruppe" in some
    assert "open before freigegeben: netiquette" in " ".join(open_now.split())
    assert moved == "ausweise: planung -> freigegeben"
    assert "planung -> freigegeben  -  Beschluss" in shown
    assert "zwei@stadt.test (editor)" in shown
    assert "freigegeben" in listed


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"name": "zu lang" * 9}, Invalid),
        ({"organization": "nirgends"}, Unprocessable),
        ({"language": "klingonisch!"}, Unprocessable),
        ({"member": ["keine adresse"]}, Invalid),
        ({"member": ["unbekannt@stadt.test"]}, Unprocessable),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_is_founded(node, values, error):
    with pytest.raises(error):
        await told(node, channel.create, **{"name": "kanal", "kind": "organization", **values})

    assert await node.count("phase_changes") == 0


async def test_what_is_not_there_is_said(node, alice):
    with pytest.raises(NotFound):
        await told(node, channel.show, name="niemand")
    with pytest.raises(NotFound):
        await told(node, channel.change_member, name="alice", email="x@y.test", remove=True)
    with pytest.raises(Invalid):
        await told(node, channel.fill, name="alice", values=["ziel"])
    with pytest.raises(Unprocessable):
        await told(node, channel.fill, name="alice", values={"ziel": {"x": 1}})
    assert find_act("channel phase") is channel.move
