"""Every letter has its words, in both languages."""

from typing import get_args

import pytest

from node.i18n.translate import LANGUAGES, Translator, load_catalogs
from node.outbox.letters import Notice

CATALOGS = load_catalogs()
VALUES = {
    "node": "Musterhausen",
    "address": "https://here.test",
    "email": "a@b.test",
    "when": "heute",
    "detail": "Firefox",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notice", get_args(Notice))
def test_every_notice_has_a_subject_and_a_text(language, notice):
    words = Translator(language, CATALOGS)

    subject = words.t(f"letter.notice.{notice}.subject", **VALUES)
    text = words.t(f"letter.notice.{notice}.text", **VALUES)

    assert "Musterhausen" in subject
    assert "heute" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["confirm", "reset", "invite"])
def test_every_letter_with_a_link_says_how_long_it_is_good(language, kind):
    words = Translator(language, CATALOGS)

    assert "48" in words.t(f"letter.{kind}.after", count=48)
    assert words.t(f"letter.{kind}.subject", **VALUES)
    assert words.t(f"letter.{kind}.text", **VALUES)
    assert words.t(f"letter.{kind}.action")
