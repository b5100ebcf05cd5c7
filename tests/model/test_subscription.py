"""When the next overview of a channel's posts is due."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from node.model.subscription import Rhythm, next_overview

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("rhythm", "now", "due"),
    [
        (Rhythm.DAILY, "2026-05-06 06:59", "2026-05-06 07:00"),
        (Rhythm.DAILY, "2026-05-06 07:00", "2026-05-07 07:00"),
        (Rhythm.DAILY, "2026-12-31 23:59", "2027-01-01 07:00"),
        (Rhythm.WEEKLY, "2026-05-04 06:59", "2026-05-04 07:00"),  # a Monday
        (Rhythm.WEEKLY, "2026-05-04 07:00", "2026-05-11 07:00"),
        (Rhythm.WEEKLY, "2026-05-10 12:00", "2026-05-11 07:00"),
        # The clock is put forward, and back: it stays seven in the morning
        (Rhythm.DAILY, "2026-03-28 08:00", "2026-03-29 07:00"),
        (Rhythm.WEEKLY, "2026-10-24 08:00", "2026-10-26 07:00"),
    ],
)
def test_overviews_come_at_seven_in_the_morning_where_the_node_is(rhythm, now, due):
    assert next_overview(rhythm, at(now), BERLIN) == at(due)


def test_who_gets_each_post_at_once_gets_no_overview():
    assert next_overview(Rhythm.EACH, at("2026-05-06 06:59"), BERLIN) is None
