"""The language the command line speaks. Its texts stand where they are said, German and English side by side.

What lower parts of the node report (errors, outcomes, log lines) is English in both.
"""

from collections.abc import Mapping
from dataclasses import dataclass

GERMAN = "de"


@dataclass(frozen=True, slots=True)
class Say:
    """Picks one of two texts: `say("Konto", "account")`."""

    language: str = GERMAN

    def __call__(self, german: str, english: str) -> str:
        return german if self.language == GERMAN else english


def language_of(environ: Mapping[str, str]) -> str:
    """German, unless the locale says another language. `C` and no locale at all say none."""
    locale = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    name = locale.partition(".")[0].partition("_")[0].lower()
    return GERMAN if name in {"", "c", "posix", GERMAN} else "en"
