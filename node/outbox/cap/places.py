"""Whether a warning is about a place here, by the keys of German communes.

The Regionalschlüssel (ARS) has 12 digits: 2 for the Land, 1 for the Regierungsbezirk, 2 for the county, 4 for the Verband, 3
for the commune; zeros at the end mean all of it. The Gemeindeschlüssel (AGS) leaves the Verband out. NINA and MoWaS name
them in `warnVerwaltungsbereiche` and as `SHN`; the weather service puts a digit before the AGS (`WARNCELLID`).
"""

from collections.abc import Iterable, Sequence
from typing import Final

_ENDS: Final = (0, 2, 3, 5, 9)
_LONG: Final = 12
_AGS: Final = 8
_COUNTY: Final = 5
_KEYS: Final = frozenset({"ARS", "AGS", "SHN", "WARNCELLID"})
AREAS: Final = "warnVerwaltungsbereiche"
"""The parameter in which MoWaS names them, divided by commas."""


def is_about(codes: Iterable[tuple[str, str]], ours: Sequence[str]) -> bool | None:
    """None where the message names no such key, so that it cannot be told."""
    known = [key for name, value in codes if name in _KEYS for key in _keys(name, value)]
    if not known:
        return None
    return any(_meets(key, place) for key in known for place in ours)


def _keys(name: str, value: str) -> Iterable[str]:
    """As ARS with what it says of the Verband replaced by dots where it says nothing."""
    code = value.strip()
    if name == "WARNCELLID" and len(code) == _AGS + 1 and code[0] in "18":
        code = code[1:]
    if not (code.isascii() and code.isdigit()):
        return
    if len(code) == _AGS:
        commune = code[_COUNTY:]
        yield code[:_COUNTY] if commune == "000" else f"{code[:_COUNTY]}....{commune}"
    elif len(code) <= _LONG:
        yield _significant(code)


def _significant(code: str) -> str:
    """Without the zeros that mean all of it."""
    for end in _ENDS:
        if len(code) > end and not code[end:].strip("0"):
            return code[:end]
    return code


def _meets(key: str, place: str) -> bool:
    """One contains the other, or they are the same."""
    return all(one in (other, ".") for one, other in zip(key, _significant(place), strict=False))
