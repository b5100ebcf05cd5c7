"""The values JSON from strangers is made of: addresses, texts, numbers, times, each in any of the shapes ActivityStreams
allows (alone, in a list, as an object, as an expanded JSON-LD value). Nothing here raises; what cannot be read is None.
"""

import re
from datetime import UTC, datetime
from itertools import islice
from math import isfinite
from typing import Any, Final

from node.federation.addressing import MAX_LENGTH
from node.model.addresses import PUBLIC
from node.text.language import normalise

MOST_VALUES: Final = 500
MOST_LANGUAGES: Final = 24
LONGEST_TYPE: Final = 256  # with its namespace
LONGEST_KIND: Final = 64
LARGEST: Final = (1 << 53) - 1  # what JSON numbers hold everywhere

_PUBLIC: Final = frozenset({PUBLIC, "as:Public", "Public"})
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x20\x7f-\x9f\\\"<>]+")
_WEB: Final = re.compile(r"https?://[^\s\x00-\x20\x7f-\x9f\\\"<>]+", re.IGNORECASE)
_PREFIXES: Final = re.compile(r"https?://[^#]*[#/](?=\w+\Z)|\w+:")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def listed(value: Any, limit: int = MOST_VALUES) -> list[Any]:
    """A property that may hold nothing, one value or several, as a list of at most `limit`."""
    if value is None:
        return []
    if isinstance(value, list):
        return value[:limit]
    if isinstance(value, dict) and "0" in value and all(key.isdigit() for key in value):
        return list(islice(value.values(), limit))  # a PHP array with gaps (Mbin)
    return [value]


def kinds_of(document: dict[str, Any]) -> tuple[str, ...]:
    """The names in `type`, without namespace: `as:Note` and `https://www.w3.org/ns/activitystreams#Note` are `Note`."""
    kind = document.get("type") or document.get("@type")
    if type(kind) is str and len(kind) <= LONGEST_KIND and kind.isalnum():
        return (kind,)
    # Cut first: looking for a prefix in a long name costs the square of its length
    names = [each[:LONGEST_TYPE] for each in listed(kind, 8) if isinstance(each, str) and each]
    return tuple(_PREFIXES.sub("", each, count=1)[:LONGEST_KIND] for each in names)


def is_kind(document: dict[str, Any], *kinds: str) -> bool:
    return any(each in kinds for each in kinds_of(document))


def embedded(value: Any) -> dict[str, Any] | None:
    """An object given whole: the value itself, or the first of a list. An object that is only an id is none."""
    for each in listed(value, 8):
        if isinstance(each, dict) and not each.keys() <= {"id", "@id"}:
            return each
    return None


def uri_of(value: Any) -> str | None:
    """The first address in a property that holds an address, an object with an id, a Link, or a list of those."""
    if type(value) is str:
        return _uri(value)
    for each in listed(value, 8):
        if (found := _uri(each)) is not None:
            return found
    return None


def uris_of(value: Any, limit: int = MOST_VALUES) -> tuple[str, ...]:
    """All of them, each once, in their order."""
    return tuple(dict.fromkeys(found for each in listed(value, limit) if (found := _uri(each)) is not None))


def _uri(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("id") or value.get("@id") or (value.get("href") if "href" in value else value.get("@value"))
    if not isinstance(value, str):
        return None
    if value in _PUBLIC:
        return PUBLIC
    value = value.strip()
    return value if len(value) <= MAX_LENGTH and _URI.fullmatch(value) else None


def web_of(value: Any) -> str | None:
    """As `uri_of`, but only what a browser or our client may follow: http and https."""
    found = uri_of(value)
    return found if found is not None and is_web(found) else None


def is_web(uri: str) -> bool:
    return len(uri) <= MAX_LENGTH and _WEB.fullmatch(uri) is not None


def href_of(value: Any) -> str | None:
    """Where something lies: a bare address, the `href` of a Link, or the `url` of an object."""
    if isinstance(value, dict):
        value = value.get("href") or value.get("url")
        if isinstance(value, dict):
            value = value.get("href")
    if isinstance(value, str) and is_web(value := value.strip()):
        return value
    return None


def text_of(value: Any) -> str:
    """The text of a property that should hold one; empty when it holds none."""
    if type(value) is str:
        return value
    for each in listed(value, 8):
        if isinstance(each, dict):
            each = each.get("@value")  # noqa: PLW2901  # its expanded form
        if isinstance(each, str):
            return each
    return ""


def language_of(value: Any) -> str | None:
    """A language tag as BCP 47 writes it; Lemmy and PeerTube send an object with an `identifier`."""
    if isinstance(value, dict):
        value = value.get("identifier")
    return normalise(value) if isinstance(value, str) else None


def texts_of(document: dict[str, Any], name: str) -> dict[str, str]:
    """A text by language, from `contentMap` and its like, or from values that carry their language with them."""
    given = document.get(f"{name}Map")
    if isinstance(given, dict):
        pairs = list(islice(given.items(), MOST_LANGUAGES))
    else:
        values = [each for each in listed(document.get(name), MOST_LANGUAGES) if isinstance(each, dict)]
        pairs = [(each.get("@language"), each.get("@value")) for each in values]
    found: dict[str, str] = {}
    for tag, text in pairs:
        language = language_of(tag)
        if language is not None and (written := text_of(text)):
            found.setdefault(language, written)
    return found


def number_of(value: Any, largest: int = LARGEST) -> int | None:
    """A count or a size: never negative, never beyond `largest`. Some servers write numbers as strings."""
    if type(value) is int:
        return value if 0 <= value <= largest else None
    is_written = isinstance(value, str) and len(value) <= 16 and value.isascii() and value.isdigit()
    if not is_written and not (isinstance(value, float) and isfinite(value)):
        return None
    number = int(value)
    return number if 0 <= number <= largest else None


def total_of(value: Any) -> int | None:
    """The `totalItems` of a collection that is embedded; None where there is only its address."""
    return number_of(value.get("totalItems")) if isinstance(value, dict) else None


def moment_of(value: Any) -> datetime | None:
    """An xsd:dateTime as aware UTC; without an offset it is read as UTC."""
    text = text_of(value)
    if not 8 <= len(text) <= 40:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def past_of(value: Any, now: datetime) -> datetime | None:
    """A time at which something has happened: what lies ahead of us counts as now (their clock may be fast)."""
    moment = moment_of(value)
    return None if moment is None else max(min(moment, now), _EPOCH)
