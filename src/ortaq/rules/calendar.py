"""Working days: a pure value over the `holidays` package, which knows moved working days, and the pack's own days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import holidays

DAY = timedelta(days=1)
DayRule = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of a party. `country` is an ISO 3166 code, None for weekends alone; own days go first."""

    country: str | None = None
    weekend: frozenset[int] = frozenset({5, 6})
    off: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Say whether the day is a working day."""
        if day in self.off or day in self.working:
            return day in self.working
        off, working = _year(self.country, day.year) if self.country else (frozenset(), frozenset())
        return day in working or (day not in off and day.weekday() not in self.weekend)


EVERY_DAY = Calendar(weekend=frozenset())
"""The calendar of those who know no day off."""


def knows(country: str) -> bool:
    """Say whether the `holidays` package has this country."""
    try:
        holidays.country_holidays(country)
    except NotImplementedError:
        return False
    return True


def both(own: Calendar, other: Calendar) -> DayRule:
    """Return the rule of the days on which both parties work."""
    return lambda day: own.is_working(day) and other.is_working(day)


def moved(day: date, off_day: Literal["stays", "next", "previous"], is_working: DayRule) -> date:
    """Return the day, moved to the next or previous working day where it is none and the rule says so."""
    step = {"stays": None, "next": DAY, "previous": -DAY}[off_day]
    while step and not is_working(day):
        day += step
    return day


def shifted(day: date, count: int, counts: DayRule) -> date:
    """Return the day `count` counting days after (before, if negative) the given one, which itself is not counted."""
    step = DAY if count > 0 else -DAY
    for _ in range(abs(count)):
        day += step
        while not counts(day):
            day += step
    return day


@lru_cache(maxsize=256)
def _year(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Return the holidays of a year that are no working days, and the weekend days that are working days."""
    known = holidays.country_holidays(country, years=year)
    return frozenset(known), frozenset(known.weekend_workdays)
