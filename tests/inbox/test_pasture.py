"""Hundreds of odd objects collected by somebody else (`fediverse-pasture-inputs`), through the real inbox: each is shown
or refused, none is an error of ours (M32)."""

import json

from tests.builders import make_follow
from tests.federation import pasture

INPUTS = pasture.load()


def test_there_are_hundreds_of_them():
    assert sum(len(examples) for examples in INPUTS.values()) >= 200


def plain(value):
    """What can be sent at all: some inputs hold what JSON does not know."""
    return json.loads(json.dumps(value, default=str))


async def test_each_is_shown_or_refused(node, alice, bob):
    await bob.deliver(bob.follow(alice), node)
    await node.work()
    await make_follow(node.store, alice, await node.account(bob.uri))
    wrong, shown = [], 0

    number = 0
    for topic, examples in INPUTS.items():
        for example in examples:
            number += 1
            note = {**pasture.base(number), **plain(example)}
            text = json.dumps(note).replace(pasture.ACTOR, bob.uri).replace("http://here.test", node.origin)
            note = json.loads(text)
            create = bob.activity("Create", note, to=note.get("to"), cc=note.get("cc"))
            answer = await bob.deliver(create, node)
            await node.work()
            outcome = await node.outcome(create["id"])
            if answer.status >= 500 or outcome.startswith(("dead", "waiting")):
                wrong.append(f"{topic} {number}: {answer.status} {outcome}")
            post = await node.find_post(note["id"]) if isinstance(note.get("id"), str) else None
            if post is not None:
                shown += 1
                (view,) = await node.views(post.id, viewer=alice.id)
                page = await node.get(f"/@{view.author.handle}/{post.id}", accept="text/html")
                assert page.status in ({200} if post.visibility.is_open else {404})

    assert not wrong
    assert shown > 100
