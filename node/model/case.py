"""A question that a channel deals with, and may pass on to whom it belongs (A08). On the wire a Case (FEDERATION.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class CaseState(StrEnum):
    """The words of the store, of the wire and of the interfaces. `returned`: whoever it was passed on to gave it back; to
    others that is `received` once more. `declined`: we gave it back. `withdrawn`: who asked, or who passed it on, has
    deleted what said so; nobody waits here any longer, and to others that is `closed`."""

    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    PASSED_ON = "passed_on"
    RETURNED = "returned"
    DECLINED = "declined"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def told(self) -> "CaseState":
        """What others are told of it."""
        return _TOLD.get(self.value, self)


_TOLD: Final = MappingProxyType({"returned": CaseState.RECEIVED, "withdrawn": CaseState.CLOSED})
WAITING: Final = frozenset({CaseState.RECEIVED, CaseState.IN_PROGRESS, CaseState.RETURNED})
"""Somebody here has to do something."""

BEFORE: Final[Mapping[CaseState, frozenset[CaseState]]] = MappingProxyType(
    {
        CaseState.IN_PROGRESS: frozenset(
            {
                CaseState.RECEIVED,
                CaseState.RETURNED,
                CaseState.PASSED_ON,
                CaseState.ANSWERED,
                CaseState.CLOSED,
                CaseState.WITHDRAWN,
            }
        ),
        CaseState.PASSED_ON: WAITING,
        CaseState.DECLINED: WAITING,
        CaseState.ANSWERED: WAITING | {CaseState.WITHDRAWN},
        CaseState.CLOSED: WAITING | {CaseState.PASSED_ON, CaseState.WITHDRAWN},
    }
)
"""To which state one of ours brings it, and out of which ones."""

MOST_OPEN_FROM: Final = 200
"""Cases of one sender that may wait in one channel; what else they pass on stays an ordinary post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSaid:
    """What one channel says about its case. `uri` is its name for it, `origin` the question's address. `target` is whom it is
    passed on to, `answers` the post with which it was passed on to who speaks; `answer` is where the answer stands. Empty
    where there is none of it."""

    uri: str
    origin: str
    state: CaseState
    target: str = ""
    answers: str = ""
    answer: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """In the list of the channel `account_id`. Of the question nothing is kept but its address.

    `from_id` is who passed it on (None: it was asked of the channel), with the post `note_id`. `to_id` is whom it was passed
    on to, with the channel's own post `sent_id`; `said_state`, `said_to` (an address) and `said_at` are their words since
    then, `said_at` by their clock.
    """

    id: int
    account_id: int
    question_uri: str
    state: CaseState
    opened_at: datetime
    changed_at: datetime
    from_id: int | None = None
    note_id: int | None = None
    to_id: int | None = None
    sent_id: int | None = None
    said_state: CaseState | None = None
    said_to: str = ""
    said_at: datetime | None = None
    answer_uri: str | None = None

    def uri(self, actor_uri: str) -> str:
        """Its name for others: a part of its channel, whose document says nothing of it."""
        return f"{actor_uri}#cases/{self.id}"


@dataclass(frozen=True, slots=True)
class CaseSettings:
    """`opens`: every question becomes a case by itself. `acknowledges`: and whoever asks is told once that it has come."""

    opens: bool = False
    acknowledges: bool = False


@dataclass(frozen=True, slots=True)
class HandOver:
    """A post that passes a case on."""

    case_id: int
    to_id: int
