"""What counts as one emoji."""

import pytest

from node.text.emoji import LONGEST, is_emoji


@pytest.mark.parametrize("text", ["👍", "❤️", "1️⃣", "#️⃣", "🇩🇪", "👩🏽‍💻", "‼️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"])
def test_an_emoji_may_have_many_parts(text):
    assert is_emoji(text)


@pytest.mark.parametrize(
    "text", ["", "a", "ä", "1", "👍 ", "👍a", ":blob:", "<b>", "–", "\u20e3", "\u200d", "\ufe0f", "👍" * (LONGEST + 1)]
)
def test_text_is_none(text):
    assert not is_emoji(text)
