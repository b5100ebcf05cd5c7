"""Somebody changes their profile."""

import pytest

from node.errors import Unprocessable
from node.outbox.profile import ProfileChange, change
from tests.outbox.story import acts, followed_by, now, sent


async def test_a_change_reaches_everybody_who_follows(node, alice, bob):
    await followed_by(node, alice, bob)

    await change(
        node.node,
        acts(alice),
        ProfileChange(
            display_name="Stadt Musterhausen",
            source="Amtliches aus #Musterhausen\nhttps://stadt.example",
            fields=(("Web", "https://stadt.example"), ("", "")),
        ),
    )
    await node.work()

    [update] = bob.received("Update")
    actor = update["object"]
    assert (actor["id"], actor["name"]) == (alice.uri, "Stadt Musterhausen")
    assert actor["summary"].startswith("<p>Amtliches aus <a ")
    assert [field["name"] for field in actor["attachment"]] == ["Web", "Impressum"]
    assert actor["attachment"][0]["value"].startswith('<a href="https://stadt.example"')
    assert actor["publicKey"]["id"] == f"{alice.uri}#main-key"
    assert (await now(node, alice)).source == "Amtliches aus #Musterhausen\nhttps://stadt.example"


async def test_what_is_not_mentioned_stays(node, alice):
    await change(node.node, acts(alice), ProfileChange(display_name="Alice", discoverable=False))

    changed = await change(node.node, acts(alice), ProfileChange(source="Hallo"))

    assert (changed.display_name, changed.discoverable, changed.summary) == ("Alice", False, "<p>Hallo</p>")


async def test_nothing_changed_is_nothing_told(node, alice, bob, there):
    await followed_by(node, alice, bob)

    await change(node.node, acts(alice), ProfileChange(display_name=alice.display_name, discoverable=True))
    await node.work()

    assert sent(there, "Update") == []


async def test_names_and_texts_are_made_safe(node, alice):
    wanted = ProfileChange(display_name="<b>Rat</b>\u202e", source="<script>x</script>", fields=(("<i>a</i>", "<u>"),))

    changed = await change(node.node, acts(alice), wanted)

    assert changed.display_name == "Rat"
    assert "<script" not in changed.summary
    assert changed.fields[0].name == "a"
    assert "<u>" not in changed.fields[0].value


async def test_who_no_longer_approves_lets_in_those_who_wait(node, alice, bob):
    await change(node.node, acts(alice), ProfileChange(approves_followers=True))
    await followed_by(node, alice, bob)
    waiting = await node.followers_of(alice)

    await change(node.node, acts(alice), ProfileChange(approves_followers=False))
    await node.work()

    assert waiting == set()
    assert await node.followers_of(alice) == {bob.uri}
    assert len(bob.received("Accept")) == 1


@pytest.mark.parametrize(
    "wanted",
    [
        ProfileChange(display_name="x" * 101),
        ProfileChange(source="x" * 2001),
        ProfileChange(fields=tuple((str(number), "x") for number in range(9))),
        ProfileChange(fields=(("a", "x" * 501),)),
    ],
)
async def test_what_is_too_long_is_refused(node, alice, wanted):
    with pytest.raises(Unprocessable):
        await change(node.node, acts(alice), wanted)
