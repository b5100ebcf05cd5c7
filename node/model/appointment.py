"""When something happens that people can come to: what a post of the kind Event says besides its text and its place
(FEP-8a8e; in calendars a VEVENT)."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
MOST_SEATS = 1_000_000
_LONGEST_ZONE = 40
_DAY = timedelta(days=1)


class State(StrEnum):
    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """`zone` is the name of the time zone its times are told in. `ends_at` is the first moment after it, None where nobody
    said. `all_day`: both are midnights of `zone`, and no time of day is told. `seats` is how many may come, `online` where it
    is to be followed from afar. `sequence` rises with each change (RFC 5545, 3.8.7.4)."""

    starts_at: datetime
    ends_at: datetime | None = None
    zone: str = "UTC"
    all_day: bool = False
    state: State = State.CONFIRMED
    seats: int | None = None
    online: str = ""
    sequence: int = 0

    @property
    def is_cancelled(self) -> bool:
        return self.state is State.CANCELLED

    @property
    def begins(self) -> datetime:
        """In its own zone."""
        return self.starts_at.astimezone(self._zone)

    @property
    def ends(self) -> datetime | None:
        return None if self.ends_at is None else self.ends_at.astimezone(self._zone)

    @property
    def last_day(self) -> datetime:
        """A moment of its last day: what ends at midnight ended the day before."""
        return self.begins if self.ends is None else max(self.begins, self.ends - timedelta(microseconds=1))

    @property
    def over_at(self) -> datetime:
        """From when on it is past. What has no end is taken to last until its day is over."""
        if self.ends_at is not None:
            return self.ends_at
        return datetime.combine(self.begins.date() + _DAY, time(), self._zone).astimezone(UTC)

    @property
    def _zone(self) -> ZoneInfo:
        return zone_named(self.zone) or _UTC

    def as_days(self) -> "Appointment":
        """Of whole days where it goes from midnight to midnight: nothing on the wire says it otherwise."""
        ends = self.ends
        midnights = ends is not None and self.begins.time() == time() == ends.time()
        return replace(self, all_day=midnights)

    def changed_from(self, before: "Appointment | None") -> "Appointment":
        """With the sequence that follows on what was told before."""
        if before is None:
            return self
        is_same = replace(self, sequence=before.sequence) == before
        return replace(self, sequence=before.sequence + (0 if is_same else 1))


_UTC = ZoneInfo("UTC")


@lru_cache(maxsize=64)
def zone_named(name: str) -> ZoneInfo | None:
    """None for what is no time zone this machine knows."""
    try:
        return ZoneInfo(name) if 0 < len(name) <= _LONGEST_ZONE else None
    except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown, a path that leads elsewhere, a folder
        return None
