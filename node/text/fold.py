"""Folding: two spellings of one word become the same string, for comparing and for search.

Done here and not in the database, because SQLite and PostgreSQL fold differently, and SQLite only ASCII.

`fold` is for equality (hashtags, topics). It writes umlauts as German does without umlaut keys, so "Müller" and
"MUELLER" are the same and "Muller" is not; were it the same, #Poet and #Pot would be, too.

`fold_search` is for finding, where one hit too many is better than one too few: it also drops the e of ae, oe and ue,
so "Müller", "Mueller" and "Muller" find each other. Not after a vowel or q, where it is no umlaut: "neue", "Quelle".

Neither is for account names: @müller and @mueller of one host are two people.
"""

import re
import unicodedata

from node.text.html import tidy

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_LETTERS = str.maketrans(
    {"ø": "oe", "œ": "oe", "æ": "ae", "å": "aa", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
# Marks on Latin letters only: in other scripts they make other letters (й is no и, が is no か).
_LATIN_MARKS = re.compile("(?<=[a-z])[\u0300-\u036f]+")
_TRANSCRIBED = re.compile("(?<![aeiouyq])([aou])e")
_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """For equality: NFKC, case folded, umlauts as ae/oe/ue, ß as ss, other Latin letters without accents."""
    if text.isascii():
        return tidy(text).casefold()
    folded = unicodedata.normalize("NFKC", tidy(text)).casefold()
    folded = unicodedata.normalize("NFC", folded).translate(_GERMAN).translate(_LETTERS)
    bare = _LATIN_MARKS.sub("", unicodedata.normalize("NFD", folded))
    return unicodedata.normalize("NFC", bare)


def fold_search(text: str) -> str:
    """For search: as `fold`, ae/oe/ue as a/o/u, single spaces. Fold what is stored and what is asked."""
    return _SPACES.sub(" ", _TRANSCRIBED.sub(r"\1", fold(text))).strip()


def excerpt(text: str, length: int) -> str:
    """Plain text on one line, at most `length` characters, cut between words and marked with an ellipsis."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    cut = line[:length]
    word_end = cut.rfind(" ")
    if word_end < length // 2:  # one endless word
        word_end = length - 1
    return cut[:word_end].rstrip(" ,;:.–-") + "…"
