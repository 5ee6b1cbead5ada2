"""At which instants an ower is reminded: shares of the term, computed from its two ends alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ortaq.rules.edition import Remind
from ortaq.rules.reminding import first, moments, reached

NOON, MINUTE = datetime(2026, 5, 12, 7, tzinfo=UTC), timedelta(minutes=1)
REMIND = Remind((50, 75, 90), 10 * MINUTE)


def test_two_hours_are_told_of_after_one_hour_ninety_and_a_hundred_and_eight_minutes() -> None:
    due = NOON + 120 * MINUTE
    assert [(share, at - NOON) for share, at in moments(REMIND, NOON, due)] == [
        (50, 60 * MINUTE),
        (75, 90 * MINUTE),
        (90, 108 * MINUTE),
    ]


def test_a_month_that_crosses_a_leap_day_is_shared_by_elapsed_time() -> None:
    opens, due = datetime(2028, 2, 28, tzinfo=UTC), datetime(2028, 3, 5, tzinfo=UTC)
    assert first(REMIND, opens, due) == datetime(2028, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize("due", [NOON + 10 * MINUTE, NOON, None])
def test_a_term_of_a_few_minutes_or_without_end_has_no_reminders(due: datetime | None) -> None:
    assert first(REMIND, NOON, due) is None


@pytest.mark.parametrize(
    ("passed", "share"),
    [(59 * MINUTE, None), (60 * MINUTE, 50), (89 * MINUTE, 50), (90 * MINUTE, 75), (119 * MINUTE, 90)],
)
def test_the_share_reached_is_the_last_one_that_is_over(passed: timedelta, share: int | None) -> None:
    found = reached(REMIND, NOON, NOON + 120 * MINUTE, NOON + passed)
    assert (found and found[0]) == share
