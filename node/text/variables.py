"""Variables in templates: `{name}` stands for what is known when somebody uses the template.

What a person has to fill in by hand stands in square brackets, such as `[Datum]`: to us that is text like any other.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from node.text.html import clean_name

POST: Final = ("channel", "organization", "link")
"""Known of every post: the channel that writes, who answers for it, and the address the template goes with."""
ANSWER: Final = ("name", *POST)
"""Known of an answer as well: whoever is answered."""

_BRACES: Final = re.compile(r"\{([^{}\n]{1,60})\}")
_SHORTCODE: Final = re.compile(r":\w+:")
_LONELY: Final = re.compile(r"(?<!\w)_+|_+(?!\w)")  # what Markdown reads as formatting
_OF_NAMES: Final = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd", "Nl", "No"})
_SIGNS: Final = frozenset(".,'’-_")
_VARIANTS: Final = range(0xFE00, 0xFE10)  # how an emoji is drawn


def unknown_in(text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """What stands in braces and is no variable, each once, as it is written."""
    return tuple(dict.fromkeys(each for each in _BRACES.findall(text) if each not in known))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Every variable replaced at once: braces within a value stay what they are."""
    return _BRACES.sub(lambda found: values.get(found[1], found[0]), text)


def speakable(shown: str, name: str) -> str:
    """A name as one addresses somebody with it: no emoji, and nothing that would mention others or be a tag, a link or
    formatting. `name` when nothing is left of it."""
    kept = "".join(each if _is_of_a_name(each) else " " for each in _SHORTCODE.sub(" ", shown))
    return clean_name(_LONELY.sub(" ", kept).replace(".", ". ")).strip(" .,") or name


def _is_of_a_name(sign: str) -> bool:
    return sign in _SIGNS or (unicodedata.category(sign) in _OF_NAMES and ord(sign) not in _VARIANTS)
