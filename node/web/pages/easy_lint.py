"""What the preview says about a text in Leichte Sprache: hints in words, which forbid nothing."""

from collections.abc import Sequence

from node.model.language import is_simple
from node.text.easy import remarks
from node.web.pages.compose_form import Written
from node.web.rendering import Frame

_MOST = 30


def lint_of(written: Written, frame: Frame) -> Sequence[str] | None:
    """None where nothing is in Leichte Sprache."""
    text = written.text if is_simple(written.language) else written.easy if written.is_in_easy else ""
    if not text.strip():
        return None
    return [
        frame.words.t(f"easy.lint.{each.rule.value}", word=each.word, text=each.sentence, length=each.count)
        for each in remarks(text)[:_MOST]
    ]
