"""Language tags (BCP 47): read as people and programs write them, written as browsers need them."""

import re
from functools import lru_cache
from typing import Literal

_SHAPE = re.compile(
    r"(?P<language>[a-z]{2,3})"
    r"(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)"
    r"(?P<private>-x(?:-[a-z0-9]{1,8})+)?",
)
_MAX = 35  # what RFC 5646, 4.4.1, asks for at least
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "mis"})
_RTL_LANGUAGES = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
)
_RTL_SCRIPTS = frozenset({"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Syrc", "Thaa"})


def normalise(tag: str) -> str | None:
    """`de_DE` becomes `de-DE`; `DE-SIMPLE` (Leichte Sprache) `de-simple`. None for what is no language tag.

    Loosely: the shape is checked, not whether somebody registered the parts. Tags that name no language are None.
    """
    if len(tag) > _MAX:
        return None
    match = _SHAPE.fullmatch(tag.strip().replace("_", "-").lower())
    if match is None or match["language"] in _NO_LANGUAGE:
        return None
    parts = [match["language"]]
    if match["script"]:
        parts.append(match["script"].title())
    if match["region"]:
        parts.append(match["region"].upper())
    return "-".join(parts) + match["variants"] + (match["private"] or "")


def primary(tag: str) -> str:
    """The language alone: `de` of `de-AT`."""
    return tag.partition("-")[0].lower()


@lru_cache(maxsize=256)
def direction(tag: str | None) -> Literal["ltr", "rtl", "auto"]:
    """For the `dir` attribute; `auto` when the language is not known, so that the letters decide."""
    known = normalise(tag) if tag else None
    if known is None:
        return "auto"
    parts = known.split("-")
    script = parts[1] if len(parts) > 1 and parts[1].istitle() and len(parts[1]) == 4 else None
    if script:
        return "rtl" if script in _RTL_SCRIPTS else "ltr"
    return "rtl" if parts[0] in _RTL_LANGUAGES else "ltr"
