"""Members of the cooperative that runs a node: persons and bodies, each with one vote, however many accounts they have (G1)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

NAME_CHARACTERS: Final = 200
MOST_PROXIES: Final = 2
"""Nobody represents more members than that (§ 43 Abs. 5 Satz 3 GenG)."""


class MemberKind(StrEnum):
    """`person`: a human being. `body`: an association, an authority, a company; somebody votes for it."""

    PERSON = "person"
    BODY = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """`number` is that of the register. `left_at` is when somebody ceased to be a member; the entry stays (§ 30 GenG)."""

    number: int
    kind: MemberKind
    name: str
    joined_at: datetime
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberEntry:
    """A member as whoever keeps the register sees it: `emails` of the people who may log in and vote for it now, `accounts`
    that are its own."""

    member: Member
    emails: tuple[str, ...]
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MemberCount:
    """What is public of the register: how many there are now."""

    persons: int
    bodies: int

    @property
    def total(self) -> int:
        return self.persons + self.bodies


@dataclass(frozen=True, slots=True)
class Proxy:
    """`holder` may vote for `member` on one motion."""

    member: int
    holder: int


@dataclass(frozen=True, slots=True)
class Entitled:
    """A member for which somebody may vote on a motion; `by_proxy`: in its place, not as it."""

    member: Member
    by_proxy: bool = False
    has_voted: bool = False
