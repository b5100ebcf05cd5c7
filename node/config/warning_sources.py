"""Whose warnings are shown beside our own: `[[warning_sources]]` (S09)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal, TypeAlias

from node.config import rules

NINA = "https://warnung.bund.de/api31"

SourceKind: TypeAlias = Literal["cap", "nina"]
Severity: TypeAlias = Literal["Extreme", "Severe", "Moderate", "Minor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningSource:
    """`name` is how pages call it. `url` is a CAP 1.2 message, or a feed (Atom, RSS) of such; of the kind `nina` where its
    interface begins. `file` is such a message in `node.data_dir`, or a folder of them.

    `ars` are the places it is about (Amtlicher Regionalschlüssel, 12 digits); none: that of the first organisation.
    `severity` is the least that is shown, `seconds` how often it is asked.
    """

    key: Annotated[str, rules.slug]
    name: Annotated[str, rules.line]
    kind: SourceKind = "cap"
    url: Annotated[str, rules.address_or_nothing] = ""
    file: Annotated[str, rules.line] = ""
    ars: tuple[Annotated[str, rules.digits(12)], ...] = ()
    severity: Severity = "Severe"
    seconds: Annotated[int, rules.between(30, 86_400)] = 300

    @property
    def address(self) -> str:
        """Where it is asked; empty of a file."""
        return self.url or ("" if self.kind == "cap" else NINA)

    @property
    def path(self) -> Path:
        return Path(self.file).expanduser()


@dataclass(frozen=True, slots=True)
class WarningSources:
    """All of a node, in the order of the file."""

    entries: tuple[WarningSource, ...] = ()
    _by_key: Mapping[str, WarningSource] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", MappingProxyType({each.key: each for each in self.entries}))

    def __iter__(self) -> Iterator[WarningSource]:
        return iter(self.entries)

    def __bool__(self) -> bool:
        return bool(self.entries)

    def find(self, key: str) -> WarningSource | None:
        return self._by_key.get(key)


def joined(given: tuple[WarningSource, ...]) -> WarningSources:
    """Raises ValueError with half a sentence."""
    seen: set[str] = set()
    for each in given:
        if each.key in seen:
            raise ValueError(f"has the key {each.key} twice")
        seen.add(each.key)
        if not each.name.strip():
            raise ValueError(f"has no name for {each.key}: readers have to know whose word it is")
        if each.kind == "cap" and bool(each.url) == bool(each.file):
            raise ValueError(f"has either url or file for {each.key}, and not both")
        if each.kind == "nina" and each.file:
            raise ValueError(f"has a file for {each.key}: the interface of NINA is in the web")
    return WarningSources(given)
