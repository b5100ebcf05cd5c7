"""The catalogues are complete, in both languages."""

import json
import re
from pathlib import Path
from string import Formatter

import pytest

import node
from node.i18n.translate import LANGUAGES, load_catalogs

ROOT = Path(node.__file__).parent
CATALOGS = load_catalogs()
USED = re.compile(r"""\bt\(\s*["']([a-z0-9_.]+)["']\s*[,)]""")


def placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_language_has_the_same_keys():
    assert set(CATALOGS) == set(LANGUAGES)
    assert set(CATALOGS["de"]) == set(CATALOGS["en"])


@pytest.mark.parametrize("key", sorted(CATALOGS["de"]))
def test_every_language_asks_for_the_same_values(key):
    assert placeholders(CATALOGS["de"][key]) == placeholders(CATALOGS["en"][key])
    assert CATALOGS["de"][key].strip()
    assert CATALOGS["en"][key].strip()
    assert all(name.isidentifier() for name in placeholders(CATALOGS["de"][key]))


@pytest.mark.parametrize("key", sorted(key for key in CATALOGS["de"] if key.endswith((".one", ".zero"))))
def test_a_plural_has_its_other_form(key):
    assert key.rpartition(".")[0] + ".other" in CATALOGS["de"]


def areas(language):
    return {path.name: path for path in (ROOT / "i18n" / "catalogs" / language).iterdir()}


def test_each_area_has_the_same_keys_in_every_language_and_no_key_stands_twice():
    read = {
        language: {name: json.loads(path.read_text()) for name, path in areas(language).items()}
        for language in LANGUAGES
    }

    assert {name: texts.keys() for name, texts in read["de"].items()} == {
        name: texts.keys() for name, texts in read["en"].items()
    }
    assert sum(len(texts) for texts in read["de"].values()) == len(CATALOGS["de"])


@pytest.mark.parametrize(
    "path",
    [path for language in LANGUAGES for path in areas(language).values()],
    ids=lambda path: f"{path.parent.name}-{path.stem}",
)
def test_a_catalogue_is_flat_sorted_and_has_one_text_a_line(path):
    texts = json.loads(path.read_text())

    assert path.read_text() == json.dumps(texts, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert all(isinstance(text, str) for text in texts.values())


def test_every_key_the_code_uses_is_there():
    used = {
        (key, str(path.relative_to(ROOT)))
        for path in [*ROOT.rglob("*.py"), *ROOT.rglob("*.html")]
        for key in USED.findall(path.read_text())
    }
    missing = {(key, path) for key, path in used if key not in CATALOGS["de"] and f"{key}.other" not in CATALOGS["de"]}

    assert missing == set()


def test_what_is_a_kanal_in_german_is_a_channel_in_english():
    """`Konto` is what somebody has somewhere, in English `account`."""
    german, english = CATALOGS["de"], CATALOGS["en"]
    channels = [
        key for key, text in german.items() if re.search(r"\bKan[aä]l", text) and not re.search("Kont[eo]", text)
    ]

    assert len(channels) > 100
    assert [key for key in channels if re.search(r"(?i)\baccounts?\b", english[key])] == []
