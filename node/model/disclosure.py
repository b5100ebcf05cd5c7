"""What an authority asked this node to tell or to do (row 90, § 22 to 24 TDDDG, (EU) 2023/1543)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Wish(StrEnum):
    """`account`: who somebody is. `usage`: what they did. `content`: what they said. `removal`: that something goes."""

    ACCOUNT = "account"
    USAGE = "usage"
    CONTENT = "content"
    REMOVAL = "removal"


class Outcome(StrEnum):
    OPEN = "open"
    ALL = "all"
    PARTLY = "partly"
    NOTHING = "nothing"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """`basis` is the law it rests on; `given` says in a few words what was handed over, without names. `nothing`: there was
    nothing to hand over."""

    id: int
    wish: Wish
    authority: str
    basis: str
    received_on: date
    outcome: Outcome = Outcome.OPEN
    given: str = ""
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class DisclosureCount:
    """Of one year and kind."""

    year: int
    wish: Wish
    received: int
    fulfilled: int
    nothing: int
    refused: int
    open: int
