"""A question with options (ActivityStreams Question, FEP-9967)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Option:
    title: str
    votes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """`voters` counts people, `options[n].votes` counts votes; they differ when several options may be chosen."""

    options: tuple[Option, ...]
    multiple: bool = False
    closes_at: datetime | None = None
    closed_at: datetime | None = None
    voters: int = 0

    def is_closed(self, now: datetime) -> bool:
        return self.closed_at is not None or (self.closes_at is not None and self.closes_at <= now)
