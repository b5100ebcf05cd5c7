"""Somebody who runs the node makes short links on the command line (S15)."""

import pytest

from node.cli import link
from node.cli.command import Ask
from node.cli.words import Say
from node.errors import Invalid, NotFound


async def told(node, act, language="de", **values):
    return list((await act(node.node, Ask(values, Say(language)))).lines)


async def test_a_short_link_is_made_listed_followed_and_removed(node, alice):
    made = await told(node, link.add, name="markt", target="/@alice")
    listed = await told(node, link.show_all)
    followed = await node.get("/l/markt", accept="text/html")
    removed = await told(node, link.remove, name="markt")

    assert made == [f"{node.origin}/l/markt führt jetzt zu /@alice"]
    assert listed[1].split()[::2] == [f"{node.origin}/l/markt", "/@alice"]
    assert followed.headers["Location"] == f"{node.origin}/@alice"
    assert removed == ["der Kurzlink ist entfernt"]
    assert len(await told(node, link.show_all, "en")) == 1


@pytest.mark.parametrize("name", ["", "a b", "-a", "a/b", "ä", "x" * 65])
async def test_a_name_is_letters_digits_and_hyphens(node, name):
    with pytest.raises(Invalid):
        await told(node, link.add, name=name, target="/lokal")


async def test_what_there_is_not_cannot_be_removed(node):
    with pytest.raises(NotFound):
        await told(node, link.remove, name="nichts")
