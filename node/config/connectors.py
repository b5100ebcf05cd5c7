"""Where posts of the channels go beside the node, and which feeds of elsewhere come in (A03): `[[connectors]]`.

The secret itself is never written here: the setting names the variable of the environment or the file that holds it, and
it is read anew each time it is needed, so that it can be changed without a restart.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal, TypeAlias

from node.config import rules
from node.errors import Misconfigured

ConnectorKind: TypeAlias = Literal["webhook", "mastodon", "bluesky", "feed"]
_MOST_SECRET = 8_192


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """`key` is what its copies are known by, for good. `url` is the webhook's address, the other server, or the feed.

    `characters`: so long may a copy be; 0 is what the kind usually takes. `seconds` and `federate` are for feeds: how often
    it is asked, and whether what comes is told to followers elsewhere.
    """

    key: Annotated[str, rules.slug]
    kind: ConnectorKind
    channel: Annotated[str, rules.line]
    url: Annotated[str, rules.address]
    user: Annotated[str, rules.line] = ""
    secret_env: Annotated[str, rules.line] = ""
    secret_file: Annotated[str, rules.line] = ""
    characters: Annotated[int, rules.between(0, 100_000)] = 0
    seconds: Annotated[int, rules.between(15, 86_400)] = 30
    federate: bool = False

    @property
    def is_feed(self) -> bool:
        return self.kind == "feed"

    def secret(self) -> str:
        """The token, password or shared secret. Raises Misconfigured when there is none where the setting says."""
        if self.secret_env:
            found = os.environ.get(self.secret_env, "")
        elif self.secret_file:
            found = self._read_file()
        else:
            raise Misconfigured(f"The connector {self.key} needs secret_env or secret_file.")
        if not found.strip():
            raise Misconfigured(
                f"The secret of the connector {self.key} is empty: {self.secret_env or self.secret_file}."
            )
        return found.strip()

    def _read_file(self) -> str:
        try:
            with Path(self.secret_file).open(encoding="utf-8") as file:
                return file.read(_MOST_SECRET)
        except (OSError, UnicodeDecodeError) as error:
            raise Misconfigured(
                f"The secret of the connector {self.key} cannot be read: {self.secret_file}."
            ) from error


@dataclass(frozen=True, slots=True)
class Connectors:
    """All connectors of a node, in the order of the file."""

    entries: tuple[Connector, ...] = ()
    _by_key: Mapping[str, Connector] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", MappingProxyType({each.key: each for each in self.entries}))

    def __iter__(self) -> Iterator[Connector]:
        return iter(self.entries)

    def __bool__(self) -> bool:
        return bool(self.entries)

    def find(self, key: str) -> Connector | None:
        return self._by_key.get(key)

    def outward(self, channel: str) -> tuple[Connector, ...]:
        """Those that a post of this channel is copied by."""
        return tuple(each for each in self.entries if each.channel == channel and not each.is_feed)

    @property
    def feeds(self) -> tuple[Connector, ...]:
        return tuple(each for each in self.entries if each.is_feed)


def join(given: tuple[Connector, ...]) -> Connectors:
    """Raises ValueError with half a sentence."""
    seen: set[str] = set()
    for each in given:
        if each.key in seen:
            raise ValueError(f"has the key {each.key} twice")
        seen.add(each.key)
        if not each.is_feed and not (each.secret_env or each.secret_file):
            raise ValueError(f"has neither secret_env nor secret_file for {each.key}")
        if each.kind == "bluesky" and not each.user:
            raise ValueError(f"has no user for {each.key}: Bluesky needs a handle to log in")
    return Connectors(given)
