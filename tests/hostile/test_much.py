"""Too much of everything in one document (M32): it is cut to size or refused, never an error of ours, and never takes long."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from node.model.account import Actor
from node.model.draft import Draft
from node.model.post import PostView
from node.outbox.publish import publish
from tests.hostile.story import Scene, reader, shared
from tests.remote import PUBLIC, FakeServer

SECONDS = 3.0
"""Of CPU, for one document, on a slow machine; what is unbounded takes minutes."""


@dataclass(frozen=True, kw_only=True)
class Much:
    """`note`: what bob's note has besides the usual. `holds` of what is shown of it; `refused` if it is not taken."""

    name: str
    cites: str
    note: Callable[[Scene], dict[str, Any]]
    holds: Callable[[PostView], bool] = lambda _: True
    refused: bool = False


def of(**given: Any) -> Callable[[Scene], dict[str, Any]]:
    return lambda _: given


def mentions(number: int) -> list[dict[str, Any]]:
    return [{"type": "Mention", "href": f"https://h{n}.test/u", "name": f"@u{n}@h{n}.test"} for n in range(number)]


def nested(depth: int) -> Any:
    found: Any = "x"
    for _ in range(depth):
        found = {"a": [found]}
    return found


MUCH = [
    Much(name="1,000 people named", cites="M32", note=of(tag=mentions(1_000)), holds=lambda v: len(v.mentions) <= 50),
    Much(
        name="5,000 hashtags",
        cites="M32",
        note=of(tag=[{"type": "Hashtag", "name": f"#t{n}"} for n in range(5_000)]),
        holds=lambda v: len(v.post.tags) <= 64,
    ),
    Much(
        name="a hashtag of 100,000 letters",
        cites="M32",
        note=of(tag=[{"type": "Hashtag", "name": "#" + "t" * 100_000}]),
        holds=lambda v: all(len(tag) <= 200 for tag in v.post.tags),
    ),
    Much(
        name="500 pictures",
        cites="M32",
        note=of(attachment=[{"type": "Image", "url": f"https://h.test/{n}.png"} for n in range(500)]),
        holds=lambda v: len(v.media) <= 16,
    ),
    Much(
        name="a picture described in 200,000 letters",
        cites="M32",
        note=of(attachment=[{"type": "Image", "url": "https://h.test/x.png", "name": "x" * 200_000}]),
        holds=lambda v: len(v.media[0].description) <= 10_000,
    ),
    Much(
        name="a picture a million pixels wide",
        cites="T-185",
        note=of(attachment=[{"type": "Image", "url": "https://h.test/x.png", "width": 10**30, "height": -1}]),
        holds=lambda v: v.media[0].width is None and v.media[0].height is None,
    ),
    Much(
        name="a blurhash that is a style",
        cites="T-185",
        note=of(attachment=[{"type": "Image", "url": "https://h.test/x.png", "blurhash": "red;background:url(//evil.test)"}]),
        holds=lambda v: not v.media[0].blurhash,
    ),
    Much(
        name="a focus that is no number",
        cites="T-185",
        note=of(attachment=[{"type": "Image", "url": "https://h.test/x.png", "focalPoint": ["1;x", 1e308]}]),
        holds=lambda v: v.media[0].focus is None or all(-1 <= each <= 1 for each in v.media[0].focus),
    ),
    Much(
        name="a poll of 1,000 options",
        cites="M32",
        note=of(type="Question", oneOf=[{"type": "Note", "name": f"Wahl {n}"} for n in range(1_000)]),
        holds=lambda v: v.poll is not None and len(v.poll.options) <= 500,
    ),
    Much(
        name="a poll with more votes than there are people",
        cites="M32",
        note=of(
            type="Question",
            oneOf=[{"name": "Ja", "replies": {"totalItems": 10**30}}, {"name": "Nein", "replies": {"totalItems": -5}}],
            votersCount=10**30,
        ),
        holds=lambda v: v.poll is not None and all(0 <= each.votes < 2**63 for each in v.poll.options),
    ),
    Much(
        name="a poll whose options are one and the same",
        cites="M32",
        note=of(type="Question", oneOf=[{"name": "Ja"}] * 400),
        holds=lambda v: v.poll is not None and len(v.poll.options) == 1,
    ),
    Much(
        name="a poll that ends in the year 9999",
        cites="M32",
        note=of(type="Question", oneOf=[{"name": "Ja"}, {"name": "Nein"}], endTime="9999-12-31T23:59:59Z"),
    ),
    Much(name="an event in the year 9999", cites="M32", note=of(type="Event", name="Fest", startTime="9999-12-31T23:59:59Z", endTime="9999-12-31T23:59:59-12:00")),
    Much(name="an event in the year 1", cites="M32", note=of(type="Event", name="Fest", startTime="0001-01-01T00:00:00Z", endTime="0001-01-01T00:00:00+14:00")),
    Much(name="a poll that ended in the year 1", cites="M32", note=of(type="Question", oneOf=[{"name": "Ja"}], endTime="0001-01-01T00:00:00Z", closed="0001-01-01T00:00:00Z")),
    Much(name="published in the year 9999", cites="T-322", note=of(published="9999-12-31T23:59:59-12:00")),
    Much(name="published in the year 1", cites="T-322", note=of(published="0001-01-01T00:00:00+14:00")),
    Much(name="published at no time", cites="M32", note=of(published="2026-13-45T99:99:99Z")),
    Much(name="published before it was edited before it was published", cites="M32", note=of(updated="1999-01-01T00:00:00Z")),
    Much(
        name="5,000 recipients",
        cites="M32",
        note=lambda s: {"to": [PUBLIC], "cc": [s.bob.followers, *(f"https://h{n}.test/u" for n in range(5_000))]},
    ),
    Much(name="a text in 500 languages", cites="M32", note=of(contentMap={f"x{n}": f"<p>{n}</p>" for n in range(500)}), holds=lambda v: len(v.post.contents) <= 24),
    Much(name="800,000 letters", cites="M32", note=of(content="<p>" + "x" * 800_000 + "</p>"), holds=lambda v: len(v.post.content) <= 300_000),
    Much(name="60,000 elements", cites="M32", note=of(content="<b><i>" * 60_000), holds=lambda v: len(v.post.content) <= 1_100_000),
    Much(name="20,000 elements in one another", cites="M32", note=of(content="<blockquote>" * 20_000 + "x"), holds=lambda v: v.post.content.count("<blockquote>") <= 100),
    Much(name="marks on marks", cites="M32", note=of(content="<p>Z" + "\u0335" * 100_000 + "</p>")),
    Much(name="a Markdown of brackets", cites="M32", note=of(content="[" * 9_000, mediaType="text/markdown")),
    Much(name="a Markdown of stars", cites="M32", note=of(content="*a_" * 3_000, mediaType="text/markdown")),
    Much(name="a warning of 100,000 letters", cites="M32", note=of(summary="x" * 100_000), holds=lambda v: len(v.post.summary) <= 500),
    Much(name="a title of 100,000 letters", cites="M32", note=of(type="Article", name="x" * 100_000), holds=lambda v: len(v.post.name) <= 300),
    Much(name="a type of 100,000 letters", cites="M32", note=of(type="x" * 100_000), holds=lambda v: len(v.post.kind) <= 64),
    Much(name="a hundred types", cites="M32", note=of(type=["Note", *(f"T{n}" for n in range(100))])),
    Much(name="500 addresses", cites="M32", note=of(url=[{"type": "Link", "href": f"https://h.test/{n}"} for n in range(500)]), holds=lambda v: len(v.post.url) <= 2_048),
    Much(name="an address of 100,000 letters", cites="M32", note=of(url="https://h.test/" + "x" * 100_000), holds=lambda v: len(v.post.url) <= 2_048),
    Much(name="boxes in boxes", cites="M32", note=of(generator=nested(12), location=nested(12))),
    Much(name="NUL in all texts", cites="M32", note=of(content="<p>a\u0000b</p>", summary="a\u0000b", name="\u0000"), holds=lambda v: "\x00" not in v.post.content + v.post.summary),
    Much(name="numbers that are none", cites="M32", note=of(sensitive="NaN", votersCount=float(10**300), likes={"totalItems": "∞"})),
    Much(name="likes without number", cites="M32", note=of(likes={"totalItems": 10**40}, shares={"totalItems": -1}, replies={"totalItems": 2**63}), holds=lambda v: 0 <= v.post.likes_count < 2**53),
    Much(name="values of other kinds", cites="M32", note=of(content=[1, {"a": 2}], summary={"x": 1}, tag=7, attachment="x", inReplyTo=[], sensitive="yes", url=7, published=[])),
    Much(name="empty everywhere", cites="M32", note=of(content="", summary="", tag=[], attachment={}, url="", inReplyTo="")),
    Much(name="a policy of a thousand people", cites="M32", note=of(interactionPolicy={"canReply": {"automaticApproval": [f"https://h{n}.test" for n in range(1_000)]}})),
]  # fmt: skip


