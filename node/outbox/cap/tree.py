"""XML of strangers as a small tree: bounded in bytes, elements and depth, and without any document type, so that there are
no entities to expand and nothing outside to fetch."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from node.errors import Invalid, Refused

MOST_BYTES: Final = 1 << 20
_MOST_ELEMENTS: Final = 20_000
_DEEPEST: Final = 12


@dataclass(slots=True)
class Node:
    """`name` without its namespace, which is `space`."""

    name: str
    space: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces).strip()

    def all(self, name: str) -> Iterator["Node"]:
        return (each for each in self.children if each.name == name)

    def said(self, name: str) -> str:
        """The text of the first child of that name, or nothing."""
        return next((each.text for each in self.all(name)), "")


class _Builder:
    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[Node] = []
        self._count = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > _MOST_ELEMENTS or len(self._open) >= _DEEPEST:
            raise Refused("the document has too many elements")
        space, _, local = name.rpartition(" ")
        made = Node(local, space, {each.rpartition(" ")[2]: value for each, value in attributes.items()})
        if self._open:
            self._open[-1].children.append(made)
        else:
            self.root = made
        self._open.append(made)

    def end(self, _name: str) -> None:
        self._open.pop()

    def text(self, text: str) -> None:
        if self._open:
            self._open[-1].pieces.append(text)


def read_tree(body: bytes) -> Node:
    """Raises Invalid for what is no XML, Refused for what has a document type or is too large."""
    if len(body) > MOST_BYTES:
        raise Refused("the document is too large")
    builder, parser = _Builder(), expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = builder.begin, builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, LookupError, ValueError) as problem:
        raise Invalid("this is no XML") from problem
    if builder.root is None:
        raise Invalid("this is no XML")
    return builder.root


def _refuse(*_: object) -> None:
    raise Refused("a warning has no document type, and no entities of its own")
