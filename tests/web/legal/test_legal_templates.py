"""Long legal texts are templates in each language: both are there and say the same things in the same order."""

import re
from pathlib import Path

import pytest

import node
from node.i18n.translate import LANGUAGES
from node.web.lands import LANDS

FOLDER = Path(node.__file__).parent / "web" / "templates" / "legal"
TEXTS = sorted({file.name.split(".")[0] for file in FOLDER.glob("*.??.html")})
_TAGS = re.compile(r"</?([a-z][a-z0-9]*)")
_LOGIC = re.compile(r"{%.*?%}|{{.*?}}")
_WORDS = re.compile(r'"[^"]*"')


def text_of(name: str, language: str) -> str:
    return (FOLDER / f"{name}.{language}.html").read_text(encoding="utf-8")


def plain(text: str) -> str:
    """Without logic and markup; a line break ends a sentence as well."""
    broken = re.sub(r"<br>|</(p|li|h2|h3|dt|dd)>", "\n", re.sub(r"{%.*?%}", "\n", text))
    return re.sub(r"<[^>]+>|{{.*?}}", "", broken)


def test_there_are_such_texts():
    assert TEXTS == ["easy", "netiquette", "privacy", "terms"]


@pytest.mark.parametrize("name", TEXTS)
def test_each_language_has_the_same_parts(name):
    versions = {language: text_of(name, language) for language in LANGUAGES}

    # Where a line ends is each language's own business
    tags = {
        language: [tag for tag in _TAGS.findall(text) if tag not in {"br", "strong"}]
        for language, text in versions.items()
    }
    logic = {language: [_WORDS.sub('""', each) for each in _LOGIC.findall(text)] for language, text in versions.items()}

    assert tags["de"] == tags["en"]
    assert logic["de"] == logic["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_easy_language_is_easy(language):
    """The rules a program can check: short sentences, no subordinate commas in a row, no brackets, no abbreviations."""
    lines = [line.strip() for line in plain(text_of("easy", language)).splitlines() if line.strip()]

    for line in lines:
        for sentence in re.split(r"(?<=[.?!])\s", line):
            assert len(sentence.split()) <= 12, sentence
            assert sentence.count(",") <= 1, sentence
        assert not re.search(r"[();/]|\bz\. ?B\.|\be\.g\.|%|\b(wurde|werden|worden)\b", line), line


def test_every_land_has_an_authority_and_a_law():
    assert len(LANDS) == 17
    for land in LANDS.values():
        assert land.authority
        assert land.basis
        assert land.website.startswith("https://")
