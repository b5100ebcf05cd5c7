"""Ids sort by time, are never used twice and never run backwards (T-322)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from node.model.ids import EPOCH, HIGHEST, Ids, id_before, moment_of


class HandClock:
    def __init__(self, ms: int) -> None:
        self.ms = ms

    def __call__(self) -> int:
        return self.ms


def test_ids_grow_within_a_millisecond_and_beyond_its_sequence():
    ids = Ids(clock=HandClock(1_000))

    made = [ids.new() for _ in range(5_000)]

    assert made == sorted(set(made))
    assert all(0 < each < HIGHEST for each in made)


def test_ids_do_not_run_backwards_when_the_clock_does():
    clock = HandClock(10_000)
    ids = Ids(clock=clock)
    before = ids.new()

    clock.ms -= 3_600_000

    assert ids.new() > before


def test_ids_go_on_behind_the_highest_stored_one_after_a_restart_with_a_wrong_clock():
    before = [Ids(clock=HandClock(50_000)).new() for _ in range(10)][-1]

    restarted = Ids(last=before, clock=HandClock(40_000))

    assert restarted.new() > before


def test_two_processes_never_make_the_same_id():
    clock = HandClock(7)
    one, other = Ids(0, clock=clock), Ids(63, clock=clock)

    made = {maker.new() for maker in (one, other) for _ in range(2_000)}

    assert len(made) == 4_000


def test_a_dated_id_stands_at_its_moment_and_never_in_the_future():
    ids = Ids(clock=HandClock(1_000_000))
    long_ago = EPOCH + timedelta(milliseconds=500_000)

    assert moment_of(ids.dated(long_ago)) == long_ago
    assert moment_of(ids.dated(datetime.now(UTC))) == EPOCH + timedelta(milliseconds=1_000_000)


def test_dated_ids_never_meet_live_ones_of_the_same_millisecond():
    clock = HandClock(1_000)
    ids = Ids(clock=clock)
    live = {ids.new() for _ in range(512)}

    dated = {ids.dated(EPOCH + timedelta(milliseconds=1_000)) for _ in range(2_000)}

    assert not live & dated


def test_a_slot_out_of_range_is_refused():
    with pytest.raises(ValueError):
        Ids(64)


@given(st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_bounds_by_time_hold(moment):
    ids = Ids(clock=HandClock(1 << 45))

    made = ids.dated(moment)

    assert id_before(moment) <= made < id_before(moment + timedelta(milliseconds=1))
