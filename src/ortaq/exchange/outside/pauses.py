"""When a delivery is tried again: after pauses that grow from a minute to six hours, for thirty days. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=6)
LASTS = timedelta(days=30)


def pause_after(tries: int) -> timedelta:
    """Return the pause after the attempt of this number, counted from one."""
    return min(FIRST * (1 << min(tries - 1, 16)), LONGEST)


def next_at(tries: int, *, tried_at: datetime, since: datetime) -> datetime | None:
    """Return when to try again; None where thirty days have gone by since it was to go out."""
    return None if tried_at >= since + LASTS else min(tried_at + pause_after(tries), since + LASTS)
