"""Statements about things, and the two ways they are written: Turtle and JSON-LD. As much of RDF as a catalogue needs; the
tests read both with an independent library and find the same graph."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final, TypeAlias
from urllib.parse import quote

import msgspec

PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcatde": "http://dcat-ap.de/def/dcatde/",
        "dcterms": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)
_ESCAPES: Final = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"})


@dataclass(frozen=True, slots=True)
class Iri:
    address: str


@dataclass(frozen=True, slots=True)
class Text:
    """In a language, where one is given."""

    words: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """Of a `kind` (dcat:Dataset). Without an address it is only known by what it hangs on. Of `facts` those that are empty
    are not stated."""

    kind: str
    address: str = ""
    facts: "Sequence[tuple[str, Value]]" = field(default=())

    def stated(self) -> "Iterator[tuple[str, Value]]":
        return ((name, value) for name, value in self.facts if value not in (Iri(""), Text(""), None))


Value: TypeAlias = Iri | Text | date | datetime | int | Thing | None


def turtle(things: Sequence[Thing]) -> str:
    lines = [f"@prefix {name}: <{address}> ." for name, address in PREFIXES.items()]
    for thing in _named(things):
        lines += ["", f"<{_iri(thing.address)}>", *_body(thing, "  ")]
        lines[-1] = lines[-1].removesuffix(" ;") + " ."
    return "\n".join(lines) + "\n"


def _named(things: Sequence[Thing]) -> Sequence[Thing]:
    """These and all they are stated with that have an address, each once."""
    found: dict[str, Thing] = {}
    for thing in things:
        found.setdefault(thing.address, thing)
        for _, value in thing.stated():
            if isinstance(value, Thing) and value.address:
                found.setdefault(value.address, value)
    return list(found.values())


def _body(thing: Thing, indent: str) -> list[str]:
    return [
        f"{indent}a {thing.kind} ;",
        *(f"{indent}{name} {_turtle(value, indent)} ;" for name, value in thing.stated()),
    ]


def _turtle(value: Value, indent: str) -> str:
    match value:
        case Iri(address):
            return f"<{_iri(address)}>"
        case Text(words, language):
            quoted = f'"{_plain(words).translate(_ESCAPES)}"'
            return f"{quoted}@{language}" if language else quoted
        case Thing(address=address) if address:
            return f"<{_iri(address)}>"
        case Thing():
            return "\n".join(["[", *_body(value, indent + "  "), f"{indent}]"])
        case _:
            kind, words = _literal(value)
            return f'"{words}"^^xsd:{kind}'


def jsonld(things: Sequence[Thing]) -> bytes:
    """With its context inside: nobody has to fetch one."""
    document = {"@context": dict(PREFIXES), "@graph": [_object(thing) for thing in things]}
    return msgspec.json.format(msgspec.json.encode(document), indent=2)


def _object(thing: Thing) -> dict[str, Any]:
    made: dict[str, Any] = {"@id": _iri(thing.address)} if thing.address else {}
    made["@type"] = thing.kind
    for name, value in thing.stated():
        made.setdefault(name, []).append(_json(value))
    return {name: value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in made.items()}


def _json(value: Value) -> Any:
    match value:
        case Iri(address):
            return {"@id": _iri(address)}
        case Text(words, language):
            return {"@value": _plain(words), "@language": language} if language else _plain(words)
        case Thing():
            return _object(value)
        case _:
            kind, words = _literal(value)
            return {"@value": words, "@type": f"xsd:{kind}"}


def _literal(value: Value) -> tuple[str, str]:
    if isinstance(value, datetime):
        return "dateTime", value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return "date", value.isoformat()
    return "integer", str(value)


def _plain(words: str) -> str:
    """Without control characters, which Turtle may not hold."""
    return "".join(sign for sign in words if sign in "\n\r\t" or sign >= " ")


def _iri(address: str) -> str:
    """What an IRI may not hold is written in percents; what is written so already stays."""
    return quote(address, safe="!#$%&'()*+,/:;=?@[]~-._")
