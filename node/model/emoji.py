"""Custom emoji: small pictures with a name, written between colons."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

NAME: Final = re.compile(r"[A-Za-z0-9_]{2,64}")
_WRITTEN: Final = re.compile(r"(?<![A-Za-z0-9_:]):([A-Za-z0-9_]{2,64}):(?![A-Za-z0-9_:])")
MOST_NAMES: Final = 64


@dataclass(frozen=True, slots=True)
class Emoji:
    """One as a text uses it, `name` without colons. Of one of ours `owner_id` is 0, `source` and `still` (without motion)
    are names in the storage; of others `owner_id` is the row that names the address `source`."""

    name: str
    owner_id: int
    source: str
    still: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEmoji:
    """One of this node's own. `file` and `still` are names in the storage."""

    id: int
    name: str
    category: str
    mime: str
    file: str
    still: str
    created_at: datetime


def names_in(texts: Iterable[str]) -> list[str]:
    """What stands between colons, each once, bounded."""
    found: dict[str, None] = {}
    for text in texts:
        for match in _WRITTEN.finditer(text):
            found[match[1]] = None
            if len(found) >= MOST_NAMES:
                return list(found)
    return list(found)
