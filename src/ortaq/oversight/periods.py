"""A period of local days and the pieces that a picture shows it in. Midnight is the 24:00 of the day that ends.

A day is that of the unit that owes, by its own zone: the pieces are cut here, in each zone, with the program's own
knowledge of zones, and PostgreSQL is told the instants.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY, WEEK, MONTH = "day", "week", "month"
GRAINS = (DAY, WEEK, MONTH)
ONE = timedelta(days=1)
BY_DAY, BY_WEEK = 35, 190  # days; a longer period is shown in longer pieces
LONGEST = 5 * 366


@dataclass(frozen=True, slots=True)
class Piece:
    """One square of the calendar, one column of the chart: its first and its last day."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both included."""

    first: date
    last: date

    @classmethod
    def month_of(cls, day: date) -> Period:
        """Return the month that the day lies in."""
        first = day.replace(day=1)
        return cls(first, _months_on(first, 1) - ONE)

    @classmethod
    def of_months(cls, day: date, length: int) -> Period:
        """Return the quarter, half-year or year (a length in months that divides the year) that the day lies in."""
        first = day.replace(day=1, month=(day.month - 1) // length * length + 1)
        return cls(first, _months_on(first, length) - ONE)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def is_whole_months(self) -> bool:
        """Whether it begins and ends with a month."""
        return self.first.day == 1 and (self.last + ONE).day == 1

    def moved(self, steps: int) -> Period:
        """Return the period as long that many steps later; whole months give whole months."""
        if self.is_whole_months:
            length = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
            first = _months_on(self.first, steps * length)
            return Period(first, _months_on(first, length) - ONE)
        return Period(self.first + steps * self.days * ONE, self.last + steps * self.days * ONE)

    def grain(self) -> str:
        """Return the piece in which so long a period is best seen."""
        return DAY if self.days <= BY_DAY else WEEK if self.days <= BY_WEEK else MONTH

    def pieces(self, grain: str) -> list[Piece]:
        """Return its pieces in order; the first and the last week or month may be cut."""
        return list(self._pieces(grain))

    def months_before(self, count: int) -> Period:
        """Return the whole months, `count` of them, that end with the month of its last day."""
        this = Period.month_of(self.last)
        return Period(_months_on(this.first, 1 - count), this.last)

    def _pieces(self, grain: str) -> Iterator[Piece]:
        first = self.first
        while first <= self.last:
            last = min(_end_of(first, grain), self.last)
            yield Piece(first, last)
            first = last + ONE


def bounds(pieces: list[Piece], zone: str) -> list[datetime]:
    """Return the instants between the pieces by the clocks of a zone: one more than there are pieces."""
    days = [*(piece.first for piece in pieces), pieces[-1].last + ONE]
    return [datetime.combine(day, time(), tzinfo=ZoneInfo(zone)) for day in days]


def _end_of(day: date, grain: str) -> date:
    if grain == WEEK:
        return day + (6 - day.weekday()) * ONE
    return Period.month_of(day).last if grain == MONTH else day


def _months_on(first: date, count: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
    return date(year, month + 1, 1)
