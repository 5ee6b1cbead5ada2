"""The months of statistics, each named by its first day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ortaq.duties.rulebook import Rulebook
from ortaq.rules.counting import months_after
from ortaq.rules.figures import CutOff, Figures, span

FIRST_YEAR = 1991


def figures_of(book: Rulebook) -> Figures:
    """Return what the pack says of statistics; raises LookupError where it says nothing."""
    if book.edition.figures is None:
        raise LookupError("this pack says nothing of statistics")
    return book.edition.figures


def read_month(text: str) -> date | None:
    """Return the month that an address or a form names, as 2026-04; None where it names none."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= 2200 else None


def latest(now: datetime, zone: ZoneInfo) -> date:
    """Return the last month that has ended by the clocks of the zone."""
    return months_after(now.astimezone(zone).date().replace(day=1), -1)


def is_over(month: date, cut_off: CutOff, zone: ZoneInfo, now: datetime) -> bool:
    """Say whether the last day of the month has been cut."""
    return month.year >= FIRST_YEAR and month.day == 1 and span(month, cut_off, zone)[1] <= now


def back_from(month: date, count: int) -> Iterator[date]:
    """Give the month and those before it, newest first."""
    return (months_after(month, -one) for one in range(count))
