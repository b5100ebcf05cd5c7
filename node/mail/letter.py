"""What a letter to somebody of ours says. As a mail it is written in `writing.py`."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of several things a letter tells, with (what it does, its address) of its link."""

    title: str
    paragraphs: Sequence[str]
    link: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is said, in one language. `action` is (what it does, its address); `closing` stands below everything, and after
    it `stop`, a link like `action`. `unsubscribe` is an address where one click, also a mail program's (RFC 8058), ends such
    letters; `list_id` what programs sort them by (RFC 2919). A letter that is sent twice says so by the same `number`: mail
    programs show it once then."""

    language: str
    subject: str
    paragraphs: Sequence[str]
    items: Sequence[str] = ()
    parts: Sequence[Part] = ()
    action: tuple[str, str] | None = None
    after: Sequence[str] = ()
    closing: Sequence[str] = ()
    stop: tuple[str, str] | None = None
    unsubscribe: str = ""
    list_id: str = ""
    number: str = ""


def one_line(text: str) -> str:
    """Without line ends, control characters and those that turn the writing direction around."""
    kept = "".join(" " if each.isspace() else each for each in text if each.isspace() or _is_plain(each))
    return " ".join(kept.split())


def _is_plain(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
