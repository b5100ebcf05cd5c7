"""Motions of a cooperative's members: from the discussion over the ballot to the minutes (A07, § 43 GenG).

discussion ──> voting ──> decided (accepted, rejected, or too few took part)
     │            └─────> withdrawn, only as long as nobody has voted
     └──────────────────> withdrawn
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

TITLE_CHARACTERS: Final = 200
MOVER_CHARACTERS: Final = 200
TEXT_CHARACTERS: Final = 4_000
"""Of what a member moves: with title and mover it fits into a post."""
MOST_A_DAY: Final = 3
"""Motions of one person."""


class Stage(StrEnum):
    DISCUSSION = "discussion"
    VOTING = "voting"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class Vote(StrEnum):
    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Majority(StrEnum):
    """Of the votes cast, of which abstentions are none (§ 43 Abs. 2 GenG): `simple` is more for it than against it,
    `two_thirds` and `three_quarters` (§ 16 Abs. 2 GenG: of the statute) at least that part for it. `members`: more than half of
    all who may vote, whether they do or not."""

    SIMPLE = "simple"
    TWO_THIRDS = "two_thirds"
    THREE_QUARTERS = "three_quarters"
    MEMBERS = "members"


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NO_QUORUM = "no_quorum"


@dataclass(frozen=True, slots=True)
class Ballot:
    """A vote as it is published: under a number that nobody but its voter knows to be theirs."""

    receipt: str
    vote: Vote


@dataclass(frozen=True, slots=True)
class OpenVote:
    """A vote in an open ballot: members see whose it is."""

    member: int
    ballot: Ballot
    by_proxy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How a ballot is counted. `quorum` is the part of those entitled that has to take part, in percent; 0: any."""

    majority: Majority = Majority.SIMPLE
    quorum: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """`entitled` may vote. Abstentions take part, but are no votes cast."""

    yes: int = 0
    no: int = 0
    abstain: int = 0
    entitled: int = 0

    @property
    def taking_part(self) -> int:
        return self.yes + self.no + self.abstain


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """`text` is what is voted on, as it was moved: it does not change with the post that opened the discussion (`post_id`).
    `mover` is how whoever moved it is named in public. `proxies`: somebody may vote in another's place. Of a decided one
    `minutes` is the signed document, `tally` what came out, and `notice_id` the post that told so."""

    number: int
    title: str
    text: str
    mover: str
    created_at: datetime
    post_id: int | None = None
    secret: bool = False
    proxies: bool = False
    rules: Rules = Rules()
    opened_at: datetime | None = None
    closes_at: datetime | None = None
    closed_at: datetime | None = None
    withdrawn_at: datetime | None = None
    outcome: Outcome | None = None
    tally: Tally = Tally()
    minutes: str = ""
    notice_id: int | None = None

    @property
    def stage(self) -> Stage:
        if self.withdrawn_at is not None:
            return Stage.WITHDRAWN
        if self.closed_at is not None:
            return Stage.DECIDED
        return Stage.DISCUSSION if self.opened_at is None else Stage.VOTING

    def takes_votes(self, now: datetime) -> bool:
        """From the opening up to, not including, the end."""
        return self.stage is Stage.VOTING and self.closes_at is not None and now < self.closes_at


def count(ballots: Iterable[Ballot], entitled: int) -> Tally:
    votes = [each.vote for each in ballots]
    return Tally(
        yes=votes.count(Vote.YES), no=votes.count(Vote.NO), abstain=votes.count(Vote.ABSTAIN), entitled=entitled
    )


def decide(tally: Tally, rules: Rules) -> Outcome:
    """As many for it as against it is no majority: the motion is rejected."""
    if tally.taking_part * 100 < rules.quorum * tally.entitled:
        return Outcome.NO_QUORUM
    cast = tally.yes + tally.no
    reached = {
        Majority.SIMPLE: tally.yes > tally.no,
        Majority.TWO_THIRDS: cast > 0 and tally.yes * 3 >= cast * 2,
        Majority.THREE_QUARTERS: cast > 0 and tally.yes * 4 >= cast * 3,
        Majority.MEMBERS: tally.yes * 2 > tally.entitled,
    }[rules.majority]
    return Outcome.ACCEPTED if reached else Outcome.REJECTED
