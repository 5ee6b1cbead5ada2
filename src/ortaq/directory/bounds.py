"""Dates as sources give them: a day, only a year, or an interval; the last two are widened and say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Bound:
    """One end of a period: None where no limit is known."""

    day: date | None = None
    widened: bool = False


def first_day(text: str) -> Bound:
    """Return the earliest first day that the text allows: `2002` and `2002/2004` begin on 2002-01-01.

    Raises ValueError where the text is no date, year or interval.
    """
    if not text:
        return Bound()
    begin, _ = _interval(text)
    return Bound(begin, widened=not _is_day(text))


def end(text: str) -> Bound:
    """Return the exclusive end that the text allows at the latest.

    `2002` ends with the year, so the first day without is 2003-01-01; `2005-12-23/2013-03-19` ends on the later
    day; a whole date is the first day without, as everywhere here. Raises ValueError.
    """
    if not text:
        return Bound()
    _, last = _interval(text)
    return Bound(last, widened=not _is_day(text))


def _is_day(text: str) -> bool:
    return len(text) == 10


def _interval(text: str) -> tuple[date, date]:
    begin, _, until = text.partition("/")
    return _edges(begin)[0], _edges(until or begin)[1]


def _edges(text: str) -> tuple[date, date]:
    if len(text) == 4 and text.isdigit():
        year = int(text)
        return date(year, 1, 1), date(year, 12, 31) + timedelta(days=1)
    day = date.fromisoformat(text)
    return day, day
