"""Windows that come again: RFC 5545 rules and dates, told in the local time of the unit that owes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrulestr

from ortaq.rules import localtime
from ortaq.rules.calendar import moved, shifted
from ortaq.rules.counting import days_in, months_after
from ortaq.rules.facts import Frame
from ortaq.rules.terms import Point, Recurring
from ortaq.rules.windows import Window


@lru_cache(maxsize=4096)
def windows(rule: Recurring, begin: date, end: date, frame: Frame) -> tuple[Window, ...]:
    """Return the windows that open on the local days from `begin` to `end`, both included, in order.

    Kept once found: all units of a zone and an agency have the same windows, and a country has hundreds of them.
    """
    margin = _reach(rule.opens)
    days = _days(rule, _minus(begin, margin), end + margin)
    found = (_window(rule, day, frame) for day in days)
    within = (one for one in found if begin <= localtime.day_of(one.opens_at, frame.zone) <= end)
    return tuple(sorted(within, key=lambda one: one.opens_at))


def _window(rule: Recurring, day: date, frame: Frame) -> Window:
    return Window(
        point(rule.opens, day, frame),
        point(rule.due, day, frame, last=True),
        point(rule.covers_from, day, frame) if rule.covers_from else None,
        point(rule.covers_to, day, frame) if rule.covers_to else None,
    )


def point(told: Point, day: date, frame: Frame, *, last: bool = False) -> datetime:
    """Return the instant, in UTC, that the point tells from the day; `last`: the last coming of a time."""
    day = months_after(day, told.months)
    if told.day is not None:
        day = day.replace(day=min(told.day, days_in(day)))
    day += timedelta(days=told.days)
    day = shifted(day, told.working_days, frame.own.is_working)
    day = moved(day, told.off_day, frame.own.is_working)
    return localtime.instant(day, told.at, frame.zone, last=last)


def _days(rule: Recurring, begin: date, end: date) -> Iterator[date]:
    yield from (day for day in rule.dates if begin <= day <= end)
    if rule.rule:
        # A rule without a start names its days itself and may begin anywhere.
        dates = rrulestr(rule.rule, dtstart=_at(rule.starting or begin.replace(month=1, day=1)))
        yield from (at.date() for at in dates.between(_at(begin), _at(end), inc=True))


def _at(day: date) -> datetime:
    return datetime.combine(day, time())


def _reach(told: Point) -> timedelta:
    """Return how far, at most, a point may lie from the day that it is told from."""
    days = 31 * abs(told.months) + abs(told.days) + 15 * abs(told.working_days)
    return timedelta(days=days + (31 if told.day is not None else 0) + (31 if told.off_day != "stays" else 1))


def _minus(day: date, margin: timedelta) -> date:
    return day - min(margin, day - date.min)


def check(rule: str, *, has_start: bool) -> str | None:
    """Return what is wrong with an RFC 5545 rule as a rule of days, or None."""
    try:
        parsed = rrulestr(rule, dtstart=_at(date(2000, 1, 1)))
    except (ValueError, TypeError, AttributeError, KeyError) as wrong:
        return f"not an RFC 5545 rule: {wrong}"
    told = dict(part.split("=", 1) for part in rule.upper().removeprefix("RRULE:").split(";"))
    if getattr(parsed, "_freq", None) not in (YEARLY, MONTHLY, WEEKLY, DAILY):
        return "FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY"
    if not has_start and not _names_its_days(told):
        return "names no days of its own, so it needs `starting`"
    return None


DAYS_BY: Mapping[str, tuple[frozenset[str], ...]] = {
    "DAILY": (frozenset(),),
    "WEEKLY": (frozenset({"BYDAY"}),),
    "MONTHLY": (frozenset({"BYMONTHDAY"}), frozenset({"BYDAY"})),
    "YEARLY": (
        frozenset({"BYMONTH", "BYMONTHDAY"}),
        frozenset({"BYMONTH", "BYDAY"}),
        frozenset({"BYYEARDAY"}),
        frozenset({"BYWEEKNO", "BYDAY"}),
    ),
}
"""What a rule of each frequency must say so that its days follow from it alone."""


def _names_its_days(told: Mapping[str, str]) -> bool:
    """Say whether a rule leaves nothing to be taken from its start (RFC 5545, section 3.3.10)."""
    if "COUNT" in told or told.get("INTERVAL", "1") != "1":
        return False
    return any(names <= told.keys() for names in DAYS_BY[told["FREQ"]])
