"""Local wall-clock time and instants.

Local means the IANA zone with its whole history, from the pinned `tzdata` package and not from the machine's own
copy, which may be older than the latest change of offset. Instants are aware and in UTC.

A wall time that does not exist (the clock was put forward over it) is read with the offset before the change; one
that comes twice (the clock was put back) means its first coming – both as RFC 5545, section 3.3.5 – save for the end
of a term, which is the last coming: nobody loses an hour that the clock gave.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from ortaq.rules.errors import UnknownZone, like

DAY = timedelta(days=1)
_NAME = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*")


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """Return the IANA zone of this name; raises UnknownZone."""
    folder = resources.files("tzdata") / "zoneinfo"
    try:
        if not _NAME.fullmatch(name):
            raise ValueError(name)
        with folder.joinpath(*name.split("/")).open("rb") as data:
            return ZoneInfo.from_file(data, key=name)
    except (ValueError, OSError):
        known = (resources.files("tzdata") / "zones").read_text().split()
        raise UnknownZone(name, like(name, known)) from None


def instant(day: date, at: str, tz: ZoneInfo, *, last: bool = False) -> datetime:
    """Return the instant, in UTC, of wall time `at` (HH:MM; 24:00 is 00:00 of the next day) on the local day.

    `last` takes the second coming of a time that comes twice.
    """
    hour, minute = map(int, at.split(":"))
    wall = datetime.combine(day, time()) + timedelta(hours=hour, minutes=minute)
    return of_wall(wall, tz, last=last)


def of_wall(wall: datetime, tz: ZoneInfo, *, last: bool = False) -> datetime:
    """Return the instant, in UTC, of a naive wall time of the zone."""
    first, second = (wall.replace(tzinfo=tz, fold=fold).astimezone(UTC) for fold in (0, 1))
    return max(first, second) if last else first


def day_of(at: datetime, tz: ZoneInfo) -> date:
    """Return the local day of an instant."""
    return at.astimezone(tz).date()


def start_of(day: date, tz: ZoneInfo) -> datetime:
    """Return the instant, in UTC, at which the local day begins."""
    return instant(day, "00:00", tz)


def end_of(day: date, tz: ZoneInfo) -> datetime:
    """Return 24:00 of the local day: the instant, in UTC, at which the next one begins."""
    return instant(day, "24:00", tz)


def length_of(day: date, tz: ZoneInfo) -> timedelta:
    """Return how long the local day is: 24 hours, or 23 or 25 where the offset changes."""
    return end_of(day, tz) - start_of(day, tz)
