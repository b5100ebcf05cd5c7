"""Who is behind the channels of a node: the tree of organisations, with what the law wants to be told of them.

`[[organizations]]` in the configuration. What an office does not say itself is said by the organisation above it: a town
names its address once, and its library only what is different there.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Annotated, Final, Literal, TypeAlias

from node.config import rules

EVERYBODY: Final = frozenset({"*"})
"""The `offices` where there are no organisations: nothing tells channels from people's own accounts there. No account is
called so."""

Line: TypeAlias = Annotated[str, rules.line]
Email: TypeAlias = Annotated[str, rules.email]
Web: TypeAlias = Annotated[str, rules.endpoint]
Kind: TypeAlias = Literal[
    "federal",
    "state",
    "county",
    "municipality",
    "office",
    "institution",
    "association",
    "cooperative",
    "company",
]

State: TypeAlias = Literal[
    "", "BUND", "BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"
]

_PUBLIC_BODIES = ("federal", "state", "county", "municipality", "office", "institution")
# What is each organisation's own and never taken over from the one above
_OWN = ("key", "name", "parent", "kind", "channels", "description", "audience", "homepage", "ars", "ags")


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """`channels` are names of accounts of this node, `audience` whom they are for. `ars` has 12 digits (Amtlicher
    Regionalschlüssel), `ags` has 8.

    `represented_by`, `supervisory_authority`, `register`, `vat_id`: § 5 DDG. `editor` answers for journalistic content,
    § 18 Abs. 2 MStV. `contact_languages`: Art. 11 and 12 DSA. `protection_*`: Art. 13 GDPR; `legal_basis` is the state's
    law beside Art. 6. `processor` runs the machines, Art. 28 GDPR, in `processor_country`; `processor_contract` says which
    version of the contract was accepted, and when. `state` is the Land by its short name, or BUND.

    `accessibility_*` and `arbitration`: § 7 BITV 2.0; each gap is one sentence with its reason and what to use instead.
    `easy_language_required`: § 4 BITV 2.0. `sign_language_video` is a file in `node.data_dir` or a whole path.
    """

    key: Annotated[str, rules.slug]
    name: Line
    parent: str = ""
    kind: Kind = "office"
    channels: tuple[str, ...] = ()
    description: Line = ""
    audience: Line = ""
    homepage: Web = ""
    ars: Annotated[str, rules.digits(12)] = ""
    ags: Annotated[str, rules.digits(8)] = ""
    legal_form: Line = ""
    street: Line = ""
    postal_code: Line = ""
    city: Line = ""
    country: Line = ""
    represented_by: Line = ""
    email: Email = ""
    phone: Line = ""
    supervisory_authority: Line = ""
    register: Line = ""
    vat_id: Line = ""
    editor: Line = ""
    contact_email: Email = ""
    contact_languages: tuple[str, ...] = ()
    service_hours: Line = ""
    answer_time: Line = ""
    protection_officer: Line = ""
    protection_email: Email = ""
    protection_authority: Line = ""
    legal_basis: Line = ""
    state: State = ""
    processor: Line = ""
    processor_country: Line = ""
    processor_contract: Line = ""
    accessibility_status: Literal["", "full", "partial", "none"] = ""
    accessibility_gaps: tuple[str, ...] = ()
    accessibility_method: Line = ""
    accessibility_date: Annotated[str, rules.day] = ""
    accessibility_email: Email = ""
    arbitration: Line = ""
    arbitration_url: Web = ""
    easy_language_required: bool = False
    sign_language_video: Line = ""
    license: Annotated[str, rules.endpoint] = ""

    @property
    def is_public_body(self) -> bool:
        return self.kind in _PUBLIC_BODIES


@dataclass(frozen=True, slots=True)
class Organizations:
    """All organisations of a node, parents first, each complete with what it takes over. The first one answers for the
    node itself; a channel that no organisation names belongs to it.

    The one thing about the configuration that changes while a node runs: channels that were founded since are `place`d, so
    that everybody who holds the configuration knows of them."""

    entries: tuple[Organization, ...] = ()
    _written: tuple[Organization, ...] = field(init=False, repr=False, compare=False)
    _by_key: Mapping[str, Organization] = field(init=False, repr=False, compare=False)
    _by_channel: Mapping[str, Organization] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_written", self.entries)
        self._index()

    def place(self, offices: Mapping[str, str]) -> None:
        """Name of a channel to key of its organisation, all there are. What the configuration says of a channel holds, and a
        key it no longer has counts for nothing."""
        named = {name for each in self._written for name in each.channels}
        placed = tuple(
            replace(
                each,
                channels=(
                    *each.channels,
                    *(name for name, key in offices.items() if key == each.key and name not in named),
                ),
            )
            for each in self._written
        )
        object.__setattr__(self, "entries", placed)
        self._index()

    def _index(self) -> None:
        by_channel = {name: each for each in self.entries for name in each.channels}
        object.__setattr__(self, "_by_key", MappingProxyType({each.key: each for each in self.entries}))
        object.__setattr__(self, "_by_channel", MappingProxyType(by_channel))

    def __iter__(self) -> Iterator[Organization]:
        return iter(self.entries)

    def __bool__(self) -> bool:
        return bool(self.entries)

    @property
    def root(self) -> Organization | None:
        """Who answers for the node. None when nobody has been configured."""
        return self.entries[0] if self.entries else None

    def find(self, key: str) -> Organization | None:
        return self._by_key.get(key)

    @property
    def channels(self) -> tuple[str, ...]:
        """The names of all that an organisation names as its own, in the order of the organisations."""
        return tuple(name for each in self.entries for name in each.channels)

    @property
    def offices(self) -> Collection[str]:
        """The names of accounts that are channels whoever they are: all that an organisation names as its own; EVERYBODY where
        there are no organisations."""
        return self.channels if self.entries else EVERYBODY

    def of_channel(self, name: str) -> Organization | None:
        """Who answers for the account `name` of this node."""
        return self._by_channel.get(name, self.root)

    def children(self, key: str) -> tuple[Organization, ...]:
        """Those directly below; of "" those without a parent."""
        return tuple(each for each in self.entries if each.parent == key)

    def line_of(self, organization: Organization) -> tuple[Organization, ...]:
        """From the top down to `organization` itself."""
        line = [organization]
        while (parent := self.find(line[0].parent)) is not None:
            line.insert(0, parent)
        return tuple(line)


def complete(given: tuple[Organization, ...]) -> Organizations:
    """In an order where parents come first, with what they pass on. Raises ValueError with half a sentence."""
    known: dict[str, Organization] = {}
    names: dict[str, str] = {}
    for each in given:
        if each.key in known:
            raise ValueError(f"has the key {each.key} twice")
        if each.parent and each.parent not in known:
            raise ValueError(f"has {each.key} below {each.parent}, which has to stand before it")
        for name in each.channels:
            if name in names:
                raise ValueError(f"has the channel {name} with both {names[name]} and {each.key}")
            names[name] = each.key
        known[each.key] = _inheriting(each, known.get(each.parent))
    return Organizations(tuple(known.values()))


def _inheriting(each: Organization, parent: Organization | None) -> Organization:
    if parent is None:
        return each
    taken = {
        spec.name: getattr(parent, spec.name)
        for spec in fields(Organization)
        if spec.name not in _OWN and not getattr(each, spec.name)
    }
    return replace(each, **taken)
