"""What is different between two versions of a text: paragraphs that came, went and stayed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from node.model.rule import Wordings
from node.text.html import to_text

Mark = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Line:
    mark: Mark
    text: str


def differences(before: Wordings, after: Wordings, language: str) -> Sequence[Line]:
    """Paragraph by paragraph, rules last."""
    import difflib  # noqa: PLC0415  # hardly anybody ever asks

    found: list[Line] = []
    old, new = _paragraphs(before, language), _paragraphs(after, language)
    for step, first, last, start, end in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if step == "equal":
            found += [Line("same", each) for each in old[first:last]]
        else:
            found += [Line("removed", each) for each in old[first:last]]
            found += [Line("added", each) for each in new[start:end]]
    return found


def _paragraphs(said: Wordings, language: str) -> list[str]:
    text = said.text_in(language)
    lines = [] if text is None else to_text(text.content).splitlines()
    for rule in said.rules:
        worded = rule.translations.get(language)
        lines.append(" ".join(filter(None, (worded.text, worded.hint) if worded else (rule.text, rule.hint))))
    return [line.strip() for line in lines if line.strip()]
