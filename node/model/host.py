"""Another server: what we decided about it, and how it answers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Policy(StrEnum):
    """`NOTED` changes nothing by itself: only what is rejected of the host counts. `SILENCED`: its accounts are met by
    those who follow them, or look for them. `BLOCKED`: nothing is exchanged."""

    OPEN = "open"
    NOTED = "noted"
    SILENCED = "silenced"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is decided about a host and all below it. `reason` is for those who administer, `public_reason` for everybody;
    `obfuscated`: its name is shown in part only. Its accounts are marked with the moment `at`."""

    policy: Policy
    reason: str = ""
    public_reason: str = ""
    rejects_media: bool = False
    rejects_reports: bool = False
    obfuscated: bool = False
    id: int = 0
    at: datetime | None = None


NO_DECISION = Decision(policy=Policy.OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """`failing_since` is the first failure after the last success. `dead_at` is set after 7 days of it (T-318)."""

    name: str
    decision: Decision = NO_DECISION
    failing_since: datetime | None = None
    failures: int = 0
    retry_at: datetime | None = None
    last_success_at: datetime | None = None
    last_error: str = ""
    dead_at: datetime | None = None
    signs: str = ""

    @property
    def policy(self) -> Policy:
        return self.decision.policy

    @property
    def reason(self) -> str:
        return self.decision.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """A host this node speaks with, where it does not speak with everybody."""

    id: int
    host: str
    created_at: datetime


def and_above(host: str) -> set[str]:
    """The host and every domain it is below of: what is decided about one of them holds for it."""
    return {host[start:] for start in (0, *(at + 1 for at, sign in enumerate(host) if sign == "."))}
