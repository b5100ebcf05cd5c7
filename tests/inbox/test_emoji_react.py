"""EmojiReact, and Likes that carry an emoji (FEP-c0e0)."""

import pytest

from node.inbox.react import MOST_REACTIONS, read_emoji_of
from tests.builders import make_post
from tests.inbox.steps import arrives


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("EmojiReact", {"content": "🌻"}),
        ("Like", {"content": "🌻"}),
        ("Like", {"_misskey_reaction": "🌻"}),
    ],
)
async def test_a_reaction_is_counted_as_a_like_and_told_with_its_emoji(node, alice, bob, kind, more):
    post = await make_post(node.store, alice)

    outcome = await arrives(node, bob.activity(kind, post.uri, **more), bob)

    assert outcome == "202 done: reacted with 🌻"
    assert (await node.find_post(post.uri)).likes_count == 1
    assert await node.store.read(lambda tx: tx.reactions.emojis_of(post.id)) == [("🌻", 1)]
    assert await node.notifications_of(alice) == [("reaction", bob.uri)]


async def test_several_reactions_of_one_account_count_as_one_like(node, alice, bob):
    post = await make_post(node.store, alice)

    for emoji in ("🌻", "🐝"):
        await arrives(node, bob.activity("EmojiReact", post.uri, content=emoji), bob)

    assert (await node.find_post(post.uri)).likes_count == 1
    assert await node.count("reactions") == 2


async def test_nobody_leaves_reactions_without_end(node, alice, bob):
    post = await make_post(node.store, alice)

    outcomes = [
        await arrives(node, bob.activity("EmojiReact", post.uri, content=f":a{number}:"), bob)
        for number in range(MOST_REACTIONS + 2)
    ]

    assert outcomes[-1] == "202 done: ignored: they have reacted to this post often enough"
    assert await node.count("reactions") == MOST_REACTIONS


@pytest.mark.parametrize("content", ["", "ja", "<b>🌻</b>", "🌻" * 20, "\u200d", ":" * 3])
async def test_what_is_no_emoji_is_refused(node, alice, bob, content):
    post = await make_post(node.store, alice)

    outcome = await arrives(node, bob.activity("EmojiReact", post.uri, content=content), bob)

    assert outcome == "202 refused: the reaction carries no emoji"
    assert await node.count("reactions") == 0


@pytest.mark.parametrize(
    ("text", "emoji"),
    [
        ("👍", "👍"),
        ("1️⃣", "1️⃣"),
        ("👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
        (":zug:", ":zug:"),
        (":zug@there.test:", ":zug:"),
        (" 🎉 ", "🎉"),
    ],
)
def test_emojis_as_they_are_sent(text, emoji):
    assert read_emoji_of(text) == emoji
