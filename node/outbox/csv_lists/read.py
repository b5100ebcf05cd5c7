"""Reads a table (CSV) that somebody brings from Mastodon, or from here. Whatever is in it is only looked at: nothing is
looked up yet. Bounded (T-248)."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from node.errors import Unprocessable
from node.model.takeout import ListKind

MOST_BYTES: Final = 2 * 1024 * 1024
MOST_LINES: Final = 20_000
LONGEST_CELL: Final = 2_048
_MOST_LANGUAGES: Final = 20
_HEADS: Final = frozenset(
    {"account address", "address", "#domain", "domain", "#uri", "uri", "list name", "list", "acct"}
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

Rows = tuple[tuple[str, ...], ...]


class NoTable(Unprocessable):
    """It cannot be read as a table of this kind; `code` says why, for who is to be told in words."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the file is no table that can be taken over: {code}")
        self.code = code


def read_table(kind: ListKind, data: bytes) -> Rows:
    """Lines without heading, empty ones and doubles. Raises NoTable."""
    if len(data) > MOST_BYTES:
        raise NoTable("large")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NoTable("letters") from None
    if "\0" in text:
        raise NoTable("letters")
    found: dict[tuple[str, ...], None] = {}
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True)):
            stripped = [_plain(cell) for cell in cells]
            if not any(stripped) or (number == 0 and stripped[0].lower() in _HEADS):
                continue
            if (line := _READERS[kind](stripped)) is None:
                raise NoTable("columns")
            found[line] = None
            if len(found) > MOST_LINES:
                raise NoTable("long")
    except csv.Error:
        raise NoTable("columns") from None
    if not found:
        raise NoTable("empty")
    return tuple(found)


def _plain(cell: str) -> str:
    """Without the sign that keeps other programs from reckoning with it."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _truth(cells: Sequence[str], place: int, otherwise: str) -> str:
    value = cells[place].lower() if len(cells) > place else ""
    return {"true": "1", "1": "1", "false": "", "0": ""}.get(value, otherwise)


def _handle(text: str) -> str | None:
    name, _, host = text.removeprefix("@").partition("@")
    fits = name and len(text) <= LONGEST_CELL and not any(sign in text for sign in " /\\<>")
    return f"{name}@{host}".removesuffix("@") if fits else None


def _following(cells: Sequence[str]) -> tuple[str, ...] | None:
    handle = _handle(cells[0])
    languages = cells[3] if len(cells) > 3 else ""
    shown = [each.strip() for each in languages.split(",") if each.strip()]
    if handle is None or len(shown) > _MOST_LANGUAGES:
        return None
    return (handle, _truth(cells, 1, "1"), _truth(cells, 2, ""), ",".join(shown))


def _mute(cells: Sequence[str]) -> tuple[str, ...] | None:
    handle = _handle(cells[0])
    return None if handle is None else (handle, _truth(cells, 1, "1"))


def _block(cells: Sequence[str]) -> tuple[str, ...] | None:
    handle = _handle(cells[0])
    return None if handle is None else (handle,)


def _member(cells: Sequence[str]) -> tuple[str, ...] | None:
    handle = _handle(cells[1]) if len(cells) > 1 else None
    return None if handle is None or not 0 < len(cells[0]) <= LONGEST_CELL else (cells[0], handle)


def _host(cells: Sequence[str]) -> tuple[str, ...] | None:
    host = cells[0].lower()
    return (host,) if 0 < len(host) <= 253 and "." in host and not any(sign in host for sign in " /\\<>@") else None


def _address(cells: Sequence[str]) -> tuple[str, ...] | None:
    uri = cells[0]
    return (uri,) if uri.startswith(("https://", "http://")) and len(uri) <= LONGEST_CELL else None


_READERS: Final[Mapping[ListKind, Callable[[Sequence[str]], tuple[str, ...] | None]]] = MappingProxyType(
    {
        ListKind.FOLLOWING: _following,
        ListKind.LISTS: _member,
        ListKind.BLOCKS: _block,
        ListKind.MUTES: _mute,
        ListKind.HOSTS: _host,
        ListKind.BOOKMARKS: _address,
    }
)
