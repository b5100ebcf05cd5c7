"""Three colours that go with a picture: its background, writing that can be read on it, and an accent."""

from collections.abc import Sequence
from typing import TypeAlias

Colour: TypeAlias = tuple[int, int, int]

_READABLE = 4.5  # the contrast that WCAG 2.2 asks for (1.4.3)


def matching(counted: Sequence[tuple[int, Colour]]) -> tuple[str, str, str]:
    """`counted` are the picture's main colours with how often each is there."""
    background = max(counted)[1]
    others = [colour for _, colour in counted if colour != background]
    foreground = max(others, key=lambda colour: contrast(colour, background), default=background)
    if contrast(foreground, background) < _READABLE:
        foreground = max(((0, 0, 0), (255, 255, 255)), key=lambda colour: contrast(colour, background))
    accent = max(others, key=_vividness, default=foreground)
    return _written(background), _written(foreground), _written(accent)


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black on white), as WCAG reckons it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _vividness(colour: Colour) -> int:
    return max(colour) - min(colour)


def _written(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
