"""Bytes become one JSON object, or are refused."""

import re
from typing import Any, Final

import msgspec

from node.errors import Invalid, TooLarge

MOST_BYTES: Final = 1024 * 1024  # as Mastodon
DEEPEST: Final = 32
MOST_CONTAINERS: Final = 20_000

_NUL: Final = re.compile("\0")
_decode: Final = msgspec.json.Decoder(dict[str, Any]).decode


def read_json(raw: bytes) -> dict[str, Any]:
    """The object in `raw`: UTF-8, at most `MOST_BYTES`, nested at most `DEEPEST`, NUL characters removed.

    Lone surrogates and numbers that are none are refused; of equal keys the last one counts. Raises Invalid, TooLarge.
    """
    if len(raw) > MOST_BYTES:
        raise TooLarge(f"The document has more than {MOST_BYTES} bytes.")
    try:
        document = _decode(raw.removeprefix(b"\xef\xbb\xbf"))
    except RecursionError as problem:
        raise Invalid("The document is nested too deeply.") from problem
    except ValueError as problem:  # msgspec's own errors, and what is not UTF-8
        raise Invalid("The document is not one JSON object in UTF-8.") from problem
    _bound(document)
    return _without_nul(document) if b"\\u0000" in raw else document


def _bound(document: dict[str, Any]) -> None:
    level: list[Any] = [document]
    containers = depth = 0
    while level:
        containers += len(level)
        depth += 1
        if depth > DEEPEST or containers > MOST_CONTAINERS:
            raise Invalid("The document is nested too deeply, or has too many parts.")
        level = [
            value
            for container in level
            for value in (container.values() if type(container) is dict else container)
            if type(value) is dict or type(value) is list
        ]


def _without_nul(value: Any) -> Any:
    """PostgreSQL stores no NUL, and nobody means one."""
    if isinstance(value, str):
        return _NUL.sub("", value)
    if isinstance(value, dict):
        return {_NUL.sub("", name): _without_nul(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_without_nul(each) for each in value]
    return value
