"""Language tags as they are sent and typed."""

import pytest

from node.model.language import is_simple
from node.text.language import direction, normalise, primary


@pytest.mark.parametrize(
    ("tag", "normal"),
    [
        ("de", "de"),
        ("de_DE", "de-DE"),
        ("DE-at", "de-AT"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("DE-SIMPLE", "de-simple"),
        ("de-DE-1996", "de-DE-1996"),
        ("es-419", "es-419"),
        ("gsg", "gsg"),
        ("de-x-leicht", "de-x-leicht"),
        (" en ", "en"),
        ("", None),
        ("und", None),
        ("deutsch", None),
        ("d", None),
        ("de-", None),
        ("de--DE", None),
        ("de<script>", None),
        ("de-" + "abcde-" * 10 + "x", None),
        ("ｄｅ", None),
    ],
)
def test_tags_have_one_form(tag, normal):
    assert normalise(tag) == normal


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("de", "ltr"),
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("fa_IR", "rtl"),
        ("az-Arab", "rtl"),
        ("ku-Latn", "ltr"),
        (None, "auto"),
        ("??", "auto"),
    ],
)
def test_the_direction_of_a_language(tag, expected):
    assert direction(tag) == expected


def test_leichte_sprache_is_known_by_its_variant():
    assert is_simple("de-simple")
    assert not is_simple("de-DE")
    assert primary("de-simple") == "de"
