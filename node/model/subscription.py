"""A channel's posts by e-mail, for people without an account (S03).

asked for ──link in the letter──> confirmed ──link, one click, or the mailbox is gone──> erased
    └──nobody follows the link for some days──> erased
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

_HOUR: Final = time(7)
_DAYS_OF_WEEK: Final = 7


class Rhythm(StrEnum):
    EACH = "each"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """`everything`: also what the channel answers and passes on. `told_id`: up to where an overview has told of it;
    `bounces`: how many letters in a row its mailbox did not take."""

    id: int
    account_id: int
    email: str
    language: str
    rhythm: Rhythm
    everything: bool
    created_at: datetime
    confirmed_at: datetime | None = None
    told_id: int = 0
    bounces: int = 0


def next_overview(rhythm: Rhythm, now: datetime, zone: ZoneInfo) -> datetime | None:
    """In the morning of the next day, or of the next Monday; None where each post has a letter of its own."""
    if rhythm is Rhythm.EACH:
        return None
    local = now.astimezone(zone)
    day = local.date()
    if rhythm is Rhythm.WEEKLY:
        day += timedelta(days=-day.weekday() % _DAYS_OF_WEEK)
    due = datetime.combine(day, _HOUR, zone)
    if due <= local:
        due = datetime.combine(day + timedelta(days=1 if rhythm is Rhythm.DAILY else _DAYS_OF_WEEK), _HOUR, zone)
    return due
