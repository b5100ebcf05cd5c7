"""What an authority asked this node to tell or to do (row 90, S28; §§ 22 to 24 TDDDG, (EU) 2023/1543).

open ──propose──> proposed ──release, by another person──> released ──extract──> closed (all, partly, nothing)
  ^                   │ └──refuse, by another person──> closed (refused)  │
  └────send back──────┴───────────────────────────────────────────────────┘
open ──close──> closed (refused, nothing; of a removal also all, partly)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

USUAL: Final = timedelta(days=10)
"""To answer in (Art. 10(3) of (EU) 2023/1543); where no law names a time, too, unless the authority does."""
EMERGENCY: Final = timedelta(hours=8)
"""The same where a life is in danger (Art. 10(4))."""


class Wish(StrEnum):
    """`account`: who somebody is. `usage`: what they did. `content`: what they said. `removal`: that something goes."""

    ACCOUNT = "account"
    USAGE = "usage"
    CONTENT = "content"
    REMOVAL = "removal"


class Datum(StrEnum):
    """A kind of data that can be handed over, each by itself. There is none for addresses of devices, which are not kept,
    and none for passwords, of which only a hash is known."""

    EMAIL = "email"
    REGISTERED = "registered"
    MEMBERS = "members"
    SESSIONS = "sessions"
    APPS = "apps"
    ACTS = "acts"
    POSTS = "posts"
    DIRECT = "direct"

    @property
    def is_dated(self) -> bool:
        """Only of a stretch of days."""
        return self in {Datum.ACTS, Datum.POSTS, Datum.DIRECT}


_ACCOUNT: Final = frozenset({Datum.EMAIL, Datum.REGISTERED, Datum.MEMBERS})
_USAGE: Final = frozenset({Datum.SESSIONS, Datum.APPS, Datum.ACTS})
_CONTENT: Final = frozenset({Datum.POSTS, Datum.DIRECT})

WISHED: Final[Mapping[Wish, frozenset[Datum]]] = MappingProxyType(
    {
        Wish.ACCOUNT: _ACCOUNT,
        Wish.USAGE: _ACCOUNT | _USAGE,
        Wish.CONTENT: _ACCOUNT | _USAGE | _CONTENT,
        Wish.REMOVAL: frozenset(),
    }
)
"""What can be given at most for each wish."""


class Law(StrEnum):
    """On which law a request, or a kind of data, rests. `other` has to be said in words."""

    TDDDG_22 = "tdddg22"
    TDDDG_23 = "tdddg23"
    TDDDG_24 = "tdddg24"
    EVIDENCE = "evidence"
    DSA_9 = "dsa9"
    DSA_10 = "dsa10"
    OTHER = "other"


REACH: Final[Mapping[Law, frozenset[Datum]]] = MappingProxyType(
    {
        Law.TDDDG_22: _ACCOUNT,
        Law.TDDDG_23: frozenset(),
        Law.TDDDG_24: _USAGE,
        Law.EVIDENCE: _ACCOUNT | _USAGE | _CONTENT,
        Law.DSA_9: frozenset(),
        Law.DSA_10: _ACCOUNT | _USAGE,
        Law.OTHER: _ACCOUNT | _USAGE | _CONTENT,
    }
)
"""Which kinds of data can rest on each: § 22 is about data of the account only, § 24 about usage only, passwords (§ 23) we do
not know, and Art. 9 DSA is about what goes."""


class Outcome(StrEnum):
    OPEN = "open"
    ALL = "all"
    PARTLY = "partly"
    NOTHING = "nothing"
    REFUSED = "refused"


GIVEN: Final = frozenset({Outcome.ALL, Outcome.PARTLY})


class Stage(StrEnum):
    OPEN = "open"
    PROPOSED = "proposed"
    RELEASED = "released"
    CLOSED = "closed"


class Silence(StrEnum):
    """Whether the person concerned may be told. `until`: not before the day after; `always`: the law forbids it, or it is
    for the authority to do (Art. 13 of (EU) 2023/1543)."""

    NONE = "none"
    UNTIL = "until"
    ALWAYS = "always"


class StepKind(StrEnum):
    RECORDED = "recorded"
    PROPOSED = "proposed"
    SENT_BACK = "sent_back"
    RELEASED = "released"
    REFUSED = "refused"
    EXTRACTED = "extracted"
    FETCHED = "fetched"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"
    SILENCED = "silenced"
    TOLD = "told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Muzzle:
    """The rule about telling the person concerned; `until` is the last day of it, `ground` what it rests on."""

    silence: Silence = Silence.NONE
    until: date | None = None
    ground: str = ""


UNMUZZLED: Final = Muzzle()


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """`basis` is the law it rests on; `given` says in a few words what was handed over, without names. `nothing`: there was
    nothing to hand over. `account_id` is who is concerned; below zero once that is forgotten, None where nobody was named.
    `reference` is the authority's own number. `round` counts the proposals; `is_whole` of the newest: it is all that was
    asked for. `digest` is the SHA-256 of the extract."""

    id: int
    wish: Wish
    authority: str
    basis: str
    received_on: date
    outcome: Outcome = Outcome.OPEN
    given: str = ""
    closed_on: date | None = None
    account_id: int | None = None
    law: Law = Law.OTHER
    reference: str = ""
    is_emergency: bool = False
    due_at: datetime | None = None
    recorded_at: datetime | None = None
    stage: Stage = Stage.OPEN
    round: int = 0
    is_whole: bool = False
    proposed_by: int | None = None
    released_by: int | None = None
    muzzle: Muzzle = UNMUZZLED
    told_at: datetime | None = None
    digest: str = ""

    def is_overdue(self, now: datetime) -> bool:
        return self.outcome is Outcome.OPEN and self.due_at is not None and self.due_at < now

    def may_tell(self, today: date) -> bool:
        """Whether the person concerned is to be told by us of what was given, and has not been."""
        muzzle = self.muzzle
        if (
            self.outcome not in GIVEN
            or not self.digest
            or self.told_at is not None
            or self.account_id is None
            or self.account_id < 0
        ):
            return False
        return muzzle.silence is Silence.NONE or (
            muzzle.silence is Silence.UNTIL and muzzle.until is not None and muzzle.until < today
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One kind of data that is to be given, with its own legal ground. Days are of the node's time zone, both included."""

    datum: Datum
    law: Law
    basis: str
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody did with a request. `login_id` is None for the command line without a name, and for the node itself."""

    kind: StepKind
    login_id: int | None
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Extract:
    """What is handed over, as long as it is kept for the two who may fetch it."""

    body: str
    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class DisclosureCount:
    """Of one year and kind. `accounts`: how many different ones were concerned."""

    year: int
    wish: Wish
    received: int
    whole: int
    partly: int
    nothing: int
    refused: int
    open: int
    accounts: int


@dataclass(frozen=True, slots=True)
class GroundCount:
    """How many requests of a year rested on a law."""

    year: int
    law: Law
    received: int
