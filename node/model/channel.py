"""The life of a channel, from its plan to its end (row 38), and what has to be there before it may speak (M20)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Phase(StrEnum):
    """The words are German everywhere, also in addresses and answers for programs: they are those of the offices."""

    PLANNING = "planung"
    RELEASED = "freigegeben"
    BUILDING = "aufbau"
    RUNNING = "betrieb"
    REVIEWING = "auswertung"
    RESTING = "ruht"
    ENDED = "beendet"

    @property
    def is_planned(self) -> bool:
        """Only those who prepare it know of it: to everybody else there is no such account."""
        return self is Phase.PLANNING

    @property
    def is_pilot(self) -> bool:
        """It speaks to whoever has its address, and stands in no list."""
        return self in {Phase.RELEASED, Phase.BUILDING}

    @property
    def is_listed(self) -> bool:
        return not (self.is_planned or self.is_pilot)

    @property
    def is_active(self) -> bool:
        """Its sheet has to be complete."""
        return self not in {Phase.PLANNING, Phase.RESTING, Phase.ENDED}


NEXT: Final[Mapping[Phase, tuple[Phase, ...]]] = MappingProxyType(
    {
        Phase.PLANNING: (Phase.RELEASED,),
        Phase.RELEASED: (Phase.BUILDING, Phase.RESTING, Phase.ENDED),
        Phase.BUILDING: (Phase.RUNNING, Phase.RESTING, Phase.ENDED),
        Phase.RUNNING: (Phase.REVIEWING, Phase.RESTING, Phase.ENDED),
        Phase.REVIEWING: (Phase.RUNNING, Phase.RESTING, Phase.ENDED),
        Phase.RESTING: (Phase.BUILDING, Phase.RUNNING, Phase.ENDED),
        Phase.ENDED: (Phase.RESTING,),
    }
)
"""Where it may go from each. Nobody gets back to planning: what others have seen is not unseen."""

PHASES: Final = tuple(Phase)


class Gate(StrEnum):
    """What is asked of a channel before it is released, in the order in which it is told. The last one is open as long as
    nobody released it."""

    SHEET = "steckbrief"
    IMPRINT = "impressum"
    PRIVACY = "datenschutz"
    NETIQUETTE = "netiquette"
    PEOPLE = "zwei_personen"
    OFFICER = "dsb"
    RELEASE = "freigabe"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseChange:
    """`before` is None when the channel was made; `login_id` is None for the command line."""

    id: int
    account_id: int
    login_id: int | None
    before: Phase | None
    after: Phase
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetVersion:
    """The sheet as it was once filled in: what was typed, by the key of the field. Numbers begin with 1."""

    number: int
    values: Mapping[str, str]
    login_id: int | None
    at: datetime


class MemberRole(StrEnum):
    """What somebody is to one channel. `owner` and `editor` speak for it, `owner` answers for it. `krise` publishes what is
    urgent at once, warns on every page, and does nothing else; what it published is reviewed afterwards (row 112, K3)."""

    OWNER = "owner"
    EDITOR = "editor"
    CRISIS = "krise"
