"""A question with options (ActivityStreams Question, FEP-9967)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Option:
    title: str
    votes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """`voters` counts people, `options[n].votes` counts votes; they differ when several options may be chosen.

    `hides_totals`: how the options stand is told when it has ended, and to nobody before; `tallies` minds that.
    """

    options: tuple[Option, ...]
    multiple: bool = False
    hides_totals: bool = False
    closes_at: datetime | None = None
    closed_at: datetime | None = None
    voters: int = 0

    def is_closed(self, now: datetime) -> bool:
        return self.closed_at is not None or (self.closes_at is not None and self.closes_at <= now)

    def tallies(self, now: datetime | None = None) -> tuple[int | None, ...]:
        """The votes of each option, as anybody may hear them: None as long as they are hidden.

        Without a time it has ended when that was noted (`closed_at`), which is when everybody is told.
        """
        ended = self.closed_at is not None if now is None else self.is_closed(now)
        shown = ended or not self.hides_totals
        return tuple(option.votes if shown else None for option in self.options)
