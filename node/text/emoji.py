"""What counts as one emoji."""

import unicodedata
from typing import Final

LONGEST: Final = 16  # code points: a family with skin tones has eleven, a flag of a region seven

_PICTURES: Final = frozenset({"So", "Sm", "Po"})
_PARTS: Final = _PICTURES | {"Sk", "Cf", "Mn", "Me"}
_KEYCAP: Final = "\u20e3"


def is_emoji(text: str) -> bool:
    """One Unicode emoji, as far as its parts tell; not a custom one (`:name:`)."""
    if not 0 < len(text) <= LONGEST or text.isascii():
        return False
    is_keycap = text[0] in "0123456789#*" and text[-1] == _KEYCAP
    kinds = {unicodedata.category(sign) for sign in text[int(is_keycap) :]}
    return kinds <= _PARTS and (is_keycap or bool(kinds & _PICTURES))
