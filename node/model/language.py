"""Language tags (BCP 47), as far as the store has to understand them; the rest is `node/text/language.py`."""

from typing import Final

EASY: Final = "de-simple"
"""German Leichte Sprache."""


def is_simple(tag: str) -> bool:
    """Leichte or einfache Sprache, the registered variant `simple`: `de-simple`."""
    return "simple" in tag.lower().split("-")[1:]
