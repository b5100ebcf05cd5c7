"""The colours shown around a picture can be read on each other (WCAG 1.4.3)."""

import pytest

from node.media.colours import contrast, matching


def read(text: str) -> tuple[int, int, int]:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


@pytest.mark.parametrize("shade", range(0, 256, 15))
def test_writing_on_the_background_can_be_read(shade):
    counted = [(90, (shade, shade, 255 - shade)), (10, (shade, shade // 2, shade))]

    background, foreground, _ = matching(counted)

    assert background == "#{:02x}{:02x}{:02x}".format(*counted[0][1])
    assert contrast(read(background), read(foreground)) >= 4.5


def test_the_accent_is_the_most_vivid_of_the_others():
    assert matching([(9, (250, 250, 250)), (3, (20, 20, 20)), (2, (200, 10, 10))])[2] == "#c80a0a"


def test_black_on_white_has_the_highest_contrast():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
