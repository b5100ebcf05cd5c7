"""An operator warns on every page from the command line (M36)."""

import pytest

from node.cli import warning
from node.cli.command import Ask
from node.cli.commands import find_act
from node.cli.words import Say
from node.errors import Invalid, NotFound, Unprocessable


async def told(node, act, language="en", **values):
    values = {"english": "", "level": "warning", "link": "", "until": "", **values}
    return "\n".join((await act(node.node, Ask(values, Say(language)))).lines)


async def test_a_warning_is_set_listed_and_cleared(node, clock):
    text = "Sturm bis Mitternacht. Bleiben Sie zu Hause."

    made = await told(node, warning.set_warning, text=text, level="danger", until="2036-03-01T18:00")
    listed = await told(node, warning.show_all)
    page = await node.page("/")
    cleared = await told(node, warning.clear_warning, "de")
    past = await told(node, warning.show_all)

    assert made.endswith("stands on every page")
    assert f"* {text}" in listed
    assert "2036-03-01 18:00" in listed
    assert text in page
    assert cleared == "keine Warnung mehr"
    assert f"* {text}" not in past
    assert text in past
    assert text not in await node.page("/")
    with pytest.raises(NotFound):
        await told(node, warning.clear_warning)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"level": "panic"}, Invalid),
        ({"until": "tomorrow"}, Invalid),
        ({"until": "2001-01-01"}, Unprocessable),
        ({"link": "ftp://x"}, Unprocessable),
        ({"text": ""}, Unprocessable),
    ],
)
async def test_what_cannot_be_is_refused(node, values, error):
    with pytest.raises(error):
        await told(node, warning.set_warning, **{"text": "Sturm.", **values})

    assert await node.count("warnings") == 0


def test_the_commands_are_known():
    assert find_act("warning set") is warning.set_warning


async def test_an_exercise_and_what_programs_read(node):
    made = await told(node, warning.set_warning, text="Stromausfall.", category="Infra", event="Ausfall", exercise=True)
    listed = await told(node, warning.show_all, "de")
    with pytest.raises(Invalid):
        await told(node, warning.set_warning, text="Sturm.", category="Panik")
    with pytest.raises(NotFound):
        await told(node, warning.clear_warning)
    await told(node, warning.clear_warning, exercise=True)

    assert made
    assert "* ÜBUNG: Stromausfall." in listed
    assert "* ÜBUNG" not in await told(node, warning.show_all, "de")
    assert "keine eingerichtet" in await told(node, warning.show_sources, "de")
