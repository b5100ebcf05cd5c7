"""Blurhash against strings that another program made of the same pixels (blurhash-python 1.2.2, the reference in C)."""

import pytest

from node.media.blurhash import encode


def slope(width: int, height: int) -> list[tuple[int, int, int]]:
    return [(x * 255 // (width - 1), y * 255 // (height - 1), x * y % 256) for y in range(height) for x in range(width)]


def squares(width: int, height: int) -> list[tuple[int, int, int]]:
    return [(255, 255, 255) if (x // 4 + y // 4) % 2 else (10, 20, 200) for y in range(height) for x in range(width)]


@pytest.mark.parametrize(
    ("pixels", "size", "kept", "expected"),
    [
        (slope, (32, 24), (4, 4), "U$HewC2lwtX4l@WBjwe@gFfmfTfin$WsjsfN"),
        (slope, (20, 32), (4, 3), "L$HoEo2+wtbql@WCjwe@gFfmfTfg"),
        (squares, (32, 32), (4, 4), "U7Lqep?dfQ?d?dIWfQIWfQfQfQfQ?dIWfQD,"),
        (slope, (12, 12), (1, 1), "00H.P7"),
    ],
)
def test_the_same_pixels_give_the_same_text_as_elsewhere(pixels, size, kept, expected):
    made = encode(pixels(*size), *size, across=kept[0], down=kept[1])

    assert made == expected


def test_one_colour_is_told_exactly():
    assert encode([(255, 255, 255)] * 4, 2, 2, across=1, down=1) == "00TSUA"
    assert encode([(0, 0, 0)] * 4, 2, 2, across=1, down=1) == "000000"
