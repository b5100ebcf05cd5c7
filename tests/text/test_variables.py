"""Variables of templates, and names of strangers put into them."""

import pytest
from hypothesis import given, strategies as st

from node.text.mentions import find_hashtags, find_mentions
from node.text.variables import ANSWER, POST, filled, speakable, unknown_in


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("Guten Tag {name} von {channel}, {organization}: {link}", ()),
        ("{nmae} und {Name} und { name } und {nmae}", ("nmae", "Name", " name ")),
        ("Ein {einzelnes, {} leeres } und [Datum]", ()),
        ("{über\nzwei Zeilen}", ()),
        ("{{name}}", ()),
        ("{" + "x" * 61 + "}", ()),
    ],
)
def test_what_is_no_variable_is_found(text, unknown):
    assert unknown_in(text, ANSWER) == unknown


def test_nobody_is_answered_in_a_post():
    assert unknown_in("{name}", POST) == ("name",)


def test_values_are_not_read_again():
    assert (
        filled("{name}: {link} {rest}", {"name": "{link}", "link": "https://a.test"}) == "{link}: https://a.test {rest}"
    )


@pytest.mark.parametrize(
    ("shown", "spoken"),
    [
        ("Anna Grün", "Anna Grün"),
        ("Dr. Anna-Lena O’Neill", "Dr. Anna-Lena O’Neill"),
        ("Anna :herz: 🦊 (sie/ihr)", "Anna sie ihr"),
        ("@stadt@musterhausen.example", "stadt musterhausen. example"),
        ("#Tag **fett** _kursiv_ `code` <b>", "Tag fett kursiv code b"),
        ("https://evil.example/x?y", "https evil. example x y"),
        ("snake_case", "snake_case"),
        ("أميرة حسن", "أميرة حسن"),
        ("हिन्दी", "हिन्दी"),
        ("Ein ❤️ für 1️⃣", "Ein für 1"),
        ("🦊🦊", "fuchs"),
        ("", "fuchs"),
        ("...", "fuchs"),
    ],
)
def test_a_name_is_made_speakable(shown, spoken):
    assert speakable(shown, "fuchs") == spoken


@given(st.text(max_size=60))
def test_no_name_mentions_anybody_or_is_a_tag(shown):
    text = f"Guten Tag {speakable(shown, 'fuchs')}, danke."

    assert (list(find_mentions(text)), list(find_hashtags(text))) == ([], [])
    assert not set("@#<>`*[]()") & set(text)
