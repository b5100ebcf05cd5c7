"""Acts on what is somebody else's (M02, M32, T-071 to T-077): signed as they should be, by somebody who has no business with it."""

from typing import Any

import pytest

from tests.hostile.acts import act, bobs_document, bobs_follow, by, created, note_of, note_uri
from tests.hostile.story import Row, Scene, ids, play, shared

OTHERS = [
    Row(
        name="an Update of bob's note by a neighbour",
        cites="M02",
        send=act("Update", lambda s: {**s.note, "content": "<p>Verdreht.</p>"}),
        outcome="ignored: nothing has changed",
    ),
    Row(
        name="an Update of bob's note that says it is the neighbour's now",
        cites="M02",
        send=by("mallory", lambda s, m: m.activity("Update", {**s.note, "attributedTo": m.uri, "content": "<p>Verdreht.</p>"})),
        outcome="refused",
    ),
    Row(
        name="an Update of alice's post",
        cites="M02",
        send=by("mallory", lambda s, m: m.activity("Update", note_of(s, m, id=s.post.uri))),
        outcome="refused",
    ),
    Row(name="an Update of bob's profile", cites="M02", send=act("Update", bobs_document), outcome="refused"),
    Row(
        name="an Update of alice's profile",
        cites="M02",
        send=act("Update", lambda s: {"id": s.alice.uri, "type": "Person", "inbox": s.mallory.inbox, "name": "x"}),
        outcome="refused",
    ),
    Row(
        name="an Update that makes a person a note",
        cites="T-071",
        send=by("bob", lambda s, b: b.activity("Update", {**note_of(s, b), "id": b.uri})),
        outcome="refused",
    ),
    Row(
        name="an Update that makes a note a person",
        cites="T-071",
        send=by("bob", lambda s, b: b.activity("Update", {**b.document(), "id": note_uri(s), "attributedTo": b.uri})),
        outcome="refused",
    ),
    Row(
        name="an Update that makes a note a poll",
        cites="T-071",
        send=by(
            "bob",
            lambda s, b: b.activity(
                "Update", {**s.note, "type": "Question", "oneOf": [{"name": "Ja"}, {"name": "Nein"}]}
            ),
        ),
        outcome="ignored",
    ),
    Row(
        name="an Update with an inbox on another server",
        cites="M02",
        send=by("bob", lambda s, b: b.activity("Update", bobs_document(s, inbox=s.eve.inbox))),
        outcome="refused",
    ),
    Row(name="a Delete of bob's note by a neighbour", cites="M02", send=act("Delete", note_uri), outcome="refused"),
    Row(
        name="a Delete of bob's note, as a Tombstone",
        cites="M02",
        send=act("Delete", lambda s: {"id": note_uri(s), "type": "Tombstone"}),
        outcome="refused",
    ),
    Row(name="a Delete of bob by a neighbour", cites="M02", send=act("Delete", lambda s: s.bob.uri), outcome="refused"),
    Row(name="a Delete of carol by a stranger", cites="M02", send=act("Delete", lambda s: s.carol.uri), outcome="refused"),
    Row(name="a Delete of alice", cites="M02", send=act("Delete", lambda s: s.alice.uri), outcome="refused"),
    Row(name="a Delete of alice's post", cites="M02", send=act("Delete", lambda s: s.post.uri), outcome="refused"),
    Row(
        name="a Delete of what carol may write one day",
        cites="M02",
        send=act("Delete", lambda s: f"{s.carol.uri}/posts/77777"),
        outcome="",
    ),
    Row(
        name="an Undo of alice's Follow",
        cites="M02",
        send=act("Undo", bobs_follow),
        outcome="refused",
    ),
    Row(
        name="an Undo that embeds a Follow of bob's",
        cites="M02",
        send=act("Undo", lambda s: {"id": f"{s.bob.origin}/f/1", "type": "Follow", "actor": s.bob.uri, "object": s.alice.uri}),
        outcome="refused",
    ),
    Row(
        name="an Undo that embeds a boost of bob's",
        cites="M02",
        send=act("Undo", lambda s: {"type": "Announce", "actor": s.bob.uri, "object": s.post.uri}),
        outcome="refused",
    ),
    Row(
        name="an Undo of carol's activity, by its id",
        cites="M02",
        send=act("Undo", lambda s: f"{s.carol.origin}/activities/1"),
        outcome="ignored",
    ),
    Row(
        name="an Accept of alice's Follow of bob",
        cites="M02",
        send=act("Accept", bobs_follow),
        outcome="refused",
    ),
    Row(
        name="an Accept of a Follow nobody sent",
        cites="M02",
        send=act("Accept", lambda s: {"type": "Follow", "actor": s.alice.uri, "object": s.mallory.uri}),
        outcome="ignored",
    ),
    Row(
        name="an Accept of bob's Follow in the name of the follower",
        cites="M02",
        send=act("Accept", lambda s: {"type": "Follow", "actor": s.carol.uri, "object": s.mallory.uri}),
        outcome="refused",
    ),
    Row(name="a Reject of alice's Follow of bob", cites="M02", send=act("Reject", bobs_follow), outcome="refused"),
    Row(
        name="a Reject by id only",
        cites="M02",
        send=act("Reject", lambda s: bobs_follow(s)["id"]),
        outcome="refused",
    ),
    Row(
        name="a Follow of somebody who lives elsewhere",
        cites="M02",
        send=act("Follow", lambda s: s.carol.uri),
        outcome="refused",
    ),
    Row(name="a Follow of the node itself", cites="M02", send=act("Follow", lambda s: f"{s.node.origin}/actor"), outcome="refused"),
    Row(name="a Follow of nobody", cites="M02", send=act("Follow", lambda s: f"{s.node.origin}/users/nobody"), outcome="refused"),
    Row(name="a Follow of a post", cites="T-071", send=act("Follow", lambda s: s.post.uri), outcome="refused"),
    Row(
        name="a Follow of alice in capitals",
        cites="T-072",
        send=act("Follow", lambda s: s.alice.uri.replace("alice", "ALICE")),
        outcome="refused",
    ),
    Row(
        name="an Add of bob's note to bob's list",
        cites="T-074",
        send=act("Add", note_uri, target=lambda s: f"{s.bob.uri}/featured"),
        outcome="ignored",
    ),
    Row(
        name="an Add of bob's note to one's own list",
        cites="T-074",
        send=act("Add", note_uri, target=lambda s: f"{s.mallory.uri}/featured"),
        outcome="refused",
    ),
    Row(
        name="an Add of alice's post to one's own list",
        cites="T-074",
        send=act("Add", lambda s: s.post.uri, target=lambda s: f"{s.mallory.uri}/featured"),
        outcome="refused",
    ),
    Row(
        name="an Add to alice's list",
        cites="T-074",
        send=act("Add", lambda s: s.post.uri, target=lambda s: f"{s.alice.uri}/collections/featured"),
        outcome="ignored",
    ),
    Row(
        name="a Remove from bob's list",
        cites="T-074",
        send=act("Remove", note_uri, target=lambda s: f"{s.bob.uri}/featured"),
        outcome="ignored",
    ),
    Row(
        name="a Move of bob by a neighbour",
        cites="M11",
        send=act("Move", lambda s: s.bob.uri, target=lambda s: s.mallory.uri),
        outcome="refused",
    ),
    Row(
        name="a Move to somebody who does not know of it",
        cites="M11",
        send=act("Move", lambda s: s.bob.uri, "bob", target=lambda s: s.carol.uri),
        outcome="refused",
    ),
    Row(
        name="a Move to alice, who does not know of it",
        cites="M11",
        send=act("Move", lambda s: s.bob.uri, "bob", target=lambda s: s.alice.uri),
        outcome="refused",
    ),
    Row(
        name="a Move to oneself",
        cites="M11",
        send=act("Move", lambda s: s.bob.uri, "bob", target=lambda s: s.bob.uri),
        outcome="refused",
    ),
    Row(
        name="a Move to a post",
        cites="T-071",
        send=act("Move", lambda s: s.bob.uri, "bob", target=lambda s: s.post.uri),
        outcome="refused",
    ),
    Row(
        name="a Block of alice in the name of the node",
        cites="M02",
        send=act("Block", lambda s: s.carol.uri),
        outcome="ignored",
    ),
    Row(name="a Like of a post there is not", cites="M02", send=act("Like", lambda s: f"{s.alice.uri}/posts/1"), outcome="refused"),
    Row(name="a Like of an account", cites="T-071", send=act("Like", lambda s: s.alice.uri), outcome="refused"),
    Row(
        name="an emoji reaction with a script",
        cites="T-179",
        send=act("EmojiReact", lambda s: s.post.uri, content=lambda _: "<script>alert(1)</script>"),
        outcome="refused",
    ),
    Row(
        name="an emoji reaction with a sentence",
        cites="M32",
        send=act("EmojiReact", lambda s: s.post.uri, content=lambda _: "Sie sollten sich schämen"),
        outcome="refused",
    ),
    Row(
        name="a boost of alice's post in an envelope of a boost",
        cites="T-077",
        send=act("Announce", lambda s: {"type": "Announce", "actor": s.bob.uri, "object": s.post.uri}),
        outcome="ignored",
    ),
    Row(
        name="a Like of bob's in an envelope",
        cites="T-077",
        send=act("Announce", lambda s: {"type": "Like", "actor": s.bob.uri, "object": s.post.uri}),
        outcome="ignored",
    ),
    Row(
        name="a Delete of bob's note in an envelope",
        cites="T-077",
        send=act("Announce", lambda s: {"type": "Delete", "actor": s.bob.uri, "object": note_uri(s)}),
        outcome="ignored",
    ),
    Row(
        name="an Update of bob's note in an envelope",
        cites="T-077",
        send=act(
            "Announce",
            lambda s: {"type": "Update", "actor": s.bob.uri, "object": {**s.note, "content": "<p>Verdreht.</p>"}},
        ),
        outcome="ignored: nothing has changed",
    ),
    Row(
        name="a Create of alice's post in an envelope",
        cites="T-077",
        send=act("Announce", lambda s: {"type": "Create", "actor": s.alice.uri, "object": note_of(s, s.mallory, id=s.post.uri)}),
        outcome="ignored",
    ),
    Row(
        name="twenty envelopes in one another",
        cites="T-077",
        send=by("mallory", lambda s, m: m.activity("Announce", _wrapped(s, 20))),
        outcome="ignored",
    ),
    Row(
        name="a boost by somebody nobody here follows",
        cites="T-118",
        send=act("Announce", lambda s: f"{s.carol.uri}/posts/1"),
        outcome="ignored",
    ),
    Row(
        name="a report of bob in the name of the node",
        cites="T-075",
        send=act("Flag", lambda s: s.bob.uri),
        outcome="ignored",
    ),
    Row(name="a report of nothing", cites="T-075", send=act("Flag", lambda _: []), outcome="refused"),
    Row(
        name="a request to quote with somebody else's post",
        cites="T-076",
        send=act("QuoteRequest", lambda s: s.post.uri, instrument=lambda s: note_of(s, s.bob, quote=s.post.uri)),
        outcome="refused",
    ),
    Row(
        name="a request to quote with a post on another server",
        cites="T-076",
        send=act("QuoteRequest", lambda s: s.post.uri, instrument=lambda s: note_of(s, s.carol, quote=s.post.uri)),
        outcome="refused",
    ),
    Row(
        name="a request to quote with a post that quotes another",
        cites="T-076",
        send=by("mallory", lambda s, m: m.activity("QuoteRequest", s.post.uri, instrument=note_of(s, m, quote=note_uri(s)))),
        outcome="refused",
    ),
    Row(
        name="a request to quote what there is not",
        cites="T-076",
        send=by("mallory", lambda s, m: m.activity("QuoteRequest", f"{s.alice.uri}/posts/1", instrument=note_of(s, m))),
        outcome="refused",
    ),
    Row(
        name="a vote in a poll there is not",
        cites="M32",
        send=by("mallory", lambda s, m: created(s, m, {**note_of(s, m), "content": None, "name": "Ja", "inReplyTo": s.post.uri})),
        outcome="ignored",
    ),
    Row(
        name="a vote in the name of bob",
        cites="M32",
        send=by("mallory", lambda s, m: created(s, m, {**note_of(s, s.bob), "content": None, "name": "Ja", "inReplyTo": s.post.uri})),
        outcome="refused",
    ),
    Row(
        name="a question that is an activity",
        cites="T-071",
        send=by("mallory", lambda s, m: m.activity("Question", s.post.uri, oneOf=[{"name": "Ja"}])),
        outcome="ignored",
    ),
]  # fmt: skip


def _wrapped(scene: Scene, depth: int) -> dict[str, Any]:
    inner: dict[str, Any] = {"type": "Create", "actor": scene.bob.uri, "object": note_of(scene, scene.bob)}
    for _ in range(depth):
        inner = {"type": "Announce", "actor": scene.mallory.uri, "object": inner}
    return inner


@shared
@pytest.mark.parametrize("row", OTHERS, ids=ids(OTHERS))
async def test_nobody_acts_on_what_is_not_theirs(scene: Scene, row: Row) -> None:
    await play(row, scene)
