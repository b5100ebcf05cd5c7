"""Structured field values (RFC 9651, the types of RFC 8941): as much as signatures need, read and written strictly.

A dictionary such as `sig1=("@method" "@target-uri");created=1618884473;keyid="..."` becomes `{"sig1": InnerList(...)}`.
Reading is one pass with regular expressions that cannot backtrack; the length is bounded by who calls.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias

from node.errors import Invalid

MOST_MEMBERS: Final = 64


class Token(str):
    """A bare word, told apart from a quoted string."""

    __slots__ = ()


Bare: TypeAlias = int | Decimal | str | bytes | bool
Parameters: TypeAlias = tuple[tuple[str, Bare], ...]


@dataclass(frozen=True, slots=True)
class Item:
    value: Bare
    parameters: Parameters = ()

    def __str__(self) -> str:
        return _bare(self.value) + _parameters(self.parameters)


@dataclass(frozen=True, slots=True)
class InnerList:
    items: tuple[Item, ...]
    parameters: Parameters = ()

    def __str__(self) -> str:
        return "(" + " ".join(map(str, self.items)) + ")" + _parameters(self.parameters)


Member: TypeAlias = Item | InnerList

_KEY: Final = re.compile(r"[a-z*][a-z0-9_.*-]*")
_NUMBER: Final = re.compile(r"(-?[0-9]{1,15})(?![0-9.])|(-?[0-9]{1,12}\.[0-9]{1,3})(?![0-9.])")
_STRING: Final = re.compile(r'"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"')
_TOKEN: Final = re.compile(r"[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*")
_BYTES: Final = re.compile(r":([A-Za-z0-9+/]*={0,2}):")
_BOOLEAN: Final = re.compile(r"\?([01])")
_SPACES: Final = re.compile(r" *")
_OPTIONAL_WHITESPACE: Final = re.compile(r"[ \t]*")
_ESCAPED: Final = re.compile(r"\\(.)")


def parse_dictionary(text: str) -> dict[str, Member]:
    """The members by name, in order. A name given twice is refused, so that everybody reads the same value."""
    reader = _Reader(text.strip(" "))
    members: dict[str, Member] = {}
    while not reader.at_end():
        name = reader.key()
        if name in members or len(members) == MOST_MEMBERS:
            raise Invalid("the structured field names something twice, or too much")
        members[name] = reader.member() if reader.take("=") else Item(True, reader.parameters())
        reader.separator()
    return members


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def at_end(self) -> bool:
        return self._at >= len(self._text)

    def take(self, expected: str) -> bool:
        if self._text.startswith(expected, self._at):
            self._at += len(expected)
            return True
        return False

    def key(self) -> str:
        return self._must(_KEY)[0]

    def member(self) -> Member:
        return self._inner_list() if self.take("(") else self._item()

    def separator(self) -> None:
        """Between members of a dictionary: a comma that something follows, or the end."""
        self._skip(_OPTIONAL_WHITESPACE)
        if self.at_end():
            return
        if not self.take(","):
            raise self._unreadable()
        self._skip(_OPTIONAL_WHITESPACE)
        if self.at_end():
            raise self._unreadable()

    def parameters(self) -> Parameters:
        found: dict[str, Bare] = {}
        while self.take(";"):
            self._skip(_SPACES)
            name = self.key()
            if name in found or len(found) == MOST_MEMBERS:
                raise self._unreadable()
            found[name] = self._bare() if self.take("=") else True
        return tuple(found.items())

    def _item(self) -> Item:
        value = self._bare()
        return Item(value, self.parameters())

    def _inner_list(self) -> InnerList:
        items: list[Item] = []
        while True:
            self._skip(_SPACES)
            if self.take(")"):
                return InnerList(tuple(items), self.parameters())
            if len(items) == MOST_MEMBERS:
                raise self._unreadable()
            items.append(self._item())
            if not self._text.startswith((" ", ")"), self._at):
                raise self._unreadable()

    def _bare(self) -> Bare:
        first = self._text[self._at : self._at + 1]
        if first == '"':
            return _ESCAPED.sub(r"\1", self._must(_STRING)[1])
        if first == ":":
            try:
                return b64decode(self._must(_BYTES)[1], validate=True)
            except NotBase64 as problem:
                raise self._unreadable() from problem
        if first == "?":
            return self._must(_BOOLEAN)[1] == "1"
        if first == "-" or first.isdigit():
            number = self._must(_NUMBER)
            return int(number[1]) if number[1] else Decimal(number[2])
        return Token(self._must(_TOKEN)[0])

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _must(self, pattern: re.Pattern[str]) -> re.Match[str]:
        found = pattern.match(self._text, self._at)
        if found is None:
            raise self._unreadable()
        self._at = found.end()
        return found

    def _unreadable(self) -> Invalid:
        return Invalid(f"the structured field cannot be read at character {self._at + 1}")


def quoted(text: str) -> str:
    """A string as it is written in a structured field."""
    if not text.isascii() or not text.isprintable():
        raise Invalid("a string in a structured field is printable ASCII")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def byte_sequence(data: bytes) -> str:
    return ":" + b64encode(data).decode() + ":"


def _bare(value: Bare) -> str:
    if isinstance(value, bool):
        return "?1" if value else "?0"
    if isinstance(value, bytes):
        return byte_sequence(value)
    if isinstance(value, Token):
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Decimal):
        whole, _, fraction = f"{value:f}".partition(".")
        return f"{whole}.{fraction.rstrip('0') or '0'}"
    return str(value)


def _parameters(parameters: Parameters) -> str:
    return "".join(f";{name}" if value is True else f";{name}={_bare(value)}" for name, value in parameters)
