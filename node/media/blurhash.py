"""A picture as a few soft colours in a short text, which apps show until the picture is there (blurha.sh).

It is a cosine transform of the pixels in linear light; only the lowest frequencies are kept.
"""

from collections.abc import Sequence
from math import copysign, cos, pi, sqrt
from typing import Final, TypeAlias

Pixel: TypeAlias = tuple[float, float, float]

_SIGNS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"
_LINEAR: Final = tuple(
    value / 255 / 12.92 if value / 255 <= 0.04045 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in range(256)
)


def encode(pixels: Sequence[tuple[int, int, int]], width: int, height: int, *, across: int = 4, down: int = 4) -> str:
    """`pixels` row by row, each red, green and blue from 0 to 255; `across` and `down` frequencies are kept, 1 to 9."""
    factors = _transformed(pixels, width, height, across, down)
    (average, *rest) = factors
    largest = max((abs(value) for factor in rest for value in factor), default=0.0)
    quantised = max(0, min(82, int(largest * 166 - 0.5))) if rest else 0
    most = (quantised + 1) / 166 if rest else 1.0
    return (
        _digits((across - 1) + (down - 1) * 9, 1)
        + _digits(quantised, 1)
        + _digits(_colour(average), 4)
        + "".join(_digits(_detail(factor, most), 2) for factor in rest)
    )


def _transformed(
    pixels: Sequence[tuple[int, int, int]], width: int, height: int, across: int, down: int
) -> Sequence[Pixel]:
    """First along the rows, then along the columns: that is far less than every frequency over every pixel."""
    waves_across = [[cos(pi * i * x / width) for x in range(width)] for i in range(across)]
    waves_down = [[cos(pi * j * y / height) for y in range(height)] for j in range(down)]
    rows = [_row(pixels[y * width : (y + 1) * width], waves_across) for y in range(height)]
    factors = []
    for j, wave in enumerate(waves_down):
        for i in range(across):
            scale = (1 if i == j == 0 else 2) / (width * height)
            sums = [sum(wave[y] * rows[y][i][channel] for y in range(height)) * scale for channel in range(3)]
            factors.append((sums[0], sums[1], sums[2]))
    return factors


def _row(row: Sequence[tuple[int, int, int]], waves: Sequence[Sequence[float]]) -> Sequence[Pixel]:
    linear = [(_LINEAR[red], _LINEAR[green], _LINEAR[blue]) for red, green, blue in row]
    found = []
    for wave in waves:
        red = green = blue = 0.0
        for weight, (r, g, b) in zip(wave, linear, strict=True):
            red += weight * r
            green += weight * g
            blue += weight * b
        found.append((red, green, blue))
    return found


def _colour(factor: Pixel) -> int:
    red, green, blue = (_byte(value) for value in factor)
    return (red << 16) + (green << 8) + blue


def _byte(value: float) -> int:
    value = max(0.0, min(1.0, value))
    light = value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return int(light * 255 + 0.5)


def _detail(factor: Pixel, most: float) -> int:
    red, green, blue = (max(0, min(18, int(_root(value / most) * 9 + 9.5))) for value in factor)
    return (red * 19 + green) * 19 + blue


def _root(value: float) -> float:
    return copysign(sqrt(abs(value)), value)


def _digits(number: int, length: int) -> str:
    return "".join(_SIGNS[number // 83**place % 83] for place in reversed(range(length)))
