"""A time as it is typed in a hurry: 0735, 735, 7:35, 7.35, -5м, 12.01 07:35; of day alone, the latest that has been.

A time to come is typed alike: 0735, 7:35, +45м, +2ч; of day alone, the next that comes.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

AHEAD = timedelta(minutes=2)
_BACK = re.compile(r"[-−–]\s*(\d{1,3})\s*(м|мин|m|min|ч|сағ|h)?\.?", re.IGNORECASE)
_AHEAD = re.compile(r"\+\s*(\d{1,3})\s*(м|мин|m|min|ч|сағ|h)?\.?", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?:(?P<day>\d{1,2})\.(?P<month>\d{1,2})(?:\.(?P<year>\d{4}))?\s+)?(?P<hour>\d{1,2})[:.\s]?(?P<minute>\d{2})"
)
_MOMENT = re.compile(
    r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})(?:\.(?P<year>\d{4}))?(?:\s+(?P<hour>\d{1,2})[:.]?(?P<minute>\d{2}))?"
)
HALF_A_YEAR = timedelta(days=183)
_HOURS = ("ч", "сағ", "h")


def read_time(typed: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant that was meant, in UTC; what is typed is by the unit's own clock. Raises ValueError.

    Where the clocks go back an hour comes twice; the later one that has been is meant.
    """
    text = typed.strip()
    if back := _BACK.fullmatch(text):
        unit = timedelta(hours=1) if (back[2] or "").lower() in _HOURS else timedelta(minutes=1)
        return now.astimezone(UTC) - int(back[1]) * unit
    found = _CLOCK.fullmatch(text)
    if not found:
        raise ValueError(typed)
    try:
        return _latest(found, now.astimezone(zone), zone)
    except OverflowError as error:  # the first and the last day of the calendar have no instant everywhere
        raise ValueError(typed) from error


def is_dated(typed: str) -> bool:
    """Whether a day is named with the time."""
    found = _CLOCK.fullmatch(typed.strip())
    return bool(found and found["day"])


def read_coming(typed: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant to come that was meant, in UTC, typed by the unit's own clock. Raises ValueError."""
    text = typed.strip()
    if ahead := _AHEAD.fullmatch(text):
        unit = timedelta(hours=1) if (ahead[2] or "").lower() in _HOURS else timedelta(minutes=1)
        return now.astimezone(UTC) + int(ahead[1]) * unit
    found = _CLOCK.fullmatch(text)
    if not found or found["day"]:
        raise ValueError(typed)
    here = now.astimezone(zone)
    days = (here.date(), here.date() + timedelta(days=1))
    times = [datetime(d.year, d.month, d.day, int(found["hour"]), int(found["minute"]), tzinfo=zone) for d in days]
    return next(at for at in (time.astimezone(UTC) for time in times) if at > now)


def read_moment(typed: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant of an event that was meant, in UTC: its day, the hour where one is set, by the unit's clock.

    Without a year the day that lies ahead is meant, or one of the last half-year. Raises ValueError.
    """
    found = _MOMENT.fullmatch(typed.strip())
    if not found:
        raise ValueError(typed)
    here, day, month = now.astimezone(zone), int(found["day"]), int(found["month"])
    hour, minute = int(found["hour"] or 0), int(found["minute"] or 0)
    year = int(found["year"] or here.year)
    try:
        at = datetime(year, month, day, hour, minute, tzinfo=zone)
        if not found["year"] and at < here - HALF_A_YEAR:
            at = at.replace(year=year + 1)
        return at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(typed) from error


def _latest(found: re.Match[str], here: datetime, zone: ZoneInfo) -> datetime:
    hour, minute = int(found["hour"]), int(found["minute"])
    if found["day"]:
        year = int(found["year"] or here.year)
        at = _instant(year, int(found["month"]), int(found["day"]), hour, minute, zone, here)
        if not found["year"] and at > here.astimezone(UTC) + AHEAD:
            at = _instant(year - 1, int(found["month"]), int(found["day"]), hour, minute, zone, here)
        return at
    today = _instant(here.year, here.month, here.day, hour, minute, zone, here)
    if today <= here.astimezone(UTC) + AHEAD:
        return today
    before = here.date() - timedelta(days=1)
    return _instant(before.year, before.month, before.day, hour, minute, zone, here)


def _instant(year: int, month: int, day: int, hour: int, minute: int, zone: ZoneInfo, here: datetime) -> datetime:
    later = datetime(year, month, day, hour, minute, tzinfo=zone, fold=1)
    earlier = later.replace(fold=0)
    return (later if later.timestamp() <= here.timestamp() + AHEAD.total_seconds() else earlier).astimezone(UTC)
