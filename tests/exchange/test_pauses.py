"""Tried again in growing pauses, for thirty days and not for twelve minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ortaq.exchange.outside.pauses import FIRST, LASTS, LONGEST, next_at, pause_after

SINCE = datetime(2026, 5, 12, 7, tzinfo=UTC)


def all_tries():
    """Every instant at which a delivery that always fails is tried."""
    at, tries = SINCE, 0
    while at is not None:
        yield at
        tries += 1
        at = next_at(tries, tried_at=at, since=SINCE)


def test_pauses_double_from_a_minute_to_six_hours():
    assert [pause_after(n) for n in (1, 2, 3, 9)] == [FIRST, 2 * FIRST, 4 * FIRST, 256 * FIRST]
    assert {pause_after(n) for n in (10, 17, 500)} == {LONGEST}


def test_the_last_attempt_is_made_when_thirty_days_are_over_and_not_before():
    assert list(all_tries())[-1] == SINCE + LASTS


def test_it_is_tried_often_enough_and_never_in_a_storm():
    tries = list(all_tries())
    assert 120 <= len(tries) <= 160
    assert all(later - earlier <= LONGEST for earlier, later in zip(tries, tries[1:], strict=False))


@pytest.mark.parametrize("late", [timedelta(), timedelta(hours=3), timedelta(days=20)])
def test_a_node_that_was_off_goes_on_where_it_stood(late):
    tried = SINCE + late
    assert next_at(4, tried_at=tried, since=SINCE) == tried + 8 * FIRST
