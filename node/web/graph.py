"""Bars upwards and downwards from a line, as numbers for an SVG: no script, no style in the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

STEP: Final = 10
"""How wide a place is. The picture is 100 high, and stretched to what there is room for."""
_GAP: Final = 1.5
_HEIGHT: Final = 98


@dataclass(frozen=True, slots=True)
class Beam:
    """`y` and `up` of the part above the line, `down` of the part below it."""

    x: float
    y: float
    up: float
    down: float


@dataclass(frozen=True, slots=True)
class Graph:
    width: int
    bar: float
    line: float
    beams: Sequence[Beam]


def graph_of(pairs: Sequence[tuple[int, int]]) -> Graph:
    """How much upwards and how much downwards, from left to right; both by the same measure."""
    highest, deepest = max(up for up, _ in pairs), max(down for _, down in pairs)
    unit = _HEIGHT / max(highest + deepest, 1)
    line = highest * unit
    return Graph(
        width=STEP * len(pairs),
        bar=STEP - 2 * _GAP,
        line=round(line, 2),
        beams=[
            Beam(place * STEP + _GAP, round(line - up * unit, 2), round(up * unit, 2), round(down * unit, 2))
            for place, (up, down) in enumerate(pairs)
        ],
    )
