"""The words of a text, as they are kept and asked for in a search."""

import re

from node.text.fold import fold_search

MOST_WORDS = 2_000
MOST_ASKED = 12
LONGEST = 60
_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Each once, folded, letters and digits only, in their order; no more than can be of use."""
    found = dict.fromkeys(word[:LONGEST] for word in _WORD.findall(fold_search(text)))
    return list(found)[:MOST_WORDS]
