"""Spellings of one word are the same where they should be."""

import pytest
from hypothesis import given, strategies as st

from node.text.fold import excerpt, fold, fold_search


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller", "MUELLER"),
        ("Mu\u0308ller", "müller"),
        ("Straße", "STRASSE"),
        ("Øresund", "oeresund"),
        ("Łódź", "lodz"),
        ("ﬁnden", "finden"),
        ("Ⅳ", "iv"),
        ("Citroën", "citroen"),
    ],
)
def test_equal_words(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Poet", "Pot"), ("й", "и"), ("が", "か"), ("Müller", "Muller")])
def test_words_that_are_not_equal(one, other):
    assert fold(one) != fold(other)


def test_a_name_with_an_umlaut_is_found_in_every_spelling():
    assert fold_search("Müller") == fold_search("Mueller") == fold_search("Muller") == "muller"
    assert fold_search("Goethe") == fold_search("Göthe")


def test_an_e_that_belongs_to_the_word_stays():
    assert fold_search("neue Quelle") == "neue quelle"
    assert fold_search("Feuer") == "feuer"


def test_white_space_does_not_matter_for_search():
    assert fold_search("  Neues \n Rathaus ") == "neues rathaus"


@given(st.text(st.characters(), max_size=60))
def test_folding_never_fails_and_is_final(text):
    assert fold(fold(text)) == fold(text)
    fold_search(text).encode()


@pytest.mark.parametrize(
    ("text", "length", "cut"),
    [
        ("Kurz", 10, "Kurz"),
        ("Die Brücke ist\n gesperrt.", 100, "Die Brücke ist gesperrt."),
        ("Die Brücke ist gesperrt.", 16, "Die Brücke ist…"),
        ("Die Brücke, die gesperrt ist", 14, "Die Brücke…"),
        ("x" * 30, 10, "x" * 9 + "…"),
        ("", 10, ""),
    ],
)
def test_an_excerpt_ends_between_words(text, length, cut):
    assert excerpt(text, length) == cut
    assert len(cut) <= length
