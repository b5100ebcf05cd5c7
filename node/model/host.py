"""Another server: what we decided about it, and how it answers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Policy(StrEnum):
    OPEN = "open"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """`failing_since` is the first failure after the last success. `dead_at` is set after 7 days of it (T-318)."""

    name: str
    policy: Policy = Policy.OPEN
    reason: str = ""
    failing_since: datetime | None = None
    failures: int = 0
    retry_at: datetime | None = None
    last_success_at: datetime | None = None
    last_error: str = ""
    dead_at: datetime | None = None
    signs: str = ""
