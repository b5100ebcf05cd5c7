"""What kind of browser somebody uses, as far as a person needs it to know their own sessions again: family and system, no
version, nothing that would tell two people apart."""

from collections.abc import Sequence
from typing import Final

_LONGEST = 500
# The first that fits counts: most browsers also name those they descend from
_FAMILIES: Final[Sequence[tuple[str, str]]] = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final[Sequence[tuple[str, str]]] = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_of(user_agent: str) -> str:
    """`Firefox, Windows`; nothing when neither is known."""
    text = user_agent[:_LONGEST]
    return ", ".join(filter(None, (_first(_FAMILIES, text), _first(_SYSTEMS, text))))


def _first(known: Sequence[tuple[str, str]], text: str) -> str:
    return next((name for sign, name in known if sign in text), "")