@shared
@pytest.mark.parametrize("much", MUCH, ids=[f"{each.cites} {each.name}" for each in MUCH])
async def test_too_much_is_cut_to_size(scene: Scene, much: Much) -> None:
    """And every page that shows it is a page."""
    note = scene.bob.note(**{"type": "Note", **much.note(scene)})
    started = time.process_time()

    answer = await scene.bob.deliver(scene.bob.create(note), scene.node)
    await scene.node.work()
    took = time.process_time() - started

    assert answer.status in {202, 400, 413}
    stored = await scene.node.find_post(note["id"])
    if stored is not None:
        (view,) = await scene.node.views(stored.id)
        assert much.holds(view)
        shown = await reader(scene.node).get(f"/@bob@there.test:{scene.there.port}/{stored.id}")
        assert shown.status == 200
    assert took < SECONDS
    assert (stored is None) == much.refused


PATTERNS = {
    "letters": "x",
    "colons": "a:",
    "slashes": "https://",
    "blanks": " ",
    "line breaks": "\n",
    "at signs": "@a",
    "hashes": "#a",
    "angles": "<a",
    "ampersands": "&#x41",
    "quotes": "\"'",
    "dots": "a.",
    "percent signs": "%41",
    "emoji": "👩‍👩‍👧",
    "joiners": "\u200d",
    "marks": "a\u0300",
    "surrogates": "\ud83d\ude00",
    "brackets": "[](",
    "keys": "-----BEGIN PUBLIC KEY-----",
}
_TEXTS = ("type", "content", "summary", "name", "published", "inReplyTo", "url", "mediaType", "conversation")


