"""Anybody can check whether what they are shown was really published by whom it names (row 92)."""

import json

import pytest

from node.cli import verify
from node.cli.command import Ask
from node.cli.commands import find_act
from node.cli.words import Say
from node.errors import Unreachable
from node.model.account import Actor
from node.model.draft import Draft
from node.outbox.edit import edit


async def told(node, what: str = "", document=None, language="en"):
    text = "" if document is None else json.dumps(document)
    return await verify.verify(node.node, Ask({"what": what, "document": text}, Say(language)))


async def test_a_post_elsewhere_is_fetched_and_checked(node, bob, there):
    genuine = there.serve(bob.proven(bob.note("Die Sitzung ist am Montag.")))
    bare = there.serve(bob.note("Ohne Nachweis."))

    found = await told(node, genuine["id"], language="de")

    assert (found.code, found.lines[0]) == (0, "echt")
    assert bob.uri in found.lines[1]
    assert (await told(node, bare["id"])).code == 1


async def test_our_own_posts_are_proven_also_after_an_edit(node, alice, clock):
    post = await node.post(alice, "Die Sitzung ist am Montag.")
    first = await node.json(post.uri)
    clock.move(minutes=5)
    await edit(node.node, Actor(alice), post.id, Draft(text="Die Sitzung ist am Dienstag."))
    second = await node.json(post.uri)

    assert (await told(node, document=first)).code == 0
    assert (await told(node, document=second)).code == 0
    assert (await told(node, document={**second, "content": first["content"]})).code == 1
    assert second["proof"]["created"] > first["proof"]["created"]


async def test_a_copy_in_a_file_is_checked_by_its_words(node, alice):
    post = await node.post(alice, "Die Sitzung ist am Montag.")
    copy = await node.json(post.uri)
    forged = {**copy, "content": copy["content"].replace("Montag", "Freitag")}

    assert (await told(node, document=copy)).code == 0
    answer = await told(node, document=forged)
    assert answer.code == 1
    assert answer.lines[0].startswith("not genuine: ")
    assert (await told(node, document={**copy, "proof": None})).code == 1


async def test_who_signs_for_somebody_else_is_found_out(node, alice, bob):
    post = await node.post(alice, "Amtlich.")
    copy = await node.json(post.uri)

    answer = await told(node, document=bob.proven({**copy, "proof": None}))

    assert answer.code == 1
    assert bob.uri in answer.lines[0]


async def test_the_report_of_the_node_is_genuine_too(node):
    report = await node.json("/open/v1/gleichzeitigkeit")

    assert (await told(node, document=report)).code == 0
    assert (await told(node, document={**report, "months": [{}]})).code == 1


async def test_a_server_that_is_away_proves_nothing_either_way(node, bob, there):
    document = bob.proven(bob.note("Hallo."))
    there.down.add("there.test")

    with pytest.raises(Unreachable):
        await told(node, document=document)


def test_the_command_is_known():
    assert find_act("verify") is verify.verify
