"""What is different between two texts, word by word, for pages that show it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

Mark = Literal["same", "added", "removed"]

_PIECE = re.compile(r"\n+|[^\S\n]+|\w+|[^\w\s]")
_MOST_PIECES: Final = 4_000
"""Longer texts are compared line by line: comparing takes the square of what is compared."""


@dataclass(frozen=True, slots=True)
class Piece:
    mark: Mark
    text: str


def changes(before: str, after: str) -> Sequence[Piece]:
    """Pieces which without what was added make `before`, and without what was removed `after`."""
    import difflib  # noqa: PLC0415  # hardly anybody ever asks

    old, new = _PIECE.findall(before), _PIECE.findall(after)
    if len(old) + len(new) > _MOST_PIECES:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Piece] = []
    for step, first, last, start, end in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if step == "equal":
            _add(found, "same", "".join(old[first:last]))
        else:
            _add(found, "removed", "".join(old[first:last]))
            _add(found, "added", "".join(new[start:end]))
    return _joined(found)


def _joined(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Two changes with only a space between them are read as one."""
    found: list[Piece] = []
    waiting: dict[Mark, str] = {"removed": "", "added": ""}

    def settle() -> None:
        for mark in ("removed", "added"):
            _add(found, mark, waiting[mark])
            waiting[mark] = ""

    for at, piece in enumerate(pieces):
        follows = at + 1 < len(pieces)
        if piece.mark != "same":
            waiting[piece.mark] += piece.text
        elif piece.text.isspace() and "\n" not in piece.text and follows and any(waiting.values()):
            waiting["removed"] += piece.text
            waiting["added"] += piece.text
        else:
            settle()
            _add(found, "same", piece.text)
    settle()
    return found


def _add(found: list[Piece], mark: Mark, text: str) -> None:
    if text:
        found.append(Piece(mark, text))