@shared
@pytest.mark.parametrize("pattern", PATTERNS)
async def test_no_text_takes_long_to_read(scene: Scene, pattern: str) -> None:
    """M32: a regular expression that goes back and forth would take minutes for what fits into one document."""
    text = (PATTERNS[pattern] * 60_000)[:60_000]
    note = scene.bob.note(tag=[{"type": each, "name": text, "href": text} for each in ("Hashtag", "Mention", "Emoji")])
    activity = scene.bob.create({**note, "contentMap": {text: text}})
    profile = {**scene.bob.document(), **dict.fromkeys(("name", "summary", "webfinger", "published"), text)}
    started = time.process_time()

    for name in _TEXTS:
        read = {
            **activity,
            "id": f"{activity['id']}/{name}",
            "object": {**note, "id": f"{note['id']}/{name}", name: text},
        }
        await scene.bob.deliver(read, scene.node)
    await scene.bob.deliver(scene.bob.activity("EmojiReact", scene.post.uri, content=text, tag=note["tag"]), scene.node)
    await scene.bob.deliver(scene.bob.activity(text, scene.post.uri), scene.node)
    await scene.bob.deliver(scene.bob.activity("Flag", scene.post.uri, content=text), scene.node)
    await scene.bob.deliver(scene.bob.activity("Update", profile), scene.node)
    await scene.node.work()

    assert time.process_time() - started < 2 * SECONDS


PROFILES = {
    "a name of 100,000 letters": {"name": "x" * 100_000},
    "a summary of 500,000 letters": {"summary": "<p>" + "x" * 500_000},
    "2,000 fields": {"attachment": [{"type": "PropertyValue", "name": f"n{n}", "value": "x"} for n in range(2_000)]},
    "a field of 300,000 letters": {"attachment": [{"type": "PropertyValue", "name": "n" * 1_000, "value": "x" * 300_000}]},
    "2,000 aliases": {"alsoKnownAs": [f"https://h{n}.test/u" for n in range(2_000)]},
    "500 keys": {"assertionMethod": [{"type": "Multikey", "id": f"x#{n}", "publicKeyMultibase": "z" + "1" * 50} for n in range(500)]},
    "a published time that is none": {"published": "gestern"},
    "pictures of every kind": {"icon": [{"type": "Image", "url": "javascript:alert(1)"}, 7, [], None], "image": "data:image/png;base64,AA"},
    "texts of other kinds": {"name": [1], "summary": {"a": 1}, "url": {"b": []}, "attachment": "x", "alsoKnownAs": 7},
}  # fmt: skip


@shared
@pytest.mark.parametrize("what", PROFILES)
async def test_too_much_of_a_profile_is_cut_to_size(scene: Scene, what: str) -> None:
    started = time.process_time()

    answer = await scene.bob.deliver(
        scene.bob.activity("Update", {**scene.bob.document(), **PROFILES[what]}), scene.node
    )
    await scene.node.work()

    assert answer.status == 202
    assert time.process_time() - started < SECONDS
    account = await scene.known(scene.bob)
    assert len(account.display_name) <= 200
    assert len(account.summary) <= 100_000
    assert len(account.fields) <= 50
    assert len(account.aliases) <= 32
    assert account.icon is None or account.icon.startswith("http")
    assert (await reader(scene.node).get(f"/@bob@there.test:{scene.there.port}")).status == 200


async def test_a_post_of_ours_that_names_a_thousand_people_is_refused(node: Any, there: FakeServer) -> None:
    """Nor are a thousand servers asked who they are."""
    alice = await node.create("alice")
    text = " ".join(f"@x{n}@h{n}.test" for n in range(300))
    started = time.process_time()

    try:
        await publish(node.node, Actor(alice), Draft(text=text))
    except Exception as problem:
        from node.errors import Problem

        assert isinstance(problem, Problem)

    assert len(there.requests) <= 100
    assert time.process_time() - started < 10 * SECONDS
